"""Who may see and do what, and why."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lantern.access"
    label = "access"

    def ready(self) -> None:
        """Register the check that keeps the demonstration out of a real service, and what signing in sets off."""
        from lantern.access import demonstration, navigation, sign_in  # noqa: F401
        from lantern.access.permissions import SEE_LOOKS

        looked = navigation.Destination(
            "Who looked", "looks_to_review", SEE_LOOKS, order=90, key="r", group=navigation.QUALITY
        )
        navigation.declare(looked)

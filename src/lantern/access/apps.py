"""Who may see and do what, and why."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lantern.access"
    label = "access"

    def ready(self) -> None:
        """Register the check that keeps the demonstration sign-in out of a real service, and what signing in sets off."""
        from lantern.access import demonstration, sign_in  # noqa: F401

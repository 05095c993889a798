"""What children, families and practitioners say, without signing in; and what was done because they said so."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "lantern.voices"
    label = "voices"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.learning import following
        from lantern.voices import events, permissions, states  # noqa: F401 - known before anything is read

        following.page("feedback", route="feedback", text="Feedback {reference}")
        declare(Destination("What people say", "voices", permissions.SEE_FEEDBACK, order=77, group=PARTNERSHIP))

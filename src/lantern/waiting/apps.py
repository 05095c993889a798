"""Who waits for whom: handoffs and their lists, services with their places, and nobody out of sight."""

from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "lantern.waiting"
    label = "waiting"

    def ready(self) -> None:
        """Put the handoffs into the main navigation."""
        from lantern.access.navigation import HELP, Destination, declare
        from lantern.waiting.permissions import SEE_HANDOFFS, SEE_SERVICES, SEE_WAITS

        declare(
            Destination("Handoffs", "handoffs", SEE_HANDOFFS, order=20, key="o"),
            Destination("Who waits", "waiting", SEE_WAITS, order=22, key="1", group=HELP),
            Destination("Services", "services", SEE_SERVICES, order=23, key="2", group=HELP),
        )

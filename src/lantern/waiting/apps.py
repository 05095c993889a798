"""Who waits for whom: handoffs and their lists, services with their places, and nobody out of sight."""

from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "lantern.waiting"
    label = "waiting"

    def ready(self) -> None:
        """Put the handoffs into the main navigation."""
        from lantern.access.navigation import HELP, QUALITY, Destination, declare
        from lantern.people import panels
        from lantern.spine import handoffs, held
        from lantern.spine.models import Handoff
        from lantern.waiting import (
            events,  # noqa: F401 - its kinds must be known before anything is read
            ladder,  # noqa: F401 - so must its notices
            panel,
        )
        from lantern.waiting.permissions import LOOK_AT_GATES, SEE_HANDOFFS, SEE_SERVICES, SEE_WAITS

        held.declare(held.Held("handoff", "handoff", "handoff", weight="handoff", model=Handoff, give=handoffs.give))
        declare(
            Destination("Handoffs", "handoffs", SEE_HANDOFFS, order=20, key="o"),
            Destination("Who waits", "waiting", SEE_WAITS, order=22, key="1", group=HELP),
            Destination("Services", "services", SEE_SERVICES, order=23, key="2", group=HELP),
            Destination("Past the gate", "gates_to_look_at", LOOK_AT_GATES, order=31, key="4", group=QUALITY),
        )
        panels.declare(panels.Panel("gates", "see_child", panel.drawn, order=30))

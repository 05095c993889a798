"""Legal: the way to court, and away from it."""

from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "lantern.legal"
    label = "legal"

    def ready(self) -> None:
        """Put this room's pages where they are found, and its kinds of meeting into the room below."""
        from lantern.access.navigation import HELP, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.legal import events, permissions, states, tables  # noqa: F401 - known before anything is read
        from lantern.legal.models import LegalPlanning
        from lantern.spine import held

        held.declare(
            held.Held(
                states.KIND,
                states.LEGAL.noun,
                "legal_planning",
                weight="legal-planning",
                model=LegalPlanning,
                give=held.giving(states.LEGAL),
                many="legal planning",
            )
        )
        declare_destinations(Destination("Before court", "legal", permissions.SEE_LEGAL, order=19, key="0", group=HELP))
        declare(PERSON, RecordPage("Legal planning", "child_legal", permissions.SEE_LEGAL))

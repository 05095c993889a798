"""Dissemination: what was learned reaches everybody for whom it is meant, with proof."""

from django.apps import AppConfig


class DisseminationConfig(AppConfig):
    name = "lantern.dissemination"
    label = "dissemination"

    def ready(self) -> None:
        """Put this room's pages where they are found."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.boards import signals
        from lantern.dissemination import due, events, permissions, shown, states  # noqa: F401 - known before anything is read
        from lantern.learning import following

        reads = permissions.READ_BRIEFINGS
        declare(
            Destination("Briefings", "briefings", reads, order=44, group=PARTNERSHIP),
            Destination("Procedures", "procedures", reads, order=45, group=PARTNERSHIP),
        )
        following.page("briefing", route="briefing", text="briefing {reference}")
        following.page("procedure", route="procedure", text="procedure {reference}")
        following.page("communication", route="message", text="message {reference}")
        following.tells(shown.part, reads=shown.READS)
        signals.declare(due.due)

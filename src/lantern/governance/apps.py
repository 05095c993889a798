"""Meetings of the partnership's bodies: agenda, papers, attendance, minutes while they run, decisions, interests."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "lantern.governance"
    label = "governance"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and onto every body's page."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.boards import links, signals
        from lantern.governance import due, events, permissions, states  # noqa: F401 - known before all

        may = permissions.SEE_BOARD_MEETINGS
        declare(
            Destination("Board meetings", "board_meetings", may, order=52, key="h", group=PARTNERSHIP),
            Destination("Decisions", "board_decisions", may, order=53, key="i", group=PARTNERSHIP),
            Destination("Interests", "interests", may, order=53, group=PARTNERSHIP),
        )
        links.declare(
            links.BodyLink("Its meetings", "body_meetings", may),
            links.BodyLink("Its attendance", "body_attendance", may),
        )
        signals.declare(due.due)
        links.declare_sources(board_meeting="board_meeting", board_decision="board_decision")

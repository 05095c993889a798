"""What the partnership answers for: risks, challenge and scrutiny, escalations with their silence, agreements."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "lantern.oversight"
    label = "oversight"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and what it knows to be due onto agendas."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.boards import links, signals
        from lantern.oversight import due, events, permissions, shown, states  # noqa: F401 - known before all

        may = permissions.SEE_OVERSIGHT
        declare(
            Destination("Risks", "risks", may, order=54, group=PARTNERSHIP),
            Destination("Challenge and scrutiny", "challenges", may, order=55, group=PARTNERSHIP),
            Destination("Escalations", "escalations", may, order=56, group=PARTNERSHIP),
            Destination("Agreements", "agreements", may, order=57, group=PARTNERSHIP),
        )
        links.declare_sources(
            partnership_risk="risk", matter="matter", scrutiny_line="scrutiny_line", agreement="agreement",
            arrangements="arrangements", board_action="board_action", recommendation="recommendation",
        )  # fmt: skip
        signals.declare(due.due)
        shown.show()

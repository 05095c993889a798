"""Section 11 returns: agencies say how far they do what is asked of them, the panel asks back, gaps become actions."""

from django.apps import AppConfig


class Section11Config(AppConfig):
    name = "lantern.section11"
    label = "section11"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.boards import signals
        from lantern.learning import following
        from lantern.section11 import due, events, permissions, states  # noqa: F401 - known before anything is read

        following.page("section_11_return", route="section_11_return", text="Section 11 return {reference}")
        following.page("section_11_round", route="section_11_round", text="Section 11 round {reference}")
        signals.declare(due.due)
        declare(
            Destination("Section 11", "section_11", permissions.SEE_SECTION_11, order=76, group=PARTNERSHIP),
        )

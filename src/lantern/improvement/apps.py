"""Inspections, and the improvement plans that answer them."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "lantern.improvement"
    label = "improvement"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.boards import links
        from lantern.improvement import events, permissions, states  # noqa: F401 - known before anything is read
        from lantern.improvement.actions import logged

        links.declare_sources(improvement_plan="improvement_plan", inspection="inspection")
        links.follow(logged.told_in_log)
        declare(
            Destination("Improvement", "improvement", permissions.SEE_IMPROVEMENT, order=75, key="v", group=PARTNERSHIP)
        )

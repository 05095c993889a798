"""Dissemination: what was learned reaches everybody for whom it is meant, with proof."""

from django.apps import AppConfig


class DisseminationConfig(AppConfig):
    name = "lantern.dissemination"
    label = "dissemination"

    def ready(self) -> None:
        """Put this room's pages where they are found."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.dissemination import events, permissions, states  # noqa: F401 - known before anything is read
        from lantern.learning import following

        declare(Destination("Briefings", "briefings", permissions.READ_BRIEFINGS, order=44, group=PARTNERSHIP))
        following.page("briefing", route="briefing", text="briefing {reference}")

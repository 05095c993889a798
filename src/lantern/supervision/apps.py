"""Supervision: children talked through with their workers, and what was decided."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "lantern.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Put this room's pages where they are found."""
        from lantern.access.navigation import HELP, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.supervision import events, permissions, states  # noqa: F401 - known before anything is read

        declare_destinations(
            Destination("Supervision", "supervision_due", permissions.SEE_SUPERVISION, order=23, key="v", group=HELP)
        )
        declare(PERSON, RecordPage("Supervision", "child_supervision", permissions.SEE_SUPERVISION))

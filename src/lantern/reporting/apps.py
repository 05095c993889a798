"""The yearly report, assembled from the record."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "lantern.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import PARTNERSHIP, Destination, declare
        from lantern.reporting import events, permissions, states  # noqa: F401 - known before anything is read

        declare(
            Destination(
                "Yearly reports", "yearly_reports", permissions.SEE_REPORTS, order=79, key="a", group=PARTNERSHIP
            )
        )

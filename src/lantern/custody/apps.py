"""Who keeps the records: separating a shared hub, and bringing two together."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "lantern.custody"
    label = "custody"

    def ready(self) -> None:
        """Put the runs into the main navigation, and make their events known."""
        from lantern.access.navigation import RECORDS, Destination, declare
        from lantern.custody import events, states  # noqa: F401 - their kinds must be known before anything is read

        declare(Destination("Separation", "separation_runs", "see_separation", order=95, key="e", group=RECORDS))

"""Other agencies' lists, and whom of ours they know."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "lantern.sources"
    label = "sources"

    def ready(self) -> None:
        """Put the lists into the main navigation."""
        from lantern.access.navigation import RECORDS, Destination, declare
        from lantern.sources.permissions import COMPARE_LISTED

        declare(Destination("Lists", "lists", COMPARE_LISTED, order=45, key="i", group=RECORDS))

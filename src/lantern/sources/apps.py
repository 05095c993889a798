"""Other agencies' lists, and whom of ours they know."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "lantern.sources"
    label = "sources"

    def ready(self) -> None:
        """Put the lists into the main navigation."""
        from lantern.access.navigation import RECORDS, Destination, declare
        from lantern.people.finding import weights
        from lantern.sources import splink_engine, splink_learning
        from lantern.sources.permissions import COMPARE_LISTED

        if splink_engine.installed():
            weights.engines["splink"] = splink_learning.learn

        declare(Destination("Lists", "lists", COMPARE_LISTED, order=45, key="i", group=RECORDS))

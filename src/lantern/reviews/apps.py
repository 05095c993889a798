"""Serious incidents, rapid reviews and local child safeguarding practice reviews: what happened, who was told, what
each agency knows, what is decided and why, and what is learned.
"""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "lantern.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and onto the child's record."""
        from lantern.access.navigation import HELP, PARTNERSHIP, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import PERSON, RecordPage, declare
        from lantern.learning import following
        from lantern.reviews import events, permissions, states  # noqa: F401 - kinds are known before anything is read

        following.page("practice_review", route="practice_review", text="Practice review {reference}")
        following.page("serious_incident", route="incident", text="Rapid review {reference}")
        declare_destinations(
            Destination("Serious incidents", "incidents", permissions.SEE_INCIDENTS, order=25, key="6", group=HELP),
            Destination("Rapid reviews", "incident_requests", permissions.SEE_INCIDENT_REQUESTS, order=25, key="q"),
            Destination("Reviewers", "reviewers", permissions.SEE_REVIEWERS, order=77, key="k", group=PARTNERSHIP),
        )
        declare(PERSON, RecordPage("Serious incidents", "child_incidents", permissions.SEE_INCIDENTS))

"""Who was told what about a child, and answering somebody who asks what is held about them."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "lantern.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        """Put this room's pages into the main navigation."""
        from lantern.access.navigation import Destination, declare
        from lantern.disclosure import events, states  # noqa: F401 - kinds must be known before anything is read
        from lantern.disclosure.permissions import ANSWER_DISCLOSURE_VIEW, PREPARE_DISCLOSURE, SEE_ACCESS_REQUESTS
        from lantern.people import record_pages
        from lantern.people.permissions import SEE_CHILD

        declare(
            Destination("Subject access", "access_requests", SEE_ACCESS_REQUESTS, order=25, key="x"),
            Destination("Disclosure views", "disclosure_views", ANSWER_DISCLOSURE_VIEW, order=23, key="v"),
        )
        record_pages.declare(
            record_pages.RecordPage("Who was told what", "child_told", SEE_CHILD),
            record_pages.RecordPage("Record a subject access request", "new_access_request", PREPARE_DISCLOSURE),
        )

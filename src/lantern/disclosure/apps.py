"""Who was told what about a child, answering somebody who asks what is held about them, a child's chronology for a
court or the family, and the known-to index.
"""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "lantern.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        """Put this room's pages into the main navigation, and onto the records they are about."""
        from lantern.access.navigation import RECORDS, Destination
        from lantern.access.navigation import declare as declare_destinations
        from lantern.access.record_pages import CONTACT, PERSON, RecordPage, declare
        from lantern.disclosure import events, permissions, states  # noqa: F401 - kinds are known before anything is read
        from lantern.people.permissions import SEE_CHILD

        declare_destinations(
            Destination(
                "Subject access", "access_requests", permissions.SEE_ACCESS_REQUESTS, order=25, key="x", group=RECORDS
            ),
            Destination(
                "Disclosure views",
                "disclosure_views",
                permissions.ANSWER_DISCLOSURE_VIEW,
                order=23,
                key="v",
                group=RECORDS,
            ),
            Destination("Chronologies", "chronologies", permissions.SEE_CHRONOLOGIES, order=40, key="c", group=RECORDS),
            Destination("Known to", "known_to_feeds", permissions.SEE_KNOWN_TO, order=24, key="n", group=RECORDS),
        )
        declare(
            PERSON,
            RecordPage("Who was told what", "child_told", SEE_CHILD),
            RecordPage("Chronology for a review, court or family", "child_chronologies", permissions.SEE_CHRONOLOGIES),
            RecordPage("Record a subject access request", "new_access_request", permissions.PREPARE_DISCLOSURE),
        )
        declare(CONTACT, RecordPage("Which agencies know them?", "known_to", permissions.LOOK_KNOWN_TO))

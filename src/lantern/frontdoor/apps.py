"""The front door: every worry about a child that arrives, and what becomes of it."""

from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "lantern.frontdoor"
    label = "frontdoor"

    def ready(self) -> None:
        """Put the front door's pages into the main navigation."""
        from lantern.access import record_pages
        from lantern.access.navigation import QUALITY, SHIFT, Destination, declare
        from lantern.frontdoor import (
            actions,
            behind_handoffs,
            caseload,
            events,  # noqa: F401 - its kinds must be known before anything is read
        )
        from lantern.frontdoor.models import Contact
        from lantern.spine import held

        behind_handoffs.declare()
        held.declare(
            held.Held(
                "contact",
                "contact",
                "contact",
                weight="contact-unrated",
                model=Contact,
                give=actions.assign,
                in_state=caseload.kind_of,
                put_back=actions.put_back,
            )
        )
        record_pages.declare(record_pages.CONTACT, record_pages.RecordPage("Letters", "letters", "tell_referrer"))
        declare(
            Destination("Queue", "queue", "see_queue", order=10, key="q"),
            Destination("Telephone", "telephone", "take_contact", order=11, key="t"),
            Destination("Advice", "advice", "record_advice", order=12, key="a"),
            Destination("Sign-off", "sign_off_list", "sign_off", order=13, key="s"),
            Destination("Second looks", "second_looks", "second_look", order=13, key="y", group=QUALITY),
            Destination("My decisions", "said_of_mine", "decide_contact", order=13, key="z", group=QUALITY),
            Destination("Disagreements", "disagreements", "answer_disagreement", order=13, key="b", group=QUALITY),
            Destination("Handover", "handover", "accept_handover", order=14, key="h", group=SHIFT),
            Destination("Police notices", "notices", "import_notices", order=15, key="p", group=SHIFT),
            Destination("Shift log", "shift_log", "keep_shift_log", order=14, key="g", group=SHIFT),
            Destination("Team", "team_caseloads", "see_caseloads", order=16, key="u", group=SHIFT),
            Destination("Questions", "agency_checks", "see_own_checks", order=21, key="k"),
            Destination("My contacts", "my_contacts", "see_own_contacts", order=22, key="m"),
            Destination("Easy Read", "reading_aids", "set_reading_aids", order=29, key="y"),
            Destination("Lateness", "lateness", "see_lateness", order=30, key="l", group=QUALITY),
            Destination("Demand", "demand", "see_demand", order=30, key="d", group=QUALITY),
        )

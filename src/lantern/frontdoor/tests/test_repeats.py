"""The third time: repeats by address, the time since it was last closed, and what was foreseen then (FD9)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_child, a_contact, a_key, counted_queries, decisions_for

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.frontdoor import actions, queries
from lantern.frontdoor.models import Contact, Outcome, ReportedPerson
from lantern.people.models import Person
from lantern.spine.models import Priority

pytestmark = pytest.mark.django_db

BEFORE = TUESDAY_NOON - dt.timedelta(days=90)
FORESEEN = "If she is left alone again, assess."


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _about(cast: Cast, child: Person, at: dt.datetime, *, to: str = "received", **more: object) -> Contact:
    """A contact about this child, brought as far as asked."""
    with acting(cast.social_worker) as by:
        contact = a_contact(by, at=at)
        for reported in contact.reported.all():
            actions.identify(reported, person=child, match=ReportedPerson.Match.LINKED, by=by, at=at)
        if to == "received":
            return Contact.objects.get(pk=contact.pk)
        contact = Contact.objects.get(pk=contact.pk)
        actions.screen(contact, priority=Priority.AMBER, note="Looked.", why_different="New.", by=by, at=at,
                       version=contact.version)  # fmt: skip
        contact = Contact.objects.get(pk=contact.pk)
        decided = decisions_for(contact, Outcome.NO_FURTHER_ACTION)
        for each in decided:
            each.contingency = FORESEEN
        actions.decide(contact, decisions=decided, by=by, at=at, version=contact.version)
    return Contact.objects.get(pk=contact.pk)


def _lives_at(child: Person, **more: object) -> None:
    child.addresses.create(
        house="14", street="Old Road", postcode="TS18 9ZZ", authority_id=STOCKTON, **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_what_was_foreseen_is_shown_at_the_next_contact_and_asked_about(cast: Cast, as_person) -> None:
    with acting(cast.officer):
        child = a_child(name="Ava Marsh")
    _about(cast, child, BEFORE, to="decided")
    contact = _about(cast, child, TUESDAY_NOON)
    client = as_person(cast.social_worker)
    shown = plain(client.get(reverse("contact", kwargs={"reference": contact.reference})))
    assert FORESEEN in shown
    assert "Last closed or stepped down:" in shown
    assert "Has it come to pass?" in shown
    address = reverse("screen_contact", kwargs={"reference": contact.reference})
    typed = {"priority": "2", "note": "I read it all.", "why_different": "Alone all night.",
             "version": str(contact.version), "act": str(a_key())}  # fmt: skip
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "Say whether what was foreseen has come to pass" in plain(wrong)
    assert "Alone all night." in plain(wrong)
    done = client.post(address, typed | {"contingency_met": "yes", "late_reason": "Busy."})
    assert done.status_code == 302, plain(done)
    with acting(cast.social_worker):
        assert Contact.objects.get(pk=contact.pk).contingency_met == "yes"
    assert "What was foreseen has come to pass" in plain(client.get(done.headers["Location"]))


def test_nothing_is_asked_where_nothing_was_foreseen(cast: Cast, as_person) -> None:
    with acting(cast.officer):
        child = a_child(name="Ava Marsh")
    contact = _about(cast, child, TUESDAY_NOON)
    client = as_person(cast.social_worker)
    page = plain(client.get(reverse("screen_contact", kwargs={"reference": contact.reference})))
    assert "somebody said what should happen" not in page


def test_a_new_family_at_an_old_address_is_told_how_often_and_never_who(cast: Cast, as_person) -> None:
    with acting(cast.officer):
        before, now = a_child(name="Zachary Quill"), a_child(name="Ava Marsh")
        _lives_at(before, until_date=BEFORE.date())
        _lives_at(now)
    earlier = _about(cast, before, BEFORE)
    contact = _about(cast, now, TUESDAY_NOON)
    with acting(cast.social_worker) as by:
        with counted_queries() as statements:
            history = queries.history_for(queries.contact_for(by, contact.reference))
        assert len(statements) <= 2
        assert [each.reference for each in history.addressed] == [earlier.reference]
        assert history.addressed_recent == 1
    shown = plain(as_person(cast.social_worker).get(reverse("contact", kwargs={"reference": contact.reference})))
    assert "1 earlier contact concerned other people who live or lived at this address." in shown
    assert "Quill" not in shown


def test_a_protected_address_tells_nothing_by_its_numbers(cast: Cast) -> None:
    """A refuge: many families, one address, and nobody may learn it from a count."""
    with acting(cast.officer):
        before, now, hidden = a_child(name="Zach Quill"), a_child(name="Ava Marsh"), a_child(name="Mo Hale")
        _lives_at(before, until_date=BEFORE.date())
        _lives_at(now)
    _about(cast, before, BEFORE)
    contact = _about(cast, now, TUESDAY_NOON)
    with acting(cast.social_worker) as by:
        assert queries.history_for(queries.contact_for(by, contact.reference)).addressed
        _lives_at(hidden, protected=True)
        assert queries.history_for(queries.contact_for(by, contact.reference)).addressed == []


def test_people_closed_to_the_reader_are_not_counted_at_an_address(cast: Cast) -> None:
    with acting(cast.officer):
        before, now = a_child(name="Zach Quill"), a_child(name="Ava Marsh")
        _lives_at(before, until_date=BEFORE.date())
        _lives_at(now)
    _about(cast, before, BEFORE)
    contact = _about(cast, now, TUESDAY_NOON)
    with acting(cast.manager) as boss:
        restricting.restrict(
            before, kind=Restriction.Kind.ONLY_THESE, users=[User.objects.get(pk=boss.user_id)],
            reason="A worker's own child.", whom_to_ask="The service manager", by=boss, at=TUESDAY_NOON,
        )  # fmt: skip
    with acting(cast.social_worker) as by:
        assert queries.history_for(queries.contact_for(by, contact.reference)).addressed == []

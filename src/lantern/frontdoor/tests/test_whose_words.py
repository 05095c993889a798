"""Whoever gave information stays its owner: until when it may be read, how far it may go, and who read it (IS3)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_contact, a_key, counted_queries, walk

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions, queries, reminders
from lantern.frontdoor.models import Check, Contact
from lantern.frontdoor.queries_partner import reads_of
from lantern.partnership.models import Team
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Notice

pytestmark = pytest.mark.django_db

WORDS = "Two calls to the house this year."


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _answered(cast: Cast, *, open_until: dt.date | None = None) -> tuple[Contact, Check]:
    """A contact with what the police gave an hour ago."""
    at = timezone.now() - dt.timedelta(hours=1)
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=at)
    contact = walk(contact, "screened", cast=cast, at=at)
    with acting(cast.social_worker) as by:
        desk = Team.objects.select_related("agency").get(pk=cast.police.team_id)
        (check,) = actions.ask_agencies(contact, desks=[desk], question="What do you know?", lawful_basis="public_task",
                                        by=by, at=at, version=contact.version)  # fmt: skip
    with acting(cast.police) as police:
        actions.answer_check(
            Check.objects.get(pk=check.pk), answer=Check.Answer.RELEVANT, text=WORDS, source="Log",
            handling="official_sensitive", may_tell_family=False, onward="cite", open_until=open_until, by=police,
            at=at, version=1,
        )  # fmt: skip
    return contact, check


def _fresh(check: Check, by: ActingPerson) -> Check:
    with acting(by):
        return Check.objects.select_related("asked_team__agency").get(pk=check.pk)


def _set(check: Check, by: ActingPerson, until: dt.date | None, **more: object) -> None:
    with acting(by):
        now = _fresh(check, by)
        facts = {"at": timezone.now(), "version": now.version, "onward": "ask", **more}
        actions.set_term(now, open_until=until, by=by, **facts)  # type: ignore[arg-type]


def test_past_its_time_the_words_are_closed_and_the_pointer_stays(cast: Cast, as_person) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    contact, check = _answered(cast)
    client = as_person(cast.social_worker)
    address = reverse("contact", kwargs={"reference": contact.reference})
    with counted_queries() as before:
        shown = plain(client.get(address))
    assert WORDS in shown
    assert "It may be cited, and not shown to anybody else." in shown
    _set(check, cast.police, yesterday)
    with counted_queries() as statements:
        closed = plain(client.get(address))
    assert len(statements) == len(before), "a closed answer costs the page nothing"
    assert WORDS not in closed
    assert "To read it again, ask Cleveland Police." in closed
    with acting(cast.social_worker) as by:
        (one,) = queries.checks_of(queries.contact_in_view(by, contact.reference))
        assert one.closed
        assert one.answer_text == ""
    _set(check, cast.police, None)
    assert WORDS in plain(client.get(address)), "whoever gave it opens it again"


def test_only_the_agency_that_gave_it_says_how_long(cast: Cast, as_person) -> None:
    _contact, check = _answered(cast)
    key = a_key()
    _set(check, cast.police, None, key=key)
    with pytest.raises(AlreadyDone):
        _set(check, cast.police, None, key=key)
    with pytest.raises(StaleRecord):
        _set(check, cast.police, None, version=2)
    with pytest.raises(MoveRefused):
        _set(check, cast.social_worker, None)
    with pytest.raises(Check.DoesNotExist):
        _fresh(check, cast.health)
    assert as_person(cast.health).get(reverse("answer_term", kwargs={"reference": check.reference})).status_code == 404


def test_an_agency_sees_everybody_who_read_what_it_gave_and_nothing_of_the_child(cast: Cast, as_person) -> None:
    contact, check = _answered(cast)
    page = reverse("answer_check", kwargs={"reference": check.reference})
    police = as_person(cast.police)
    assert "Nobody has opened it yet." in plain(police.get(page))
    as_person(cast.social_worker).get(reverse("contact", kwargs={"reference": contact.reference}))
    with counted_queries() as statements:
        shown = plain(police.get(page))
    assert len(statements) <= 6
    assert "Sam Okafor" in shown
    assert "Hub social worker" in shown
    assert "The contact" in shown
    with acting(cast.health):
        assert reads_of(check) == [], "another agency reads nothing of it"
    with acting(cast.social_worker):
        assert reads_of(check) == []


def test_a_page_opened_while_the_words_were_closed_is_no_read(cast: Cast, as_person) -> None:
    contact, check = _answered(cast)
    hub = as_person(cast.social_worker)
    address = reverse("contact", kwargs={"reference": contact.reference})
    hub.get(address)
    _set(check, cast.police, timezone.localdate() - dt.timedelta(days=1))
    hub.get(address)
    with acting(cast.police):
        assert len(reads_of(check)) == 1, "what was read before it was closed stays"
    _set(check, cast.police, None)
    hub.get(address)
    with acting(cast.police):
        assert len(reads_of(check)) == 2


def test_the_agency_is_told_in_time_that_it_closes_and_changes_it_on_a_page(cast: Cast, as_person) -> None:
    soon = timezone.localdate() + dt.timedelta(days=5)
    _contact, check = _answered(cast, open_until=soon)
    now = timezone.now()
    assert reminders.tick(now).closing == 1
    assert reminders.tick(now).closing == 0, "once"
    with acting(cast.police):
        assert Notice.objects.filter(kind="answer_closing", dealt_with_at__isnull=True).count() == 1
    client = as_person(cast.police)
    address = reverse("answer_term", kwargs={"reference": check.reference})
    assert "It stays yours." in plain(client.get(address))
    wrong = client.post(address, {"onward": "ask", "ends": "day", "version": "2", "act": str(a_key())})
    assert wrong.status_code == 422
    assert "Enter the last day" in plain(wrong)
    version = _fresh(check, cast.police).version
    done = client.post(address, {"onward": "ask", "ends": "never", "version": str(version), "act": str(a_key())})
    assert done.status_code == 302
    assert "Without an end" in plain(client.get(done.headers["Location"]))
    with acting(cast.police):
        assert not Notice.objects.filter(kind="answer_closing", dealt_with_at__isnull=True).exists()


def test_the_reads_of_an_answer_come_from_the_index_of_its_contact(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where indexname = 'look_by_episode'")
        assert "episode_id" in cursor.fetchone()[0]

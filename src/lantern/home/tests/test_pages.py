"""The front page says what waits, and the published pages are open to everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, decisions_for, walk

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.boards.tests import world as promised
from lantern.frontdoor import actions
from lantern.frontdoor.models import Check, Contact, Outcome
from lantern.home import queries
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, ThresholdDocument
from lantern.spine import drafts, notices
from lantern.spine.lifecycle import LIFECYCLES
from lantern.spine.models import Notice

pytestmark = pytest.mark.django_db


def test_a_stranger_finds_two_doors(client: Client) -> None:
    text = client.get("/").content.decode()
    assert "Worried about a child?" in text
    assert "999" in text
    assert 'href="/report/"' in text
    assert 'href="/sign-in/"' in text


@pytest.mark.parametrize("address", ["/privacy/", "/accessibility/", "/help/", "/threshold/"])
def test_published_pages_are_open_to_everybody(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_every_version_of_the_threshold_document_can_be_read(client: Client) -> None:
    for document in ThresholdDocument.objects.all():
        answer = client.get(f"/threshold/{document.code}/{document.version}/")
        assert answer.status_code == 200
        clause = document.descriptors.first()
        assert clause is not None
        assert f'id="clause-{clause.clause}"' in answer.content.decode()
    assert client.get("/threshold/no-such/1/").status_code == 404


def test_somebody_new_is_told_that_nothing_waits(cast: Cast, as_person: Callable) -> None:
    assert "Nothing waits for you" in as_person(cast.provider).get("/").content.decode()


def test_my_contacts_and_drafts_stand_on_my_page(cast: Cast, as_person: Callable) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        actions.take(contact, by=cast.officer, at=TUESDAY_NOON, version=contact.version)
        name = contact.reported.get().name
        drafts.save("telephone", {"a": "b"}, by=cast.officer, at=TUESDAY_NOON, url="/hub/new/")
    with acting(cast.manager):
        other = a_contact(cast.manager)
    text = as_person(cast.officer).get("/").content.decode()
    assert contact.reference in text
    assert name in text
    assert "/hub/new/" in text
    assert other.reference not in text


def test_a_manager_sees_how_many_await_sign_off_but_not_their_own(cast: Cast, as_person: Callable) -> None:
    with acting(cast.officer):
        walk(a_contact(cast.officer), "awaiting_sign_off", cast=cast)
    text = as_person(cast.manager).get("/").content.decode()
    assert "awaiting sign-off" in text
    assert "awaiting sign-off" not in as_person(cast.officer).get("/").content.decode()


def an_asked_check(cast: Cast) -> Check:
    """The police are asked what they know."""
    with acting(cast.social_worker):
        contact = walk(a_contact(cast.social_worker), "screened", cast=cast)
        desk = Team.objects.select_related("agency").get(pk=cast.police.team_id)
        (asked,) = actions.ask_agencies(
            contact,
            desks=[desk],
            question="What do you know?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=contact.version,
        )
    return asked


def test_an_agency_sees_its_questions_and_nothing_of_the_contact(cast: Cast, as_person: Callable) -> None:
    asked = an_asked_check(cast)
    text = as_person(cast.police).get("/").content.decode()
    assert asked.reference in text
    with acting(cast.social_worker):
        contact = Contact.objects.get(pk=asked.because_of_id)
    assert contact.reference not in text
    assert "Open the hub" not in text
    assert asked.reference not in as_person(cast.health).get("/").content.decode()


def test_what_is_offered_to_my_team_waits_there(cast: Cast, as_person: Callable) -> None:
    with acting(cast.officer):
        walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
    text = as_person(cast.assessment_manager).get("/").content.decode()
    assert "Offered to my team" in text
    assert "Child" in text


def a_sent_back_contact(cast: Cast) -> Contact:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "awaiting_sign_off", cast=cast)
    with acting(cast.manager):
        actions.send_back(
            contact, reason="Ask the school.", by=cast.manager, at=timezone.now(), version=contact.version
        )
    return contact


def the_notice(kind: str, cast: Cast, *, of: ActingPerson | None = None) -> Notice:
    with acting(of or cast.officer):
        return Notice.objects.get(kind=kind)


def test_what_my_seat_has_promised_the_partnership_stands_on_my_page(cast: Cast, as_person: Callable) -> None:
    """GM4: whoever owns an action meets it at the start of the day, not at the next board."""
    with acting(cast.partnership_manager):
        promised.held_by("executive-stockton", cast.director, by=cast.partnership_manager)
        action = promised.an_action(cast)
    text = as_person(cast.director).get("/").content.decode()
    assert "Tell schools what becomes of a contact." in text
    assert f"/actions/{action.reference}/" in text
    assert "Nothing waits for you" not in text
    assert action.reference not in as_person(cast.chief_constable).get("/").content.decode()


def test_what_my_team_was_told_stands_on_my_page_with_a_link(cast: Cast, as_person: Callable) -> None:
    contact = a_sent_back_contact(cast)
    text = as_person(cast.officer).get("/").content.decode()
    assert f"A decision was sent back: {contact.reference}" in text
    assert f'href="/hub/contacts/{contact.reference}/"' in text
    assert contact.reference not in as_person(cast.provider).get("/").content.decode()


def test_whoever_may_not_open_what_a_notice_is_about_is_spared_it(cast: Cast) -> None:
    """A health visitor beside the desk that answers checks is led to no page that refuses them."""
    a_sent_back_contact(cast)
    for reader, told in ((cast.officer, 1), (replace(cast.officer, role="professional_referrer"), 0)):
        with acting(reader):
            assert len(queries.my_work(reader, now=timezone.now()).told) == told


def test_a_notice_put_away_leaves_my_page_and_nobody_elses(cast: Cast, as_person: Callable) -> None:
    a_sent_back_contact(cast)
    notice = the_notice("decision_sent_back", cast)
    mine = as_person(cast.officer)
    for _press_twice in range(2):
        assert mine.post(f"/told/{notice.pk}/", {"seen": "1"}).status_code == 302
    assert "A decision was sent back" not in mine.get("/").content.decode()
    assert "A decision was sent back" in as_person(cast.social_worker).get("/").content.decode()
    assert the_notice("decision_sent_back", cast).seen_by == [cast.officer.user_id]


def test_many_notices_that_say_the_same_unfold_and_are_put_away_together(cast: Cast, as_person: Callable) -> None:
    references = {a_sent_back_contact(cast).reference for _each in range(6)}
    mine = as_person(cast.officer)
    text = mine.get("/").content.decode()
    assert "A decision was sent back: 3 more" in text
    assert all(reference in text for reference in references)
    assert mine.post("/told/all/decision_sent_back/", {"seen": "1"}).status_code == 302
    assert "A decision was sent back" not in mine.get("/").content.decode()
    assert "A decision was sent back" in as_person(cast.social_worker).get("/").content.decode()


def test_of_a_ladder_the_last_step_alone_is_told_and_dealing_with_it_ends_them_all(
    cast: Cast, as_person: Callable
) -> None:
    check = an_asked_check(cast)
    with acting(cast.social_worker):
        actions.remind(check, by=cast.social_worker, at=TUESDAY_NOON, version=check.version)
        check.refresh_from_db()
        actions.escalate(check, by=cast.social_worker, at=TUESDAY_NOON, version=check.version)
    text = as_person(cast.police).get("/").content.decode()
    assert "An answer to a hub is missing" in text
    assert "A hub still waits for your answer" not in text
    assert "A hub asks what you know" not in text
    as_person(cast.police).post(f"/told/{the_notice('check_escalated', cast, of=cast.police).pk}/", {"done": "1"})
    with acting(cast.police):
        assert not Notice.objects.filter(episode_id=check.pk, dealt_with_at__isnull=True).exists()


def test_one_person_deals_with_a_notice_for_the_team_under_their_name(cast: Cast, as_person: Callable) -> None:
    a_sent_back_contact(cast)
    notice = the_notice("decision_sent_back", cast)
    as_person(cast.social_worker).post(f"/told/{notice.pk}/", {"done": "1"})
    as_person(cast.officer).post(f"/told/{notice.pk}/", {"done": "1"})
    assert the_notice("decision_sent_back", cast).dealt_with_by_name == cast.social_worker.name
    text = as_person(cast.officer).get("/").content.decode()
    assert "Dealt with on this shift" in text
    assert cast.social_worker.name in text


def test_doing_what_a_notice_asks_for_clears_it(cast: Cast) -> None:
    """Whoever decides again has dealt with “sent back”; whoever sent it back, with “waits for sign-off”."""
    contact = a_sent_back_contact(cast)
    assert the_notice("decision_waiting", cast).dealt_with_by_name == cast.manager.name
    with acting(cast.social_worker):
        decisions = decisions_for(contact, Outcome.NO_FURTHER_ACTION)
        actions.decide(contact, decisions=decisions, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
    assert the_notice("decision_sent_back", cast).dealt_with_by_name == cast.social_worker.name
    with acting(cast.officer):
        again = Notice.objects.filter(kind="decision_waiting", dealt_with_at__isnull=True)
        assert again.count() == 1, "the second time it waits for sign-off, it is told again"


def test_another_team_can_not_clear_a_notice(cast: Cast, as_person: Callable) -> None:
    a_sent_back_contact(cast)
    notice = the_notice("decision_sent_back", cast)
    for stranger in (cast.provider, cast.elsewhere, cast.night_worker):
        assert as_person(stranger).post(f"/told/{notice.pk}/", {"done": "1"}).status_code == 404
    assert the_notice("decision_sent_back", cast).dealt_with_at is None


def test_every_notice_that_is_sent_has_words(cast: Cast) -> None:
    sent = {kind for lifecycle in LIFECYCLES.values() for kind in lifecycle.notifies.values()}
    assert sent | {"check_missing", "referrer_chased", "record_opened_in_emergency"} <= set(notices.all_kinds())


@pytest.mark.parametrize(
    "who", ["officer", "manager", "police", "provider", "night_worker", "assessment_manager", "director"]
)
def test_the_front_page_costs_at_most_six_statements(cast: Cast, as_person: Callable, who: str) -> None:
    with acting(cast.officer):
        for _ in range(3):
            walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
        assert Contact.objects.filter(authority_id=STOCKTON).count() >= 3
    client = as_person(getattr(cast, who))
    with counted_queries() as statements:
        answer = client.get("/")
    assert answer.status_code == 200
    assert len(statements) <= 6, statements


def test_no_name_stands_in_the_title(cast: Cast, as_person: Callable) -> None:
    text = as_person(cast.officer).get("/").content.decode()
    title = text[text.index("<title>") : text.index("</title>")]
    assert cast.officer.name not in title


def test_shortcuts_can_be_turned_off(cast: Cast, as_person: Callable) -> None:
    """WCAG 2.1.4."""
    client = as_person(cast.officer)
    assert "data-shortcuts" in client.get("/").content.decode()
    client.post("/keyboard/", {"shortcuts": "off"})
    assert "data-shortcuts" not in client.get("/").content.decode()
    assert "Choose on or off" in client.post("/keyboard/", {"act": "1"}).content.decode()


def test_how_long_nobody_has_had_the_first_of_the_new_ones_is_said(
    cast: Cast, as_person: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub is open, whenever this runs: what came at night would lie with the duty team."""
    monkeypatch.setattr(partnership, "in_office_hours", lambda authority_id, moment: True)
    manager = as_person(cast.manager)
    assert "the first came" not in manager.get("/").text
    with acting(cast.officer):
        a_contact(cast.officer, at=timezone.now() - dt.timedelta(days=3))
        later = a_contact(cast.officer, at=timezone.now())
    assert "the first came 3 days ago" in manager.get("/").text
    with acting(cast.officer):
        actions.take(later, by=cast.officer, at=timezone.now(), version=later.version)
    assert "the first came 3 days ago" in manager.get("/").text

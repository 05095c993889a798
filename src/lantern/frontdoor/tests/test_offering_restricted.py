"""A restricted child is offered only where somebody can see the offer: the sender is warned, lets people in, and is
refused what would reach nobody (decision 8).
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_child, a_contact, counted_queries, decisions_for, granted, walk
from tests.pages import hold_post

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Grant, Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.access.who_may_open import opening_of, workers_of
from lantern.frontdoor import actions, offering, queries, queries_partner, reminders
from lantern.frontdoor.models import Contact, Outcome, ReportedPerson
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.spine import handoffs
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Episode, Handoff, Notice

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
NEXT_YEAR = TUESDAY_NOON + dt.timedelta(days=300)


@pytest.fixture(autouse=True)
def mail_in_memory(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def restrict(person: Person, cast: Cast, *allowed: ActingPerson, kind: str = "only_these") -> None:
    with acting(cast.manager):
        restricting.restrict(
            restricting.Subject(person.pk, person.authority_id),
            kind=Restriction.Kind(kind),
            users=list(User.objects.filter(pk__in=[each.user_id for each in allowed])),
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=cast.manager,
            at=TUESDAY_NOON,
        )


def decided(
    cast: Cast, at: dt.datetime = TUESDAY_NOON, outcome: Outcome = Outcome.ASSESSMENT
) -> tuple[Person, Contact]:
    """A decision to hand a child to the assessment team, and the child's record then restricted to the social worker
    and the manager who signs.
    """
    for each in (cast.social_worker, cast.manager, cast.assessment_manager):
        hold_post(each)
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, at=at), "awaiting_sign_off", cast=cast, at=at, outcome=outcome)
        person = contact.reported.get(part="child").person
    restrict(person, cast, cast.social_worker, cast.manager)
    return person, contact


def signs_off(contact: Contact, person: Person, cast: Cast, **more: Any) -> Handoff:
    by = granted(cast.manager, person)
    with acting(by):
        found = queries.contact_for(by, contact.reference)
        actions.sign_off(found, note="Read.", by=by, at=TUESDAY_NOON, version=found.version, **more)
        return Handoff.objects.get(because_of_id=contact.pk)


def receiver(cast: Cast) -> Any:
    (worker,) = [
        each
        for each in workers_of([cast.assessment_manager.team_id or 0], at=TUESDAY_NOON)
        if each.user_id == cast.assessment_manager.user_id
    ]
    return worker


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


# ---- The act ---------------------------------------------------------------------------------------------------------


def test_an_offer_that_nobody_there_could_see_is_refused_and_nothing_is_signed(cast: Cast) -> None:
    person, contact = decided(cast)
    with pytest.raises(MoveRefused) as refusal:
        signs_off(contact, person, cast)
    assert "would reach nobody" in refusal.value.answer.reason
    assert "let somebody of" in refusal.value.answer.next_step
    with acting(granted(cast.manager, person)):
        assert Contact.objects.get(pk=contact.pk).state == "awaiting_sign_off"
        assert not Handoff.objects.filter(because_of_id=contact.pk).exists()


def test_the_signing_manager_lets_somebody_in_and_offers_in_one_act(cast: Cast) -> None:
    person, contact = decided(cast)
    chosen = offering.LetIn([receiver(cast)], NEXT_YEAR)
    handoff = signs_off(contact, person, cast, letting_in={cast.assessment_manager.team_id: chosen})
    with acting(granted(cast.assessment_manager, person)):
        assert Handoff.objects.get(pk=handoff.pk).subjects
        assert Person.objects.filter(pk=person.pk).exists()
    with acting(granted(cast.manager, person)):
        given = Grant.objects.get(person_id=person.pk)
        assert (given.user_id, given.given_by_id, given.until) == (
            cast.assessment_manager.user_id,
            cast.manager.user_id,
            NEXT_YEAR,
        )
        assert contact.reference in given.reason


def test_where_somebody_may_already_see_it_the_offer_simply_goes(cast: Cast) -> None:
    person, contact = decided(cast)
    with acting(granted(cast.manager, person)):
        restricting.grant(
            restricting.Subject(person.pk, STOCKTON),
            to=User.objects.get(pk=cast.assessment_manager.user_id),
            post="Team manager",
            until=NEXT_YEAR,
            reason="Leads the assessment.",
            by=cast.manager,
            at=TUESDAY_NOON,
        )
    assert signs_off(contact, person, cast).restricted


def test_access_that_has_run_out_or_is_refused_to_them_does_not_count(cast: Cast) -> None:
    person, _ = decided(cast)
    user = cast.assessment_manager.user_id
    with acting(granted(cast.manager, person)):
        restricting.grant(
            restricting.Subject(person.pk, STOCKTON),
            to=User.objects.get(pk=user),
            post="Team manager",
            until=TUESDAY_NOON + HOUR,
            reason="For a meeting.",
            by=cast.manager,
            at=TUESDAY_NOON,
        )
        assert user in opening_of([person.pk], at=TUESDAY_NOON).open_to
        assert user not in opening_of([person.pk], at=TUESDAY_NOON + 2 * HOUR).open_to
    restrict(person, cast, cast.assessment_manager, kind="not_these")
    with acting(granted(cast.manager, person)):
        assert user not in opening_of([person.pk], at=TUESDAY_NOON).open_to


def test_somebody_of_another_team_can_not_be_let_in_by_an_offer(cast: Cast) -> None:
    person, contact = decided(cast)
    hold_post(cast.officer)
    (stranger,) = [
        each
        for each in workers_of([cast.officer.team_id or 0], at=TUESDAY_NOON)
        if each.user_id == cast.officer.user_id
    ]
    with pytest.raises(MoveRefused):
        signs_off(
            contact,
            person,
            cast,
            letting_in={cast.assessment_manager.team_id: offering.LetIn([stranger], NEXT_YEAR)},
        )
    with acting(granted(cast.manager, person)):
        assert not Grant.objects.filter(person_id=person.pk).exists()


def test_who_may_not_give_access_lets_nobody_in(cast: Cast) -> None:
    """An out-of-hours manager signs off and gives no access: refused with who does, and nothing is signed."""
    from dataclasses import replace

    person, contact = decided(cast)
    by = replace(granted(cast.manager, person), role="edt_manager")
    with acting(by), pytest.raises(MoveRefused) as refusal:
        found = queries.contact_for(by, contact.reference)
        actions.sign_off(
            found,
            note="Read.",
            by=by,
            at=TUESDAY_NOON,
            version=found.version,
            letting_in={cast.assessment_manager.team_id or 0: offering.LetIn([receiver(cast)], NEXT_YEAR)},
        )
    assert refusal.value.answer.next_step


def test_a_child_whose_parent_is_restricted_reaches_whoever_may_see_the_parent(cast: Cast) -> None:
    """An offer tells of the adults too. It used to be closed to everybody: marked for the mother, and about the child
    alone.
    """
    for each in (cast.social_worker, cast.manager, cast.assessment_manager):
        hold_post(each)
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "screened", cast=cast)
        mother = a_child(name="Dana Example", born=dt.date(1990, 1, 1))
        told = ReportedPerson(
            contact=contact, episode_id=contact.pk, authority_id=STOCKTON, part="adult", first_names="Dana", order=9
        )
        told.save(force_insert=True)
    with acting(cast.social_worker):
        actions.identify(told, person=mother, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=TUESDAY_NOON)
        contact = Contact.objects.get(pk=contact.pk)
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.ASSESSMENT),
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=contact.version,
        )
    restrict(mother, cast, cast.social_worker, cast.manager)
    chosen = offering.LetIn([receiver(cast)], NEXT_YEAR)
    handoff = signs_off(contact, mother, cast, letting_in={cast.assessment_manager.team_id: chosen})
    with acting(granted(cast.assessment_manager, mother)):
        assert {each["name"] for each in Handoff.objects.get(pk=handoff.pk).subjects} >= {"Dana Example"}
    with acting(cast.assessment_manager):
        assert not Handoff.objects.filter(pk=handoff.pk).exists()


def test_a_brother_nobody_restricted_is_offered_openly_beside_his_restricted_sister(cast: Cast) -> None:
    """Each child's offer tells of that child. His team must not wait for access to her."""
    for each in (cast.social_worker, cast.manager, cast.assessment_manager):
        hold_post(each)
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, children=2), "awaiting_sign_off", cast=cast, outcome=Outcome.ASSESSMENT)
        sister, brother = (each.person for each in contact.reported.order_by("order"))
    restrict(sister, cast, cast.social_worker, cast.manager)
    by = granted(cast.manager, sister)
    with acting(by):
        found = queries.contact_for(by, contact.reference)
        actions.sign_off(
            found,
            note="Read.",
            by=by,
            at=TUESDAY_NOON,
            version=found.version,
            letting_in={cast.assessment_manager.team_id or 0: offering.LetIn([receiver(cast)], NEXT_YEAR)},
        )
        assert Handoff.objects.filter(because_of_id=contact.pk).count() == 2
    with acting(cast.assessment_manager):
        (seen,) = Handoff.objects.filter(because_of_id=contact.pk)
        assert [each["name"] for each in seen.subjects] == [brother.name]


def test_protection_that_can_not_wait_is_refused_where_nobody_would_see_it(cast: Cast) -> None:
    person, contact = decided(cast)
    by = granted(cast.social_worker, person)
    with acting(granted(cast.manager, person)):
        found = Contact.objects.get(pk=contact.pk)
        actions.send_back(found, reason="Start now?", by=cast.manager, at=TUESDAY_NOON, version=found.version)
    with acting(by), pytest.raises(MoveRefused):
        found = queries.contact_for(by, contact.reference)
        actions.decide(
            found,
            decisions=decisions_for(found, Outcome.ASSESSMENT),
            by=by,
            at=TUESDAY_NOON,
            version=found.version,
            start_urgently=True,
        )


# ---- The forms -------------------------------------------------------------------------------------------------------


def test_the_sign_off_page_warns_names_and_asks_who_may_see_it(cast: Cast, as_person: Callable[..., Client]) -> None:
    person, contact = decided(cast, at=timezone.now())
    client = as_person(cast.manager)
    address = f"/hub/contacts/{contact.reference}/sign-off/"
    page = client.get(address)
    team = Team.objects.get(pk=cast.assessment_manager.team_id)
    nobody = f"{team.name} ({person.name}): nobody yet"
    for said in ("Restricted: few people will see what is offered", nobody, "Alex Moreno"):
        assert said in words(page)
    press = {"act": str(uuid.uuid4()), "version": str(contact.version), "verdict": "sign_off", "tested": "Read it all."}
    refused = client.post(address, press)
    assert refused.status_code == 422
    assert f"Choose who in {team.name} may see it" in words(refused)
    assert "Read it all." in words(refused), "nothing typed is lost"
    until = timezone.localdate() + dt.timedelta(days=90)
    chosen = press | {
        "receivers": f"{team.pk}:{cast.assessment_manager.user_id}",
        "receivers_until-day": str(until.day),
        "receivers_until-month": str(until.month),
        "receivers_until-year": str(until.year),
    }
    without = client.post(address, {name: value for name, value in chosen.items() if "until" not in name})
    assert "Enter the last day they may see it" in words(without)
    assert client.post(address, chosen).status_code == 302
    assert person.name in words(as_person(cast.assessment_manager).get("/handoffs/"))
    with acting(granted(cast.manager, person)):
        again = as_person(cast.manager).get(f"/hub/contacts/{contact.reference}/")
        assert again.status_code == 200


def test_an_unrestricted_sign_off_asks_nothing_and_reads_nothing_more(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    now = timezone.now()
    with acting(cast.officer):
        contact = walk(
            a_contact(cast.officer, at=now), "awaiting_sign_off", cast=cast, at=now, outcome=Outcome.ASSESSMENT
        )
    client = as_person(cast.manager)
    client.get(f"/hub/contacts/{contact.reference}/sign-off/")
    with counted_queries() as asked:
        page = client.get(f"/hub/contacts/{contact.reference}/sign-off/")
    assert "Restricted" not in words(page)
    assert not [each for each in asked if "access_grant" in each or "restrictionmember" in each]


def test_the_decider_is_told_before_choosing_a_team(cast: Cast, as_person: Callable[..., Client]) -> None:
    person, contact = decided(cast, at=timezone.now())
    with acting(granted(cast.manager, person)):
        found = Contact.objects.get(pk=contact.pk)
        actions.send_back(found, reason="Look again.", by=cast.manager, at=timezone.now(), version=found.version)
    page = words(as_person(cast.social_worker).get(f"/hub/contacts/{contact.reference}/decide/"))
    assert f"Who may see {person.name}" in page
    assert "nobody yet" in page


def test_offering_again_lets_somebody_in_who_can_not_see_it_any_more(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    person, contact = decided(cast, at=timezone.now())
    chosen = offering.LetIn([receiver(cast)], timezone.now() + dt.timedelta(days=30))
    handoff = signs_off(contact, person, cast, letting_in={cast.assessment_manager.team_id: chosen})
    with acting(granted(cast.assessment_manager, person)):
        offered = Handoff.objects.get(pk=handoff.pk)
        handoffs.decline(
            offered, reason="Full.", by=cast.assessment_manager, at=timezone.now(), version=offered.version
        )
    by = granted(cast.manager, person)
    with acting(by):
        given = Grant.objects.get(person_id=person.pk)
        restricting.withdraw(given, post="Team manager", by=by, at=timezone.now())
        decision = Contact.objects.get(pk=contact.pk).decisions.get(current=True)
    team, user = cast.assessment_manager.team_id, cast.assessment_manager.user_id
    client = as_person(cast.manager)
    address = reverse("offer_again", args=[contact.reference, decision.pk])
    assert "Alex Moreno" in words(client.get(address))
    press = {"act": str(uuid.uuid4()), "version": "0", "to_team": str(team), "need_to_know": "Bruised again."}
    refused = client.post(address, press)
    assert "Choose who in" in words(refused)
    assert "Bruised again." in words(refused)
    until = timezone.localdate() + dt.timedelta(days=30)
    sent = client.post(
        address,
        press
        | {
            "receivers": f"{team}:{user}",
            "receivers_until-day": str(until.day),
            "receivers_until-month": str(until.month),
            "receivers_until-year": str(until.year),
        },
    )
    assert sent.status_code == 302
    assert person.name in words(as_person(cast.assessment_manager).get("/handoffs/"))


# ---- When nobody answers ---------------------------------------------------------------------------------------------


def test_both_teams_hear_once_of_an_offer_that_nobody_answered(cast: Cast) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
        handoff = Handoff.objects.get(because_of_id=contact.pk)
    assert handoff.next_due_at is not None
    assert reminders.tick(handoff.next_due_at - HOUR).unanswered == 0
    assert reminders.tick(handoff.next_due_at + HOUR).unanswered == 1
    assert reminders.tick(handoff.next_due_at + 2 * HOUR).unanswered == 0
    with acting(cast.officer):
        told = Notice.objects.filter(episode_id=handoff.pk, kind="handoff_late")
        assert set(told.values_list("team_id", flat=True)) == {handoff.to_team_id, contact.owner_team_id}


def test_an_unanswered_offer_reaches_somebody_who_may_open_it_and_act(cast: Cast) -> None:
    """The only one let in has lost access: whoever still may open it hears, not only people who find nothing."""
    person, contact = decided(cast)
    chosen = offering.LetIn([receiver(cast)], TUESDAY_NOON + HOUR)
    handoff = signs_off(contact, person, cast, letting_in={cast.assessment_manager.team_id: chosen})
    assert handoff.next_due_at is not None
    late = handoff.next_due_at + HOUR
    reminders.send_notices(TUESDAY_NOON)
    mail.outbox.clear()
    assert reminders.tick(late).unanswered == 1
    reminders.send_notices(late)
    to = {address for sent in mail.outbox for address in sent.to}
    with acting(cast.manager):
        address = dict(User.objects.values_list("pk", "email"))
    assert {address[cast.social_worker.user_id], address[cast.manager.user_id]} <= to
    assert {(sent.subject, sent.body) for sent in mail.outbox} == {
        ("You have a new task", "You have a new task. Sign in.")
    }


# ---- What restricted work may begin at all ---------------------------------------------------------------------------


def test_an_agency_can_be_asked_about_a_child_who_is_restricted_already(cast: Cast) -> None:
    """Who sees a question is decided by the people in it. It used to be refused as if the contact were not there."""
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "screened", cast=cast)
        person = contact.reported.get().person
    restrict(person, cast, cast.social_worker)
    by = granted(cast.social_worker, person)
    with acting(by):
        found = queries.contact_for(by, contact.reference)
        (check,) = actions.ask_agencies(
            found,
            desks=[Team.objects.get(pk=cast.police.team_id)],
            question="Is the uncle known?",
            lawful_basis="public_task",
            by=by,
            at=TUESDAY_NOON,
            version=found.version,
        )
        assert check.restricted
    with acting(cast.police):
        assert queries_partner.check_for_agency(check.reference, by=cast.police).subjects
    with acting(cast.officer):
        assert not Episode.objects.filter(pk=check.pk).exists()

"""The pages of early help, as whoever uses them."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp.models import Assessment, Consent, EarlyHelp, HelpSession, Shared
from lantern.earlyhelp.tests import world
from lantern.people.actions.family import relate
from lantern.spine import handoffs
from lantern.spine.models import Handoff
from lantern.waiting import gate

pytestmark = pytest.mark.django_db

AsPerson = Callable[[ActingPerson], Client]


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def today(name: str) -> dict[str, str]:
    day = timezone.localdate()
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def press(help_: EarlyHelp, by: ActingPerson, **typed: Any) -> dict[str, Any]:
    with acting(by):
        return {"act": str(uuid.uuid4()), "version": str(world.again(help_).version), **typed}


def page(name: str, help_: EarlyHelp, **more: Any) -> str:
    return reverse(name, kwargs={"reference": help_.reference, **more})


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def test_a_family_is_begun_from_a_childs_record(cast: Cast, as_person: AsPerson) -> None:
    """The page of the child leads there; one press begins it for everybody who was chosen."""
    worker = world.worker()
    with acting(worker):
        (child, _), (mother, _) = world.a_family(worker)
        relate(child, relative=mother, kind="mother", by=worker, at=timezone.now())
    client = as_person(worker)
    client.post(reverse("child", kwargs={"reference": child.reference}), {"reason": "School rang."})
    assert "Early help" in words(client.get(reverse("child", kwargs={"reference": child.reference})))
    address = reverse("child_early_help", kwargs={"reference": child.reference})
    assert "has had no early help" in words(client.get(address))
    empty = client.post(address, {"act": str(uuid.uuid4()), "why": "Kept words."})
    assert empty.status_code == 422
    assert "Choose at least one child" in words(empty)
    assert "Kept words." in words(empty)
    typed = {
        "act": str(uuid.uuid4()),
        "family": [child.reference, mother.reference],
        "need": "school",
        "why": "He stays away.",
    }
    begun = client.post(address, typed)
    assert begun.status_code == 302
    shown = words(client.get(begun["Location"]))
    assert "Nobody has spoken with the family yet." in shown
    client.post(address, typed)
    with acting(worker):
        assert EarlyHelp.objects.count() == 1


def test_a_provider_finds_what_it_accepted_and_begins_it(cast: Cast, as_person: AsPerson, now: dt.datetime) -> None:
    provider = world.provider()
    handoff = world.accepted(cast, provider, at=now)
    client = as_person(provider)
    shown = words(client.get(reverse("early_help_families")))
    assert "1 family to begin with" in shown
    address = reverse("begin_early_help", kwargs={"reference": handoff.reference})
    assert "Mornings are hard." in words(client.get(address))
    assert client.post(address, {"act": str(uuid.uuid4())}).status_code == 422
    begun = client.post(address, {"act": str(uuid.uuid4()), "need": "routines", "why": ""})
    assert begun.status_code == 302
    assert "Record the first contact" in words(client.get(begun["Location"]))
    assert client.get(address)["Location"] == begun["Location"]
    assert as_person(cast.police).get(begun["Location"]).status_code == 404


def test_a_familys_page_in_six_statements(cast: Cast, as_person: AsPerson) -> None:
    worker = world.worker()
    help_ = world.consent(world.assessed(world.begun(worker), worker), world.agency("riverbank-families"), worker)
    client = as_person(worker)
    client.get(page("early_help", help_))
    for address, most in ((page("early_help", help_), 6), (reverse("early_help_families"), 4)):
        with counted_queries() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= most, statements


def test_the_assessment_saves_itself_is_submitted_and_agreed(cast: Cast, as_person: AsPerson, now: dt.datetime) -> None:
    worker, boss = world.worker(), world.manager()
    help_ = world.begun(worker, at=now)
    client = as_person(worker)
    address = page("early_help_assessment", help_)
    typed = {"strengths": "Gran.", "needs": "Sleep.", "voice_1": "It is loud."}
    saved = client.post(
        reverse("save_draft", kwargs={"form": "early_help_assessment"}),
        {"record": help_.reference, "draft_version": "0", **typed},
    )
    assert saved.status_code == 200
    assert "It is loud." in words(client.get(address)), "found again on any device"
    met = press(help_, worker, note="He opened the door.", **today("on"))
    assert client.post(page("early_help_first_contact", help_), met).status_code == 302
    asked = client.post(address, press(help_, worker, submit="1", **typed))
    assert asked.status_code == 409
    assert "Still missing: what you are worried about" in words(asked)
    assert "It is loud." in words(asked)
    whole = typed | {"worries": "Nine days.", "analysis": "He is tired.", "recommendation": "plan"}
    assert client.post(address, press(help_, worker, submit="1", **whole)).status_code == 302
    manager = as_person(boss)
    assert "1 assessment waits for a manager" in words(manager.get(reverse("early_help_families") + "?view=agree"))
    reading = words(manager.get(page("agree_early_help", help_)))
    assert "It is loud." in reading
    done = manager.post(page("agree_early_help", help_), press(help_, boss, verdict="agree", words="Read it."))
    assert done.status_code == 302
    assert "The assessment is agreed" in words(client.get(page("early_help", help_)))


def test_an_assessment_on_an_old_page_keeps_both_texts(cast: Cast, as_person: AsPerson, now: dt.datetime) -> None:
    worker, other = world.worker(), world.manager()
    help_ = world.begun(worker, at=now)
    old = press(help_, worker, needs="Mine: a bedtime.")
    as_person(other).post(page("early_help_assessment", help_), press(help_, other, needs="Theirs: a clock."))
    clash = as_person(worker).post(page("early_help_assessment", help_), old)
    assert clash.status_code == 409
    assert "Mine: a bedtime." in words(clash)
    assert "Theirs: a clock." in words(clash)
    with acting(worker):
        assert Assessment.objects.get(pk=help_.pk).needs == "Theirs: a clock."


def test_what_is_known_already_stands_beside_and_is_not_typed_again(
    cast: Cast, as_person: AsPerson, now: dt.datetime
) -> None:
    """EH1: one assessment, reused and not redone."""
    worker = world.worker()
    with acting(worker):
        family = world.a_family(worker)
    first = world.assessed(world.begun(worker, at=now, family=family), worker, at=now)
    second = world.begun(worker, at=now, family=family)
    shown = words(as_person(worker).get(page("early_help_assessment", second)))
    assert f"It begins with what was written in {first.reference}" in shown
    assert "Gran lives next door" in shown
    assert "I want it quiet at night." in shown


def test_consent_is_recorded_and_withdrawn_and_what_that_stops_is_said(
    cast: Cast, as_person: AsPerson, now: dt.datetime
) -> None:
    worker, provider = world.worker(), world.provider()
    help_ = world.assessed(world.begun(worker, at=now), worker, at=now)
    client, riverbank = as_person(worker), world.agency("riverbank-families")
    wrong = client.post(page("early_help_consent", help_), press(help_, worker, given="yes"))
    assert wrong.status_code == 422
    assert "Choose what may be told" in words(wrong)
    typed = {
        "agency": str(riverbank.pk),
        "about": ["1", "2"],
        "given": "yes",
        "sharing": ["assessment"],
        "given_by": "Carla Smith",
        "how": "signed",
        **today("on"),
    }
    assert client.post(page("early_help_consent", help_), press(help_, worker, **typed)).status_code == 302
    chosen = {"what": "assessment", "agency": str(riverbank.pk)}
    assert "May be told" in words(client.get(page("share_early_help", help_)))
    assert client.post(page("share_early_help", help_), press(help_, worker, **chosen)).status_code == 302
    theirs = as_person(provider)
    assert "Shared with your agency" in words(theirs.get(reverse("early_help_families")))
    with acting(provider):
        copy = Shared.objects.get()
    assert "I want it quiet at night." in words(theirs.get(reverse("early_help_shared", kwargs={"pk": copy.pk})))
    hidden = as_person(cast.police).get(reverse("early_help_shared", kwargs={"pk": copy.pk}))
    assert hidden.status_code == 404
    address = page("withdraw_consent", help_, number=riverbank.pk)
    assert "nothing new about this family can be shared" in words(client.get(address))
    gone = client.post(address, press(help_, worker, given_by="Carla Smith", how="telephone", words="No more."))
    assert gone.status_code == 302
    refused = client.post(page("share_early_help", help_), press(help_, worker, **chosen))
    assert refused.status_code == 422, "it is not even offered any more"
    with acting(worker):
        assert Consent.objects.filter(answer="withdrawn").count() == 2


def test_sessions_team_measures_and_lead_from_their_pages(cast: Cast, as_person: AsPerson, now: dt.datetime) -> None:
    worker, other = world.worker(), world.other_worker()
    help_ = world.begun(worker, at=now)
    client, agency = as_person(worker), world.agency("riverbank-families")
    as_person(other)
    member = {"agency": str(agency.pk), "name": "Bea Fox", "role": "Family practitioner"}
    assert client.post(page("early_help_team", help_), press(help_, worker, **member)).status_code == 302
    assert "No consent" in words(client.get(page("early_help_team", help_)))
    for outcome in ("missed", "missed", "cancelled_family"):
        typed = {"agency": str(agency.pk), "kind": "home", "outcome": outcome, **today("on")}
        assert client.post(page("early_help_sessions", help_), press(help_, worker, **typed)).status_code == 302
    assert "3 of the last 3 sessions were missed" in words(client.get(page("early_help", help_)))
    nothing = client.post(page("early_help_measures", help_), press(help_, worker, stage="start", who="child"))
    assert nothing.status_code == 422
    assert "Give at least one score" in words(nothing)
    scored = {"stage": "start", "who": "child", "name": "Jayden", "score_safe": "3", **today("on")}
    assert client.post(page("early_help_measures", help_), press(help_, worker, **scored)).status_code == 302
    shown = client.get(page("early_help", help_))
    assert "<svg" in shown.content.decode()
    assert "Scored once so far" in words(shown)
    named = press(help_, worker, name="1", worker=str(other.user_id))
    assert client.post(page("early_help_lead", help_), named).status_code == 302
    assert "Ravi Shah" in words(client.get(page("early_help", help_)))
    with acting(worker):
        assert HelpSession.objects.count() == 3


def test_the_lead_is_asked_accepted_and_taken_from_the_pages(cast: Cast, as_person: AsPerson, now: dt.datetime) -> None:
    worker, provider = world.worker(), world.provider()
    help_ = world.begun(worker, at=now)
    with acting(worker):
        from lantern.partnership.models import Team

        team = Team.objects.get(code="riverbank-team")
    typed = press(help_, worker, ask="1", team=str(team.pk), need_to_know="She trusts Bea.")
    assert as_person(worker).post(page("early_help_lead", help_), typed).status_code == 302
    assert "is asked to take the lead" in words(as_person(worker).get(page("early_help", help_)))
    with acting(provider):
        offer = Handoff.objects.select_related("from_team", "to_team").get()
        handoffs.accept(offer, by=provider, at=now, version=offer.version)
    client = as_person(provider)
    assert "Take the lead" in words(client.get(reverse("early_help_families")))
    taken = client.post(
        reverse("take_early_help_lead", kwargs={"reference": offer.reference}), {"act": str(uuid.uuid4())}
    )
    assert taken["Location"] == page("early_help", help_)
    assert "Jayden Smith" in words(client.get(taken["Location"]))


def test_a_reader_who_does_not_lead_is_offered_nothing_and_told_who_does(cast: Cast, as_person: AsPerson) -> None:
    help_ = world.begun(world.worker())
    reader = as_person(cast.assessment_manager)
    shown = words(reader.get(page("early_help", help_)))
    assert "Stockton early help leads for this family" in shown
    assert "Record a session" not in shown
    assert reader.get(page("early_help_sessions", help_)).status_code == 403


SAID = gate.Answers(
    "He sleeps.", "No day missed.", "It is calm.", "yes", "Breakfast club came.", "The school rings us."
)


def test_it_ends_with_a_reason_an_outcome_and_the_familys_words(
    cast: Cast, as_person: AsPerson, now: dt.datetime
) -> None:
    worker = world.worker()
    help_ = world.assessed(world.begun(worker, at=now), worker, at=now)
    client = as_person(worker)
    empty = client.post(page("end_early_help", help_), press(help_, worker))
    assert empty.status_code == 422
    assert "Write what the family says" in words(empty)
    typed = {"ending": "done", "outcome": "better", "family_says": "It is calm.", "words": "Breakfast club goes on."}
    early = client.post(page("end_early_help", help_), press(help_, worker, **typed))
    assert early.status_code == 409
    assert "have not been answered" in words(early)
    assert "Breakfast club goes on." in words(early)
    boss = world.manager()
    assert client.get(gate.address(help_, gate.CLOSURE)).status_code == 200
    with acting(worker):
        gate.answer(help_, way=gate.CLOSURE, said=SAID, by=worker, at=now)
    with acting(boss):
        found = gate.standing(help_, gate.CLOSURE)
        assert found is not None
        gate.agree(found, words="I rang the mother.", by=boss, at=now)
    assert client.post(page("end_early_help", help_), press(help_, worker, **typed)).status_code == 302
    assert "Early help ended: what was agreed is done." in words(client.get(page("early_help", help_)))
    assert "Better" in words(client.get(reverse("early_help_families") + "?view=ended"))

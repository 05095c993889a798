"""Strategy discussions, section 47 enquiries and assessments: clocks with real dates, who may what, and who agrees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_child, a_contact, a_key, counted_queries, in_post, walk

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.models import Outcome
from lantern.meetings import actions as meetings
from lantern.meetings.actions import Asked, ForChild
from lantern.meetings.models import Meeting, Seat
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.plans.models import Plan
from lantern.protection import queries
from lantern.protection.actions import assessments, enquiries
from lantern.protection.models import Assessment, Category, Challenge, Enquiry, Seen
from lantern.spine import drafts, handoffs
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event, Handoff
from lantern.waiting import gate
from lantern.waiting import queries as waits
from lantern.waiting.tests.world import offered

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
A_SUNDAY_NIGHT = dt.datetime(2026, 12, 13, 3, 10, tzinfo=LONDON)
WHO_IS_THERE = [
    Asked("Nadia Cole", "social_care"),
    Asked("PC Jo Marsh", "police"),
    Asked("Kit Larsen", "health"),
    Asked("Ms Hart", "education"),
]


@pytest.fixture
def worker(cast: Cast) -> ActingPerson:
    """A social worker of the assessment team."""
    post = Post.objects.filter(team_id=cast.assessment_manager.team_id, role="social_worker").order_by("code")[0]
    return in_post(post.code, "Ruth Hale")


def _post(role: str) -> str:
    return Post.objects.filter(role=role, team__covers__contains=[STOCKTON]).order_by("code")[0].code


def a_strategy_discussion(
    by: ActingPerson, children: list[Person], at: dt.datetime, outcomes: list[str], **details: Any
) -> Meeting:
    """Held with everybody there, decided so for each child. Within ``acting``."""
    meeting: Meeting = meetings.call(
        "strategy_discussion",
        children=children,
        starts_at=at,
        purpose="A burn that nobody can explain.",
        asked=WHO_IS_THERE,
        by=by,
        at=at,
    ).episode
    meetings.begin(meeting, by=by, at=at, version=meeting.version)
    seats = Seat.objects.filter(episode_id=meeting.pk)
    meetings.take_roll(meeting, found={seat.pk: ("", "joined") for seat in seats}, by=by, at=at)
    meetings.decide(
        meeting,
        decisions=[
            ForChild(child.pk, outcome, "The burn has the form of an iron.", {"category": "physical"} | details)
            for child, outcome in zip(children, outcomes, strict=True)
        ],
        by=by,
        at=at,
        version=meeting.version,
    )
    return meeting


def an_enquiry(by: ActingPerson, at: dt.datetime = TUESDAY_NOON) -> Enquiry:
    a_strategy_discussion(by, [a_child()], at, ["section_47_joint"])
    return Enquiry.objects.get()


def _see(enquiry: Enquiry, by: ActingPerson, at: dt.datetime) -> None:
    person = enquiry.involvements.get().person_id
    seen = {"person_id": person, "seen_at": at, "place": "At school", "alone": True, "words": "Daddy did it."}
    enquiries.see(enquiry, **seen, by=by, at=at, version=enquiry.version)


def _conclude(enquiry: Enquiry, by: ActingPerson, at: dt.datetime, outcome: str = "at_risk") -> Enquiry:
    said = {
        "found": "The doctor says it is an iron.",
        "what_next": "Father lives elsewhere.",
        "found_category": "physical",
    }
    enquiries.conclude(enquiry, outcome=outcome, **said, by=by, at=at, version=enquiry.version)
    return Enquiry.objects.get(pk=enquiry.pk)


# ---- The clocks -----------------------------------------------------------------------------------------------------


def test_out_of_hours_to_the_conference_in_fifteen_working_days_across_christmas(cast: Cast) -> None:
    """Working Together, chapter 3: the initial conference within 15 working days of the strategy discussion.

    Held at 3:10am on Sunday 13 December 2026. Day 1 is Monday 14; 25 December, 28 December (for Boxing Day) and
    1 January are bank holidays; day 15 is Wednesday 6 January 2027.
    """
    with acting(cast.night_worker):
        enquiry = an_enquiry(cast.night_worker, A_SUNDAY_NIGHT)
        due = dict(Clock.objects.filter(episode=enquiry).values_list("timescale", "due_at"))
    end_of = lambda *day: dt.datetime(*day, 23, 59, 59, 999999, tzinfo=LONDON)  # noqa: E731 - a date in words
    assert due["icpc"] == end_of(2027, 1, 6)
    assert due["s47-outcome"] == end_of(2026, 12, 29)
    assert due["assessment-child-seen"] == A_SUNDAY_NIGHT + dt.timedelta(hours=24)


def test_the_assessment_counts_forty_five_working_days_from_the_referral(cast: Cast, worker: ActingPerson) -> None:
    """Working Together, chapter 3: 45 working days from the point of referral, however late somebody begins.

    Referred on Friday 30 October 2026: with Christmas, Boxing Day's and New Year's holidays, day 45 is Wednesday
    6 January 2027.
    """
    referred = dt.datetime(2026, 10, 30, 16, 0, tzinfo=LONDON)
    with acting(worker):
        made = assessments.start([a_child()], why="Neglect.", referred_at=referred, by=worker, at=TUESDAY_NOON)
        due = dict(Clock.objects.filter(episode=made.episode).values_list("timescale", "due_at"))
    assert due["assessment"] == dt.datetime(2027, 1, 6, 23, 59, 59, 999999, tzinfo=LONDON)
    assert due["assessment-checkpoint"] == dt.datetime(2026, 12, 1, 23, 59, 59, 999999, tzinfo=LONDON)
    assert due["assessment-child-seen"] == dt.datetime(2026, 11, 24, 23, 59, 59, 999999, tzinfo=LONDON)


def test_an_enquiry_brings_a_child_who_waits_for_somebody_to_the_top(cast: Cast) -> None:
    """EH3: an event that matters raises a waiting child, not only a new contact."""
    now = timezone.now()
    stirred = offered(cast, at=now - dt.timedelta(days=6))
    offered(cast, at=now - dt.timedelta(days=40))
    with acting(cast.night_worker):
        person = Person.objects.get(involvements__episode_id=stirred.pk, involvements__part="child")
        a_strategy_discussion(cast.night_worker, [person], now, ["section_47_joint"])
    with acting(cast.manager):
        [first], how_many = waits.first_of_all(by=cast.manager)
    assert (first.reference, first.stirred, how_many) == (stirred.reference, "a section 47 enquiry", 1)


# ---- What a strategy discussion begins ------------------------------------------------------------------------------


def test_brothers_and_sisters_each_have_a_decision_and_clocks_of_their_own(cast: Cast) -> None:
    with acting(cast.social_worker):
        children = [a_child(), a_child(name="Ellie Smith")]
        outcomes = ["section_47_single", "no_section_47"]
        a_strategy_discussion(cast.social_worker, children, TUESDAY_NOON, outcomes)
        enquiry = Enquiry.objects.get()
        assert enquiry.involvements.get().person_id == children[0].pk
        assert (enquiry.joint, enquiry.category) == (False, Category.PHYSICAL)
        assert enquiry.owner_team.kind == "assessment", "unless somebody else is named, the assessment team has it"
        told = Event.objects.get(kind="section_47_started")
        assert told.payload == {"how": "social care alone", "category": "physical abuse"}


def test_a_second_discussion_begins_no_second_enquiry_and_buys_no_time(cast: Cast) -> None:
    with acting(cast.social_worker):
        enquiry = an_enquiry(cast.social_worker)
        person = enquiry.involvements.get().person
        later = TUESDAY_NOON + dt.timedelta(days=3)
        a_strategy_discussion(cast.social_worker, [person], later, ["section_47_joint"])
        assert Enquiry.objects.count() == 1
        assert Clock.objects.get(episode=enquiry, timescale="icpc").started_at == TUESDAY_NOON


def test_whoever_may_not_call_a_strategy_discussion_is_refused_with_the_reason(cast: Cast) -> None:
    helper = in_post(
        Post.objects.filter(role="early_help_worker", team__covers__contains=[STOCKTON])[0].code, "Lee Day"
    )
    with acting(helper), pytest.raises(MoveRefused, match="may not do this"):
        a_strategy_discussion(helper, [a_child()], TUESDAY_NOON, ["no_section_47"])


# ---- The enquiry ----------------------------------------------------------------------------------------------------


def test_nothing_is_found_out_about_a_child_nobody_saw_unless_it_says_why(cast: Cast, worker: ActingPerson) -> None:
    with acting(cast.social_worker):
        enquiry = an_enquiry(cast.social_worker)
    with acting(worker):
        with pytest.raises(MoveRefused, match="has not been seen"):
            _conclude(enquiry, worker, TUESDAY_NOON)
        _see(enquiry, worker, TUESDAY_NOON + dt.timedelta(hours=2))
        seen = Seen.objects.get()
        assert (seen.alone, seen.words) == (True, "Daddy did it.")
        assert Clock.objects.get(episode=enquiry, timescale="assessment-child-seen").stopped_at is not None
        assert _conclude(enquiry, worker, TUESDAY_NOON).state == "concluded"


def test_nobody_agrees_what_they_found_themselves_and_a_manager_may_send_it_back(
    cast: Cast, worker: ActingPerson
) -> None:
    boss = cast.assessment_manager
    with acting(cast.social_worker):
        enquiry = an_enquiry(cast.social_worker)
    with acting(boss):
        _see(enquiry, boss, TUESDAY_NOON)
        enquiry = _conclude(enquiry, boss, TUESDAY_NOON)
        with pytest.raises(MoveRefused, match="somebody else must agree"):
            enquiries.agree(enquiry, note="Fine.", by=boss, at=TUESDAY_NOON, version=enquiry.version)
    with acting(cast.manager):
        enquiries.send_back(
            enquiry, reason="And the mother?", by=cast.manager, at=TUESDAY_NOON, version=enquiry.version
        )
    with acting(worker):
        enquiry = _conclude(Enquiry.objects.get(), worker, TUESDAY_NOON)
        with pytest.raises(MoveRefused, match="may not do this"):
            enquiries.agree(enquiry, note="Fine.", by=worker, at=TUESDAY_NOON, version=enquiry.version)
    key = a_key()
    with acting(boss):
        press: dict[str, Any] = {
            "note": "Read it all.",
            "by": boss,
            "at": TUESDAY_NOON,
            "version": enquiry.version,
            "key": key,
        }
        enquiries.agree(enquiry, **press)
        assert Enquiry.objects.get().state == "to_conference"
        with pytest.raises(AlreadyDone):
            enquiries.agree(enquiry, **press)
        assert Clock.objects.get(timescale="s47-outcome").stopped_at == TUESDAY_NOON
        assert Clock.objects.get(timescale="icpc").stopped_at is None, "the conference clock runs on"


def test_without_likely_harm_it_ends_and_no_conference_is_waited_for(cast: Cast, worker: ActingPerson) -> None:
    with acting(cast.social_worker):
        enquiry = an_enquiry(cast.social_worker)
    with acting(worker):
        _see(enquiry, worker, TUESDAY_NOON)
        enquiry = _conclude(enquiry, worker, TUESDAY_NOON, "not_found")
    with acting(cast.manager):
        enquiries.agree(enquiry, note="Agreed.", by=cast.manager, at=TUESDAY_NOON, version=enquiry.version)
        assert not Clock.objects.filter(episode=enquiry, stopped_at__isnull=True).exists()


def test_the_conference_ends_the_enquiry_and_its_clock(cast: Cast, worker: ActingPerson) -> None:
    at = TUESDAY_NOON + dt.timedelta(days=14)
    chair = in_post(
        Post.objects.filter(role="reviewing_officer", team__covers__contains=[STOCKTON])[0].code, "Ivy Rowe"
    )
    with acting(cast.social_worker):
        enquiry = an_enquiry(cast.social_worker)
        child = enquiry.involvements.get().person
    with acting(chair):
        meeting = meetings.call(
            "initial_conference", children=[child], starts_at=at, purpose="x", asked=WHO_IS_THERE, because_of=enquiry,
            by=chair, at=TUESDAY_NOON,
        ).episode  # fmt: skip
        meetings.begin(meeting, by=chair, at=at, version=meeting.version)
        seats = Seat.objects.filter(episode_id=meeting.pk)
        meetings.take_roll(meeting, found={seat.pk: ("", "here") for seat in seats}, by=chair, at=at)
        details = {"category": "physical", "outline": "Father out; mother kept safe."}
        decision = ForChild(child.pk, "child_protection_plan", "Likely to suffer harm.", details)
        meetings.decide(meeting, decisions=[decision], by=chair, at=at, version=meeting.version)
        enquiry = Enquiry.objects.get()
        assert enquiry.closed_at == at
        clock = Clock.objects.get(episode=enquiry, timescale="icpc")
        assert clock.stopped_at == at < clock.due_at
        plan = Plan.objects.get()
        assert (plan.plan_kind, plan.opened_at, plan.aim) == ("child_protection", at, "Father out; mother kept safe.")
        assert plan.owner_team_id == enquiry.owner_team_id, "the team that enquired goes on, not the chair's"
        due = dict(Clock.objects.filter(episode=plan).values_list("timescale", "due_at"))
    assert due["core-group-first"] == dt.datetime(2026, 12, 15, 23, 59, 59, 999999, tzinfo=LONDON)
    with acting(worker):
        met = meetings.call(
            "core_group", children=[child], starts_at=at, purpose="x", asked=[Asked("Ann Smith", "family", "Mother")],
            by=worker, at=at,
        ).episode  # fmt: skip
        week = at + dt.timedelta(days=7)
        meetings.begin(met, by=worker, at=week, version=met.version)
        meetings.end(met, not_quorate_why="The mother rang in after.", by=worker, at=week, version=met.version)
        clock = Clock.objects.get(episode=plan, timescale="core-group-first")
        assert clock.stopped_at == week, "the plan has it that its core group met"


# ---- The assessment -------------------------------------------------------------------------------------------------

PARTS = ("history", "capacity", "impact", "child_views", "parent_views", "analysis")


def an_assessment(by: ActingPerson, *, written: bool = False, seen: bool = False) -> Assessment:
    made = assessments.start([a_child()], why="Neglect.", referred_at=TUESDAY_NOON, by=by, at=TUESDAY_NOON)
    found: Assessment = made.episode
    said: dict[str, Any] = {"by": by, "at": TUESDAY_NOON}
    if written:
        for part in PARTS:
            assessments.write(found, part=part, text=f"About {part}.", version=found.version, **said)
        text = "A plan."
        assessments.write(
            found, part="recommendation", text=text, outcome="child_in_need", version=found.version, **said
        )
    if seen:
        person = found.involvements.get().person_id
        assessments.see(
            found, person_id=person, seen_at=TUESDAY_NOON, place="Home", alone=True, version=found.version, **said
        )
    return Assessment.objects.get(pk=found.pk)


def test_every_argument_must_be_written_before_a_manager_gets_it(worker: ActingPerson) -> None:
    with acting(worker):
        found = an_assessment(worker, seen=True)
        assessments.write(
            found, part="history", text="Three contacts.", by=worker, at=TUESDAY_NOON, version=found.version
        )
        found.refresh_from_db()
        with pytest.raises(MoveRefused, match="whether the parents can change, what it means for the child"):
            assessments.submit(found, by=worker, at=TUESDAY_NOON, version=found.version)


def test_a_managers_challenge_and_its_answer_stay_with_the_assessment(cast: Cast, worker: ActingPerson) -> None:
    boss = cast.assessment_manager
    with acting(worker):
        found = an_assessment(worker, written=True, seen=True)
        assessments.submit(found, by=worker, at=TUESDAY_NOON, version=found.version)
    with acting(boss):
        found = Assessment.objects.get()
        assessments.challenge(
            found, question="What did she change before?", by=boss, at=TUESDAY_NOON, version=found.version
        )
    with acting(worker):
        found = Assessment.objects.get()
        press: dict[str, Any] = {"by": worker, "at": TUESDAY_NOON}
        with pytest.raises(MoveRefused, match="not answered"):
            assessments.submit(found, version=found.version, **press)
        asked = Challenge.objects.get()
        assessments.answer(found, asked.pk, text="She kept every appointment.", version=found.version, **press)
        with pytest.raises(MoveRefused, match="answered already"):
            assessments.answer(found, asked.pk, text="Other.", version=found.version, **press)
        found.refresh_from_db()
        assessments.submit(found, version=found.version, **press)
    with acting(boss):
        found = Assessment.objects.get()
        assessments.authorise(found, note="Follows.", by=boss, at=TUESDAY_NOON, version=found.version)
        found = Assessment.objects.get()
        assert (found.state, found.authorised_by_name) == ("authorised", boss.name)
        asked = queries.beside(found).asked[0]  # type: ignore[assignment]
        assert [plan.plan_kind for plan in Plan.objects.all()] == ["child_in_need"], "what was recommended begins"
        assert (asked.question, asked.answer) == ("What did she change before?", "She kept every appointment.")


def test_a_manager_who_wrote_it_does_not_agree_it(cast: Cast) -> None:
    boss = cast.assessment_manager
    with acting(boss):
        found = an_assessment(boss, written=True, seen=True)
        assessments.submit(found, by=boss, at=TUESDAY_NOON, version=found.version)
        found.refresh_from_db()
        with pytest.raises(MoveRefused, match="somebody else must agree"):
            assessments.authorise(found, note="x", by=boss, at=TUESDAY_NOON, version=found.version)


def test_social_work_ends_only_through_the_gate(cast: Cast, worker: ActingPerson) -> None:
    """Inspection of 2023, paragraph 6: premature step-downs and returns for the same reasons."""
    boss = cast.assessment_manager
    press: dict[str, Any] = {"by": worker, "at": TUESDAY_NOON}
    with acting(worker):
        found = an_assessment(worker, written=True, seen=True)
        assessments.write(found, part="recommendation", text="Close.", outcome="close", version=found.version, **press)
        assessments.submit(Assessment.objects.get(), version=found.version, **press)
        said = gate.Answers("He left.", "The register.", "“Fine.”", "yes", "", "The school rings.")
    with acting(boss):
        found = Assessment.objects.get()
        agreed: dict[str, Any] = {"note": "x", "by": boss, "at": TUESDAY_NOON, "version": found.version}
        with pytest.raises(MoveRefused, match="what changed, how you know"):
            assessments.authorise(found, **agreed)
    with acting(worker):
        answered = gate.answer(found, way=gate.CLOSURE, said=said, **press)
    with acting(boss):
        with pytest.raises(MoveRefused, match="wait for a manager"):
            assessments.authorise(found, **agreed)
        gate.agree(answered, words="Rang the school.", by=boss, at=TUESDAY_NOON)
        assessments.authorise(found, **agreed)
        assert Assessment.objects.get().state == "authorised"


def test_a_part_written_on_an_old_version_overwrites_nothing(worker: ActingPerson) -> None:
    with acting(worker):
        found = an_assessment(worker)
        before = Assessment.objects.get(pk=found.pk)
        press: dict[str, Any] = {"part": "analysis", "by": worker, "at": TUESDAY_NOON}
        assessments.write(found, text="First.", version=found.version, **press)
        with pytest.raises(StaleRecord):
            assessments.write(before, text="Second.", version=before.version, **press)
        assert Assessment.objects.get().analysis == "First."


def test_what_is_about_a_restricted_child_is_closed_to_whoever_may_not_see_them(cast: Cast) -> None:
    with acting(cast.social_worker):
        child = a_child()
    manager = replace(cast.manager, granted=(child.pk,))
    with acting(manager):
        child.restricted = True
        a_strategy_discussion(manager, [child], TUESDAY_NOON, ["section_47_single"])
        _see(Enquiry.objects.get(), manager, TUESDAY_NOON)
        assert Seen.objects.count() == 1
    for other in (cast.other_manager, cast.elsewhere, cast.police):
        with acting(other):
            assert not Enquiry.objects.exists()
            assert not Seen.objects.exists()


def test_a_handoff_that_was_accepted_leads_to_the_assessment_and_its_clock_counts_from_the_contact(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
    boss = cast.assessment_manager
    with acting(boss):
        handoff = Handoff.objects.get(because_of_id=contact.pk)
        handoffs.accept(handoff, by=boss, at=TUESDAY_NOON + dt.timedelta(days=2), version=handoff.version)
    client = as_person(boss)
    page = client.get(reverse("handoff", args=[handoff.reference])).content.decode()
    assert reverse("assess_handoff", args=[handoff.reference]) in page
    form = client.get(reverse("assess_handoff", args=[handoff.reference]))["Location"]
    drawn = client.get(form).content.decode()
    assert f'value="{handoff.reference}"' in drawn
    assert 'value="17"' in drawn, "the day of the contact, not of the handoff"
    strategy = as_person(cast.social_worker).get(reverse("contact_strategy", args=[contact.reference]))
    assert strategy["Location"].endswith(f"?kind=strategy_discussion&because={contact.reference}")


# ---- Pages ----------------------------------------------------------------------------------------------------------


def _day(name: str, day: dt.date) -> dict[str, Any]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def test_from_the_strategy_discussion_to_the_agreed_enquiry_in_the_browser(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    client, manager = as_person(worker), as_person(cast.manager)
    with acting(worker):
        child = a_child()
    client.post(reverse("child", args=[child.reference]), {"reason": "A call from the hospital."})
    page = client.get(reverse("child_protection", args=[child.reference])).content.decode()
    assert "Call a strategy discussion" in page
    today = timezone.localdate()
    form = reverse("call_meeting", args=[child.reference]) + "?kind=strategy_discussion"
    assert "Strategy discussion" in client.get(form).content.decode()
    typed = {"kind": "strategy_discussion", "children": [child.reference], "purpose": "A burn.", "at": "3:10am"}
    meeting = client.post(form, typed | _day("on", today) | {"act": str(a_key())})["Location"]
    reference = meeting.split("/")[-2]
    client.post(reverse("move_meeting", args=[reference, "begin"]), {"version": 1, "act": str(a_key())})
    decide = reverse("decide_meeting", args=[reference])
    answer = {
        "child-0-outcome": "section_47_joint", "child-0-reasons": "The burn.", "child-0-category": "physical",
        "child-0-medical": "arranged", "child-0-medical_note": "Hospital, 10am", "version": 2, "act": str(a_key()),
    }  # fmt: skip
    wrong = client.post(decide, answer)
    assert wrong.status_code == 422
    assert "Say why you go on without them" in wrong.content.decode()
    assert "Hospital, 10am" in wrong.content.decode(), "nothing typed is lost"
    assert client.post(decide, answer | {"not_quorate_why": "Nobody answers at night."}).status_code == 302
    page = client.get(meeting).content.decode()
    assert "Nobody answers at night." in page
    assert "Hospital, 10am" in page

    with acting(worker):
        enquiry = Enquiry.objects.get()
    at = reverse("section_47", args=[enquiry.reference])
    assert at in client.get(reverse("protection")).content.decode()
    assert "Nobody has taken it on yet" in client.get(at).content.decode()
    take = {"version": enquiry.version, "act": str(a_key())}
    assert client.post(reverse("move_enquiry", args=[enquiry.reference, "take"]), take).status_code == 302
    seen = {"seen_at": "12:01am", "place": "Hospital", "alone": "no", "words": "“Daddy did it.”", "version": 2}
    see = reverse("enquiry_seen", args=[enquiry.reference])
    wrong = client.post(see, seen | _day("seen_on", today))
    assert (wrong.status_code, "Say why the child was not seen alone" in wrong.content.decode()) == (422, True)
    seen |= {"not_alone_why": "The nurse stayed.", "act": str(a_key())}
    assert client.post(see, seen | _day("seen_on", today)).status_code == 302
    assert "“Daddy did it.”" in client.get(at).content.decode()
    said = {
        "outcome": "at_risk", "risk_category": "physical", "found": "An iron.", "what_next": "Father out.",
        "version": 3, "act": str(a_key()),
    }  # fmt: skip
    conclude = reverse("move_enquiry", args=[enquiry.reference, "conclude"])
    with acting(worker):
        kept = {"found": ["Half a sentence"]}
        drafts.save("enquiry_move", kept, by=worker, at=TUESDAY_NOON, record=f"{enquiry.reference}/conclude")
    assert "Half a sentence" in client.get(conclude).content.decode()
    assert client.post(conclude, said | {"found": ""}).status_code == 422
    assert client.post(conclude, said).status_code == 302
    agree = reverse("move_enquiry", args=[enquiry.reference, "agree"])
    assert manager.get(agree).status_code == 200
    assert manager.post(agree, {"note": "Read it.", "version": 4, "act": str(a_key())}).status_code == 302
    page = client.get(at).content.decode()
    assert "Call the conference" in page
    assert f"because={enquiry.reference}" in page
    assert client.get(reverse("contact_strategy", args=["C-0000000"])).status_code == 404


def test_an_assessment_is_written_challenged_agreed_and_put_on_paper_in_the_browser(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    client, boss = as_person(worker), as_person(cast.assessment_manager)
    with acting(worker):
        child = a_child()
    client.post(reverse("child", args=[child.reference]), {"reason": "Handed to us."})
    start = reverse("start_assessment", args=[child.reference])
    today = timezone.localdate()
    typed = {"children": [child.reference], "why": "Neglect.", "act": str(a_key())} | _day("referred_on", today)
    assert client.post(start, typed | {"why": ""}).status_code == 422
    at = client.post(start, typed)["Location"]
    reference = at.split("/")[-2]
    assert "Not seen yet" in client.get(at).content.decode()
    with acting(worker):
        event = Event.objects.get(kind="assessment_started")
    version = 1
    for part in (*PARTS, "recommendation"):
        form = reverse("write_assessment_part", args=[reference, part])
        assert client.get(form).status_code == 200
        said: dict[str, Any] = {
            "text": f"About {part}.",
            "version": version,
            "act": str(a_key()),
            "outcome": "child_in_need",
        }
        said |= {"events": [str(event.pk)]} if part == "history" else {}
        assert client.post(form, said).status_code == 302
        version += 1
    stale = client.post(
        reverse("write_assessment_part", args=[reference, "impact"]), {"text": "Mine, kept.", "version": 1}
    )
    assert stale.status_code == 409
    assert "Mine, kept." in stale.content.decode()
    assert "About impact." in stale.content.decode(), "both texts stand beside each other"
    assert "An assessment began." in client.get(at).content.decode(), "chosen from the chronology, not typed again"
    seen = {"seen_at": "12:01am", "place": "Home", "alone": "yes", "version": version, "act": str(a_key())}
    assert client.post(reverse("assessment_seen", args=[reference]), seen | _day("seen_on", today)).status_code == 302

    def press(who: Client, move: str, **said: Any) -> int:
        with acting(worker):
            now = Assessment.objects.get().version
        address = reverse("move_assessment", args=[reference, move])
        assert who.get(address).status_code == 200
        return who.post(address, {"version": now, "act": str(a_key()), **said}).status_code

    assert press(boss, "checkpoint", note="See the father too.") == 302
    assert press(client, "submit") == 302
    assert press(boss, "challenge", reason="") == 422
    assert press(boss, "challenge", reason="What did she change before?") == 302
    with acting(worker):
        asked, now = Challenge.objects.get(), Assessment.objects.get()
    answer = {"text": "She kept every appointment.", "version": now.version, "act": str(a_key())}
    assert client.post(reverse("answer_challenge", args=[reference, asked.pk]), answer).status_code == 302
    assert press(client, "submit") == 302
    assert (
        press(client, "share", how="in_person", whom="The mother", comment="I agree.", **_day("shared_on", today))
        == 302
    )
    assert press(boss, "authorise", note="Follows.") == 302
    page = client.get(at).content.decode()
    assert "She kept every appointment." in page
    assert client.get(reverse("assessment_pdf", args=[reference])).content.startswith(b"%PDF")
    assert client.get(reverse("assessment_word", args=[reference])).content.startswith(b"PK")


def test_the_pages_cost_the_same_however_much_there_is(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    client = as_person(worker)
    with acting(worker):
        enquiry = an_enquiry(worker)
        child = enquiry.involvements.get().person
        for _ in range(2):
            _see(enquiry, worker, TUESDAY_NOON)
        found = an_assessment(worker, written=True, seen=True)
    client.post(reverse("child", args=[child.reference]), {"reason": "Mine."})
    pages = {
        reverse("protection"): 4,
        reverse("section_47", args=[enquiry.reference]): 6,
        reverse("assessment", args=[found.reference]): 6,
        reverse("child_protection", args=[child.reference]): 6,
    }
    for address, most in pages.items():
        client.get(address)
        with counted_queries() as ran:
            assert client.get(address).status_code == 200
        assert len(ran) <= most, (address, ran)


def test_another_authority_and_an_agency_find_nothing(
    cast: Cast, worker: ActingPerson, as_person: Callable[..., Client]
) -> None:
    with acting(worker):
        enquiry, found = an_enquiry(worker), an_assessment(worker)
    stranger, police = as_person(cast.elsewhere), as_person(cast.police)
    for address in (reverse("section_47", args=[enquiry.reference]), reverse("assessment", args=[found.reference])):
        assert stranger.get(address).status_code == 404
        assert police.get(address).status_code == 403

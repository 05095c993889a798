"""Second looks: what is drawn and why, who may look, what they find, and what is counted.

The 2023 inspection found no challenge when cases closed or stepped down (ILACS, paragraphs 6 and 45).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, a_key, counted_queries, decisions_for, granted, walk
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions
from lantern.frontdoor.actions import Finding
from lantern.frontdoor.models import Contact, DrawnWeek, Outcome, ReportedPerson, SecondLook, SentBack
from lantern.frontdoor.queries import second_looks as looks
from lantern.frontdoor.queries.second_looks import PracticeFilter
from lantern.frontdoor.sampling import drawing
from lantern.frontdoor.sampling.drawing import Rule, Share
from lantern.frontdoor.sampling.reasons import finished_between, nothing_on_third
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone, MoveRefused
from lantern.spine.models import Clock, Notice, Priority

pytestmark = pytest.mark.django_db

MONDAY_AFTER = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
THAT_WEEK = dt.date(2026, 11, 16)
ALL = {code: Share(100, 1) for code in drawing.house_rule().shares}
NONE = {code: Share(0, 1) for code in ALL}


def finished(
    cast: Cast, *, at: dt.datetime = TUESDAY_NOON, of: ReportedPerson | None = None, **contact: Any
) -> Contact:
    """A contact that was closed with no further action. ``of``: about the same child again."""
    with acting(cast.officer):
        made = a_contact(cast.officer, at=at, **contact)
        if of is not None:
            reported = made.reported.get()
            assert of.person is not None
            actions.identify(reported, person=of.person, match=ReportedPerson.Match.LINKED, by=cast.officer, at=at)
    return closed(cast, walk(made, "awaiting_sign_off", cast=cast, at=at), at=at)


def closed(cast: Cast, contact: Contact, *, at: dt.datetime = TUESDAY_NOON) -> Contact:
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        common: dict[str, Any] = {"by": cast.manager, "at": at}
        actions.sign_off(contact, note="Read it.", cumulative="Read all as one.", version=contact.version, **common)
        actions.tell_referrer(contact, how="phone", words="Thank you.", version=contact.version, **common)
        actions.finish(contact, version=contact.version, **common)
        return Contact.objects.select_related("referrer").get(pk=contact.pk)


def child_of(contact: Contact, by: ActingPerson) -> ReportedPerson:
    with acting(by):
        return ReportedPerson.objects.select_related("person").get(contact_id=contact.pk)


def drawn(contact: Contact, by: ActingPerson) -> SecondLook:
    with acting(by):
        return SecondLook.objects.get(episode_id=contact.pk)


def draw_all(cast: Cast, monkeypatch: pytest.MonkeyPatch, shares: dict[str, Share] | None = None) -> int:
    monkeypatch.setattr(drawing, "rule_for", lambda authority, week: Rule(shares or ALL))
    return drawing.draw_area(STOCKTON, MONDAY_AFTER)


OTHERWISE = Finding(
    SecondLook.Found.OTHERWISE,
    level=3,
    outcome=Outcome.ASSESSMENT,
    themes=["risk_that_adds_up"],
    missed="Three reports of the same bruise were read one by one.",
    then=SecondLook.Next.AGAIN,
)


# ---- why -------------------------------------------------------------------------------------------------------------


def reasons_of(contact: Contact, by: ActingPerson) -> set[str]:
    with acting(by):
        since = TUESDAY_NOON - dt.timedelta(days=400)
        found = finished_between(STOCKTON, since, MONDAY_AFTER)
        return {code for each in found if each.id == contact.pk for code in each.why}


def test_a_third_contact_in_a_year_that_ends_in_nothing_is_a_reason_and_a_second_is_not(cast: Cast) -> None:
    first = finished(cast, at=TUESDAY_NOON - dt.timedelta(days=200), reasons=["housing"])
    child = child_of(first, cast.manager)
    second = finished(cast, at=TUESDAY_NOON - dt.timedelta(days=90), of=child)
    third = finished(cast, of=child)
    assert "nothing_on_third" not in reasons_of(second, cast.manager)
    assert {"nothing_on_third", "same_reasons", "nobody_asked", "chance"} <= reasons_of(third, cast.manager)
    assert "same_reasons" not in reasons_of(second, cast.manager), "housing, then neglect"


def test_a_contact_longer_ago_than_the_window_is_not_counted(cast: Cast) -> None:
    """The window of re-referrals: 12 months (children in need census)."""
    child = child_of(finished(cast, at=TUESDAY_NOON - dt.timedelta(days=400)), cast.manager)
    finished(cast, at=TUESDAY_NOON - dt.timedelta(days=390), of=child)
    assert "nothing_on_third" not in reasons_of(finished(cast, of=child), cast.manager)


def test_a_level_that_fell_after_a_manager_sent_it_back_is_a_reason(cast: Cast) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "awaiting_sign_off", cast=cast, outcome=Outcome.ASSESSMENT)
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        actions.send_back(contact, reason="Too high.", by=cast.manager, at=TUESDAY_NOON, version=contact.version)
    with acting(cast.social_worker):
        lower = decisions_for(contact, Outcome.ADVICE)
        actions.decide(contact, decisions=lower, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
    assert "stepped_down" in reasons_of(closed(cast, contact), cast.manager)
    assert "stepped_down" not in reasons_of(finished(cast), cast.manager)


def test_a_decision_that_did_not_wait_for_a_late_agency_is_a_reason(cast: Cast) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, at=TUESDAY_NOON - dt.timedelta(days=5)), "screened", cast=cast)
    with acting(cast.social_worker):
        contact = Contact.objects.get(pk=contact.pk)
        desk = partnership.answering_agencies(STOCKTON)[0]
        actions.ask_agencies(
            contact,
            desks=[desk],
            question="What do you know?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=TUESDAY_NOON - dt.timedelta(days=5),
            version=contact.version,
        )
        contact = Contact.objects.get(pk=contact.pk)
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.ADVICE),
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=contact.version,
        )
    assert "without_late_answer" in (why := reasons_of(closed(cast, contact), cast.manager))
    assert "nobody_asked" not in why


# ---- the draw --------------------------------------------------------------------------------------------------------


def test_a_week_is_drawn_once_however_often_time_ticks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    finished(cast)
    assert draw_all(cast, monkeypatch) == 1
    assert draw_all(cast, monkeypatch) == 0
    with acting(cast.manager):
        week = DrawnWeek.objects.get()
        assert (week.week, week.finished, week.drawn) == (THAT_WEEK, 1, 1)
        assert SecondLook.objects.get().decided_by_id == cast.social_worker.user_id


def test_the_share_draws_about_so_many_and_always_the_same(cast: Cast) -> None:
    one = replace(_SAMPLE, why=("chance",))
    many = [replace(one, id=uuid.UUID(int=number)) for number in range(4000)]
    rule = Rule({**NONE, "chance": Share(10, 1)})
    drawn_once = drawing.chosen(many, rule)
    assert 340 < len(drawn_once) < 460
    assert drawn_once == drawing.chosen(list(reversed(many)), rule)
    wider = {each.contact.id for each in drawing.chosen(many, Rule({**NONE, "chance": Share(20, 1)}))}
    assert {each.contact.id for each in drawn_once} <= wider, "a larger share adds, and takes none away"


def test_of_more_than_a_week_can_hold_those_that_weigh_most_come_first(cast: Cast) -> None:
    light, heavy = replace(_SAMPLE, why=("chance",)), replace(_SAMPLE, id=uuid.uuid4(), why=("stepped_down", "chance"))
    rule = Rule({**ALL, "stepped_down": Share(100, 4)}, at_most=1)
    assert [each.contact.id for each in drawing.chosen([light, heavy], rule)] == [heavy.id]


_SAMPLE = drawing.Finished(
    id=uuid.UUID(int=1),
    authority_id=STOCKTON,
    reference="C-1",
    closed_at=TUESDAY_NOON,
    restricted=False,
    team_id=1,
    decided_by_id=1,
    signed_off_by_id=2,
    why=(),
)


def test_restricted_work_is_drawn_too_and_shown_only_to_whoever_may_see_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Restricted work is chased like any other (decision 8): what keeps time knows that there is work, and no more."""
    contact = finished(cast)
    person = child_of(contact, cast.manager).person
    assert person is not None
    with acting(cast.manager):
        restricting.restrict(
            person,
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.other_manager.user_id)],
            reason="Family of a colleague.",
            whom_to_ask="The service manager",
            by=cast.manager,
            at=TUESDAY_NOON,
        )
    assert draw_all(cast, monkeypatch, {**NONE, "restricted_or_urgent": Share(100, 1)}) == 1
    with acting(cast.manager):
        assert not SecondLook.objects.exists()
    let_in = granted(cast.other_manager, person)
    with acting(let_in):
        look = SecondLook.objects.get()
        assert look.decided_by_id is None
        seen = Contact.objects.get(pk=contact.pk)
        agreed = Finding(SecondLook.Found.AGREED)
        actions.look_again(look, seen, finding=agreed, by=let_in, at=MONDAY_AFTER, version=seen.version)
        assert SecondLook.objects.get().decided_by_id == cast.social_worker.user_id


def test_an_area_sets_its_own_numbers_and_sees_first_what_they_would_be(cast: Cast) -> None:
    for day in range(3):
        finished(cast, at=TUESDAY_NOON - dt.timedelta(days=day))
    with acting(cast.manager):
        nothing, everything = drawing.would_be(STOCKTON, [Rule(NONE), Rule(ALL)], MONDAY_AFTER)
        assert (nothing.drawn, everything.drawn, everything.finished) == (0, 3, 3)
        assert everything.by_reason["nobody_asked"] == (3, 3)
        key = a_key()
        drawing.set_rule(STOCKTON, Rule(NONE), by=cast.manager, at=TUESDAY_NOON, key=key)
        with pytest.raises(AlreadyDone):
            drawing.set_rule(STOCKTON, Rule(ALL), by=cast.manager, at=TUESDAY_NOON, key=key)
        assert drawing.rule_for(STOCKTON, THAT_WEEK).shares == NONE
        assert drawing.rule_for(STOCKTON, THAT_WEEK - dt.timedelta(weeks=1)) == drawing.house_rule()
    with acting(cast.social_worker), pytest.raises(MoveRefused):
        drawing.set_rule(STOCKTON, Rule(ALL), by=cast.social_worker, at=TUESDAY_NOON)
    assert drawing.draw_area(STOCKTON, MONDAY_AFTER) == 0


# ---- the look --------------------------------------------------------------------------------------------------------


def test_nobody_looks_at_what_they_decided_or_signed_off(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = finished(cast)
    draw_all(cast, monkeypatch)
    look, agreed = drawn(contact, cast.manager), Finding(SecondLook.Found.AGREED)
    with acting(cast.manager), pytest.raises(MoveRefused, match="You signed off this"):
        actions.look_again(look, contact, finding=agreed, by=cast.manager, at=MONDAY_AFTER, version=contact.version)
    with acting(cast.social_worker), pytest.raises(MoveRefused):
        actions.look_again(
            look, contact, finding=agreed, by=cast.social_worker, at=MONDAY_AFTER, version=contact.version
        )


@pytest.mark.parametrize("who", ["decided_by", "signed_off_by"])
def test_the_database_itself_refuses_a_look_at_ones_own_work(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    contact = finished(cast)
    draw_all(cast, monkeypatch)
    look = drawn(contact, cast.manager)
    with acting(cast.other_manager), pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.filter(pk=look.pk).update(
            looked_by=getattr(look, f"{who}_id"), looked_at=MONDAY_AFTER, found="agreed"
        )


def test_agreeing_is_recorded_once_and_leaves_the_contact_finished(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = finished(cast)
    draw_all(cast, monkeypatch)
    look, agreed, by = drawn(contact, cast.manager), Finding(SecondLook.Found.AGREED), cast.other_manager
    with acting(by):
        key = a_key()
        actions.look_again(look, contact, finding=agreed, by=by, at=MONDAY_AFTER, version=contact.version, key=key)
        with pytest.raises(AlreadyDone):
            actions.look_again(look, contact, finding=agreed, by=by, at=MONDAY_AFTER, version=contact.version, key=key)
        again = Contact.objects.get(pk=contact.pk)
        assert again.state == "finished"
        with pytest.raises(MoveRefused, match="meanwhile"):
            actions.look_again(look, again, finding=OTHERWISE, by=by, at=MONDAY_AFTER, version=again.version)


def test_a_finding_that_leaves_something_open_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = finished(cast)
    draw_all(cast, monkeypatch)
    look, by = drawn(contact, cast.manager), cast.other_manager
    for bad in (replace(OTHERWISE, level=None), replace(OTHERWISE, themes=[]), replace(OTHERWISE, then="")):
        with acting(by), pytest.raises(MoveRefused):
            actions.look_again(look, contact, finding=bad, by=by, at=MONDAY_AFTER, version=contact.version)


def test_what_is_taken_up_again_is_decided_signed_off_and_told_afresh(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = finished(cast)
    draw_all(cast, monkeypatch)
    look, by, manager = drawn(contact, cast.manager), cast.other_manager, cast.manager
    with acting(by):
        actions.look_again(look, contact, finding=OTHERWISE, by=by, at=MONDAY_AFTER, version=contact.version)
        contact = Contact.objects.get(pk=contact.pk)
        assert (contact.state, contact.closed_at, contact.signed_off_at, contact.told_at) == ("sent_back", *[None] * 3)
        assert contact.next_due == "contact-decision"
        assert Clock.objects.filter(episode=contact, timescale="contact-decision", stopped_at__isnull=True).exists()
        assert Notice.objects.filter(episode=contact, kind="taken_up_again").exists()
    with acting(manager):
        # Who signed it off the first time may decide it now: what they signed is no longer what stands.
        actions.decide(
            contact,
            decisions=decisions_for(contact, Outcome.ASSESSMENT),
            by=manager,
            at=MONDAY_AFTER,
            version=contact.version,
        )
    with acting(by):
        contact = Contact.objects.get(pk=contact.pk)
        actions.sign_off(contact, note="Now it fits.", by=by, at=MONDAY_AFTER, version=contact.version)
        assert contact.state == "passing_on"
        assert contact.decisions.filter(current=True).get().handoff_id is not None


# ---- the gate --------------------------------------------------------------------------------------------------------


def test_closing_on_a_third_contact_asks_what_was_tested_about_risk_that_adds_up(
    cast: Cast, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    child = child_of(finished(cast, at=now - dt.timedelta(days=100)), cast.manager)
    finished(cast, at=now - dt.timedelta(days=50), of=child)
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=now)
        assert child.person is not None
        match = ReportedPerson.Match.LINKED
        actions.identify(contact.reported.get(), person=child.person, match=match, by=cast.officer, at=now)
    contact = walk(contact, "awaiting_sign_off", cast=cast, at=now)
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        assert nothing_on_third(contact.pk, now.date())
        with pytest.raises(MoveRefused, match="here again"):
            actions.sign_off(contact, note="Fine.", by=cast.manager, at=now, version=contact.version)
    client = as_person(cast.manager)
    address = reverse("sign_off_contact", kwargs={"reference": contact.reference})
    with counted_queries() as statements:
        shown = client.get(address).content.decode()
    assert len(statements) <= 11, statements
    assert "What did you test about risk that adds up?" in shown
    assert "Nothing is written against it" in shown
    said = {"act": str(a_key()), "version": contact.version, "verdict": "sign_off", "tested": "Read the history."}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "Say what you tested about risk that adds up" in refused.content.decode()
    assert "Read the history." in refused.content.decode()
    assert client.post(address, said | {"cumulative": "Three bruises in a year."}).status_code == 302
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        assert contact.cumulative_tested == "Three bruises in a year."


def test_a_first_contact_closes_without_that_question(cast: Cast, as_person: Any) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "awaiting_sign_off", cast=cast)
    address = reverse("sign_off_contact", kwargs={"reference": contact.reference})
    assert "adds up?" not in as_person(cast.manager).get(address).content.decode()


# ---- what is counted -------------------------------------------------------------------------------------------------


def sent_back(cast: Cast, *themes: str) -> Contact:
    now = timezone.now()
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, at=now), "awaiting_sign_off", cast=cast, at=now)
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        actions.send_back(
            contact, reason="Ask the school.", themes=themes, by=cast.manager, at=now, version=contact.version
        )
    return contact


def test_a_send_back_names_its_themes_beside_the_words(cast: Cast, as_person: Any) -> None:
    now = timezone.now()
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, at=now), "awaiting_sign_off", cast=cast, at=now)
    address, client = reverse("sign_off_contact", kwargs={"reference": contact.reference}), as_person(cast.manager)
    said = {"act": str(a_key()), "version": 3, "verdict": "send_back", "reason": "Ask the school."}
    refused = client.post(address, said)
    assert "Choose at least one, so that it can be counted" in refused.content.decode()
    assert "Ask the school." in refused.content.decode()
    assert client.post(address, said | {"themes": ["agency_not_asked"]}).status_code == 302
    with acting(cast.manager):
        row = SentBack.objects.get()
        assert (row.themes, row.decided_by_id) == (["agency_not_asked"], cast.social_worker.user_id)


def test_themes_are_counted_by_theme_team_and_month_with_the_list_behind_each(cast: Cast) -> None:
    contact = sent_back(cast, "agency_not_asked", "child_not_heard")
    sent_back(cast, "agency_not_asked")
    by, now = cast.manager, timezone.now()
    with acting(by):
        with counted_queries() as statements:
            found = looks.practice_of(by, PracticeFilter(), now=now)
        assert len(statements) == 1
        assert found.total.sent_back == 2
        assert {key: said.sent_back for key, said in found.lines["theme"].items()} == {
            "agency_not_asked": 2,
            "child_not_heard": 1,
        }
        assert found.lines["team"][str(contact.owner_team_id)].sent_back == 2
        asked = PracticeFilter(by="theme", key="child_not_heard", kind="sent_back")
        assert [row.reference for row in looks.practice_behind(by, asked, now=now)] == [contact.reference]


def test_numbers_about_a_worker_are_for_them_and_their_own_manager_alone(cast: Cast) -> None:
    sent_back(cast, "child_not_heard")
    now, worker = timezone.now(), str(cast.social_worker.user_id)
    with connection.cursor() as cursor:
        cursor.execute("select tests_hold_post(%s, %s)", [cast.social_worker.post_id, cast.social_worker.user_id])

    def told(by: ActingPerson) -> set[str]:
        with acting(by):
            return set(looks.practice_of(by, PracticeFilter(), now=now).lines.get("worker", {}))

    def behind(by: ActingPerson) -> int:
        with acting(by):
            return len(looks.practice_behind(by, PracticeFilter(by="worker", key=worker), now=now))

    elsewhere = replace(cast.manager, user_id=cast.other_manager.user_id, team_id=cast.night_worker.team_id)
    assert told(cast.manager) == {worker}
    assert behind(cast.manager) == 1
    assert told(elsewhere) == set(), "a manager of another team"
    assert behind(elsewhere) == 0
    assert told(cast.social_worker) == {worker}
    assert told(cast.officer) == set(), "a colleague"


def test_a_worker_reads_what_was_said_of_their_own_decisions(cast: Cast, as_person: Any) -> None:
    contact = sent_back(cast, "child_not_heard")
    shown = as_person(cast.social_worker).get(reverse("said_of_mine")).content.decode()
    assert contact.reference in shown
    assert "Ask the school." in shown
    assert "What the child says or shows is missing" in shown
    assert contact.reference not in as_person(cast.manager).get(reverse("said_of_mine")).content.decode()


# ---- the pages -------------------------------------------------------------------------------------------------------


def test_a_manager_reads_the_draw_looks_and_takes_it_up_again(
    cast: Cast, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    contact = finished(cast, at=now - dt.timedelta(days=7))
    monkeypatch.setattr(drawing, "rule_for", lambda authority, week: Rule(ALL))
    assert drawing.draw_area(STOCKTON, now) == 1
    client = as_person(cast.other_manager)
    with counted_queries() as statements:
        listed = client.get(reverse("second_looks")).content.decode()
    assert len(statements) <= 5, statements
    assert contact.reference in listed
    assert "No agency was asked" in listed
    address = reverse("second_look", kwargs={"reference": contact.reference})
    with counted_queries() as statements:
        shown = client.get(address).content.decode()
    assert len(statements) <= 10, statements
    assert "Would you have decided the same?" in shown
    said: dict[str, Any] = {
        "act": str(a_key()),
        "version": contact.version,
        "found": "otherwise",
        "missed": "The bruise.",
    }
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "The bruise." in refused.content.decode()
    said |= {"level": "3", "outcome": "assessment", "themes": ["history_not_weighed"], "then": "again"}
    assert client.post(address, said).status_code == 302
    assert "Taken up again" in client.get(reverse("second_looks")).content.decode()
    shown = client.get(reverse("practice")).content.decode()
    assert "Earlier contacts and help were not weighed" in shown
    with acting(cast.manager):
        assert Contact.objects.get(pk=contact.pk).state == "sent_back"


def test_a_manager_is_told_that_their_own_is_for_somebody_else(
    cast: Cast, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    contact = finished(cast, at=now - dt.timedelta(days=7))
    monkeypatch.setattr(drawing, "rule_for", lambda authority, week: Rule(ALL))
    drawing.draw_area(STOCKTON, now)
    client = as_person(cast.manager)
    assert "Somebody else looks" in client.get(reverse("second_looks")).content.decode()
    shown = client.get(reverse("second_look", kwargs={"reference": contact.reference})).content.decode()
    assert "not yours to look at" in shown
    assert as_person(cast.social_worker).get(reverse("second_looks")).status_code == 403
    assert as_person(cast.elsewhere).get(reverse("second_looks")).status_code == 403


def test_numbers_are_counted_before_they_are_used(cast: Cast, as_person: Any) -> None:
    finished(cast, at=timezone.now() - dt.timedelta(days=8))
    client = as_person(cast.manager)
    first = client.get(reverse("sampling"), {"authority": STOCKTON}).content.decode()
    assert "As it stands about" in first
    assert "Use these numbers" not in first
    typed = {f"share_{code}": "100" for code in ALL} | {f"weight_{code}": "2" for code in ALL}
    said = {"authority": str(STOCKTON), "act": str(a_key()), "at_most": "", **typed}
    wrong = client.post(reverse("sampling"), said | {"share_chance": "120", "step": "count"})
    assert wrong.status_code == 422
    assert "100 or less" in wrong.content.decode()
    counted = client.post(reverse("sampling"), said | {"step": "count"}).content.decode()
    assert "About 0.1 a week with these numbers" in counted
    assert client.post(reverse("sampling"), said | {"step": "use"}).status_code == 302
    with acting(cast.manager):
        rule = drawing.rule_for(STOCKTON, drawing.monday_of(timezone.localdate()))
        assert rule.shares["chance"] == Share(100, 2)


# ---- for, against, not known -----------------------------------------------------------------------------------------


def test_what_speaks_for_and_against_and_what_is_not_known_stand_by_themselves(cast: Cast, as_person: Any) -> None:
    """ILACS 2023, paragraph 2: relevant information is captured and analysed."""
    now = timezone.now()
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer, at=now), "screened", cast=cast, at=now)
    told = {"speaks_for": "Seen by a nurse.", "speaks_against": "The father fits a door.", "not_known": "Who was home."}
    with acting(cast.social_worker):
        decided = [replace(each, **told) for each in decisions_for(contact, Outcome.ADVICE)]
        actions.decide(contact, decisions=decided, by=cast.social_worker, at=now, version=contact.version)
    client = as_person(cast.manager)
    for route in ("contact", "sign_off_contact"):
        shown = client.get(reverse(route, kwargs={"reference": contact.reference})).content.decode()
        assert all(words in shown for words in told.values()), route
    assert "Nothing is written against it" not in shown
    with acting(cast.officer):
        reported = contact.reported.get()
        later = a_contact(cast.officer, at=now)
        assert reported.person is not None
        match = ReportedPerson.Match.LINKED
        actions.identify(later.reported.get(), person=reported.person, match=match, by=cast.officer, at=now)
        later = Contact.objects.get(pk=later.pk)
        actions.screen(later, priority=Priority.GREEN, note="Again.", by=cast.officer, at=now, version=later.version)
    shown = as_person(cast.social_worker).get(reverse("decide_contact", kwargs={"reference": later.reference}))
    assert "Who was home." in shown.content.decode(), "what was not known last time"

"""A round of audits: drawn by a rule, answered by each agency apart, moderated, fed back, followed through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_key, counted_queries, in_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.assurance import actions, queries
from lantern.assurance.drawing import Rule, agreement, draw
from lantern.assurance.models import AuditCase, AuditPart, AuditRound
from lantern.assurance.standards import STANDARDS
from lantern.boards import queries as boards
from lantern.boards.models import Action
from lantern.frontdoor.tests.test_second_looks import finished
from lantern.law import timescales as law
from lantern.learning.queries.common import agencies_of
from lantern.partnership.models import Post, Team
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Event

LATER = TUESDAY_NOON + dt.timedelta(days=2)
DAY = TUESDAY_NOON.date()


def boss_of(cast: Cast) -> ActingPerson:
    return in_post(Post.objects.get(role="service_manager", team__covers=[STOCKTON]).code, "Ines Marlow")


def rule(seed: str = "a", **changed: Any) -> Rule:
    said: dict[str, Any] = {"source": "decisions", "since": DAY, "until": DAY, "wanted": 2, "seed": seed}
    return Rule(STOCKTON, **said | changed)


def finished_contacts(cast: Cast, number: int) -> None:
    for _each in range(number):
        finished(cast)


def teams_of(*people: ActingPerson) -> list[Team]:
    return [Team.objects.select_related("agency").get(pk=each.team_id or 0) for each in people]


def a_round(cast: Cast, *people: ActingPerson, cases: int = 2) -> AuditRound:
    finished_contacts(cast, cases + 1)
    boss = boss_of(cast)
    with acting(boss):
        made = actions.begin(
            rule(wanted=cases),
            title="History",
            question="Was it read?",
            teams=teams_of(*people),
            standards=STANDARDS,
            by=boss,
            at=TUESDAY_NOON,
        )
    found: AuditRound = made.episode
    return found


def answered(by: ActingPerson, grade: str, **press: Any) -> AuditPart:
    """The first part that waits for them."""
    with acting(by):
        part = (
            AuditPart.objects.select_related("asked_team__agency")
            .filter(state="asked", asked_team_id=by.team_id)
            .order_by("case_number")[0]
        )
        said = [{"code": each["code"], "met": "yes", "words": ""} for each in part.standards]
        words: dict[str, Any] = {"strengths": "Seen alone.", "gaps": "Nothing", "version": part.version} | press
        actions.answer(part, answers=said, grade=grade, by=by, at=LATER, **words)
    return part


def test_the_same_rule_and_seed_draw_the_same_cases(cast: Cast) -> None:
    """Row AA1: the sample is drawn by a rule, logged, and repeatable; nobody chooses cases."""
    finished_contacts(cast, 5)
    with acting(boss_of(cast)):
        first, again = draw(rule()), draw(rule())
        assert first == again
        assert (len(first.cases), first.of) == (2, 5)
        assert len({draw(rule(str(seed))).cases for seed in range(6)}) > 1, "another seed, other cases"
        assert draw(rule(wanted=9)).cases[:2] == first.cases, "more of the same order"
        assert draw(rule(since=DAY - dt.timedelta(days=9), until=DAY - dt.timedelta(days=1))).cases == ()
    with acting(cast.elsewhere):
        assert draw(rule()).cases == ()


def test_the_draw_is_logged_and_each_agency_sees_its_own_part(cast: Cast) -> None:
    found = a_round(cast, cast.police, cast.health)
    with acting(boss_of(cast)):
        logged = Event.objects.get(episode_id=found.pk, kind="audit_drawn").payload
        assert (logged["drawn"], logged["of"]) == ("2", "3")
        assert "seed=a" in logged["rule"]
        assert AuditPart.objects.count() == 4
    with acting(cast.police):
        assert AuditPart.objects.count() == 2
        assert not AuditRound.objects.exists()
        assert not AuditCase.objects.exists()
        part = AuditPart.objects.first()
        assert part is not None
        assert part.subjects[0]["name"]
    with acting(cast.health), pytest.raises(MoveRefused, match="another authority"):
        actions.answer(part, answers=[], grade="good", strengths="", gaps="", by=cast.health, at=LATER, version=1)


def test_a_part_is_due_in_fifteen_working_days_across_christmas() -> None:
    due = law.due_at(law.timescale("audit-part"), dt.datetime(2026, 12, 14, 12, tzinfo=dt.UTC))
    assert due is not None
    assert due.date() == dt.date(2027, 1, 7)


def test_auditors_agree_as_often_as_their_grade_is_the_one_that_holds() -> None:
    assert agreement([("good", "good"), ("good", "improve"), ("", "good"), ("good", "")]) == (1, 2)


def test_a_round_is_moderated_fed_back_followed_through_and_finished(cast: Cast) -> None:
    found, boss, key = a_round(cast, cast.police, cast.health), boss_of(cast), a_key()
    answered(cast.police, "good", key=key)
    with pytest.raises(AlreadyDone):
        answered(cast.police, "good", key=key)
    answered(cast.health, "improve")
    with acting(boss):
        cases = list(AuditCase.objects.filter(episode_id=found.pk).order_by("number"))
        press: dict[str, Any] = {"by": boss, "at": LATER}
        with pytest.raises(MoveRefused, match="No grade"):
            actions.feed_back(found, cases[0], told=[], otherwise="Rung.", version=found.version, **press)
        with pytest.raises(MoveRefused, match="2 cases are not moderated"):
            actions.finish(found, learned="x", version=found.version, **press)
        seen = found.version
        words = {"strengths": "Seen alone.", "gaps": "History"}
        for case in cases:
            actions.moderate(found, case, grade="good", **words, version=found.version, **press)
        stale = AuditRound.objects.get(pk=found.pk)
        with pytest.raises(StaleRecord):
            actions.moderate(stale, cases[0], grade="improve", **words, version=seen, **press)
        told = queries.whole(found, now=LATER)
        assert (told.alike, told.compared, told.moderated) == (1, 2, 2)
        assert told.standards[0][1]["yes"] == 2
        fresh = AuditCase.objects.get(pk=cases[0].pk)
        with pytest.raises(MoveRefused, match="Nobody is told"):
            actions.feed_back(found, fresh, told=[], version=found.version, **press)
        actions.feed_back(found, fresh, told=[], otherwise="Rung.", version=found.version, **press)
        keeper = boss.partnerships[0]
        owner = boards.owner_named(boards.owners(keeper)[0].code)
        by_when = DAY + dt.timedelta(days=30)
        actions.own_gap(found, what="Read it.", owner=owner, by_when=by_when, version=found.version, **press)
        assert Action.objects.get().source.startswith("Audit AR-")
        actions.finish(found, learned="Read it as one.", version=found.version, **press)
        assert set(AuditPart.objects.values_list("state", flat=True)) == {"answered", "ended"}
    with acting(cast.manager), pytest.raises(MoveRefused, match="may not do this"):
        actions.feed_back(found, fresh, told=[], otherwise="x", by=cast.manager, at=LATER, version=found.version)


def test_a_round_through_the_pages(cast: Cast, as_person: Callable[..., Client]) -> None:
    boss = boss_of(cast)
    finished_contacts(cast, 2)
    client, officer = as_person(boss), as_person(cast.police)
    assert "No round has been drawn yet" in client.get(reverse("audits")).content.decode()
    typed = {
        "title": "History", "question": "Was it read?", "source": "decisions", "wanted": 1, "seed": "a",
        "since-day": 1, "since-month": 11, "since-year": 2026, "until-day": 20, "until-month": 11, "until-year": 2026,
        "teams": [str(cast.police.team_id)], "standards": ["history", "shared"], "act": str(a_key()),
    }  # fmt: skip
    assert client.get(reverse("begin_audit")).status_code == 200
    wrong = client.post(reverse("begin_audit"), typed | {"until-year": 2025})
    assert (wrong.status_code, "before the first" in wrong.content.decode()) == (422, True)
    none = client.post(reverse("begin_audit"), typed | {"since-year": 2025, "until-year": 2025})
    assert (none.status_code, "finds no case" in none.content.decode()) == (409, True)
    assert client.post(reverse("begin_audit"), typed).status_code == 302
    assert client.post(reverse("begin_audit"), typed).status_code == 302, "twice is once"
    with acting(boss):
        found, part, case = AuditRound.objects.get(), AuditPart.objects.get(), AuditCase.objects.get()
    child = part.subjects[0]["name"]
    assert child in officer.get(reverse("audit_parts")).content.decode()
    mine = reverse("audit_part", args=[part.reference])
    assert 'data-autosave-url="/drafts/audit_part/"' in officer.get(mine).content.decode()
    given = {f"met_{code}": "yes" for code in ("history", "shared")}
    given |= {"strengths": "Seen alone.", "gaps": "Nothing", "version": str(part.version), "act": str(a_key())}
    given |= {"late_reason": "Leave."}
    wrong = officer.post(mine, given)
    assert (wrong.status_code, "Choose a grade" in wrong.content.decode()) == (422, True)
    assert "Seen alone." in wrong.content.decode()
    assert officer.post(mine, given | {"grade": "good"}).status_code == 302
    assert "Seen alone." in officer.get(mine).content.decode()
    assert officer.get(reverse("audit", args=[found.reference])).status_code == 403
    assert as_person(cast.health).get(mine).status_code == 404

    def press(name: str, *more: object, **said: object) -> int:
        with acting(boss):
            version = AuditRound.objects.get().version
        address = reverse(name, args=[found.reference, *more])
        assert client.get(address).status_code == 200
        return client.post(address, {"version": version, "act": str(a_key()), **said}).status_code

    assert press("audit_case", case.pk, grade="", strengths="x", gaps="x") == 422
    assert press("audit_case", case.pk, grade="good", strengths="Seen.", gaps="History") == 302
    assert press("audit_feedback", case.pk, otherwise="Rung.") == 302
    with acting(boss):
        owner = boards.owners(boss.partnerships[0])[0].code
    later = dt.date.today() + dt.timedelta(days=30)
    day = {"by_when-day": later.day, "by_when-month": later.month, "by_when-year": later.year}
    assert press("own_audit_gap", what="Read the history.", owner=owner, **day) == 302
    with acting(boss):
        lead = agencies_of(*boss.partnerships)[0].pk
    said = {"text": "Read the history as one.", "changes": ["practice"], "lead": str(lead), "reach": "single"}
    assert press("recommend_of_audit", **said) == 302
    assert press("finish_audit", learned="Read it as one.") == 302
    page = reverse("audit", args=[found.reference])
    with counted_queries() as statements:
        told = client.get(page).content.decode()
    assert len(statements) <= 6, statements
    shown = ("1 of 1", "Read the history as one.", "Read the history.", "Read it as one.", "the same cases again")
    for words in shown:
        assert words in told
    for client_of, name in ((client, "audits"), (officer, "audit_parts")):
        with counted_queries() as statements:
            assert client_of.get(reverse(name)).status_code == 200
        assert len(statements) <= 6, statements

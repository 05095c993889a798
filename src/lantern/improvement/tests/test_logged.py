"""An action of an improvement plan in the one action log: one action, said once; row GM10 and GM4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.boards import actions as boards
from lantern.boards.ladder import raise_overdue
from lantern.boards.models import Action
from lantern.boards.tests.world import held_by, seat
from lantern.improvement import actions
from lantern.improvement.models import ImprovementPlan, PlanAction, Told
from lantern.improvement.tests.test_plans import WHOLE
from lantern.law.timescales import london_date
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Episode, Notice

pytestmark = pytest.mark.django_db


def press(record: Episode, by: ActingPerson, at: dt.datetime = TUESDAY_NOON) -> dict[str, Any]:
    version = Episode.objects.values_list("version", flat=True).get(pk=record.pk)
    return {"by": by, "at": at, "version": version, "key": a_key()}


def a_running_plan(cast: Cast) -> ImprovementPlan:
    """A plan with one action, under way; the director holds the council's seat. Within ``acting`` as the manager."""
    by = cast.partnership_manager
    held_by("executive-stockton", cast.director, by=by)
    plan = actions.begin(keeper_id=by.partnerships[0], title="After the inspection", by=by, at=TUESDAY_NOON)
    actions.save_action(plan, None, values=WHOLE, **press(plan, by))
    actions.approve(ImprovementPlan.objects.get(pk=plan.pk), **press(plan, by))
    return ImprovementPlan.objects.get(pk=plan.pk)


def test_progress_said_once_shows_in_the_plan_and_in_the_log(cast: Cast) -> None:
    by = cast.partnership_manager
    with acting(by):
        plan = a_running_plan(cast)
        once = press(plan, by)
        logged = actions.put_in_log(plan, 1, owner_seat=seat(), **once)
        with pytest.raises(AlreadyDone):
            actions.put_in_log(plan, 1, owner_seat=seat(), **once)
        with pytest.raises(StaleRecord):
            actions.put_in_log(plan, 1, owner_seat=seat(), **once | {"key": a_key()})
        with pytest.raises(MoveRefused, match="already"):
            actions.put_in_log(ImprovementPlan.objects.get(pk=plan.pk), 1, owner_seat=seat(), **press(plan, by))
        assert (logged.by_when, logged.because_of_id) == (WHOLE["due_on"], plan.pk)
        said: dict[str, Any] = {"words": "Half of them.", "on": london_date(TUESDAY_NOON)}
        actions.tell(plan, 1, what="progress", **said, **press(plan, by))
        with pytest.raises(MoveRefused, match="Only its owner"):
            actions.tell(plan, 1, what="done", **said, **press(plan, by))
    with acting(cast.director):
        boards.mark_done(Action.objects.get(), evidence="All of them.", **press(logged, cast.director))
    with acting(by):
        actions.tell(plan, 1, what="checked", **said, **press(plan, by))
        told = list(Told.objects.values_list("what", flat=True))
        assert told == ["progress", "done", "checked"]
        assert Action.objects.get().state == "checked"
        boards.reopen(Action.objects.get(), reason="They stopped.", **press(logged, by))
        assert list(Told.objects.values_list("what", flat=True))[-1] == "reopened"


def test_the_day_is_the_same_in_both_and_the_ladder_tells_of_the_plans_action(cast: Cast) -> None:
    """Worked example: by 20 December 2026, carried over to 15 January 2027, late from the 16th."""
    by = cast.partnership_manager
    with acting(by):
        plan = a_running_plan(cast)
        logged = actions.put_in_log(plan, 1, owner_seat=seat(), **press(plan, by))
        with pytest.raises(MoveRefused, match="moved there"):
            values = {"due_on": dt.date(2027, 1, 4)}
            actions.save_action(ImprovementPlan.objects.get(pk=plan.pk), 1, values=values, **press(plan, by))
        later = dt.date(2027, 1, 15)
        boards.carry_over(Action.objects.get(), reason="Nobody was free.", by_when=later, **press(logged, by))
        assert PlanAction.objects.get().due_on == later
        keeper = by.partnerships[0]
        assert raise_overdue(keeper, dt.datetime(2027, 1, 15, 12, 0, tzinfo=dt.UTC)) == 0
        assert raise_overdue(keeper, dt.datetime(2027, 1, 16, 12, 0, tzinfo=dt.UTC)) == 1
        assert Notice.objects.filter(episode_id=logged.pk).exists()


def test_an_action_is_put_in_the_log_from_its_page(cast: Cast, as_person: Callable) -> None:
    """The whole job in the browser; the owner says how far it is in the log, and the plan shows it."""
    by = cast.partnership_manager
    with acting(by):
        plan = a_running_plan(cast)
    client, owner = as_person(by), as_person(cast.director)
    here = reverse("improvement_action", kwargs={"reference": plan.reference, "number": 1})
    way = reverse("log_improvement", kwargs={"reference": plan.reference, "number": 1})
    assert way in client.get(here).content.decode()
    empty = client.post(way, {"act": str(a_key()), "version": str(plan.version)})
    assert empty.status_code == 422
    with acting(by):
        code = f"seat:{seat().pk}"
    done = client.post(way, {"act": str(a_key()), "version": str(plan.version), "owner": code})
    assert done.status_code == 302
    with acting(by):
        logged = Action.objects.get()
    log = reverse("board_action", args=[logged.reference])
    assert reverse("improvement_plan", args=[plan.reference]) in owner.get(log).content.decode()
    step = reverse("move_board_action", args=[logged.reference, "tell"])
    said = {"act": str(a_key()), "version": str(logged.version), "words": "Eleven of twelve were read."}
    assert owner.post(step, said).status_code == 302
    assert "Eleven of twelve were read." in owner.get(log).content.decode()
    for path in (here, log, reverse("improvement_plan", args=[plan.reference])):
        with counted_queries() as statements:
            page = client.get(path).content.decode()
        assert len(statements) <= (8 if path == here else 7), path
        assert "Eleven of twelve" in page or logged.reference in page

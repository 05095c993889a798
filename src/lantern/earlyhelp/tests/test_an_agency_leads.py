"""A lead practitioner of another agency has the family's plan and its reviews on the same pages as the council's own
workers, for that family and no other; the council's early help agrees (EH7, ILACS ¶1).
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, counted_queries, in_post
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import actions
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.tests import world
from lantern.earlyhelp.tests.test_pages import page, words
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.plans import actions as plans
from lantern.plans.models import Plan, PlanItem, PlanReview, PlanVersion
from lantern.plans.states import PLAN
from lantern.spine import handoffs
from lantern.spine.models import Clock, EventSubject, Handoff, Notice

pytestmark = pytest.mark.django_db

AsPerson = Callable[[ActingPerson], Client]


def led_by_provider(cast: Cast) -> EarlyHelp:
    """Early help that a provider took on, met, assessed, and that the council's manager agreed."""
    provider, now = world.provider(), timezone.now()
    handoff = world.accepted(cast, provider, at=now)
    with acting(provider):
        made = actions.take_up(handoff, need="routines", why="", by=provider, at=now)
        help_ = world.again(made.episode)
    return world.assessed(help_, provider, at=now)


def the_plan(by: ActingPerson) -> Plan:
    with acting(by):
        return Plan.objects.get()


def send(client: Client, name: str, plan: Plan, more: dict[str, str], **address: Any) -> HttpResponse:
    """A form of a plan's page, as the page would send it."""
    where = reverse(name, kwargs={"reference": plan.reference, **address})
    return client.post(where, {"act": str(uuid.uuid4()), "version": str(plan.version), **more})  # type: ignore[return-value]


def in_days(name: str) -> dict[str, str]:
    day = timezone.localdate()
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


ACTION = {
    "need": "A bedtime that holds.",
    "action": "Bea Fox writes a bedtime chart with mother.",
    "owner_kind": "agency",
    "owner": "Bea Fox",
    "measure": "Asleep by nine on five nights of seven.",
}


def test_a_provider_that_leads_writes_the_plan_the_council_agrees_it_and_the_provider_reviews_it(
    cast: Cast, as_person: AsPerson
) -> None:
    help_, provider, manager = led_by_provider(cast), world.provider(), world.manager()
    client = as_person(provider)
    assert "Begin the family plan" in words(client.get(page("early_help", help_)))
    begun = client.post(page("begin_family_plan", help_), {"act": str(uuid.uuid4())})
    plan = the_plan(provider)
    assert begun["Location"] == reverse("plan", kwargs={"reference": plan.reference})
    assert plan.child_name == help_.family.split(", ")[0]
    assert send(client, "plan_part", plan, ACTION | in_days("due_on"), form="action", number=0).status_code == 302
    shown = words(client.get(reverse("plan", kwargs={"reference": plan.reference})))
    assert plan.child_name in shown
    assert "Asleep by nine" in shown
    assert "Agree it" not in shown, "the council's early help agrees"
    assert send(client, "move_plan", the_plan(provider), {}, move="submit").status_code == 302
    boss = as_person(manager)
    assert plan.reference in boss.get(reverse("plans")).content.decode()
    with acting(manager):
        assert Notice.objects.filter(episode_id=plan.pk, kind="plan_to_agree", team_id=manager.team_id).exists()
    assert send(boss, "move_plan", the_plan(manager), {"note": "Clear."}, move="agree").status_code == 302
    with acting(provider):
        assert Clock.objects.get(episode_id=plan.pk).timescale == "eh-review"
    came = {
        "item-1-state": "open", "item-1-now": "Asleep by ten on most nights.", "decision": "continue",
        "reasons": "He sleeps longer than in March.", "child_view": "I like the chart.",
    }  # fmt: skip
    assert send(client, "review_plan", the_plan(provider), came | in_days("held_on")).status_code == 302
    assert "Asleep by ten" in words(client.get(reverse("plan", kwargs={"reference": plan.reference})))
    assert plan.child_name in words(client.get(reverse("plans")))
    with acting(manager):
        told = EventSubject.objects.filter(event__episode_id=plan.pk, event__kind="plan_reviewed")
        assert [each.person_id for each in told] == [plan.child_id], "it stands in the child's chronology"


def with_plan(cast: Cast) -> tuple[EarlyHelp, Plan]:
    help_, provider = led_by_provider(cast), world.provider()
    with acting(provider):
        found = world.again(help_)
        (plan,) = actions.begin_family_plan(found, by=provider, at=timezone.now())
        plan = Plan.objects.get(pk=plan.pk)
        values: dict[str, Any] = ACTION | {"due_on": timezone.localdate(), "baseline": ""}
        plans.save_item(plan, None, values=values, by=provider, at=timezone.now(), version=plan.version)
    return help_, the_plan(provider)


def test_another_agency_finds_nothing_and_the_one_that_leads_finds_nothing_else(
    cast: Cast, as_person: AsPerson
) -> None:
    _, plan = with_plan(cast)
    for other in (cast.police, cast.health):
        with acting(other):
            assert not Plan.objects.exists()
            assert not PlanItem.objects.exists()
        client = as_person(other)
        for name in ("plan", "review_plan", "plan_head", "plan_visits"):
            assert client.get(reverse(name, kwargs={"reference": plan.reference})).status_code == 404
        assert plan.reference not in client.get(reverse("plans")).content.decode()
    worker = world.worker()
    with acting(worker):
        child = world.a_family(worker)[0][0]
        apart = plans.open_plan(kind="early_help", children=[child], by=worker, at=timezone.now())[0]
        values: dict[str, Any] = ACTION | {"due_on": timezone.localdate(), "baseline": ""}
        plans.save_item(apart, None, values=values, by=worker, at=timezone.now(), version=apart.version)
    provider = world.provider()
    with acting(provider):
        assert [each.pk for each in Plan.objects.all()] == [plan.pk]
        assert {each.plan_id for each in PlanItem.objects.all()} == {plan.pk}
        assert not Person.objects.filter(pk=plan.child_id).exists(), "and not the child's own record"
        assert not PlanReview.objects.exists()
        assert not PlanVersion.objects.exists()
    assert as_person(provider).get(reverse("plan", kwargs={"reference": apart.reference})).status_code == 404


def test_pages_of_a_plan_that_an_agency_leads_keep_to_their_statements(cast: Cast, as_person: AsPerson) -> None:
    _, plan = with_plan(cast)
    client = as_person(world.provider())
    client.get(reverse("plans"))
    for address in (reverse("plans"), reverse("plan", kwargs={"reference": plan.reference})):
        with counted_queries() as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 6, [each["sql"][:120] for each in asked]


def test_the_plan_goes_with_the_lead_and_whoever_led_sees_it_no_longer(cast: Cast) -> None:
    help_, plan = with_plan(cast)
    provider, worker, now = world.provider(), world.worker(), timezone.now()
    with acting(provider):
        found = world.again(help_)
        team = Team.objects.get(pk=worker.team_id)
        actions.offer_lead(
            found, to_team=team, need_to_know="A plan is begun.", by=provider, at=now, version=found.version
        )
    with acting(worker):
        offer = Handoff.objects.select_related("from_team", "to_team").get(purpose="lead_practitioner")
        handoffs.accept(offer, by=worker, at=now, version=offer.version)
        actions.take_lead(offer, by=worker, at=now)
        moved = Plan.objects.get(pk=plan.pk)
        assert (moved.owner_team_id, moved.worker_id, moved.partner_agency_id) == (team.pk, worker.user_id, None)
        assert moved.child_name == ""
    with acting(provider):
        assert not Plan.objects.exists()
        assert not PlanItem.objects.exists()


def test_a_plan_ends_with_the_help_that_it_belongs_to(cast: Cast) -> None:
    """What is left open after the family has gone would stand on the list of plans that drift for ever."""
    help_, plan = with_plan(cast)
    provider = world.provider()
    world.through_the_gate(help_, provider, at=timezone.now())
    with acting(provider):
        found = world.again(help_)
        actions.end(
            found, ending="done", outcome="better", words="He sleeps.", family_says="It is calm.", by=provider,
            at=timezone.now(), version=found.version,
        )  # fmt: skip
        ended = Plan.objects.get(pk=plan.pk)
        assert (ended.state, ended.outcome, ended.outcome_note) == ("ended", "worked", "He sleeps.")


def test_another_team_of_the_same_agency_reads_it_and_does_not_write_it(cast: Cast) -> None:
    _, plan = with_plan(cast)
    provider = world.provider()
    beside = in_post("riverbank-team-provider-worker-1", "Tom Ray")
    other = dataclasses.replace(beside, team_id=provider.team_id + 10_000 if provider.team_id else 1)
    with acting(other):
        found = Plan.objects.get(pk=plan.pk)
        answer = next(each.answer for each in PLAN.open_moves(found, by=other) if each.name == "edit")
    assert not answer
    assert "Another team leads" in answer.reason

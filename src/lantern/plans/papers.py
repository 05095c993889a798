"""A plan, a review and the child's own version on paper: the same facts as on the page, for whoever has no page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.interface.display import age, full_date
from lantern.interface.documents import (
    Block,
    Document,
    Heading,
    KeyFacts,
    Notice,
    Paragraph,
    Quotation,
    Signature,
    Table,
)
from lantern.partnership import queries as partnership
from lantern.people.papers import MARKING
from lantern.plans.models import Plan, PlanReview
from lantern.plans.rules import HOW_FAR
from lantern.spine.actors import Actor


def _document(plan: Plan, title: str, blocks: list[Block], *, by: Actor, at: dt.datetime, **more: Any) -> Document:
    here = partnership.authority(plan.authority_id)
    return Document(
        title=f"{title} {plan.reference}",
        reference=plan.reference,
        recipient=more.pop("recipient", "the family and those who work with them"),
        marking=MARKING,
        made_at=at,
        made_by=f"{by.name}, {here.name}",
        owner=here.name,
        blocks=blocks,
        **more,
    )


def _head(plan: Plan, *more: tuple[str, str]) -> KeyFacts:
    child = plan.child
    born = f"{full_date(child.born_on)} ({age(child.born_on)})" if child.born_on else "not known"
    worker = plan.worker.display_name if plan.worker else "not given to anybody"
    return KeyFacts(
        [
            ("Child", child.name),
            ("Born", born),
            ("Since", full_date(plan.opened_at)),
            ("Worker", f"{worker}, {plan.owner_team.name}"),
            *more,
        ]
    )


def plan_document(plan: Plan, *, by: Actor, at: dt.datetime) -> Document:
    """The plan as it stands now. One that nobody has agreed says so on every page."""
    agreed = plan.state == "agreed"
    standing = (
        f"Version {plan.agreed_version}, agreed {full_date(plan.agreed_at)} by {plan.agreed_by_name}"
        if plan.agreed_at
        else "Nobody has agreed it yet"
    )
    blocks: list[Block] = [_head(plan, ("Agreed", standing))]
    if not agreed:
        blocks.append(Notice("This is a draft. It holds only when a manager has agreed it."))
    blocks += [
        Heading("What will be better"),
        Paragraph(plan.aim or "Not written yet."),
        Heading("Who does what by when"),
        Table(
            "Actions",
            ["No.", "What the child needs, and what is done", "Who", "By when", "How we shall know"],
            [
                [
                    str(item.number),
                    "\n".join(part for part in (item.need, item.action) if part),
                    item.owner,
                    f"done {full_date(item.done_on)}"
                    if item.done_on
                    else full_date(item.due_on)
                    if item.due_on
                    else "",
                    item.measure,
                ]
                for item in plan.items.all()
                if item.state != "dropped"
            ],
            numeric=(0,),
        ),
    ]
    risks = [each for each in plan.risks.all() if not each.over]
    if risks:
        blocks += [
            Heading("What could go wrong, and what happens then"),
            Table(
                "Risks",
                ["What could go wrong", "What happens then"],
                [[each.worry, each.contingency] for each in risks],
            ),
        ]
    asks = [each for each in plan.asks.all() if not each.over]
    if asks:
        blocks += [
            Heading("What the family is asked to do"),
            Table(
                "Asks",
                ["Who", "What", "Who checks it, and how", "Next check"],
                [
                    [
                        each.who,
                        each.what,
                        f"{each.checked_by}: {each.checked_how}",
                        full_date(each.check_on) if each.check_on else "",
                    ]
                    for each in asks
                ],
            ),
        ]
    blocks += [Heading("What happens if it does not get better"), Paragraph(plan.contingency or "Not written yet.")]
    blocks += [Heading("Signed"), Signature("", "Parent or carer"), Signature("", "Worker")]
    return _document(plan, plan.called, blocks, by=by, at=at, watermark="" if agreed else "Draft, not agreed")


def review_document(plan: Plan, review: PlanReview, *, by: Actor, at: dt.datetime) -> Document:
    """One review, with how far each action had come."""
    blocks: list[Block] = [
        _head(
            plan, ("Review", f"{review.number}, held {full_date(review.held_on)}"), ("Written down by", review.by_name)
        ),
        Heading("What was decided"),
        Paragraph(review.get_decision_display(), strong=True),
        Paragraph(review.reasons),
        Heading("How far each action had come"),
        Paragraph(
            f"{review.done} done, {review.late} late, {review.unchanged} unchanged since the last time,"
            f" {review.changed} moved on or new."
        ),
        Table(
            "Actions",
            ["No.", "Action", "Who", "Then", "Now", "How far"],
            [
                [
                    str(each["number"]),
                    "\n".join(part for part in (each["need"], each["action"]) if part),
                    each["owner"],
                    each["then"],
                    each["now"],
                    str(HOW_FAR[each["far"]]),
                ]
                for each in review.progress
            ],
            numeric=(0,),
        ),
    ]
    if review.child_view:
        blocks += [Heading("What the child says"), Quotation(review.child_view)]
    if review.family_view:
        blocks += [Heading("What the parents say"), Paragraph(review.family_view)]
    if review.who_came:
        blocks += [Heading("Who took part"), Paragraph(review.who_came)]
    return _document(plan, plan.of_kind.review_called, blocks, by=by, at=at)


def child_document(plan: Plan, *, by: Actor, at: dt.datetime) -> Document:
    """The plan in the child's words, in large type. Nothing of the official plan is in it."""
    here = partnership.authority(plan.authority_id)
    worker = plan.worker.display_name if plan.worker else "us"
    first = plan.child.name.split()[0] if plan.child.name else ""
    blocks: list[Block] = [
        *(Paragraph(each) for each in plan.for_child.split("\n") if each.strip()),
        Heading("Who can you talk to?"),
        Paragraph(f"You can talk to {worker}. You can ring {here.hub_phone}. If you are not safe now, ring 999."),
    ]
    return _document(plan, "My plan", blocks, by=by, at=at, recipient=first or "you", large=True)


def words_to_begin(plan: Plan) -> str:
    """What the child's version begins with, from the plan's own actions, for the worker to put in words."""
    worker = plan.worker.display_name.split()[0] if plan.worker else "Your worker"
    lines = [f"This plan is about you, {plan.child.name.split()[0]}." if plan.child.name else "This plan is about you."]
    if plan.aim:
        lines.append(f"We want this to be better: {plan.aim}")
    lines.append("This is what will happen:")
    lines += [f"{each.owner or 'Somebody'}: {each.action}" for each in plan.items.all() if each.is_open and each.action]
    lines.append(f"{worker} comes to see you. You can tell {worker} what you think, also when you do not agree.")
    return "\n\n".join(lines)

"""The communication strategy as a living plan: what is said to whom, when, by whom, and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.boards import queries as boards
from lantern.dissemination import permissions as may
from lantern.dissemination.actions import communications as actions
from lantern.dissemination.forms.communications import (
    CameForm,
    MessageForm,
    ReviewStrategyForm,
    StrategyForm,
    ToldForm,
)
from lantern.dissemination.models import Channel, Message, Strategy
from lantern.dissemination.models.communications import WORDS
from lantern.dissemination.queries import communications as queries
from lantern.dissemination.states import MESSAGE, STRATEGY
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.learning import following
from lantern.learning.forms.common import WhyForm
from lantern.learning.queries.common import keepers_of
from lantern.learning.views.common import not_open
from lantern.partnership.models import Authority
from lantern.spine.models import Episode

COLOURS = {"planned": "blue", "told": "yellow", "known": "green", "dropped": "grey"}


def _keeper(request: HttpRequest) -> tuple[Authority, list[Authority]]:
    """Whose strategy is read, and all those that the reader has to do with."""
    every = keepers_of(actor_of(request))
    if not every:
        raise Http404
    asked = request.GET.get("of", "")
    return next((each for each in every if str(each.pk) == asked), every[0]), every


def _here(keeper: int, by: ActingPerson) -> str:
    first = keepers_of(by)
    return url("communications") + (f"?of={keeper}" if first and first[0].pk != keeper else "")


@require_safe
@page(may=may.READ_BRIEFINGS, shows="communication strategy")
def communications(request: HttpRequest) -> HttpResponse:
    """What the strategy says, what is said to each audience, and to whom nothing is said."""
    by, now = actor_of(request), timezone.now()
    keeper, every = _keeper(request)
    found = queries.strategy_of(keeper.pk)
    facts: dict[str, Any] = {
        "found": found,
        "keeper": keeper,
        "keepers": every,
        "writes": bool(by.may(may.WRITE_BRIEFINGS)),
        "now_at": now,
        "today": timezone.localdate(),
    }
    if found is not None:
        spoken, (before, history) = queries.messages(found), queries.around(found)
        today = timezone.localdate()
        planned = [row for each in spoken for row in each.to_come]
        facts |= {
            "spoken": spoken,
            "silent": queries.silent(spoken, since=today.replace(year=today.year - 1, day=1)),
            "late": sum(1 for row in planned if row["next_due_at"] and row["next_due_at"] < now),
            "unknown": sum(1 for each in spoken for row in each.told if row["state"] == "told"),
            "before": before,
            "history": history,
            "channels": dict(Channel.choices),
            "states": MESSAGE.states,
            "colours": COLOURS,
        }
    return render(request, "dissemination/communications.jinja", facts)


@page(may=may.WRITE_BRIEFINGS, shows="communication strategy")
def new_strategy(request: HttpRequest) -> HttpResponse:
    """Write the strategy that was agreed."""
    by = actor_of(request)
    keeper, _every = _keeper(request)
    form = StrategyForm(posted(request))
    asked = Asked(
        _("Write the communication strategy"), _("Save it"), _here(keeper.pk, by), _("Communication strategy"),
        caption=keeper.name, done=_("Saved. Now plan what is said to whom."),
    )  # fmt: skip
    return act_page(
        request, asked, form, lambda pressed: actions.agree(keeper=keeper.pk, said=form.cleaned_data, **pressed)
    )


@page(may=may.WRITE_BRIEFINGS, shows="communication strategy")
def review_strategy(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at the strategy again; what it said before stays to be read."""
    by = actor_of(request)
    found = queries.strategy_for(reference, by=by)
    now = {name: getattr(found, name) for name in WORDS} | {"on": timezone.localdate()}
    form = ReviewStrategyForm(posted(request), initial=now)
    asked = Asked(
        _("Look at the strategy again"), _("Save"), _here(found.authority_id, by), _("Communication strategy"),
        intro=_("Leave its words as they are where they still hold. What is changed becomes the next edition."),
        answer=not_open(STRATEGY, "review", found, by=by), done=_("Saved."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        words = {name: said[name] for name in WORDS}
        return actions.review(found, on=said["on"], result=said["result"], words=words, **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.WRITE_BRIEFINGS, shows="communication strategy")
def end_strategy(request: HttpRequest, reference: str) -> HttpResponse:
    """It holds no longer: another can be written."""
    by = actor_of(request)
    found = queries.strategy_for(reference, by=by)
    form = WhyForm(posted(request))
    asked = Asked(
        _("End the strategy"), _("End it"), _here(found.authority_id, by), _("Communication strategy"),
        intro=_("Its messages are no longer shown on the plan. To change its words, look at it again instead."),
        answer=not_open(STRATEGY, "end", found, by=by), done=_("Ended."),
    )  # fmt: skip
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.end(found, why=form.cleaned_data["why"], **pressed),
        version=found.version,
    )


def _message_form(request: HttpRequest, strategy: Strategy, found: Message | None = None) -> MessageForm:
    now: dict[str, Any] = {"audience": request.GET.get("audience", "")[:16], "about": request.GET.get("about", "")[:20]}
    if found is not None:
        now = {name: getattr(found, name) for name in ("audience", "whom", "words", "channel", "planned_on")}
        now["owner"] = f"seat:{found.owner_seat_id}" if found.owner_seat_id else f"post:{found.owner_post_id}"
    about = [] if found else queries.told_of(strategy.authority_id)
    offered = [(each["reference"], f"{each['reference']}: {Truncator(each['says']).chars(90)}") for each in about]
    return MessageForm(posted(request), owners=boards.owners(strategy.authority_id), about=offered, initial=now)


def _said(form: MessageForm) -> dict[str, Any]:
    said = form.cleaned_data
    owner: dict[str, Any] = {"owner_seat": None, "owner_post": None} | boards.owner_named(said["owner"])
    return {name: said[name] for name in ("audience", "whom", "words", "channel", "planned_on")} | owner


@page(may=may.WRITE_BRIEFINGS, shows="communication strategy")
def new_message(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan what is said to whom."""
    by = actor_of(request)
    strategy = queries.strategy_for(reference, by=by)
    form = _message_form(request, strategy)
    asked = Asked(
        _("Plan a message"), _("Plan it"), _here(strategy.authority_id, by), _("Communication strategy"),
        done=_("Planned."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        chosen = form.cleaned_data.get("about") or ""
        here = Episode.objects.filter(authority_id=strategy.authority_id, reference=chosen)
        return actions.plan(strategy, said=_said(form), because_of=here.first() if chosen else None, **pressed)

    return act_page(request, asked, form, does)


@require_safe
@page(may=may.READ_BRIEFINGS, shows="communication strategy")
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """One message: whom it is for, who tells it by when, what came of it."""
    by = actor_of(request)
    found = queries.message_for(reference, by=by)
    facts = {
        "found": found,
        "state": {"text": MESSAGE.states[found.state], "colour": COLOURS[found.state]},
        "owner": found.owner_seat.name
        if found.owner_seat
        else f"{found.owner_post.title}, {found.owner_post.team.name}"
        if found.owner_post
        else "",
        "way": following.way_to(found.because_of),
        "moves": {each.name: each for each in MESSAGE.open_moves(found, by=by)},
        "history": queries.happened(found),
        "back": _here(found.authority_id, by),
        "now_at": timezone.now(),
    }
    return render(request, "dissemination/message.jinja", facts)


_STEPS = {"change": "change", "told": "tell", "came": "find", "drop": "drop"}


@page(may=may.WRITE_BRIEFINGS, shows="communication strategy")
def move_message(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Change it, say that it was told, write what came of it, or do not tell it."""
    by = actor_of(request)
    found = queries.message_for(reference, by=by)
    if move not in _STEPS:
        raise Http404
    name = _STEPS[move]
    form: Form
    if name == "change":
        form = _message_form(request, found.strategy, found)
    elif name == "tell":
        form = ToldForm(posted(request), initial={"on": timezone.localdate()})
    else:
        form = CameForm(posted(request)) if name == "find" else WhyForm(posted(request))
    title = MESSAGE.move(name).label
    asked = Asked(
        title, title if name == "drop" else _("Save"), url("message", reference=reference), _("The message"),
        caption=Truncator(found.words).chars(120), answer=not_open(MESSAGE, name, found, by=by), done=_("Saved."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        if isinstance(form, MessageForm):
            return actions.change(found, said=_said(form), **pressed)
        steps: dict[str, Any] = {"tell": actions.tell, "find": actions.find, "drop": actions.drop}
        return steps[name](found, **said, **pressed)

    return act_page(request, asked, form, does, version=found.version)

"""The pool of critical friends, one of them for a set, and what members and friends write in a set."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.draft_saving import as_posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.forms import Choice
from lantern.learning import actions
from lantern.learning import permissions as may
from lantern.learning.actions.friends import add_friend
from lantern.learning.forms.common import WhyForm
from lantern.learning.forms.sets import AppointForm, ContributeForm, FriendForm
from lantern.learning.models import Contribution, CriticalFriend, LearningSet
from lantern.learning.queries import sets as queries
from lantern.learning.queries.common import agencies_of, agency_names, keepers_of
from lantern.learning.states import SET
from lantern.learning.views.common import Asked, ask, begins, keeper_said, not_open, posted, press
from lantern.learning.views.sets import pence
from lantern.spine import drafts

DRAFT = "contribution"


@require_safe
@page(may=may.RUN_LEARNING, shows="critical friends")
def friends(request: HttpRequest) -> HttpResponse:
    """The pool: what each friend brings, with whom they can not work, how many days are spent."""
    found = queries.friends()
    for each in found:
        each["apart"] = sorted(agency_names(*each["not_with"]).values())
    return render(request, "learning/friends.jinja", {"rows": found})


@page(may=may.RUN_LEARNING, shows="critical friends")
def new_friend(request: HttpRequest) -> HttpResponse:
    """Put somebody into the pool."""
    by = actor_of(request)
    agencies = agencies_of(*by.partnerships)
    posts = queries.posts_with_holders([each.pk for each in agencies], "critical_friend")
    offered = [(str(each.pk), f"{each.holder.display_name if each.holder else ''} ({each.code})") for each in posts]
    users = {str(each.pk): each.holder_id for each in posts}
    form = FriendForm(posted(request), agencies=agencies, posts=offered, keepers=keepers_of(by))
    asked = Asked(_("Add a critical friend"), _("Add"), url("friends"), _("Critical friends"), done=_("Added."))
    return ask(
        request,
        asked,
        form,
        lambda said: add_friend(
            keeper=keeper_said(said, by),
            name=said["name"],
            brings=said["brings"],
            independence=said["independence"],
            not_with=[int(each) for each in said["not_with"] or []],
            user_id=users.get(said["post"]),
            day_rate=pence(said["day_rate"]),
            days_a_year=said["days_a_year"] or 0,
            **begins(request),
        ),
        to=url("friends"),
    )


@page(may=may.RUN_LEARNING, shows="learning sets")
def appoint_friend(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose a critical friend for a set, after a look at whether they are independent of it."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    theirs = {each.agency_id: each.agency_name for each in found.members.all()}
    pool = CriticalFriend.objects.filter(authority_id=found.authority_id, left_at__isnull=True).order_by("name")
    known: dict[str, CriticalFriend] = {str(each.pk): each for each in pool}

    def hint(friend: CriticalFriend) -> str:
        apart = [name for number, name in theirs.items() if number in friend.not_with]
        conflict = _(" Not independent of %(names)s, which takes part.") % {"names": ", ".join(apart)} if apart else ""
        return f"{friend.brings} {friend.independence}{conflict}"

    offered = [Choice(key, each.name, hint=hint(each)) for key, each in known.items()]
    asked = Asked(
        _("Choose a critical friend"), _("Appoint"), url("learning_set", reference=reference), _("The learning set"),
        caption=found.title, answer=not_open(SET, "edit", found, by=by),
        lead="" if offered else _("Nobody is in the pool yet. Add somebody under “Critical friends” first."),
    )  # fmt: skip
    return ask(
        request,
        asked,
        AppointForm(posted(request), friends=offered),
        lambda said: actions.appoint_friend(
            found, friend=known[said["friend"]], days=said["days"], conflict=said["conflict"], **press(request)
        ),
        to=url("learning_set", reference=reference),
        record=found,
    )


@page(may=may.SEE_LEARNING, shows="learning sets")
def contribute(request: HttpRequest, reference: str) -> HttpResponse:
    """Write what you saw or think, in minutes, on a telephone. Kept while it is typed."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    challenges = bool(by.may(may.CHALLENGE_LEARNING))
    kept = drafts.find(DRAFT, by=by, record=reference)
    data = posted(request)
    typed = as_posted(kept) if data is None else None
    start = {name: typed.get(name) for name in typed} if typed else {}
    form = ContributeForm(data, challenges=challenges, initial=start)

    def act(said: dict[str, Any]) -> Contribution:
        written = actions.contribute(
            found, kind=said["kind"], text=said["text"], hours=said["hours"] or Decimal(0), **begins(request)
        )
        drafts.discard(DRAFT, by=by, record=reference)
        return written

    asked = Asked(
        _("Challenge") if challenges else _("Write what you saw"), _("Send it"),
        url("learning_set", reference=reference), _("The learning set"), caption=found.title, lead=found.brief,
        autosave=DRAFT, done=_("Sent. Everybody in the set can read it."),
        answer=not_open(SET, "challenge" if challenges else "contribute", found, by=by),
    )  # fmt: skip
    return ask(request, asked, form, act, to=url("learning_set", reference=reference), record=found, draft=kept)


@page(may=may.RUN_LEARNING, shows="learning sets")
def answer_friend(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """The partnership answers what its critical friend asked."""
    by = actor_of(request)
    found: LearningSet = queries.set_for(reference, by=by)
    challenge = Contribution.objects.filter(set=found, pk=record, kind=Contribution.Kind.CHALLENGE).first()
    if challenge is None:
        raise Http404
    challenge.set = found
    asked = Asked(
        _("Answer the challenge"), _("Answer"), url("learning_set", reference=reference), _("The learning set"),
        caption=found.title, facts=[(f"{challenge.by_name}:", challenge.text)],
        answer=not_open(SET, "edit", found, by=by),
    )  # fmt: skip
    return ask(
        request,
        asked,
        WhyForm(posted(request), label=_("What is the answer, and what is done about it?")),
        lambda said: actions.answer_challenge(challenge, text=said["why"], **press(request)),
        to=url("learning_set", reference=reference),
        record=found,
    )

"""Where forms save themselves to while they are typed. Staff and visitors share it; only who acts differs."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone

from lantern.access import tries
from lantern.access.pages import came_from
from lantern.access.people_acting import ActingPerson
from lantern.interface.display import time_of_day
from lantern.interface.forms import Form
from lantern.spine import drafts
from lantern.spine.actors import Actor

LARGEST = 500_000
"""Characters of one draft: more than any form of ours holds, less than would hurt."""

_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "act", "version", "draft_version", "record", "draft_url"})


def keep_now_and_then(request: HttpRequest, form: str, *, by: ActingPerson) -> JsonResponse:
    """The same for somebody signed in, as often as ``settings.TRIES`` allows one person.

    429 ``{problem}`` with ``Retry-After`` when they must wait: nothing is lost by it, because the page holds what was
    typed, saves it again then, and sending the form is not slowed down.
    """
    now = timezone.now()
    until = tries.wait_until(tries.STAFF_DRAFT, tries.person(by), at=now)
    if until is not None:
        when = time_of_day(until)
        problem = f"Your last changes are not saved yet. They stay in this form, and are saved at {when}."
        answer = JsonResponse({"problem": problem}, status=429)
        answer["Retry-After"] = str(max(1, math.ceil((until - now).total_seconds())))
        return answer
    tries.count(tries.STAFF_DRAFT, tries.person(by), at=now)
    return keep(request, form, by=by)


def keep(request: HttpRequest, form: str, *, by: Actor) -> JsonResponse:
    """Save what a form holds so far.

    200 ``{version, saved_at}``; 409 with what somebody saved meanwhile ``{version, saved_at, saved_by, fields}``,
    nothing overwritten; 422 ``{problem}`` when it can not be kept.
    """
    values = {
        name: texts for name, texts in request.POST.lists() if name not in _NOT_KEPT and not name.startswith("password")
    }
    if len(json.dumps(values)) > LARGEST:
        return JsonResponse({"problem": "This is too long to save. Shorten it, or send it as a file."}, status=422)
    record, version = request.POST.get("record", ""), request.POST.get("draft_version", "") or "0"
    if len(record) > 60 or not version.isdecimal():
        return JsonResponse(
            {"problem": "This page is out of date. Copy what you typed and open the page again."}, status=422
        )
    url = request.POST.get("draft_url", "") or came_from(request)
    try:
        saved = drafts.save(
            form,
            values,
            by=by,
            at=timezone.now(),
            record=record,
            version=int(version) or None,
            url=url if url.startswith("/") and len(url) <= 200 else "",
        )
    except drafts.DraftConflict as conflict:
        return JsonResponse(_theirs(conflict.theirs), status=409)
    return JsonResponse({"version": saved.version, "saved_at": time_of_day(saved.saved_at)})


def _theirs(saved: drafts.Saved) -> dict[str, Any]:
    fields = {name: "\n".join(texts) if isinstance(texts, list) else str(texts) for name, texts in saved.values.items()}
    return {
        "version": saved.version,
        "saved_at": time_of_day(saved.saved_at),
        "saved_by": "you, in another window",
        "fields": fields,
    }


def as_posted(saved: drafts.Saved | None) -> QueryDict | None:
    """A draft as the form would have posted it: ``Form(request.POST or as_posted(saved))`` shows it again. None when
    there is none.
    """
    if saved is None:
        return None
    posted = QueryDict(mutable=True)
    for name, texts in saved.values.items():
        posted.setlist(name, [str(text) for text in texts] if isinstance(texts, list) else [str(texts)])
    return posted


@dataclass(frozen=True)
class Typed:
    """A form that saves itself while it is typed: what was sent, or what the reader typed earlier and never sent."""

    name: str
    record: str
    """Which record the form is about, and which form on it: two forms never share a draft."""
    data: QueryDict | None
    """What the form is filled with; None for one that nobody has touched."""
    version: int
    sent: bool
    saved_at: dt.datetime | None = None
    """When it was typed, for what is shown again."""

    @property
    def hidden(self) -> dict[str, Any]:
        """What the form sends besides its fields, so that it is kept in the right place."""
        return {"record": self.record, "draft_version": self.version}

    def unjudged(self, *forms: Form) -> None:
        """A draft that is shown again was kept and not sent: no error stands beside its fields."""
        for form in forms:
            if not self.sent:
                form.unjudged()

    def forget(self, *, by: Actor) -> None:
        """It was sent, and is done."""
        drafts.discard(self.name, by=by, record=self.record)


def typed(request: HttpRequest, name: str, *, record: str, by: Actor) -> Typed:
    """What stands in a form now. One statement when the page is opened, none when the form is sent."""
    if request.method == "POST":
        version = request.POST.get("draft_version", "")
        return Typed(name, record, request.POST, int(version) if version.isdecimal() else 0, sent=True)
    saved = drafts.find(name, by=by, record=record)
    if saved is None:
        return Typed(name, record, None, 0, sent=False)
    return Typed(name, record, as_posted(saved), saved.version, sent=False, saved_at=saved.saved_at)

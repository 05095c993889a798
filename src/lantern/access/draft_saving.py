"""Where forms save themselves to while they are typed. Staff and visitors share it; only who acts differs."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone

from lantern.access.pages import came_from
from lantern.interface.display import time_of_day
from lantern.spine import drafts
from lantern.spine.actors import Actor

LARGEST = 500_000
"""Characters of one draft: more than any form of ours holds, less than would hurt."""

_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "act", "version", "draft_version", "record", "draft_url"})


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

"""The shift page: everything that waits, by the nearest clock."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import permissions as may
from lantern.frontdoor import queries
from lantern.frontdoor.models import Channel
from lantern.frontdoor.states import CONTACT, STILL_WITH_US
from lantern.frontdoor.views.common import show
from lantern.interface.environment import url
from lantern.partnership import queries as partnership


@require_safe
@page(may=may.SEE_QUEUE, shows="contacts")
def queue(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return show(request, "queue", _queue(request))


@require_safe
@page(may=may.SEE_QUEUE, shows="contacts")
def queue_live(request: HttpRequest) -> HttpResponse:
    """Only the list and its counts, for the page that is already open. Unchanged costs one short answer."""
    response = show(request, "queue_live", _queue(request))
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response["ETag"] = tag
    return response


def _queue(request: HttpRequest) -> dict[str, Any]:
    by, now = actor_of(request), timezone.now()
    asked = queries.QueueFilter.read(request.GET)
    rows, after = queries.queue(by, asked, now=now)
    shift = queries.shift_of(by)
    return {
        "rows": rows,
        "next_page": asked.address(after=after) if after else "",
        "counts": queries.queue_counts(by, now=now),
        "asked": asked,
        "tabs": [
            (code, shift.other_label if code == "other_shift" else label) for code, label in queries.VIEWS.items()
        ],
        "live_url": url("queue_live") + asked.address(after=asked.after),
        "now_at": now,
        "today": timezone.localdate(now),
        "states": [(code, CONTACT.states[code]) for code in STILL_WITH_US],
        "channels": Channel.choices,
        "selected": _selected(asked),
        "areas": tuple((str(one.pk), one.short_name) for one in partnership.authorities() if one.pk in by.authorities),
        "counted_to": queries.COUNTED_TO,
        "with_duty": by.team_kind in ("hub", "hub_desk", "emergency_duty"),
    }


def _selected(asked: queries.QueueFilter) -> list[dict[str, Any]]:
    """The filters that are on, each with the address that takes it off."""
    priority = {"1": "Red", "2": "Amber", "3": "Green", "none": "Not rated"}.get(asked.priority, "")
    words = {
        "priority": ("Priority", priority),
        "state": ("State", CONTACT.states.get(asked.state, "")),
        "channel": ("Channel", dict(Channel.choices).get(asked.channel, "")),
        "authority": ("Area", partnership.authority(int(asked.authority)).short_name if _known_area(asked) else ""),
    }
    return [
        {"heading": heading, "items": [{"text": text, "href": asked.address(**{name: ""})}]}
        for name, (heading, text) in words.items()
        if text
    ]


def _known_area(asked: queries.QueueFilter) -> bool:
    return bool(asked.authority) and int(asked.authority) in {one.pk for one in partnership.authorities()}

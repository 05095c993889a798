"""Slowing down strangers: how often one source may try something before it must wait.

Counted in the database, because several web processes share it. What is kept is a keyed hash of where somebody comes
from, never the address, and only for as long as it counts. The figures stand in ``settings.TRIES``, with their reasons:
generous, because two hundred people of a school share one address and a child must never be turned away.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from lantern.access.models import Try
from lantern.access.people_acting import ActingPerson

RETURN_CODE, PUBLIC_DRAFT, PUBLIC_REPORT, PROFESSIONAL_CONTACT, STAFF_DRAFT, LINK_TO, LINK_FROM = (
    "return_code",
    "public_draft",
    "public_report",
    "professional_contact",
    "staff_draft",
    "link_to",
    "link_from",
)
"""What is counted: a code of a saved report that was wrong, a report begun, a report sent, a contact sent by somebody
who signed in, a draft saved by somebody who signed in, a link sent to one address, a link asked for from one place.
"""


class TooManyTries(Exception):
    """This source must wait. ``until`` is when it may try again."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__("Too many tries.")
        self.until = until


def source(request: HttpRequest) -> str:
    """Where a visitor comes from, as the sign-in sees it too; of an IPv6 address the half that one subscriber holds.

    Empty when it is not known (a proxy that does not tell): then nothing is counted, rather than everybody as one.
    """
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured, ValueError):
        return ""
    if settings.BEHIND_TLS and address.is_loopback:
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def person(actor: ActingPerson) -> str:
    """Somebody signed in, or come by a link: counted by who they are, wherever they are."""
    if actor.by_link is not None:
        return f"sender:{actor.visitor}"
    return f"user:{actor.user_id}" if actor.user_id is not None else ""


def wait_until(what: str, who: str, *, at: dt.datetime) -> dt.datetime | None:
    """When this source may try again, or None when it may now. One statement."""
    if not who:
        return None
    most, minutes = settings.TRIES[what]
    window = dt.timedelta(minutes=minutes)
    tried = Try.objects.filter(what=what, source=_hashed(what, who), at__gt=at - window).order_by("-at")
    oldest_that_counts = tried.values_list("at", flat=True)[most - 1 : most].first()
    return oldest_that_counts + window if oldest_that_counts is not None else None


def require(what: str, who: str, *, at: dt.datetime) -> None:
    """Go on only when this source may try now. Raises TooManyTries."""
    until = wait_until(what, who, at=at)
    if until is not None:
        raise TooManyTries(until)


def count(what: str, who: str, *, at: dt.datetime) -> None:
    """Write down one try."""
    if who:
        Try(what=what, source=_hashed(what, who), at=at).save(force_insert=True)


def purge(now: dt.datetime) -> int:
    """Forget every try that no longer counts. Returns how many."""
    longest = dt.timedelta(minutes=max(minutes for _, minutes in settings.TRIES.values()))
    gone, _ = Try.objects.filter(at__lt=now - longest).delete()
    return gone


def _hashed(what: str, who: str) -> str:
    return salted_hmac(f"lantern.access.tries.{what}", who, algorithm="sha256").hexdigest()

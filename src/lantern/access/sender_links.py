"""Professionals without an account: known for a while by a link to their work address.

A link is used once, and only by pressing a button on the page it leads to: programs that open every link of a message
use none up. The browser that pressed it is known by a secret in a cookie. Everybody who can read mail sent to the
address is the same sender, on every device, and sees what was sent from it; nobody sees anything else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lantern.access import waiting_mail
from lantern.access.models import SenderLink, WaitingMail
from lantern.access.people_acting import ActingPerson, ByLink, linked_sender
from lantern.partnership.models import Agency
from lantern.spine.sealing import seal, unseal

COOKIE = "sender"


def sender_key(address: str) -> str:
    """What the database knows a sender by: a keyed hash, so that nobody who reads a row can tell the address."""
    return salted_hmac("lantern.access.sender", address.strip().lower(), algorithm="sha256").hexdigest()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _place(link: SenderLink) -> str:
    return f"access_senderlink.sealed_address:{link.pk}"


def send_link(address: str, agency: Agency, *, at: dt.datetime) -> str:
    """Make a link and send it to the address as soon as this transaction is over. Returns the page it leads to."""
    secret, until = secrets.token_urlsafe(32), at + dt.timedelta(minutes=settings.SENDER_LINK_MINUTES)
    link = SenderLink(token=_hash(secret), sender=sender_key(address), agency=agency, asked_at=at, expires_at=until)
    link.sealed_address = seal(address.strip().lower(), place=_place(link))
    link.save(force_insert=True)
    page = reverse("open_contact_link", kwargs={"code": secret})
    waiting_mail.put(WaitingMail.Kind.LINK, to=address, page=page, at=at, until=until, at_once=True)
    return page


def still_good(secret: str, *, at: dt.datetime) -> bool:
    """Whether this link can be opened now. Reads, and uses nothing up."""
    return SenderLink.objects.filter(token=_hash(secret), opened_at__isnull=True, expires_at__gt=at).exists()


def open_link(secret: str, *, at: dt.datetime) -> str | None:
    """Use a link: the secret for the cookie of the browser it opened, or None when it was used or is too old.

    Of two presses at once the database lets one through.
    """
    browser = secrets.token_urlsafe(32)
    used = SenderLink.objects.filter(token=_hash(secret), opened_at__isnull=True, expires_at__gt=at).update(
        opened_at=at, browser=_hash(browser), ends_at=at + dt.timedelta(minutes=settings.SENDER_BROWSER_MINUTES)
    )
    return browser if used else None


def sender_of(request: HttpRequest) -> ActingPerson | None:
    """Who came by a link in this browser, while its time lasts. At most one statement."""
    secret = request.COOKIES.get(COOKIE)
    if not secret:
        return None
    link = SenderLink.objects.select_related("agency").filter(browser=_hash(secret), ends_at__gt=timezone.now()).first()
    if link is None:
        return None
    address = unseal(link.sealed_address, place=_place(link))
    return linked_sender(link.sender, ByLink(address, link.agency_id, link.agency.name, link.agency.kind))


def remember(response: HttpResponse, browser: str) -> None:
    """Let this browser go on; the cookie goes when it closes."""
    response.set_cookie(COOKIE, browser, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End it now, here and in the database."""
    SenderLink.objects.filter(browser=_hash(request.COOKIES.get(COOKIE, ""))).update(ends_at=timezone.now())
    response.delete_cookie(COOKIE, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "storage"'


def purge(now: dt.datetime) -> int:
    """Forget links that can open nothing any more. Returns how many."""
    over = Q(opened_at__isnull=True, expires_at__lt=now) | Q(ends_at__lt=now)
    gone, _ = SenderLink.objects.filter(over).delete()
    return gone

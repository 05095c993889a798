"""A professional without an account: a link to their work address opens their own contacts, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lantern.access import sender_links, tries
from lantern.access.pages import public_page
from lantern.frontdoor.forms.by_link import LinkForm
from lantern.partnership import queries as partnership
from lantern.partnership.free_mail import is_free_mail

BECAUSE = "A professional need have no account: a link to their work address opens what they send, and nothing else."
_SHOWN = "demonstration_link"
"""In a demonstration no message leaves, so the page shows what it would have said."""


@public_page(because=BECAUSE)
def contact_link(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same for every address of an organisation we know."""
    form, at = LinkForm(request.POST or None), timezone.now()
    if not (form.is_bound and form.is_valid()):
        return _asked(request, form)
    address: str = form.cleaned_data["email"]
    agency = partnership.agency_of_email(address)
    if agency is None:
        return _asked(request, form, unknown="free" if is_free_mail(address.rpartition("@")[2]) else "organisation")
    tries.require(tries.LINK_FROM, tries.source(request), at=at)
    if tries.wait_until(tries.LINK_TO, sender_links.sender_key(address), at=at) is not None:
        form.add_error(
            "email", _("We have just sent several links to this address. Use the newest, or wait 15 minutes.")
        )
        return _asked(request, form, status=429)
    tries.count(tries.LINK_FROM, tries.source(request), at=at)
    tries.count(tries.LINK_TO, sender_links.sender_key(address), at=at)
    page = sender_links.send_link(address, agency, at=at)
    response = redirect("contact_link_sent")
    if settings.DEMONSTRATION:
        response.set_cookie(_SHOWN, page, max_age=600, httponly=True, samesite="Lax")
    return response


def _asked(request: HttpRequest, form: LinkForm, *, unknown: str = "", status: int = 200) -> HttpResponse:
    shown = {"form": form, "unknown": unknown, "areas": partnership.authorities()}
    return render(request, "frontdoor/partner/contact_link.jinja", shown, status=status)


@public_page(because=BECAUSE)
def contact_link_sent(request: HttpRequest) -> HttpResponse:
    """What to do now: the same for everybody who asked."""
    shown = {
        "minutes": settings.SENDER_LINK_MINUTES,
        "areas": partnership.authorities(),
        "shown_link": request.COOKIES.get(_SHOWN, "") if settings.DEMONSTRATION else "",
    }
    return render(request, "frontdoor/partner/contact_link_sent.jinja", shown)


@public_page(because=BECAUSE)
def open_contact_link(request: HttpRequest, code: str) -> HttpResponse:
    """The page a link leads to. Looking uses nothing up; the button does, once."""
    at = timezone.now()
    if request.method == "POST":
        browser = sender_links.open_link(code, at=at)
        if browser is not None:
            response = redirect("my_contacts")
            sender_links.remember(response, browser)
            return response
    good = request.method != "POST" and sender_links.still_good(code, at=at)
    shown = {"good": good, "code": code, "minutes": settings.SENDER_BROWSER_MINUTES}
    return render(request, "frontdoor/partner/open_contact_link.jinja", shown, status=200 if good else 410)


@require_POST
@public_page(because="Whoever came by a link can end it.")
def leave_contact_link(request: HttpRequest) -> HttpResponse:
    """End it in this browser."""
    response = redirect("contact_link")
    sender_links.leave(request, response)
    return response

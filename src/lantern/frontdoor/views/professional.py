"""A professional tells the hub about a child, and reads the answer that comes back."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access import tries
from lantern.access.context import sending_to
from lantern.access.draft_saving import as_posted, keep_now_and_then
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.professional import DRAFT, ProfessionalContact, changes_rows
from lantern.frontdoor.guidance import guidance_on
from lantern.frontdoor.queries_partner import own_drafts, promised, sent_as, sent_contact, sent_contacts
from lantern.frontdoor.rules import next_step_of
from lantern.interface.display import london_date
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.partnership.models import ThresholdDocument
from lantern.spine import drafts
from lantern.spine.lifecycle import AlreadyDone

_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "draft_version", "record", "save"})


@page(may=may.SEE_OWN_CONTACTS, shows="own draft", by_link=True)
def new_contact(request: HttpRequest, record: uuid.UUID | None = None) -> HttpResponse:
    """The whole form on one page, saved while it is typed. The draft's own number is also the key of its sending:
    sent once, ever.
    """
    actor = actor_of(request)
    if request.method != "POST":
        saved = drafts.find(DRAFT, by=actor, record=str(record)) if record else None
        if record and saved is None:
            raise Http404
        return _form(
            request, ProfessionalContact(by=actor, data=as_posted(saved), judge=False), record or uuid.uuid4(), saved
        )
    if record is None:
        raise Http404
    if "save" in request.POST or changes_rows(request.POST):
        page_so_far = ProfessionalContact(by=actor, data=request.POST, judge=False)
        if "save" not in request.POST:
            return _form(request, page_so_far, record, None)
        _save(request, record)
        return redirect("my_contacts")
    told = ProfessionalContact(by=actor, data=request.POST)
    if not told.is_valid():
        return _form(request, told, record, None)
    return redirect("my_contact", reference=_send(request, told, record))


def _send(request: HttpRequest, told: ProfessionalContact, record: uuid.UUID) -> str:
    actor = actor_of(request)
    at = timezone.now()
    authority_id: int = told.form.cleaned_data["authority"]
    tries.require(tries.PROFESSIONAL_CONTACT, tries.person(actor), at=at)
    try:
        with sending_to(authority_id) as sender:
            reference = actions.receive(
                authority_id=authority_id,
                contact=told.form.contact(),
                referrer=told.form.referrer(email=_address(request)),
                people=told.people(at),
                ring=told.form.ring(at),
                by=sender,
                at=at,
                key=record,
            ).reference
        tries.count(tries.PROFESSIONAL_CONTACT, tries.person(actor), at=at)
    except AlreadyDone as done:
        reference = sent_as(done.episode_id, by=actor).reference
    drafts.discard(DRAFT, by=actor, record=str(record))
    return reference


def _address(request: HttpRequest) -> str:
    link = actor_of(request).by_link
    return link.address if link else request.user.email  # type: ignore[union-attr]


def _save(request: HttpRequest, record: uuid.UUID) -> None:
    actor = actor_of(request)
    values = {name: texts for name, texts in request.POST.lists() if name not in _NOT_KEPT}
    saved = drafts.find(DRAFT, by=actor, record=str(record))
    address = reverse("go_on_with_contact", kwargs={"record": record})
    drafts.save(
        DRAFT,
        values,
        by=actor,
        at=timezone.now(),
        record=str(record),
        version=saved.version if saved else None,
        url=address,
    )


def _form(
    request: HttpRequest, told: ProfessionalContact, record: uuid.UUID, saved: drafts.Saved | None
) -> HttpResponse:
    actor = actor_of(request)
    document = _document(told)
    version = request.POST.get("draft_version") or (saved.version if saved else 0)
    shown = {
        "told": told,
        "record": record,
        "draft_version": version,
        "has_errors": bool(told.form.errors) or any(row.errors for row in told.problems),
        "others": [draft for draft in own_drafts(DRAFT, by=actor) if draft.record != str(record)]
        if request.method != "POST"
        else [],
        "document": document,
        "guidance": guidance_on(document, told.form["reasons"].value() or ()),
        "areas": partnership.authorities(),
    }
    return render(request, "frontdoor/partner/new_contact.jinja", shown)


def _document(told: ProfessionalContact) -> ThresholdDocument:
    """The threshold document of the area that was chosen, before that of the reader's own."""
    areas = partnership.authorities()
    chosen = str(told.form["authority"].value())
    usual = told.form.by.covers[0] if told.form.by.covers else areas[0].pk
    authority_id = next((each.pk for each in areas if str(each.pk) == chosen), usual)
    return partnership.threshold_document(authority_id, london_date(timezone.now()))


@page(may=may.SEE_OWN_CONTACTS, shows="own receipt", by_link=True)
def my_contacts(request: HttpRequest) -> HttpResponse:
    """What one has sent, and what is begun and not sent."""
    actor = actor_of(request)
    begun = own_drafts(DRAFT, by=actor)
    return render(request, "frontdoor/partner/my_contacts.jinja", {"sent": sent_contacts(by=actor), "begun": begun})


@page(may=may.SEE_OWN_CONTACTS, shows="own receipt", by_link=True)
def my_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt: the reference, what was promised, the answer, and what to do when there is none."""
    sent = sent_contact(reference, by=actor_of(request))
    here = partnership.authority(sent.authority_id)
    shown = {
        "sent": sent,
        "here": here,
        "promised": promised(sent.authority_id, sent.sent_at),
        "now": timezone.now(),
        "aspects": code_set("contact_quality").codes,
        "step": next_step_of(sent),
    }
    return render(request, "frontdoor/partner/my_contact.jinja", shown)


@require_POST
@page(may=may.SEE_OWN_CONTACTS, by_link=True)
def ask_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Nothing was heard: ask the hub again."""
    sent = sent_contact(reference, by=actor_of(request))
    with sending_to(sent.authority_id) as sender:
        actions.chase(sent, by=sender, at=timezone.now())
    return redirect("my_contact", reference=reference)


@require_POST
@page(may=may.SEE_OWN_CONTACTS, shows="own draft", by_link=True)
def keep_contact(request: HttpRequest) -> HttpResponse:
    """Keep what the form holds so far; see ``access.draft_saving.keep`` for the answers."""
    return keep_now_and_then(request, DRAFT, by=actor_of(request))


@require_POST
@page(may=may.SEE_OWN_CONTACTS, by_link=True)
def discard_draft(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Throw away a contact that was begun and not sent."""
    drafts.discard(DRAFT, by=actor_of(request), record=str(record))
    return redirect("my_contacts")

"""Pages about who may see a record, who did, and opening one in an emergency."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lantern.access import looks, restricting, reviewing
from lantern.access.forms import EmergencyForm, GrantForm, RestrictForm, VerdictForm
from lantern.access.models import Grant, Look, Restriction, User, Verdict
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.access.permissions import BREAK_GLASS, GRANT_ACCESS, RESTRICT_RECORD, REVIEW_LOOKS, SEE_LOOKS
from lantern.law.timescales import timescale
from lantern.partnership.models import CASE_HOLDING, Post
from lantern.spine import attachments
from lantern.spine.lifecycle import AlreadyDone, MoveRefused


@page(may=SEE_LOOKS, shows="looks")
def person_access(request: HttpRequest, reference: str) -> HttpResponse:
    """Who may see a record, who looked at it and why."""
    record = _record(reference)
    now = timezone.now()
    return render(
        request,
        "access/person_access.jinja",
        {
            "reference": reference,
            "restrictions": looks.restrictions_of(record.pk),
            "grants": looks.grants_of(record.pk, now=now),
            "looks": looks.looks_at(record.pk),
            "act": uuid.uuid4(),
            "now": now,
        },
    )


@page(may=RESTRICT_RECORD, shows="restriction")
def restrict_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Limit who may see a record."""
    actor = actor_of(request)
    record = _record(reference)
    workers = _workers(record.authority_id)
    form = RestrictForm(request.POST or None, workers=[(str(post.holder_id), _named(post)) for post in workers])
    if form.is_valid():
        answers = form.cleaned_data
        restricting.restrict(
            record,
            kind=Restriction.Kind(answers["kind"]),
            users=list(User.objects.filter(pk__in=[int(each) for each in answers["people"]])),
            reason=answers["reason"],
            whom_to_ask=answers["whom_to_ask"],
            says_it_exists=answers["says_it_exists"] == "yes",
            by=actor,
            at=timezone.now(),
            key=act_key(request),
        )
        return redirect("restricted_records")
    return render(request, "access/restrict_person.jinja", {"form": form, "reference": reference, "act": uuid.uuid4()})


@page(may=GRANT_ACCESS, shows="grant")
def grant_access(request: HttpRequest, reference: str) -> HttpResponse:
    """Let one person see one restricted record for a time."""
    actor = actor_of(request)
    record = _record(reference)
    workers = {str(post.holder_id): post for post in _workers(record.authority_id) if post.holder_id != actor.user_id}
    form = GrantForm(request.POST or None, workers=[(key, _named(post)) for key, post in workers.items()])
    if form.is_valid():
        post = workers[form.cleaned_data["person"]]
        last_day = dt.datetime.combine(
            form.cleaned_data["until"], dt.time(23, 59, 59), tzinfo=timezone.get_current_timezone()
        )
        restricting.grant(
            record,
            to=User.objects.get(posts=post),
            post=post.title,
            until=last_day,
            reason=form.cleaned_data["reason"],
            by=actor,
            at=timezone.now(),
            key=act_key(request),
        )
        return redirect("person_access", reference)
    return render(request, "access/grant_access.jinja", {"form": form, "reference": reference, "act": uuid.uuid4()})


@require_POST
@page(may=GRANT_ACCESS, shows="grant")
def withdraw_access(request: HttpRequest, grant: uuid.UUID) -> HttpResponse:
    """End a grant now."""
    actor = actor_of(request)
    given = get_object_or_404(Grant.objects.filter(authority_id__in=actor.authorities), pk=grant)
    post = Post.objects.filter(holder_id=given.user_id).order_by("pk").first()
    restricting.withdraw(given, post=post.title if post else "", by=actor, at=timezone.now(), key=act_key(request))
    return redirect("restricted_records")


@page(may=RESTRICT_RECORD, shows="restriction")
def restricted_records(request: HttpRequest) -> HttpResponse:
    """Restrictions in force, without names, and whom to ask about each."""
    standing = looks.standing_restrictions(actor_of(request))
    return render(request, "access/restricted_records.jinja", {"standing": standing, "act": uuid.uuid4()})


@require_POST
@page(may=RESTRICT_RECORD, shows="restriction")
def lift_restriction(request: HttpRequest, restriction: uuid.UUID) -> HttpResponse:
    """End a restriction."""
    actor = actor_of(request)
    placed = get_object_or_404(Restriction.objects.filter(authority_id__in=actor.authorities), pk=restriction)
    restricting.lift(placed, by=actor, at=timezone.now(), key=act_key(request))
    return redirect("restricted_records")


@page(may=BREAK_GLASS, shows="restricted record")
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open a restricted record in an emergency: one page, one sentence."""
    actor = actor_of(request)
    form = EmergencyForm(request.POST or None)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            opened = restricting.break_glass(**answers, by=actor, at=timezone.now(), key=act_key(request))
        except MoveRefused as refusal:
            form.add_error("reference", str(refusal.answer))
        else:
            return redirect("opened_in_emergency", grant=opened[0].pk)
    limit = timescale(restricting.LAPSES).limit_in_words
    return render(request, "access/break_glass.jinja", {"form": form, "limit": limit, "act": uuid.uuid4()})


@page(may=BREAK_GLASS, shows="restricted record")
def opened_in_emergency(request: HttpRequest, grant: uuid.UUID) -> HttpResponse:
    """What was opened, and until when. A page of its own: the record shows from the next request on."""
    actor = actor_of(request)
    given = get_object_or_404(
        Grant.objects.select_related("person").filter(user_id=actor.user_id or 0, break_glass=True), pk=grant
    )
    return render(request, "access/opened_in_emergency.jinja", {"given": given})


@page(may=SEE_LOOKS, shows="looks")
def looks_to_review(request: HttpRequest) -> HttpResponse:
    """Looks that somebody should ask about, a random sample, and what was concluded about others."""
    actor = actor_of(request)
    shown = {
        "review": looks.looks_to_review(actor, now=timezone.now()),
        "within": timescale(looks.REVIEW).limit_in_words,
        "me": actor.user_id,
        "new_key": uuid.uuid4,
    }
    return render(request, "access/looks_to_review.jinja", shown)


@page(may=REVIEW_LOOKS, shows="looks")
def review_look(request: HttpRequest, look: uuid.UUID) -> HttpResponse:
    """One look: what is known of it, what was concluded before, and a conclusion."""
    actor = actor_of(request)
    judged = get_object_or_404(Look.objects.filter(authority_id__in=actor.covers), pk=look)
    form = VerdictForm(request.POST or None)
    meanwhile: list[Verdict] = []
    if form.is_valid():
        try:
            _conclude(request, judged, form)
        except reviewing.Overtaken as overtaken:
            meanwhile = overtaken.verdicts[_seen(request) :]
        else:
            messages.success(request, _("Your conclusion is kept. Thank you."))
            return redirect("looks_to_review")
    shown = {
        "form": form,
        "judged": looks.one_look(judged.pk),
        "verdicts": (verdicts := reviewing.verdicts_on(judged)),
        "seen": len(verdicts),
        "answer": reviewing.may_review(judged, actor),
        "meanwhile": meanwhile,
        "act": uuid.uuid4(),
    }
    return render(request, "access/review_look.jinja", {"look": look, **shown})


def _conclude(request: HttpRequest, judged: Look, form: VerdictForm) -> None:
    """Write the conclusion down. Pressing twice counts as done."""
    with contextlib.suppress(AlreadyDone):
        reviewing.review(
            judged,
            found=Verdict.Found(form.cleaned_data["found"]),
            note=form.cleaned_data["note"],
            by=actor_of(request),
            at=timezone.now(),
            seen=_seen(request),
            key=act_key(request),
        )


def _seen(request: HttpRequest) -> int:
    """How many conclusions stood on the page that was sent."""
    posted = request.POST.get("version", "")
    return int(posted) if posted.isdecimal() else 0


@require_GET
@page(may="see_contact", shows="attachment")
def attachment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A file, as a download in a sandbox of its own; the look is written down."""
    found = attachments.visible(pk)
    if found is None:
        raise Http404
    try:
        content = attachments.opened(found)
    except FileNotFoundError:
        raise Http404 from None
    looks.record(
        by=actor_of(request),
        authority_id=found.authority_id,
        why=Look.Why.DUTY,
        page="attachment",
        episode=found.episode,
    )
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response  # type: ignore[return-value] # a streamed answer: the file is read outside the database


def _record(reference: str) -> restricting.Subject:
    found = restricting.subject(reference)
    if found is None:
        raise Http404
    return found


def _workers(authority_id: int) -> list[Post]:
    """People in posts that work with this authority's records."""
    return list(
        Post.objects.filter(team__kind__in=CASE_HOLDING, team__covers__contains=[authority_id], holder__is_active=True)
        .select_related("holder", "team")
        .order_by("team__name", "holder__display_name")
        .distinct()
    )


def _named(post: Post) -> str:
    return f"{post.holder}, {post.title}, {post.team.name}"

"""Two records, one person? Whoever says so compares both, says why, and can be undone. Nothing is joined by itself."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.models import Look
from lantern.access.pages import act_key, page, told_since
from lantern.access.people_acting import actor_of
from lantern.people import actions, finding, keys, linked, presenters, queries
from lantern.people.actions import UnsoundFact
from lantern.people.forms import LinkForm, NotSameForm, PartForm
from lantern.people.models import Link, Person
from lantern.people.permissions import LINK_RECORDS, RECORD_PERSON, SEE_CHILD
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404
from lantern.spine.lifecycle import AlreadyDone, StaleRecord


@page(may=SEE_CHILD, shows="candidates")
def alike(request: HttpRequest, reference: str) -> HttpResponse:
    """Records that may be the same person, those that are read as one, those that were, and the answer that they are
    not.
    """
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    form = NotSameForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return _not_the_same(request, record, form)
    actor = actor_of(request)
    found = finding.candidates(
        keys.description_of(record.person), by=actor, beside=record.person, on=timezone.localdate()
    )
    others = [one for one in found if one.person_id not in record.people]
    return render(
        request,
        "people/alike.jinja",
        {
            "record": record,
            "form": form,
            "found": [(one, uuid4()) for one in others if not one.said_not_same],
            "said_other": [one for one in others if one.said_not_same],
            "links": linked.links_of(record.people),
            "may_record": bool(actor.may(RECORD_PERSON, record.person)),
            "may_link": bool(actor.may(LINK_RECORDS, record.person)),
        },
    )


def _not_the_same(request: HttpRequest, record: Record, form: NotSameForm) -> HttpResponse:
    other = _visible(request, form.cleaned_data["other"])
    with suppress(AlreadyDone):
        actions.say_not_the_same(
            record.person,
            other,
            because=form.cleaned_data["because"],
            by=actor_of(request),
            at=timezone.now(),
            key=act_key(request),
        )
    return redirect("child_alike", reference=record.person.reference)


def _visible(request: HttpRequest, reference: str) -> Person:
    found = Person.objects.visible_to(actor_of(request)).filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    return found


@page(may=LINK_RECORDS, shows="child")
def compare(request: HttpRequest, reference: str, record: str) -> HttpResponse:
    """Both records side by side, what agrees, what does not and what must not be overlooked; and the link itself."""
    first, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=first.person.reference)
    second, opening_of_other = record_or_404(request, record)
    form = LinkForm(request.POST or None)
    stale: StaleRecord | None = None
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                made = actions.link(
                    first.person,
                    second.person,
                    because=form.cleaned_data["because"],
                    despite_doubts=form.cleaned_data["despite_doubts"],
                    versions=form.seen,
                    by=actor_of(request),
                    at=timezone.now(),
                    key=act_key(request),
                )
        except AlreadyDone:
            return redirect("child", reference=first.person.reference)
        except UnsoundFact as unsound:
            for name, message in unsound.problems.items():
                form.add_error(name if name in form.fields else None, message)
        except StaleRecord as changed:
            stale = changed
        else:
            messages.success(request, _("These records are read as one from now on. Nothing in them was changed."))
            return redirect("record_link", reference=made.reference)
    _looked(request, second, opening_of_other.why or Look.Why.SEARCH, beside=first)
    return render(
        request,
        "people/compare.jinja",
        {
            "record": first,
            "second": second,
            "evidence": linked.compare(first.person, second.person),
            "rows": presenters.side_by_side(first, second, on=timezone.localdate()),
            "form": form,
            "stale": stale,
            "since": told_since(stale) if stale else [],
            "act": uuid4(),
        },
        status=409 if stale else 200,
    )


def _looked(request: HttpRequest, record: Record, why: str, *, beside: Record) -> None:
    queries.look(
        record,
        by=actor_of(request),
        why=why,
        page="compare",
        reason=f"Compared with {beside.person.reference}",
    )


@page(may=SEE_CHILD, shows="child")
def record_link(request: HttpRequest, reference: str) -> HttpResponse:
    """One link: who said it, when, why, on what evidence; what was recorded since; and parting the records again."""
    found = Link.objects.select_related("person", "other").filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    record, opening = record_or_404(request, found.person.reference)
    second, opening_of_other = record_or_404(request, found.other.reference)
    if not (opening or opening_of_other):
        return redirect("child", reference=record.person.reference)
    form = PartForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                actions.unlink(
                    found,
                    because=form.cleaned_data["because"],
                    two_people=form.cleaned_data["two_people"],
                    by=actor_of(request),
                    at=timezone.now(),
                    key=act_key(request),
                )
        except AlreadyDone:
            pass
        else:
            messages.success(request, _("The records are apart again. Both are exactly as they were."))
        return redirect("record_link", reference=found.reference)
    actor = actor_of(request)
    return render(
        request,
        "people/record_link.jinja",
        {
            "link": found,
            "meanwhile": presenters.written(linked.written_meanwhile(found), found),
            "form": form,
            "may_part": found.parted_at is None and bool(actor.may(LINK_RECORDS, found.person)),
            "alone": linked.decided_alone(found, actor.user_id),
            "act": uuid4(),
        },
    )

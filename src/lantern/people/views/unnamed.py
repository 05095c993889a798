"""Giving their names to children who came by number alone: a list with one small form a row."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lantern.access.pages import Told, act_key, page, told_since
from lantern.access.people_acting import actor_of
from lantern.people import actions
from lantern.people.forms import FullNameForm
from lantern.people.models import Person, PersonName
from lantern.people.permissions import RECORD_PERSON
from lantern.people.unnamed import is_unnamed, unnamed
from lantern.spine.lifecycle import AlreadyDone, StaleRecord

EACH = 25
"""Children on a page."""


@page(may=RECORD_PERSON, shows="people")
def unnamed_children(request: HttpRequest) -> HttpResponse:
    """The children without a name; Enter saves one and goes to the next."""
    after = request.GET.get("after", "")[:20]
    posted = _posted(request) if request.method == "POST" else None
    if posted is not None:
        person, form, since = posted
        if form.is_valid() and since is None:
            told = {"saved": "1"} | ({"after": after} if after else {})
            return redirect(f"{reverse('unnamed_children')}?{urlencode(told)}")
    else:
        person, form, since = None, None, None
    rows = unnamed(by=actor_of(request), after=after, limit=EACH + 1)
    if "saved" in request.GET and rows:
        next_one = FullNameForm(prefix=rows[0].person.reference)
        next_one.fields["first_names"].widget.attrs["autofocus"] = True
        person, form = rows[0].person, next_one
    shown = [
        (row, form if person and row.person.pk == person.pk else FullNameForm(prefix=row.person.reference))
        for row in rows[:EACH]
    ]
    facts = {
        "rows": shown,
        "wrong": form if form is not None and form.errors else None,
        "has_errors": bool(form is not None and form.errors),
        "since": since,
        "after": after,
        "more": rows[EACH - 1].person.reference if len(rows) > EACH else "",
        "new_key": uuid.uuid4,
    }
    return render(
        request,
        "people/unnamed_children.jinja",
        facts,
        status=409 if since is not None else 422 if facts["wrong"] else 200,
    )


def _posted(request: HttpRequest) -> tuple[Person, FullNameForm, list[Told] | None]:
    """The child whose row was sent, their form, and what somebody else did meanwhile (None: it is not stale). Saved
    when the form holds.
    """
    by = actor_of(request)
    reference = request.POST.get("child", "")[:20]
    person = Person.objects.visible_to(by).filter(reference=reference).first()
    if person is None:
        raise Http404
    form = FullNameForm(request.POST, prefix=person.reference)
    typed = request.POST.get("version", "")
    if not form.is_valid():
        return person, form, None
    try:
        with transaction.atomic():
            if is_unnamed(person):
                actions.add_name(
                    person,
                    kind=PersonName.Kind.LEGAL,
                    first_names=form.cleaned_data["first_names"],
                    last_name=form.cleaned_data["last_name"],
                    by=by,
                    at=timezone.now(),
                    version=int(typed) if typed.isdecimal() and len(typed) < 10 else 0,
                    key=act_key(request),
                )
                messages.success(request, _("Saved: %(reference)s has a name.") % {"reference": person.reference})
            else:
                messages.warning(
                    request,
                    _("%(reference)s has a name by now, given by somebody else. Yours was not saved.")
                    % {"reference": person.reference},
                )
    except AlreadyDone:
        return person, form, None
    except StaleRecord as stale:
        return person, form, told_since(stale)
    return person, form, None

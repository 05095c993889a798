"""The register of procedures: what each says, what changed it, who must know."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.dissemination import permissions as may
from lantern.dissemination.actions import procedures as actions
from lantern.dissemination.forms.procedures import ClauseForm, DropForm, ProcedureForm, ReviewForm
from lantern.dissemination.models import Procedure
from lantern.dissemination.queries import procedures as queries
from lantern.dissemination.states import PROCEDURE
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.learning import audiences
from lantern.learning.forms.common import WhyForm
from lantern.learning.queries.common import agencies_of, agency_names, keepers_of
from lantern.learning.views.common import keeper_said, not_open
from lantern.spine.models import Episode

COLOURS = {"in_force": "green", "withdrawn": "grey"}


@require_safe
@page(may=may.READ_BRIEFINGS, shows="procedures")
def procedures(request: HttpRequest) -> HttpResponse:
    """The register; and the recommendations that should have changed a procedure."""
    by, now = actor_of(request), timezone.now()
    found = queries.register()
    here = [each for each in found if not each["closed_at"]]
    writes = bool(by.may(may.WRITE_BRIEFINGS))
    facts = {
        "rows": found,
        "late": sum(1 for each in here if each["next_due_at"] and each["next_due_at"] < now),
        "untold": sum(1 for each in here if _untold(each["changed_at"], each["told_at"])),
        "unanswered": queries.unanswered(),
        "because": request.GET.get("because", "")[:20] if writes else "",
        "writes": writes,
        "now_at": now,
        "today": timezone.localdate(),
    }
    return render(request, "dissemination/procedures.jinja", facts)


def _untold(changed: dt.datetime | None, told: dt.datetime | None) -> bool:
    """Whether a clause changed and no briefing has told of it since."""
    return changed is not None and (told is None or told < changed)


@require_safe
@page(may=may.READ_BRIEFINGS, shows="procedures")
def procedure(request: HttpRequest, reference: str) -> HttpResponse:
    """One procedure: its clauses as they stand and stood, what changed them, who knows."""
    by = actor_of(request)
    found = queries.procedure_for(reference, by=by)
    around = queries.around(found)
    everybody = audiences.people(found.authority_id, may=may.READ_BRIEFINGS) if around.briefings else []
    for each in around.briefings:
        people = {one.user_id for one in audiences.of(everybody, agencies=each["agencies"], roles=each["roles"])}
        each["people"], each["read"] = len(people), len(people & set(each["readers"]))
        each["share"] = round(100 * each["read"] / len(people)) if people else 0
    facts = {
        "found": found,
        "around": around,
        "told": around.briefings,
        "untold": found.closed_at is None and _untold(around.changed_at, around.told_at),
        "moves": {each.name: each for each in PROCEDURE.open_moves(found, by=by)},
        "state": {"text": PROCEDURE.states[found.state], "colour": COLOURS[found.state]},
        "whom": audiences.in_words(agencies=list(agency_names(*found.agencies).values()), roles=found.roles),
        "writes": bool(by.may(may.WRITE_BRIEFINGS)),
        "now_at": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "dissemination/procedure.jinja", facts)


def _form(request: HttpRequest, found: Procedure | None = None) -> ProcedureForm:
    by = actor_of(request)
    now: dict[str, Any] = {"reviewed_on": timezone.localdate()}
    if found is not None:
        now = {name: getattr(found, name) for name in ("title", "about", "kept_by_says", "read_at", "roles")}
        now["agencies"] = [str(each) for each in found.agencies]
    return ProcedureForm(
        posted(request),
        agencies=agencies_of(*([found.authority_id] if found else by.partnerships)),
        roles=audiences.roles_offered(may=may.READ_BRIEFINGS),
        keepers=() if found else keepers_of(by),
        begins=found is None,
        initial=now,
    )


@page(may=may.WRITE_BRIEFINGS, shows="procedures")
def new_procedure(request: HttpRequest) -> HttpResponse:
    """Add a procedure to the register."""
    by = actor_of(request)
    form = _form(request)
    because = request.GET.get("because", "")[:20]
    asked = Asked(
        _("Add a procedure"), _("Add it"), url("procedures"), _("Procedures"),
        intro=_("Its full text may be kept elsewhere. Here stands what it asks, clause by clause, and why it changed."),
        done=_("Added. Now write down its clauses, at least the one that changed."),
    )  # fmt: skip

    def next_page(made: Procedure) -> str:
        here = url("procedure", reference=made.reference)
        return f"{url('word_clause', reference=made.reference)}?because={because}" if because else here

    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.register(keeper=keeper_said(form.cleaned_data, by), said=form.said, **pressed),
        to=next_page,
    )


def _asked(request: HttpRequest, found: Procedure, heading: str, button: str, move: str, **more: Any) -> Asked:
    here, back = url("procedure", reference=found.reference), _("The procedure")
    answer = not_open(PROCEDURE, move, found, by=actor_of(request))
    return Asked(heading, button, here, back, caption=found.title, answer=answer, **more)


@page(may=may.WRITE_BRIEFINGS, shows="procedures")
def edit_procedure(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what stands about it."""
    found = queries.procedure_for(reference, by=actor_of(request))
    form = _form(request, found)
    asked = _asked(request, found, _("Change what stands about it"), _("Save"), "edit", done=_("Saved."))
    return act_page(
        request, asked, form, lambda pressed: actions.edit(found, said=form.said, **pressed), version=found.version
    )


def _causes(found: Procedure) -> list[tuple[str, str]]:
    offered = queries.causes(found.authority_id)
    return [(each["reference"], f"{each['reference']}: {Truncator(each['text']).chars(90)}") for each in offered]


def _cause(found: Procedure, said: dict[str, Any]) -> Episode | None:
    chosen = said.pop("because", "")
    here = Episode.objects.filter(kind="recommendation", authority_id=found.authority_id)
    return here.filter(reference=chosen).first() if chosen else None


@page(may=may.WRITE_BRIEFINGS, shows="procedures")
def word_clause(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a clause or word it anew, because of a recommendation or for another reason."""
    found = queries.procedure_for(reference, by=actor_of(request))
    number = request.GET.get("number", "")[:20]
    before = actions.wording_of(found, number) if number else None
    now: dict[str, Any] = {"in_force_on": timezone.localdate(), "because": request.GET.get("because", "")[:20]}
    if before:
        now |= {"number": before.number, "heading": before.heading, "text": before.text}
    form = ClauseForm(posted(request), because=_causes(found), initial=now)
    heading = _("Word clause %(number)s anew") % {"number": number} if before else _("Write or change a clause")
    asked = _asked(
        request, found, heading, _("Save the clause"), "word",
        intro=_("What stood before stays to be read. A briefing can then tell those who must know."),
        done=_("Saved."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        said = dict(form.cleaned_data)
        return actions.word(found, because_of=_cause(found, said), **said, **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.WRITE_BRIEFINGS, shows="procedures")
def drop_clause(request: HttpRequest, reference: str) -> HttpResponse:
    """A clause holds no longer."""
    found = queries.procedure_for(reference, by=actor_of(request))
    before = actions.wording_of(found, request.GET.get("number", "")[:20])
    if before is None:
        raise Http404
    form = DropForm(posted(request), because=_causes(found), initial={"in_force_on": timezone.localdate()})
    heading = _("Drop clause %(number)s: %(heading)s") % {"number": before.number, "heading": before.heading}
    asked = _asked(request, found, heading, _("Drop it"), "drop", title=_("Drop a clause"), done=_("Dropped."))

    def does(pressed: dict[str, Any]) -> Any:
        said = dict(form.cleaned_data)
        return actions.drop(found, number=before.number, because_of=_cause(found, said), **said, **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.WRITE_BRIEFINGS, shows="procedures")
def move_procedure(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Look at it again as a whole, or withdraw it."""
    found = queries.procedure_for(reference, by=actor_of(request))
    if move not in ("review", "withdraw"):
        raise Http404
    title = PROCEDURE.move(move).label
    form: Form = WhyForm(posted(request))
    if move == "review":
        form = ReviewForm(posted(request), initial={"on": timezone.localdate()})
    asked = _asked(request, found, title, title, move, done=_("Saved."))

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        if move == "withdraw":
            return actions.withdraw(found, why=said["why"], **pressed)
        return actions.review(found, on=said["on"], result=said["result"], **pressed)

    return act_page(request, asked, form, does, version=found.version)

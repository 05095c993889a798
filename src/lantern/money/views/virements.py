"""Money that moves between lines: proposed by one, authorised by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lantern.access.attempts import attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.display import pounds
from lantern.money import actions, forms, queries
from lantern.money import permissions as may
from lantern.money.rules import officers_may_move
from lantern.money.views.common import press, show, typed_in


@page(may=may.KEEP_BUDGET, shows="budget")
def propose_virement(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose to move money from one line of spending to another."""
    found = queries.budget_for(reference, by=actor_of(request))
    spending = {str(each.line.number): each for group in queries.table(found).spending for each in group.lines}
    choices = [(number, f"{each.line.label} ({pounds(each.left)} left)") for number, each in spending.items()]
    typed = typed_in(request, f"{found.reference}-move")
    form = forms.VirementForm(typed.data, lines=choices)
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.propose_virement(
                found,
                from_line=spending[said["from_line"]].line,
                to_line=spending[said["to_line"]].line,
                amount=said["amount"],
                reason=said["reason"],
                **press(request),
            )
        )
        if made.done:
            typed.forget(by=actor_of(request))
            messages.success(request, _("Proposed. Somebody else decides."))
            return redirect("budget", reference=reference)
        clash = made.clash
    facts = {"limit": officers_may_move()}
    return show(request, "propose_virement", found, facts, form=form, clash=clash, typed=typed)


@page(may=may.AUTHORISE_VIREMENT, shows="budget")
def decide_virement(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Authorise or refuse what somebody else proposed."""
    found = queries.budget_for(reference, by=actor_of(request))
    virement = found.virements.filter(number=number).select_related("from_line", "to_line").first()
    if virement is None:
        raise Http404
    typed = typed_in(request, f"{found.reference}-move-{number}")
    form = forms.DecideForm(typed.data)
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        told = {"authorise": said["decision"] == "authorise", "authority": said["authority"], "why": said["why"]}
        made = attempt(lambda: actions.decide_virement(found, virement, **told, **press(request)))
        if made.done:
            typed.forget(by=actor_of(request))
            messages.success(request, _("Recorded."))
            return redirect("budget", reference=reference)
        clash = made.clash
    facts = {"virement": virement, "limit": officers_may_move()}
    return show(request, "decide_virement", found, facts, form=form, clash=clash, typed=typed)

"""The answer to whoever was worried: with no more than they may know, on its clock."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries, rules
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.oversight import FeedbackForm
from lantern.frontdoor.states import CONTACT
from lantern.frontdoor.views.common import note_look, show
from lantern.interface import plain_english
from lantern.partnership import queries as partnership


@page(may=may.TELL_REFERRER, shows="contacts")
def tell_referrer(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell them, or say why they can not be told."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_in_view(by, reference)
    note_look(request, found)
    late = queries.late_for(found, "referrer-feedback", now)
    suggested = rules.feedback_for(
        found,
        [each.outcome for each in found.decisions.all() if each.current],
        professional=found.referrer.professional,
        hub_phone=partnership.authority(found.authority_id).hub_phone,
    )
    anonymous = found.referrer.anonymous or found.referrer.answer_by == "none"
    form = FeedbackForm(
        request.POST or None,
        anonymous=found.referrer.anonymous,
        professional=found.referrer.professional and not found.referrer.anonymous,
        late=late is not None,
        initial={"words": suggested, "how": "not:anonymous" if found.referrer.anonymous else ""},
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said, plain = form.cleaned_data, queries.contact_for(by, reference)
        how, words = said["how"], said.get("words") or ""
        answers = [
            (check.asked_team.agency.name, check.answer_text) for check in queries.checks_of(found) if check.answer_text
        ]
        common = {
            "by": by,
            "at": now,
            "version": posted_version(request),
            "key": act_key(request),
            "late_reason": form.why_late,
        }
        if not how.startswith("not:") and (owner := rules.borrowed_words(words, answers)):
            form.add_error(
                "words",
                f"This repeats what {owner} told us. It is theirs to pass on:"
                " say it in your own words, or leave it out.",
            )
        else:
            if how.startswith("not:"):
                made = attempt(lambda: actions.can_not_tell_referrer(plain, why=how.removeprefix("not:"), **common))  # type: ignore[arg-type]
            else:
                learnt = {"quality": form.quality, "quality_words": said.get("quality_words") or ""}
                made = attempt(lambda: actions.tell_referrer(plain, how=how, words=words, **learnt, **common))  # type: ignore[arg-type]
            if made.done:
                return redirect("contact", reference)
            clash = made.clash
    facts = {
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
        "late": late,
        "anonymous": anonymous,
        "hints": plain_english.hints(str(form["words"].value() or "")),
        "better_words": list(plain_english.better_words().items()),
        "long": plain_english.LONG,
        "answer": next(
            (move.answer for move in CONTACT.open_moves(found, by=by) if move.name == "tell_referrer"), None
        ),
    }
    return show(request, "feedback", facts, contact=found, clash=clash)

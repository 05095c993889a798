"""One agency's return: what it says of each standard, evidence, sending, and answering the panel."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access.act_pages import act_page, kept, posted
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.boards import queries as boards
from lantern.interface import documents
from lantern.interface.environment import url
from lantern.section11 import actions, forms, papers, queries
from lantern.section11 import permissions as may
from lantern.section11.models import Section11Return
from lantern.section11.states import ASKED, RETURN, SENT, is_own
from lantern.section11.views.common import asked, words
from lantern.spine.actors import Answer, refused


@require_safe
@page(may=may.SEE_SECTION_11, shows="section 11 return")
def section_11_return(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole return: for its agency what is left to do, for the panel what to ask."""
    by, now = actor_of(request), timezone.now()
    found = queries.return_for(reference, by=by)
    own = is_own(found, by)
    if not own and found.sent_at is None:
        return render(request, "section11/not_sent.jinja", {"found": found} | words())
    which = [found.pk, *([found.previous_id] if found.previous_id else [])]
    promised = boards.actions_because_of(which, by=by, now=now) if by.may("see_boards") else []
    facts = {
        "found": found,
        "lines": queries.lines(found),
        "own": own,
        "promised": promised,
        "open_to": {each.name: each.answer.allowed for each in RETURN.open_moves(found, by=by)},
        "sees_every": bool(by.may(may.SEE_EVERY_RETURN)),
    }
    return render(request, "section11/return.jinja", facts | words())


def _not(found: Section11Return, state: str) -> Answer | None:
    if found.state == state:
        return None
    return refused(_("This is not open now: the return is “%(state)s”.") % {"state": RETURN.states[found.state]})


def _mine(request: HttpRequest, reference: str) -> Section11Return:
    """A return of the reader's own agency; another's looks the same as none."""
    by = actor_of(request)
    found = queries.return_for(reference, by=by)
    if not is_own(found, by):
        raise Http404
    return found


@page(may=may.ANSWER_SECTION_11, shows="section 11 return")
def answer_standard(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """One standard: how far it is met, how that can be seen, what has changed. It saves itself."""
    found = _mine(request, reference)
    line, every = queries.line_for(found, code)
    draft = kept(request, forms.ANSWER_DRAFT, record=f"{found.reference}-{code}")
    stands = {name: line.said[name] for name in ("grade", "words", "changed", "equivalent")}
    form = forms.AnswerForm(posted(request), first=found.previous_id is None, initial=stands | dict(draft.values))
    here = [each.code for each in every].index(code)
    following = next((each.code for each in [*every[here + 1 :], *every[:here]] if not each.done), "")
    page_asks = asked(
        found,
        line.standard["title"],
        _("Save and go on") if following else _("Save"),
        line=line,
        intro=line.standard["text"],
        answer=_not(found, ASKED),
        words={"own": True, "place": here + 1, "of": len(every)},
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.write_answer(found, code, **form.cleaned_data, **pressed)

    def to(_made: Any) -> str:
        if following:
            return url("answer_standard", reference=found.reference, code=following)
        return page_asks.back

    return act_page(request, page_asks, form, does, version=line.said["version"], draft=draft, to=to)


@page(may=may.ANSWER_SECTION_11, shows="section 11 return")
def add_section_11_evidence(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Name a piece of evidence, where it lies and how it may be handled."""
    found = _mine(request, reference)
    line, _every = queries.line_for(found, code)
    form = forms.EvidenceForm(posted(request), initial={"marking": "official"})
    page_asks = asked(found, _("Add evidence"), _("Add it"), line=line, answer=_not(found, ASKED), done=_("Added."))

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.add_evidence(found, code, **(said | {"consent": said["consent"] or ""}), **pressed)

    def to(_made: Any) -> str:
        return url("answer_standard", reference=found.reference, code=code)

    return act_page(request, page_asks, form, does, to=to)


@require_POST
@page(may=may.ANSWER_SECTION_11, shows="section 11 return")
def withdraw_section_11_evidence(request: HttpRequest, reference: str, code: str, record: uuid.UUID) -> HttpResponse:
    """Take a piece of evidence out of the return."""
    found = _mine(request, reference)
    actions.withdraw_evidence(found, record, by=actor_of(request), at=timezone.now(), key=act_key(request))
    messages.success(request, _("Taken out of the return."))
    return redirect("answer_standard", reference=found.reference, code=code)


@page(may=may.ANSWER_SECTION_11, shows="section 11 return")
def send_section_11(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the return to the panel."""
    found = _mine(request, reference)
    late = found.next_due_at is not None and found.next_due_at < timezone.now()
    form = forms.SendForm(posted(request), late=late)
    page_asks = asked(
        found,
        _("Send the return"),
        _("Send it to the panel"),
        answer=_not(found, ASKED),
        done=_("It is with the panel."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.send(
            found, matters_most=said["matters_most"], agreed_within=said["agreed_within"], late_reason=form.why_late,
            **pressed,
        )  # fmt: skip

    return act_page(request, page_asks, form, does, version=found.version)


@page(may=may.ANSWER_SECTION_11, shows="section 11 return")
def reply_to_panel(request: HttpRequest, reference: str, code: str, question: uuid.UUID) -> HttpResponse:
    """Answer one question of the panel."""
    found = _mine(request, reference)
    line, _every = queries.line_for(found, code)
    one = next((each for each in line.said["questions"] if each["id"] == str(question)), None)
    if one is None:
        raise Http404
    late = found.next_due_at is not None and found.next_due_at < timezone.now()
    form = forms.ReplyForm(posted(request), late=late)
    page_asks = asked(
        found,
        _("Answer the panel"),
        _("Send the answer"),
        line=line,
        intro=f"{one['asked_by']}: {one['question']}",
        answer=_not(found, SENT) or (refused(_("It is answered already.")) if one["answered_at"] else None),
        done=_("The panel has your answer."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.reply(found, question, answer=form.cleaned_data["answer"], late_reason=form.why_late, **pressed)

    return act_page(request, page_asks, form, does)


_WRITERS: dict[str, Any] = {
    "pdf": (documents.pdf, "application/pdf"),
    "docx": (documents.word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@require_safe
@page(may=may.SEE_SECTION_11, shows="section 11 return")
def section_11_paper(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The return as PDF or Word."""
    by = actor_of(request)
    found = queries.return_for(reference, by=by)
    if code not in _WRITERS or (not is_own(found, by) and found.sent_at is None):
        raise Http404
    write, content_type = _WRITERS[code]
    made = write(papers.paper(found, queries.lines(found), by=by, at=timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="section-11-{found.reference}.{code}"'}
    return HttpResponse(made, content_type=content_type, headers=headers)

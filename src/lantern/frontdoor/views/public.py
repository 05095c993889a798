"""What anybody may do without signing in: tell us about a child, save it for later, and leave quickly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lantern.access import tries
from lantern.access.context import sending_to
from lantern.access.pages import LEAVES_TO, VISITOR_COOKIE, public_page
from lantern.access.people_acting import public_visitor
from lantern.frontdoor import actions
from lantern.frontdoor.forms import public as questions
from lantern.frontdoor.forms.public import DRAFT, MOST_CHILDREN, ChildForm, Report, Step
from lantern.frontdoor.queries_partner import last_sent, promised, reading_aids, sent_as, sent_contact
from lantern.interface.display import london_date, time_of_day
from lantern.interface.forms import Form
from lantern.partnership import queries as partnership
from lantern.spine import drafts
from lantern.spine.lifecycle import AlreadyDone

BECAUSE = "Anybody may tell the Children's Hub about a child, without an account and without a name."

_CHECK = "check"


def _found(request: HttpRequest) -> tuple[Report, int | None]:
    """What this visitor has told us so far, and the version of the draft that holds it."""
    saved = drafts.find(DRAFT, by=_visitor(request))
    return (Report.from_draft(saved.values), saved.version) if saved else (Report(), None)


def _visitor(request: HttpRequest) -> Any:
    return public_visitor(request.visitor)  # type: ignore[attr-defined]


def _change(request: HttpRequest, change: Callable[[Report], None]) -> tuple[Report, drafts.Saved]:
    """Change the report and keep it. A page saving itself in the background meanwhile is no quarrel: the change is
    made to the newer one.
    """
    for _attempt in range(3):
        report, version = _found(request)
        change(report)
        at = timezone.now()
        if version is None:
            tries.require(tries.PUBLIC_DRAFT, tries.source(request), at=at)
        try:
            saved = drafts.save(DRAFT, report.for_draft(), by=_visitor(request), at=at, version=version)
        except drafts.DraftConflict:
            continue
        if version is None:
            tries.count(tries.PUBLIC_DRAFT, tries.source(request), at=at)
        return report, saved
    raise AssertionError("A visitor's draft changed three times within one request.")


def _page(
    request: HttpRequest, template: str, report: Report | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A public page: with the way out, and whom to ring for the area that was chosen."""
    authority_id = report.authority_id if report else None
    here = [partnership.authority(authority_id)] if authority_id else partnership.authorities()
    known = {"exit_href": LEAVES_TO, "areas": here, "report": report}
    return render(request, f"frontdoor/public/{template}.jinja", known | context, status=status)


@public_page(translated=True, because=BECAUSE)
def report_start(request: HttpRequest) -> HttpResponse:
    """999 first, then telephone numbers, then the form."""
    report, version = _found(request)
    return _page(request, "start", begun=version is not None and bool(report.steps), reading_aids=reading_aids())


@public_page(translated=True, because=BECAUSE)
def report_leaving(request: HttpRequest) -> HttpResponse:
    """How to leave quickly, before anything is typed."""
    return _page(request, "leaving")


@public_page(translated=True, because=BECAUSE)
def report_step(request: HttpRequest, step: str) -> HttpResponse:
    """One page of questions."""
    asked = _step_or_404(step)
    if request.method != "POST":
        report, _version = _found(request)
        return _questions(request, asked, report, report.form(step))
    posted = questions.posted_values(request.POST, asked.form)
    report, _saved = _change(request, lambda each: each.steps.__setitem__(step, posted))
    if "save" in request.POST:
        return redirect("report_save")
    form = report.form(step)
    if not form.is_valid():
        return _questions(request, asked, report, form)
    return redirect(_next(request, report, step))


def _step_or_404(name: str) -> Step:
    step = questions.step_named(name)
    if step is None:
        raise Http404
    return step


def _questions(request: HttpRequest, step: Step, report: Report, form: Form) -> HttpResponse:
    back = (
        reverse("report_check")
        if _returns(request)
        else _address(report.before(step.name))
        if report.before(step.name)
        else reverse("report_leaving")
    )
    keep_at = reverse("report_keep", kwargs={"step": step.name})
    return _page(request, "step", report, step=step, form=form, back=back, keep_at=keep_at, returns=_returns(request))


def _returns(request: HttpRequest) -> bool:
    """Whether the reader came from their answers to change one, and goes back there."""
    return _CHECK in (request.GET.get("then"), request.POST.get("then"))


def _next(request: HttpRequest, report: Report, step: str) -> str:
    if step == "area" and report.said("area", "area") == questions.ELSEWHERE:
        return reverse("report_elsewhere")
    if step == "danger" and report.said("danger", "danger") == "yes":
        return reverse("report_danger_now")
    if _returns(request) and not report.next_step:
        return reverse("report_check")
    following = report.next_step if _returns(request) else report.after(step)
    return _address(following) if following else reverse("report_check")


def _address(step: str) -> str:
    return reverse("report_children") if step == "children" else reverse("report_step", kwargs={"step": step})


@public_page(translated=True, because=BECAUSE)
def report_elsewhere(request: HttpRequest) -> HttpResponse:
    """The child lives in a place we do not answer for: who does, and what to do when nobody knows."""
    return _page(request, "elsewhere")


@public_page(translated=True, because=BECAUSE)
def report_danger_now(request: HttpRequest) -> HttpResponse:
    """A child is in danger: stop here and ring 999. The form can wait."""
    report, _version = _found(request)
    return _page(request, "danger_now", report, going_on=_address(report.after("danger")))


@public_page(translated=True, because=BECAUSE)
def report_children(request: HttpRequest) -> HttpResponse:
    """The children told of so far; add another, change one, take one away."""
    report, _version = _found(request)
    if request.method == "POST":
        if request.POST.get("another") == "yes":
            return redirect("report_child", number=len(report.children) + 1)
        if request.POST.get("another") == "no" and report.is_answered("children"):
            return redirect(reverse("report_check") if not report.next_step else _address(report.after("children")))
        return _page(
            request,
            "children",
            report,
            children=report.child_forms(),
            problem=_("Choose whether you want to tell us about another child"),
        )
    if not report.children:
        return redirect("report_child", number=1)
    return _page(request, "children", report, children=report.child_forms(), problem="")


@public_page(translated=True, because=BECAUSE)
def report_child(request: HttpRequest, number: int) -> HttpResponse:
    """One child: what is known of them."""
    report, _version = _found(request)
    if not 1 <= number <= min(len(report.children) + 1, MOST_CHILDREN):
        raise Http404
    if request.method == "POST":
        posted = questions.posted_values(request.POST, ChildForm)
        report, _saved = _change(request, lambda each: each.put_child(number, posted))
        if "save" in request.POST:
            return redirect("report_save")
        if report.child_form(number - 1).is_valid():
            return redirect("report_children")
    back = reverse("report_children") if report.children else _address(report.before("children"))
    return _page(request, "child", report, form=report.child_form(number - 1), number=number, back=back)


@require_POST
@public_page(translated=True, because=BECAUSE)
def report_remove_child(request: HttpRequest, number: int) -> HttpResponse:
    """Take one child away from the report."""
    _change(request, lambda report: report.remove_child(number))
    return redirect("report_children")


@public_page(translated=True, because=BECAUSE)
def report_check(request: HttpRequest) -> HttpResponse:
    """Every answer before it is sent, each with a link to change it."""
    report, version = _found(request)
    if request.method == "POST":
        return _send(request, report, version)
    if report.next_step:
        return redirect(_address(report.next_step) if version else "report_start")
    return _page(
        request,
        "check",
        report,
        steps=[(step, report.form(step.name)) for step in questions.STEPS if report.asks(step.name)],
    )


def _send(request: HttpRequest, report: Report, version: int | None) -> HttpResponse:
    at = timezone.now()
    if version is None:  # The draft is gone: this was sent already, perhaps by the same button.
        sent = last_sent(by=_visitor(request))
        return redirect("report_sent", reference=sent.reference) if sent else redirect("report_start")
    if report.next_step:
        return redirect(_address(report.next_step))
    tries.require(tries.PUBLIC_REPORT, tries.source(request), at=at)
    ready = questions.to_send(report, on=london_date(at))
    try:
        with sending_to(ready.authority_id) as sender:
            contact = actions.receive(
                authority_id=ready.authority_id,
                contact=ready.contact,
                referrer=ready.referrer,
                people=ready.people,
                ring=ready.ring,
                by=sender,
                at=at,
                key=report.key,
            )
            reference = contact.reference
        tries.count(tries.PUBLIC_REPORT, tries.source(request), at=at)
    except AlreadyDone as done:
        reference = sent_as(done.episode_id, by=_visitor(request)).reference
    drafts.discard(DRAFT, by=_visitor(request))
    return redirect("report_sent", reference=reference)


@public_page(translated=True, because=BECAUSE, shows="own receipt")
def report_sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The reference, what happens next and by when, and whom to ring if it gets worse."""
    sent = sent_contact(reference, by=_visitor(request))
    here = partnership.authority(sent.authority_id)
    return _page(
        request, "sent", sent=sent, here=here, promised=promised(sent.authority_id, sent.sent_at), areas=[here]
    )


@public_page(translated=True, because=BECAUSE)
def report_save(request: HttpRequest) -> HttpResponse:
    """The code to come back with, on this device or another."""
    report, version = _found(request)
    if version is None:
        return redirect("report_start")
    secret: str = request.visitor_secret  # type: ignore[attr-defined]
    code = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    going_on = _address(report.next_step) if report.next_step else reverse("report_check")
    return _page(request, "save", report, code=code, kept_until=_kept_until(request), going_on=going_on)


def _kept_until(request: HttpRequest) -> dt.datetime:
    return drafts.mine(by=_visitor(request))[0].expires_at


@public_page(translated=True, because=BECAUSE, returns_by="code")
def report_return(request: HttpRequest) -> HttpResponse:
    """Go on with a report that was saved, with the code that was written down."""
    form, at, where = questions.ReturnForm(request.POST or None), timezone.now(), tries.source(request)
    wait = tries.wait_until(tries.RETURN_CODE, where, at=at) if form.is_bound else None
    if wait is not None:
        form.add_error(
            "code",
            _(
                "Too many wrong codes came from where you are. Try again after %(time)s. What you saved is kept."
                " If it can not wait, ring us: the numbers are at the foot of this page."
            )
            % {"time": time_of_day(wait)},
        )
        return _page(request, "return", form=form, status=429)
    if form.is_bound and form.is_valid():
        report, version = _found(request)
        if version is not None:
            request.remember_visitor = True  # type: ignore[attr-defined]
            return redirect(_address(report.next_step) if report.next_step else "report_check")
        tries.count(tries.RETURN_CODE, where, at=at)
        form.add_error(
            "code",
            _(
                "We have nothing saved under this code. Check it, or start again."
                " A report that was sent is no longer kept here."
            ),
        )
    return _page(request, "return", form=form)


@require_POST
@public_page(because="A report saves itself while it is typed, so that nothing is lost.")
def report_keep(request: HttpRequest, step: str) -> HttpResponse:
    """Keep what a page holds so far, finished or not."""
    posted = questions.posted_values(request.POST, _step_or_404(step).form)
    if sum(len(text) for texts in posted.values() for text in texts) > 100_000:
        return JsonResponse({"problem": "This is too long to save. Shorten it."}, status=422)
    try:
        _report, saved = _change(request, lambda report: report.steps.__setitem__(step, posted))
    except tries.TooManyTries:
        return JsonResponse({"problem": "Not saved yet."}, status=429)
    return JsonResponse({"version": saved.version, "saved_at": time_of_day(saved.saved_at)})


@require_POST
@public_page(because="Whoever shares a computer can take away every trace of having been here.")
def report_forget(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed and forget this browser."""
    drafts.discard(DRAFT, by=_visitor(request))
    response = redirect("report_forgotten")
    request.remember_visitor = False  # type: ignore[attr-defined]
    response.delete_cookie(VISITOR_COOKIE, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public_page(translated=True, because=BECAUSE)
def report_forgotten(request: HttpRequest) -> HttpResponse:
    """Nothing is kept here any more."""
    request.remember_visitor = False  # type: ignore[attr-defined]
    return _page(request, "forgotten")

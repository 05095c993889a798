"""Briefings: to read, to write, and how far each has reached."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.attempts import attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.dissemination import actions, papers
from lantern.dissemination import permissions as may
from lantern.dissemination.forms.briefings import BriefingForm, ReadForm, SendForm
from lantern.dissemination.models import Briefing, Procedure, Wording
from lantern.dissemination.models.briefings import WORDS
from lantern.dissemination.queries import briefings as queries
from lantern.dissemination.states import BRIEFING
from lantern.interface import documents
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning import audiences, following
from lantern.learning.forms.common import NothingAsked, WhyForm
from lantern.learning.queries.common import agencies_of, agency_names, keepers_of, rows
from lantern.learning.views.common import not_open
from lantern.spine.models import Episode

COLOURS = {"writing": "yellow", "sent": "green", "withdrawn": "grey"}
ABOUT = {"learning": "blue", "good": "green", "change": "orange"}


@require_safe
@page(may=may.READ_BRIEFINGS, shows="briefings")
def briefings(request: HttpRequest) -> HttpResponse:
    """What the reader has still to read; what there is; how far each has reached."""
    by = actor_of(request)
    writes, at = bool(by.may(may.WRITE_BRIEFINGS)), page_of(request)
    found = queries.all_briefings(at, by=by, writes=writes)
    queries.count_reached(found)
    facts = {
        "to_read": queries.to_read(by=by),
        "rows": found,
        "at": at,
        "kinds": dict(Briefing.Kind.choices),
        "states": BRIEFING.states,
        "colours": COLOURS,
        "about": ABOUT,
        "writes": writes,
        "now_at": timezone.now(),
    }
    return render(request, "dissemination/briefings.jinja", facts)


@page(may=may.READ_BRIEFINGS, shows="briefings")
def briefing(request: HttpRequest, reference: str) -> HttpResponse:
    """One briefing: its words, one press that it was read and understood, how far it has reached."""
    by = actor_of(request)
    found = queries.briefing_for(reference, by=by)
    writes = bool(by.may(may.WRITE_BRIEFINGS))
    around = queries.editions(found)
    current = around.current if found.state != "writing" or not writes else None
    if current is None and not writes:
        raise Http404
    form = ReadForm(posted(request), edition=current) if current else None
    clash = None
    if form is not None and request.method == "POST" and form.is_valid():
        made = attempt(lambda: actions.read(found, by=by, at=timezone.now(), key=act_key(request)))
        if made.done:
            messages.success(request, _("Thank you. It counts for your team."))
            return redirect("briefings")
        clash = made.clash
    covered = queries.coverage(found, around.readers) if found.edition else None
    facts = {
        "found": found,
        "shown": current or found,
        "sections": [(title, getattr(current or found, name)) for name, title in papers.PARTS],
        "edition": current,
        "editions": around.sent,
        "history": around.history,
        "form": form,
        "clash": clash,
        "covered": covered,
        "meant": covered is not None and _is_meant(found, by),
        "has_read": covered is not None and (by.user_id or 0) in covered.whole.read,
        "state": {"text": BRIEFING.states[found.state], "colour": COLOURS[found.state]},
        "kind_colour": ABOUT[found.about],
        "whom": audiences.in_words(agencies=list(agency_names(*found.agencies).values()), roles=found.roles),
        "way": following.way_to(found.because_of),
        "moves": {each.name: each for each in BRIEFING.open_moves(found, by=by)},
        "writes": writes,
        "now_at": timezone.now(),
        "has_errors": bool(form is not None and form.is_bound and form.errors),
    }
    status = 409 if clash else 422 if facts["has_errors"] else 200
    return render(request, "dissemination/briefing.jinja", facts, status=status)


def _is_meant(found: Briefing, by: ActingPerson) -> bool:
    return (not found.agencies or by.agency_id in found.agencies) and (not found.roles or by.role in found.roles)


_BECAUSE = """
select e.reference, coalesce(r.text, s.title, l.question, p.title) as says from spine_episode e
left join dissemination_procedure p on p.episode_ptr_id = e.id
left join learning_recommendation r on r.episode_ptr_id = e.id
left join learning_learningset s on s.episode_ptr_id = e.id
left join learning_lineofenquiry l on l.episode_ptr_id = e.id
where e.kind in ('recommendation', 'learning_set', 'line_of_enquiry', 'procedure') order by e.opened_at desc limit 100
"""


def _offered_because() -> list[tuple[str, str]]:
    found = rows(_BECAUSE, {})
    return [(row["reference"], f"{row['reference']}: {Truncator(row['says']).chars(90)}") for row in found]


def _told_of(reference: str, by: ActingPerson) -> dict[str, Any]:
    """What a briefing begins with: of a procedure, for whom that is and what its last clause says."""
    found = Procedure.objects.filter(reference=reference, authority_id__in=by.partnerships).first()
    if found is None:
        return {"because": reference}
    latest = Wording.objects.filter(episode_id=found.pk).order_by("-written_at", "number").first()
    now: dict[str, Any] = {
        "because": reference,
        "about": Briefing.Kind.CHANGE,
        "title": _("What changes: %(title)s") % {"title": found.title},
        "agencies": [str(each) for each in found.agencies],
        "roles": found.roles,
        "where_to": _("The procedure “%(title)s”") % {"title": found.title},
    }
    if latest is not None:
        now["where_to"] += _(", clause %(number)s") % {"number": latest.number}
        now["differently"] = latest.text
    return now


@page(may=may.WRITE_BRIEFINGS, shows="briefings")
def new_briefing(request: HttpRequest) -> HttpResponse:
    """Write a briefing."""
    by = actor_of(request)
    keepers = keepers_of(by)
    form = BriefingForm(
        posted(request),
        agencies=agencies_of(*by.partnerships),
        roles=audiences.roles_offered(may=may.READ_BRIEFINGS),
        because=_offered_because(),
        keepers=keepers,
        initial=_told_of(request.GET.get("because", "")[:20], by),
    )
    asked = Asked(
        _("Write a seven-minute briefing"), _("Save it"), url("briefings"), _("Briefings"),
        intro=_("Short enough to be read in seven minutes. No name, and nothing by which a family could be known."),
        done=_("Saved. Read it through, then send it out."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        chosen = said.get("because") or ""
        record = Episode.objects.filter(reference=chosen, authority_id__in=by.partnerships).first() if chosen else None
        keeper = record.authority_id if record else int(said.get("keeper") or keepers[0].pk)
        return actions.begin(keeper=keeper, words=form.words, because_of=record, **pressed)

    return act_page(request, asked, form, does, to=lambda made: url("briefing", reference=made.reference))


def _asked(found: Briefing, heading: str, button: str, move: str, by: ActingPerson, **more: Any) -> Asked:
    return Asked(
        heading,
        button,
        url("briefing", reference=found.reference),
        _("The briefing"),
        caption=found.title,
        answer=not_open(BRIEFING, move, found, by=by),
        **more,
    )


@page(may=may.WRITE_BRIEFINGS, shows="briefings")
def edit_briefing(request: HttpRequest, reference: str) -> HttpResponse:
    """Change its words before it is sent."""
    by = actor_of(request)
    found = queries.briefing_for(reference, by=by)
    now = {name: getattr(found, name) for name in (*WORDS, "about", "roles")}
    now |= {"wrong_answers": "\n".join(found.wrong_answers), "agencies": [str(each) for each in found.agencies]}
    form = BriefingForm(
        posted(request),
        agencies=agencies_of(found.authority_id),
        roles=audiences.roles_offered(may=may.READ_BRIEFINGS),
        initial=now,
    )
    asked = _asked(found, _("Change the words"), _("Save"), "write", by, done=_("Saved."))
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.write_words(found, words=form.words, **pressed),
        version=found.version,
    )


@page(may=may.WRITE_BRIEFINGS, shows="briefings")
def send_briefing(request: HttpRequest, reference: str) -> HttpResponse:
    """Send it to everybody for whom it is meant."""
    by = actor_of(request)
    found = queries.briefing_for(reference, by=by)
    people = len({each.user_id for each in actions.briefings.meant(found)})
    form = SendForm(posted(request), first=not found.edition)
    asked = _asked(
        found, _("Send it out"), _("Send it"), "send", by,
        intro=_("It is for %(number)s people. Their teams are told, and again if somebody has not read it in time.")
        % {"number": people},
        done=_("Sent out."),
    )  # fmt: skip
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.send(found, changed=form.cleaned_data.get("changed") or "", **pressed),
        version=found.version,
    )


_STEPS = {"take-up": "take_up", "withdraw": "withdraw", "remind": "remind"}


@page(may=may.WRITE_BRIEFINGS, shows="briefings")
def move_briefing(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Write a new edition, remind, or withdraw."""
    by = actor_of(request)
    found = queries.briefing_for(reference, by=by)
    if move not in _STEPS:
        raise Http404
    name = _STEPS[move]
    title = BRIEFING.move(name).label
    form = WhyForm(posted(request)) if name == "withdraw" else NothingAsked(posted(request))
    asked = _asked(found, title, title, name, by, done=_("Done."))

    def does(pressed: dict[str, Any]) -> Any:
        if name == "withdraw":
            return actions.withdraw(found, why=form.cleaned_data["why"], **pressed)
        return actions.remind(found, **pressed) if name == "remind" else actions.take_up(found, **pressed)

    return act_page(request, asked, form, does, version=found.version)


@require_safe
@page(may=may.READ_BRIEFINGS, shows="briefings")
def briefing_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The edition that stands as PDF, for a team meeting or a wall."""
    by = actor_of(request)
    found = queries.briefing_for(reference, by=by)
    edition = queries.editions(found).current
    if edition is None:
        raise Http404
    content = documents.pdf(papers.document(found, edition, recipient=by.name, at=timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="briefing-{found.reference}-{edition.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

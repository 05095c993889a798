"""On paper: the letter before proceedings, in plain words, and the history of decisions for the court."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.letters import letterhead
from lantern.interface.display import age, full_date
from lantern.interface.documents import Block, Document, Entry, Heading, KeyFacts, Notice, Paragraph, Table, Timeline
from lantern.interface.documents import Letter as Envelope
from lantern.legal.models import LegalPlanning, Turn
from lantern.legal.models import Letter as LetterOf
from lantern.legal.queries import Beside
from lantern.legal.states import LEGAL
from lantern.legal.tables import PARENTS_MEETING, PLANNING_MEETING, tells
from lantern.meetings.kinds import meeting_kind
from lantern.partnership import queries as partnership

MARKING = "Official: sensitive"
CLOCKS = {
    "legal-planning-meeting": "Legal planning meeting by",
    "letter-before-proceedings": "Letter sent by",
    "pre-proceedings": "Pre-proceedings end by",
    "plo-first-meeting": "Parents met by",
    "issue-application": "Apply to the court by",
    "care-proceedings": "Decided by the court by",
    "cmh": "Case management hearing by",
}
"""What a clock asks for, in words before its time."""


def letter(found: LegalPlanning, beside: Beside, *, by: ActingPerson, at: dt.datetime) -> Document:
    """The letter before proceedings: what must change first, as one list that can stand on a kitchen wall."""
    here = partnership.authority(found.authority_id)
    told = beside.letter or LetterOf(episode=found)
    to = [line.strip() for line in told.to.splitlines() if line.strip()] or [_("The parents")]
    about = told.about or ", ".join([found.child.name, *(name for _r, name in beside.same_stage())])
    blocks: list[Block] = []
    if told.sent_at is None:
        blocks.append(Notice(_("This is a draft. It counts only when a manager has agreed it and it was sent.")))
    unsaid = _("Not said yet")
    heads = [_("What"), _("By when"), _("Who checks it, and how"), _("Help to do it")]
    rows = [
        [each.what or unsaid, full_date(each.by_when) if each.by_when else unsaid,
         ": ".join(part for part in (each.checked_by, each.checked_how) if part) or unsaid, each.help_offered]
        for each in beside.standing()
    ]  # fmt: skip
    blocks += [
        Paragraph(f"Dear {' and '.join(to)}"),
        Paragraph(_("This letter is about %(names)s. Please read it today.") % {"names": about}, strong=True),
        Paragraph(
            _("We are so worried that we are thinking of asking the family court to decide what is best. We do not want"
              " to, if things can change. This letter says what must change, by when, and who checks it.")
        ),
        Paragraph(
            _("Take this letter to a solicitor now. Ask them about free legal advice (legal aid) for parents who have"
              " been sent a letter like this."), strong=True,
        ),
        Heading(_("What must change")),
        Table(_("By when, and who checks it"), heads, rows)
        if rows
        else Paragraph(_("Not written yet.")),
        Heading(_("What we are worried about")),
        Paragraph(told.worries or _("Not written yet.")),
        Heading(_("What was done to help")),
        Paragraph(told.helped or _("Not written yet.")),
        Heading(_("What happens if nothing changes")),
        Paragraph(told.what_next or _("Not written yet.")),
        Heading(_("When we meet")),
        Paragraph(told.meeting or _("Not written yet.")),
        Paragraph(_("Bring your solicitor, and anybody who supports you. Tell us if you need an interpreter, large"
                    " print or somebody to read this to you: ring %(phone)s.") % {"phone": here.hub_phone}),
        Paragraph(f"Yours sincerely\n\n\n{told.sent_by_name or by.name}\n{here.name}"),
    ]  # fmt: skip
    return Document(
        title=_("Letter before proceedings %(reference)s") % {"reference": found.reference},
        reference=found.reference,
        recipient=", ".join(to),
        marking=MARKING,
        made_at=told.sent_at or at,
        made_by=by.team_name or by.post_title,
        owner=here.name,
        blocks=blocks,
        letter=Envelope(head=[line for line in letterhead(here) if line], to=to),
    )


def history(found: LegalPlanning, beside: Beside, *, by: ActingPerson, at: dt.datetime) -> Document:
    """The history of decisions for the court: who decided what when and why, what was asked of the parents and what
    came of it, and every delay with its reason.
    """
    here = partnership.authority(found.authority_id)
    child = found.child
    born = f"{full_date(child.born_on)} ({age(child.born_on, at.date())})" if child.born_on else _("not known")
    blocks: list[Block] = [
        KeyFacts([
            (_("Child"), child.name),
            (_("Born"), born),
            (_("Where it stands"), LEGAL.states[found.state]),
            (_("Asked for"), f"{full_date(found.opened_at)}, {found.asked_by_name}"),
            (_("Worker"), f"{found.worker.display_name if found.worker else '-'}, {found.owner_team.name}"),
        ]),
        Heading(_("Why it was asked for")),
        Paragraph(found.why),
        Heading(_("What was tried")),
        Paragraph(found.tried or _("Not recorded.")),
        Heading(_("What happened when")),
        Timeline(_entries(found, beside)),
        Heading(_("What was asked of the parents")),
    ]  # fmt: skip
    rows = [
        [each.what, full_date(each.by_when) if each.by_when else "", each.get_found_display(),
         f"{full_date(each.noted_on)}: {each.noted} ({each.noted_by_name})" if each.noted_on else ""]
        for each in beside.standing()
    ]  # fmt: skip
    heads = [_("What must change"), _("By when"), _("Has it changed"), _("How we know")]
    blocks.append(Table(_("What was asked"), heads, rows) if rows else Paragraph(_("No letter was written.")))
    blocks += [Heading(_("How long each part took"))]
    blocks.append(
        Table(
            _("Clocks"),
            [_("What"), _("Done"), _("Why late")],
            [
                [
                    f"{CLOCKS.get(each.timescale, each.timescale)} {full_date(each.due_at)}",
                    full_date(each.stopped_at) if each.stopped_at else _("not yet"),
                    each.late_reason or (_("Late; no reason was given") if each.was_late else ""),
                ]
                for each in beside.clocks
            ],
        )  # fmt: skip
        if beside.clocks
        else Paragraph(_("None ran."))
    )
    return Document(
        title=_("History of decisions %(reference)s") % {"reference": found.reference},
        reference=found.reference,
        recipient=_("the family court"),
        marking=MARKING,
        made_at=at,
        made_by=f"{by.name}, {here.name}",
        owner=here.name,
        blocks=blocks,
    )


def _entries(found: LegalPlanning, beside: Beside) -> list[Entry]:
    told = [Entry(found.opened_at, _("A legal planning meeting was asked for"), by=found.asked_by_name, text=found.why)]
    kind = meeting_kind(PLANNING_MEETING)
    for each in beside.decisions:
        more = "\n".join(f"{name}: {value}" for name, value in tells(each.details))
        told.append(Entry(each.made_at, kind.outcome(each.outcome), by=each.by, text=f"{each.reasons}\n{more}".strip()))
    told += [
        Entry(each.starts_at, _("The parents and their lawyers were met"), text=each.reference)
        for each in beside.meetings
        if each.kind == PARENTS_MEETING and each.state in ("held", "sent")
    ]
    if beside.letter and beside.letter.sent_at:
        text = _("%(how)s. Written by %(who)s.") % {"how": beside.letter.sent_how, "who": beside.letter.written_by_name}
        told.append(
            Entry(
                beside.letter.sent_at,
                _("The letter before proceedings was sent"),
                by=beside.letter.sent_by_name,
                text=text,
            )
        )
    told += [
        Entry(
            each.said_at,
            _("Waits at “%(stage)s”, for: %(turn)s")
            % {"stage": LEGAL.states[each.stage], "turn": Turn(each.turn).label},
            by=each.by,
            text=_("%(why)s Expected by %(day)s.") % {"why": each.why, "day": full_date(each.until)},
        )
        for each in beside.delays
    ]
    if found.issued_on:
        text = f"{found.court} {found.court_number}".strip()
        told.append(Entry(found.issued_on, _("The council applied to the court"), text=text))
    told += [
        Entry(
            each.on,
            f"{each.get_kind_display()}: {each.get_state_display().lower()}",
            by=each.noted_by_name,
            text=" ".join(filter(None, (each.said, each.next_steps))) or each.place,
        )
        for each in beside.hearings
    ]
    told += [
        Entry(
            each.granted_on,
            _("The court gave longer, until %(day)s") % {"day": full_date(each.until)},
            by=each.noted_by_name,
            text=each.why,
        )
        for each in beside.extensions
    ]
    if found.closed_at:
        told.append(Entry(found.closed_at, found.get_ended_as_display(), text=found.ended_why))
    return sorted(told, key=_moment)


def _moment(entry: Entry) -> str:
    return entry.at.isoformat()

"""Who was told what about a person: every time something about them left the authority, or came back, in order.

Nothing is kept for this page alone: questions, handoffs, feedback and copies are frozen where they were made (decision
5), and one statement reads them together.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantern.frontdoor.rules import TOLD_HOW
from lantern.law.codes import code_set

SHOWN = 1_000
"""More tellings than this are not listed at once; the page then says so."""


@dataclass(frozen=True)
class Telling:
    """One time that something was told: when, to whom, what, why and on what ground, and by whom."""

    at: dt.datetime
    kind: str
    agency_id: int | None
    to: str
    words: str
    why: str
    ground: str
    by: str
    reference: str
    subjects: tuple[str, ...]
    incoming: bool
    """Whether it came to us: an agency's answer. Everything else left."""

    @property
    def what(self) -> str:
        """What it was, in words."""
        return _WHAT[self.kind]


_WHAT = {
    "question": "Asked what they know",
    "answer": "Answered us",
    "handoff": "Asked to take responsibility",
    "referrer": "The person who was worried was told",
    "family": "The family was told",
    "copy": "A copy of the record was made",
    "view": "Asked whether their information may be disclosed",
    "access": "Answer to a subject access request",
}

# Who was worried never stands on this page: it is printed, and may be read by the family.
_TOLD = """
with mine as materialized (
    select i.episode_id, i.kind from spine_involvement i where i.person_id = %(person)s
)
select * from (
    select e.opened_at as at, 'question' as kind, e.partner_agency_id as agency, a.name as receiver,
           k.question as words, '' as why, k.lawful_basis as ground, k.asked_by_name as teller, e.reference, k.subjects
    from mine m join spine_episode e on e.id = m.episode_id join frontdoor_check k on k.episode_ptr_id = e.id
    join partnership_agency a on a.id = e.partner_agency_id where m.kind = 'check'
    union all
    select k.answered_at, 'answer', e.partner_agency_id, a.name,
           case when k.open_until < (now() at time zone 'Europe/London')::date
                then 'Closed by whoever gave it. Ask ' || a.name || '.'
                else concat_ws(E'\\n\\n', nullif(k.answer_text, ''), nullif(k.cannot_share_why, '')) end,
           k.answer, k.lawful_basis, k.answered_by_name, e.reference, '[]'::jsonb
    from mine m join spine_episode e on e.id = m.episode_id join frontdoor_check k on k.episode_ptr_id = e.id
    join partnership_agency a on a.id = e.partner_agency_id where m.kind = 'check' and k.answered_at is not null
    union all
    select e.opened_at, 'handoff', t.agency_id, t.name || ', ' || a.name, h.need_to_know, h.purpose,
           coalesce(c.lawful_basis, ''), coalesce(o.actor_name, ''), e.reference, h.subjects
    from mine m join spine_episode e on e.id = m.episode_id join spine_handoff h on h.episode_ptr_id = e.id
    join partnership_team t on t.id = h.to_team_id join partnership_agency a on a.id = t.agency_id
    left join frontdoor_contact c on c.episode_ptr_id = e.because_of_id
    left join lateral (select v.actor_name from spine_event v where v.episode_id = e.id and v.kind = 'handoff_offered'
                       order by v.recorded_at limit 1) o on true
    where m.kind = 'handoff'
    union all
    select c.told_at, 'referrer', null, '', c.told_words, c.told_how, c.lawful_basis, coalesce(o.actor_name, ''),
           e.reference, '[]'::jsonb
    from mine m join spine_episode e on e.id = m.episode_id join frontdoor_contact c on c.episode_ptr_id = e.id
    left join lateral (select v.actor_name from spine_event v where v.episode_id = e.id and v.kind = 'referrer_told'
                       order by v.recorded_at desc limit 1) o on true
    where m.kind = 'contact' and c.told_at is not null and c.told_words <> ''
    union all
    select d.decided_at, 'family', null, '', d.family_told, '', '', coalesce(u.display_name, ''), e.reference,
           '[]'::jsonb
    from frontdoor_childdecision d join spine_episode e on e.id = d.contact_id
    left join access_user u on u.id = d.decided_by_id
    where d.person_id = %(person)s and d.current and d.family_told <> ''
    union all
    select l.at, 'copy', null, l.reason, '', l.page, '', coalesce(u.display_name, ''), '', '[]'::jsonb
    from access_look l left join access_user u on u.id = l.user_id
    where l.person_id = %(person)s and l.page in ('chronology_pdf', 'child_print', 'child_told_print')
    union all
    select e.opened_at, 'view', e.partner_agency_id, a.name,
           (select string_agg(i ->> 'title' || E'\\n' || (i ->> 'text'), E'\\n\\n')
            from jsonb_array_elements(v.items) i),
           '', 'legal_obligation', v.asked_by_name, e.reference, v.subjects
    from mine m join spine_episode e on e.id = m.episode_id join disclosure_agencyview v on v.episode_ptr_id = e.id
    join partnership_agency a on a.id = e.partner_agency_id where m.kind = 'disclosure_view'
    union all
    select c.made_at, 'access', null, c.recipient, '', c.number::text, 'legal_obligation', c.made_by_name, e.reference,
           '[]'::jsonb
    from mine m join spine_episode e on e.id = m.episode_id join disclosure_disclosedcopy c on c.episode_id = e.id
    where m.kind = 'access_request'
) told order by at desc, kind <> 'answer' limit %(limit)s
"""
_TOLD = "\n".join(line.strip() for line in _TOLD.splitlines())


def told_about(person_id: uuid.UUID) -> list[Telling]:
    """Everything that was told about a person, newest first. One statement, under the reader's own rights."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"person": person_id, "limit": SHOWN})
        return [_telling(row) for row in cursor.fetchall()]


_COPIES = {
    "chronology_pdf": "Chronology as PDF",
    "child_print": "Record, printed",
    "child_told_print": "This list, printed",
}


def _telling(row: Sequence[Any]) -> Telling:
    at, kind, agency, to, words, why, ground, by, reference, subjects = row
    match kind:
        case "answer":
            why = _ANSWERS.get(why, why)
        case "handoff":
            why = why.replace("_", " ").capitalize()
        case "referrer":
            to, why = "The person who was worried", TOLD_HOW.get(why, why).capitalize()
        case "family":
            to = "The family"
        case "copy":
            to, why = to.removeprefix("Copy for ") or by, _COPIES[why]
        case "access":
            why = f"Copy {why}"
    return Telling(
        at=at,
        kind=kind,
        agency_id=agency,
        to=to,
        words=words or "",
        why=why,
        ground=_ground(ground),
        by=by,
        reference=reference,
        subjects=tuple(each.get("name", "") for each in _listed(subjects)),
        incoming=kind == "answer",
    )


def _listed(subjects: Any) -> list[dict[str, str]]:
    # Django's cursor hands jsonb over as text, a bare one as a list.
    return json.loads(subjects) if isinstance(subjects, str) else list(subjects or [])


def _ground(code: str) -> str:
    found = code_set("lawful_basis").get(code) if code else None
    return found.label if found else "Not recorded"


_ANSWERS = {
    "relevant": "They hold relevant information",
    "nothing_held": "They hold nothing",
    "cannot_share": "They can not share what they hold",
}


def agencies_in(tellings: Sequence[Telling]) -> list[tuple[str, str]]:
    """The agencies that stand in a list, for a filter: id as text, and name."""
    found = {str(each.agency_id): each.to.rpartition(", ")[2] for each in tellings if each.agency_id is not None}
    return sorted(found.items(), key=lambda each: each[1])

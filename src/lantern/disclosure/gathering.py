"""Everything held about a person, in the order of time: what a subject access request asks for, in one click.

Reads what the reader may see (row-level security), and nothing that is hidden from them. A protected address is in none
of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lantern.disclosure.models import AccessRequest, HeldItem
from lantern.frontdoor import presenters as say
from lantern.frontdoor.models import Check, ChildDecision, Contact, Referrer, ReportedPerson, SecondLook
from lantern.interface.display import LONDON, full_date
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.people.models import Address, Identifier, Person, PersonName, Relationship
from lantern.spine import ledger
from lantern.spine.models import Attachment, Episode, Handoff, Involvement

Kind = HeldItem.Kind
MOST_EVENTS = 20_000
"""More than anybody's chronology holds; a longer one stops the gathering rather than being cut."""

_OWN = ("access_request", "disclosure_view", "chronology")
"""Episodes of this room: answering a request is not part of what was asked for."""


class TooMuchHeld(Exception):
    """More is held than one answer can carry: narrow the period."""


@dataclass(frozen=True)
class Found:
    """One thing that is held, before it is written down as gathered."""

    origin: str
    kind: HeldItem.Kind
    at: dt.datetime
    title: str
    text: str
    source: str = ""
    agency_id: int | None = None
    team_id: int | None = None
    handling: str = ""
    may_tell_family: bool | None = None
    sealed: bool = False
    """Withheld from the start, as somebody else's identity that was given in confidence. A human being may take that
    back.
    """

    @property
    def key(self) -> str:
        """What it was made from, with a mark of its words: a changed text is gathered beside the earlier one."""
        return f"{self.origin}:{hashlib.sha256(f'{self.title}|{self.text}'.encode()).hexdigest()[:16]}"


def held_about(request: AccessRequest, subjects: Sequence[uuid.UUID]) -> list[Found]:
    """Everything that is held about these people within the request's period and kinds of record, oldest first. A
    stated few statements for each kind. Raises TooMuchHeld.
    """
    since, until = _moments(request)
    wanted = set(request.records)
    episodes = _episodes(subjects, since, until)
    found: list[Found] = []
    if "particulars" in wanted:
        found += _particulars(subjects)
    if "events" in wanted:
        found += _events(subjects, since, until)
    if "contacts" in wanted:
        found += _contacts(episodes.get("contact", []))
    if "checks" in wanted:
        found += _checks(episodes.get("check", []))
    if "decisions" in wanted:
        found += _decisions(subjects, since, until)
    if "handoffs" in wanted:
        found += _handoffs(episodes.get("handoff", []))
    return sorted(
        (each for each in found if each.text.strip()), key=lambda each: (each.at, _ORDER[each.kind], each.origin)
    )


_ORDER = {kind: place for place, kind in enumerate(Kind)}


def _moments(request: AccessRequest) -> tuple[dt.datetime | None, dt.datetime | None]:
    since = dt.datetime.combine(request.since, dt.time(), tzinfo=LONDON) if request.since else None
    until = dt.datetime.combine(request.until, dt.time.max, tzinfo=LONDON) if request.until else None
    return since, until


def _within(at: dt.datetime, since: dt.datetime | None, until: dt.datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at <= until)


def _episodes(
    subjects: Sequence[uuid.UUID], since: dt.datetime | None, until: dt.datetime | None
) -> dict[str, list[uuid.UUID]]:
    rows = Involvement.objects.filter(person_id__in=subjects).values_list("kind", "episode_id", "opened_at")
    found: dict[str, list[uuid.UUID]] = {}
    for kind, episode, opened_at in rows:
        if _within(opened_at, since, until) and episode not in found.setdefault(kind, []):
            found[kind].append(episode)
    return found


def _paragraphs(*named: tuple[str, str]) -> str:
    """Named texts one below the other; those without words are left out."""
    return "\n\n".join(f"{name}: {words.strip()}" if name else words.strip() for name, words in named if words.strip())


# ---- Each kind of record ---------------------------------------------------------------------------------------------


def _particulars(subjects: Sequence[uuid.UUID]) -> Iterator[Found]:
    people = list(Person.objects.filter(pk__in=subjects))
    names, addresses, numbers, ties = (
        _by_person(model.objects.filter(person_id__in=subjects).order_by("pk"))
        for model in (PersonName, Address, Identifier, Relationship)
    )
    relatives = Person.objects.in_bulk([tie.relative_id for each in ties.values() for tie in each])
    for person in people:
        here = [each for each in addresses.get(person.pk, []) if not each.protected]
        lines = [
            f"Name: {person.name}",
            f"Born: {full_date(person.born_on)}" if person.born_on else "",
            f"Died: {full_date(person.died_on)}" if person.died_on else "",
            f"Sex: {person.get_sex_display()}",
            f"Gender: {person.gender}" if person.gender else "",
            f"Language: {person.language}" if person.language else "",
            f"Needs: {person.needs}" if person.needs else "",
            *(f"{each.get_kind_display()}: {each.first_names} {each.last_name}" for each in names.get(person.pk, [])),
            *(f"Address: {each.line}{_period(each)}" for each in here),
            "Address: one or more are protected and are not in this answer."
            if len(here) < len(addresses.get(person.pk, []))
            else "",
            *(f"{each.get_kind_display()}: {each.value}" for each in numbers.get(person.pk, [])),
            *(
                f"{tie.kind.replace('_', ' ').capitalize()}: {relatives[tie.relative_id].name}{_period(tie)}"
                for tie in ties.get(person.pk, [])
                if tie.relative_id in relatives
            ),
        ]
        yield Found(
            f"person:{person.pk}",
            Kind.PARTICULARS,
            person.recorded_at,
            f"Names, addresses, numbers and family ({person.reference})",
            "\n".join(line for line in lines if line),
        )


def _by_person(rows: Iterable[Any]) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _period(dated: Any) -> str:
    since = f"from {full_date(dated.from_date)}" if dated.from_date else ""
    until = f"until {full_date(dated.until_date)}" if dated.until_date else ""
    both = " ".join(part for part in (since, until) if part)
    return f" ({both})" if both else ""


def _events(subjects: Sequence[uuid.UUID], since: dt.datetime | None, until: dt.datetime | None) -> Iterator[Found]:
    entries = ledger.chronology(subjects, limit=MOST_EVENTS, since=since, remarks_too=True)
    if len(entries) >= MOST_EVENTS:
        raise TooMuchHeld
    told: set[uuid.UUID] = set()
    for entry in entries:
        if entry.event_id in told or entry.episode_kind in _OWN or not _within(entry.happened_at, since, until):
            continue
        told.add(entry.event_id)
        yield Found(
            f"event:{entry.event_id}",
            Kind.EVENT,
            entry.happened_at,
            f"Entry in the chronology{f' ({entry.episode_reference})' if entry.episode_reference else ''}",
            _paragraphs(("", entry.sentence), ("Note", entry.note), ("Corrected since", entry.corrected_by)),
            source=_by(entry.actor, entry.agency),
        )


def _by(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _contacts(ids: Sequence[uuid.UUID]) -> Iterator[Found]:
    referrers = {each.contact_id: each for each in Referrer.objects.filter(contact_id__in=ids)}
    files: dict[uuid.UUID, list[Attachment]] = {}
    for one in Attachment.objects.filter(episode_id__in=ids).order_by("added_at"):
        files.setdefault(one.episode_id, []).append(one)
    contacts = (
        Contact.objects.filter(pk__in=ids).prefetch_related("reported", "second_looks").select_related("decided_by")
    )
    for contact in contacts:
        reference = contact.reference
        yield Found(
            f"contact:{contact.pk}",
            Kind.CONTACT,
            contact.received_at,
            f"Contact {reference}, {contact.get_channel_display().lower()}",
            _paragraphs(
                ("What happened", contact.what_happened),
                ("Worries", contact.worries),
                ("What is going well", contact.strengths),
                ("What should happen", contact.wanted),
                ("The child’s own words", contact.child_words),
                ("Why the parents were not told", contact.parents_why_not),
                ("Screening", contact.screening_note),
                ("What is different this time", contact.why_different),
                ("Sign-off", contact.sign_off_note),
                ("Sign-off, about risk that adds up", contact.cumulative_tested),
                *[
                    ("What a second look found missing", look.missed)
                    for look in contact.second_looks.all()
                    # The words by which it was taken up again stand with that event.
                    if look.missed and look.then != SecondLook.Next.AGAIN
                ],
                ("What the person who contacted us was told", contact.told_words),
            ),
        )
        yield Found(
            f"described:{contact.pk}",
            Kind.DESCRIBED,
            contact.received_at,
            f"People as they were described in contact {reference}",
            "\n".join(_described(each) for each in contact.reported.all()),
        )
        if referrer := referrers.get(contact.pk):
            yield Found(
                f"referrer:{contact.pk}",
                Kind.REFERRER,
                contact.received_at,
                f"Who contacted us ({reference})",
                "\n".join(
                    part
                    for part in (
                        referrer.name,
                        referrer.role,
                        referrer.organisation,
                        referrer.relation,
                        referrer.phone,
                        referrer.email,
                    )
                    if part
                ),
                sealed=referrer.keep_identity_from_family,
            )
        for one in files.get(contact.pk, []):
            yield Found(
                f"file:{one.pk}",
                Kind.FILE,
                one.added_at,
                f"File with contact {reference}",
                f"{one.name} ({one.content_type}, {one.size:,} bytes). The file itself is read and sent beside this.",
            )


def _described(each: ReportedPerson) -> str:
    facts = (
        each.name,
        f"also known as {each.also_known_as}" if each.also_known_as else "",
        f"born {full_date(each.born_on)}" if each.born_on else each.age_words,
        each.relation,
        "" if each.address_protected else each.address_line,
        "" if each.address_protected else each.school,
        each.phone,
        each.needs,
    )
    return f"{each.get_part_display()}: {', '.join(fact for fact in facts if fact)}"


def _checks(ids: Sequence[uuid.UUID]) -> Iterator[Found]:
    for check in Check.objects.filter(pk__in=ids).select_related("asked_team__agency"):
        agency = check.asked_team.agency
        yield Found(
            f"question:{check.pk}",
            Kind.QUESTION,
            check.opened_at,
            f"Question to {agency.name} ({check.reference})",
            _paragraphs(("", check.question), ("On the ground of", say.lawful_basis(check.lawful_basis))),
            source=check.asked_by_name,
        )
        if check.answer and check.answered_at:
            yield Found(
                f"answer:{check.pk}",
                Kind.ANSWER,
                check.answered_at,
                f"Answer of {agency.name} ({check.reference})",
                _paragraphs(
                    ("", check.get_answer_display()),
                    ("What they hold", check.answer_text),
                    ("Where it is from", check.answer_source),
                    ("Why they can not share", check.cannot_share_why),
                ),
                source=_by(check.answered_by_name, agency.name),
                agency_id=agency.pk,
                team_id=check.asked_team_id,
                handling=check.get_handling_display() if check.handling else "",
                may_tell_family=check.may_tell_family,
            )


def _decisions(subjects: Sequence[uuid.UUID], since: dt.datetime | None, until: dt.datetime | None) -> Iterator[Found]:
    decisions = ChildDecision.objects.filter(person_id__in=subjects).select_related("decided_by", "contact")
    for decision in decisions:
        if not _within(decision.decided_at, since, until):
            continue
        yield Found(
            f"decision:{decision.pk}",
            Kind.DECISION,
            decision.decided_at,
            f"Decision on contact {decision.contact.reference}",
            _paragraphs(
                ("Decided", f"{decision.get_outcome_display()}, level {decision.level}"),
                ("Because", decision.rationale),
                ("If it happens again", decision.contingency),
                ("What spoke for it", decision.speaks_for),
                ("What spoke against it", decision.speaks_against),
                ("What was not known, and why it could not wait", decision.not_known),
                ("Reason for no further action", say.no_action_reason(decision.reason) if decision.reason else ""),
                ("What the family was told", decision.family_told),
                ("What the next team must know", decision.need_to_know),
                ("", "" if decision.current else "A later decision replaced this one."),
            ),
            source=str(decision.decided_by),
        )


def _handoffs(ids: Sequence[uuid.UUID]) -> Iterator[Found]:
    for handoff in Handoff.objects.filter(pk__in=ids).select_related("from_team__agency", "to_team__agency"):
        theirs = handoff.to_team.agency_id != handoff.from_team.agency_id
        yield Found(
            f"handoff:{handoff.pk}",
            Kind.HANDOFF,
            handoff.opened_at,
            f"Handoff {handoff.reference} from {handoff.from_team.name} to {handoff.to_team.name}",
            _paragraphs(("Why", handoff.purpose.replace("_", " ")), ("What they must know", handoff.need_to_know)),
            source=handoff.from_team.name,
        )
        yield Found(
            f"report:{handoff.pk}",
            Kind.REPORT,
            handoff.closed_at or handoff.opened_at,
            f"What {handoff.to_team.name} said about handoff {handoff.reference}",
            _paragraphs(("Why it was declined", handoff.decline_reason), ("What came of it", handoff.outcome)),
            source=_by(handoff.to_team.name, handoff.to_team.agency.name),
            agency_id=handoff.to_team.agency_id if theirs else None,
            team_id=handoff.to_team_id if theirs else None,
        )


# ---- Whose names may stand in it ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Somebody:
    """Somebody who may be mentioned in what was gathered. ``key`` stands for them in a form: no name, no address."""

    key: str
    label: str
    part: str
    names: tuple[tuple[str, str], ...]
    words: tuple[str, ...] = ()
    """Other words that give them away: a telephone number, an e-mail address."""
    sealed: bool = False
    """Their identity was given in confidence: it must not be readable in what goes out."""


def people_of(request: Episode, subjects: Sequence[uuid.UUID]) -> tuple[list[Somebody], list[Somebody]]:
    """Those the answer is for, and everybody else who may be mentioned: family, others in the same contacts, and
    whoever contacted us. Six statements.
    """
    contacts = list(
        Involvement.objects.filter(person_id__in=subjects, kind="contact").values_list("episode_id", flat=True)
    )
    reported = list(ReportedPerson.objects.filter(contact_id__in=contacts))
    ids = set(subjects) | {each.person_id for each in reported if each.person_id}
    ids |= set(Relationship.objects.filter(person_id__in=subjects).values_list("relative_id", flat=True))
    people = Person.objects.in_bulk(ids)
    kept = _by_person(PersonName.objects.filter(person_id__in=ids).order_by("pk"))
    told = _by_person(each for each in reported if each.person_id)
    found = []
    for person in sorted(people.values(), key=lambda each: each.sort_name):
        called = [(each.first_names, each.last_name) for each in kept.get(person.pk, [])]
        for each in told.get(person.pk, []):
            called += [(each.first_names, each.last_name), (each.also_known_as, "")]
        phones = tuple(each.phone for each in told.get(person.pk, []) if each.phone)
        found.append(
            Somebody(
                person.reference,
                person.name,
                "Child" if person.is_child else "Adult",
                tuple(dict.fromkeys(pair for pair in called if any(pair))),
                phones,
            )
        )
    of_subjects = {person.reference for person in people.values() if person.pk in set(subjects)}
    others = [each for each in found if each.key not in of_subjects]
    others += [
        Somebody(
            f"reported-{each.pk}",
            each.name,
            each.get_part_display(),
            tuple(pair for pair in ((each.first_names, each.last_name), (each.also_known_as, "")) if any(pair)),
            (each.phone,) if each.phone else (),
        )
        for each in reported
        if each.person_id is None and (each.first_names or each.last_name)
    ]
    for referrer in Referrer.objects.filter(contact_id__in=contacts).select_related("contact"):
        if referrer.name or referrer.phone or referrer.email:
            first, _, last = referrer.name.strip().rpartition(" ")
            others.append(
                Somebody(
                    f"referrer-{referrer.contact_id}",
                    referrer.name or "Name not given",
                    f"Contacted us ({referrer.contact.reference})",
                    ((first, last),) if referrer.name else (),
                    tuple(word for word in (referrer.phone, referrer.email) if word),
                    sealed=referrer.keep_identity_from_family,
                )
            )
    return [each for each in found if each.key in of_subjects], others


def record_labels(codes: Iterable[str]) -> str:
    """The kinds of record asked for, in words."""
    labels = code_set("held_record")
    return ", ".join(labels.label(code) for code in codes)


def agency_name(agency_id: int) -> str:
    """The name of an agency that has a team here. No SQL beyond what is remembered."""
    return next((team.agency.name for team in partnership.teams().values() if team.agency_id == agency_id), "")

"""From a told story to the rows the one door would have written: state, events, clocks and handoffs, ready for COPY.

Nothing here decides anything: states, event kinds and clocks come from the same declarations as the door, and
``tests/test_demonstration.py`` holds a sample of what is loaded against them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from lantern.frontdoor import models as frontdoor
from lantern.frontdoor import rules, states
from lantern.law.clock_events import started_by, stopped_by
from lantern.law.codes import code_set
from lantern.law.timescales import LocalStandards, due_at, timescale
from lantern.people import matching
from lantern.people import models as people
from lantern.project.demonstration.contacts import ContactStory
from lantern.project.demonstration.contacts import Post as StoryPost
from lantern.project.demonstration.families import Child, Family, Person
from lantern.spine import models as spine
from lantern.spine.kinds import all_kinds
from lantern.spine.models import Priority

LONDON = ZoneInfo("Europe/London")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_REFERENCE = "0123456789BCDFGHJKMNPQRSTVWXYZ"
NULL = "\\N"


def text(value: str) -> str:
    """A text as COPY reads it."""
    # Most texts hold nothing to escape, and finding that out is ten times quicker than escaping.
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def moment(value: dt.datetime | None) -> str:
    return NULL if value is None else value.isoformat()


def day(value: dt.date | None) -> str:
    return NULL if value is None else value.isoformat()


def array(values: Iterable[str]) -> str:
    """An array of plain codes as COPY reads it."""
    return "{" + ",".join(values) + "}"


def quoted_array(values: Iterable[str]) -> str:
    return (
        "{"
        + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values).translate(_ESCAPES)
        + "}"
    )


def document(value: Any) -> str:
    return text(json.dumps(value))


class Table:
    """Lines for one table, in the order of the columns given."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.model = model
        self.name = model._meta.db_table
        known = [str(column.column) for column in model._meta.local_concrete_fields]
        missing = set(known) ^ set(columns)
        if missing:
            raise ValueError(f"{self.name}: the loader and the model disagree about {sorted(missing)}")
        self.columns = columns
        self.lines: list[str] = []

    def add(self, *values: str) -> None:
        self.lines.append("\t".join(values))


@dataclass
class Cast:
    """The partnership's own rows that stories refer to, by code."""

    teams: dict[str, Any]
    posts: dict[tuple[str, str, int], tuple[int, int, str]]
    """(team code, role, number) -> (post id, user id, worker's name)."""
    agencies: dict[str, int]
    standards: dict[int, LocalStandards]
    threshold: dict[int, tuple[int, str]]
    """Authority -> (document id, version)."""
    clauses: dict[int, dict[str, int]] = field(default_factory=dict)


class Ids:
    """Time-ordered ids and references, the same each time for the same number."""

    def __init__(self, salt: int) -> None:
        self.salt = salt & 0xFFF
        self.count = 0
        self._at: dt.datetime | None = None
        self.prefix = self.moment = ""

    def new(self, at: dt.datetime) -> str:
        self.count += 1
        if at is not self._at:
            self.stamp(at)
        return f"{self.prefix}{self.count:012x}"

    def stamp(self, at: dt.datetime) -> str:
        """Set the moment of the ids that follow; the moment as COPY reads it. Most ids share one with the id before."""
        if at is not self._at:
            self._at, self.moment = at, at.isoformat()
            self.prefix = "%012x7%03x8%03x" % (int(at.timestamp() * 1000), self.salt, self.salt)  # noqa: UP031
        return self.moment

    def reference(self, prefix: str) -> str:
        """A reference from a number scattered over 30**7, so that neighbours do not look alike."""
        self.count += 1
        number = ((self.salt << 26 | self.count) * 15_485_863 + 7_368_787) % 30**7
        made = []
        for _ in range(7):
            number, digit = divmod(number, 30)
            made.append(_REFERENCE[digit])
        return f"{prefix}-{''.join(made)}"


_WHY_LATE = {
    "contact": (
        "",
        "Waited for an agency's answer.",
        "High demand that day.",
        "Family could not be reached.",
        "Worker off sick.",
    ),
    "check": (
        "",
        "Records held on paper.",
        "Only one person on the desk.",
        "Request arrived after the desk closed.",
        "System unavailable.",
    ),
    "handoff": ("", "No allocation meeting until later.", "Family away.", "Team at capacity.", "Worker on leave."),
}

EPISODE = (
    "id", "kind", "reference", "authority_id", "partner_agency_id", "state", "version", "priority", "owner_team_id", "worker_id",
    "because_of_id", "opened_at", "closed_at", "next_due_at", "next_due", "restricted",
)  # fmt: skip


class Rows:
    """Builds the rows of families and stories. One instance for one worker process; ``tables`` is what it has made so
    far.
    """

    def __init__(self, cast: Cast, salt: int, now: dt.datetime) -> None:
        self.cast = cast
        self.ids = Ids(salt)
        self.now = now
        self.known: dict[tuple[int, int, str], tuple[str, str, str, str]] = {}
        self.due: dict[tuple[int, str, str, dt.date], dt.datetime] = {}
        self.hours: dict[tuple[int, str, str], dt.timedelta | None] = {}
        self.labels = {
            "source": {code.code: code.label.lower() for code in code_set("referral_source").codes},
            "reason": {code.code: code.label.lower() for code in code_set("contact_reason").codes},
            "channel": {value: str(label).lower() for value, label in frontdoor.Channel.choices},
            "outcome": {value: str(label).lower() for value, label in frontdoor.Outcome.choices},
            "answer": {value: str(label).lower() for value, label in frontdoor.Check.Answer.choices},
        }
        self.significance = {code: str(kind.significance) for code, kind in all_kinds().items()}
        self._facts: dict[tuple[tuple[str, str], ...], str] = {}
        self._make_tables()

    def _make_tables(self) -> None:
        self.person = Table(
            people.Person, "id", "reference", "authority_id", "is_child", "life", "name", "sort_name", "born_on", "birth_known_to",
            "expected_on", "died_on", "sex", "gender", "ethnicity", "disabilities", "language", "needs", "restricted", "recorded_at", "version",
        )  # fmt: skip
        self.name = Table(
            people.PersonName,
            "id",
            "person_id",
            "authority_id",
            "restricted",
            "kind",
            "first_names",
            "last_name",
            "from_date",
            "until_date",
        )
        self.address = Table(
            people.Address, "id", "person_id", "authority_id", "restricted", "house", "street", "town", "postcode", "uprn",
            "from_date", "until_date", "protected", "source",
        )  # fmt: skip
        self.identifier = Table(
            people.Identifier, "id", "person_id", "authority_id", "restricted", "kind", "value", "issuer", "verified"
        )
        self.relationship = Table(
            people.Relationship, "id", "person_id", "relative_id", "authority_id", "restricted", "kind", "parental_responsibility",
            "lives_with", "contact_allowed", "from_date", "until_date", "risk_note",
        )  # fmt: skip
        self.household = Table(
            people.HouseholdMember,
            "id",
            "household",
            "person_id",
            "authority_id",
            "restricted",
            "from_date",
            "until_date",
        )
        self.key = Table(people.SearchKey, "id", "person_id", "authority_id", "restricted", "key")
        self.episode = Table(spine.Episode, *EPISODE)
        self.involvement = Table(
            spine.Involvement, "id", "episode_id", "person_id", "authority_id", "part", "restricted"
        )
        self.event = Table(
            spine.Event, "id", "kind", "happened_at", "recorded_at", "authority_id", "partner_agency_id", "actor_id", "post_id",
            "actor_name", "episode_id", "episode_version", "payload", "significance", "restricted", "corrects_id",
        )  # fmt: skip
        self.subject = Table(
            spine.EventSubject, "event_id", "person_id", "authority_id", "happened_at", "kind", "restricted"
        )
        self.note = Table(spine.EventNote, "event_id", "authority_id", "partner_agency_id", "restricted", "text")
        self.clock = Table(
            spine.Clock, "id", "timescale", "variant", "episode_id", "authority_id", "partner_agency_id", "owner_team_id", "started_at",
            "started_by_id", "due_at", "stopped_at", "stopped_by_id", "late_reason", "restricted",
        )  # fmt: skip
        self.handoff = Table(
            spine.Handoff, "episode_ptr_id", "from_team_id", "to_team_id", "purpose", "subjects", "need_to_know", "accepted_at",
            "first_seen_at", "decline_reason", "outcome",
        )  # fmt: skip
        self.contact = Table(
            frontdoor.Contact, "episode_ptr_id", "channel", "received_at", "out_of_hours", "immediate_danger", "what_happened", "worries",
            "strengths", "wanted", "child_words", "parents_aware", "parents_why_not", "consent", "lawful_basis", "reasons", "sent_by_id",
            "taken_by_id", "screened_at", "screening_note", "why_different", "decided_at", "decided_by_id", "signed_off_at",
            "signed_off_by_id", "sign_off_note", "urgent_start_at", "told_at", "told_how", "told_words", "joined_to_id",
        )  # fmt: skip
        self.referrer = Table(
            frontdoor.Referrer, "contact_id", "authority_id", "episode_id", "restricted", "source", "agency_id", "anonymous", "name", "role",
            "organisation", "relation", "phone", "email", "answer_by", "safe_times", "keep_identity_from_family", "professional",
        )  # fmt: skip
        self.reported = Table(
            frontdoor.ReportedPerson, "id", "contact_id", "episode_id", "authority_id", "restricted", "order", "part", "first_names",
            "last_name", "also_known_as", "born_on", "birth_known_to", "age_words", "unborn", "expected_on", "sex", "house", "street", "town",
            "postcode", "address_protected", "school", "relation", "phone", "nhs_number", "upn", "needs", "person_id", "match",
            "matched_by_name", "matched_at", "match_reasons",
        )  # fmt: skip
        self.check = Table(
            frontdoor.Check, "episode_ptr_id", "asked_team_id", "asked_by_name", "asked_by_phone", "subjects", "question", "lawful_basis",
            "parents_aware", "answer", "answer_text", "answer_source", "handling", "may_tell_family", "cannot_share_why", "answered_at",
            "answered_by_name", "reminded_at", "reminders", "escalated_at",
        )  # fmt: skip
        self.decision = Table(
            frontdoor.ChildDecision, "id", "contact_id", "episode_id", "reported_id", "person_id", "authority_id", "restricted", "current",
            "outcome", "level", "threshold_document_id", "clauses", "rationale", "evidence", "reason", "consent", "family_told", "to_team_id",
            "need_to_know", "handoff_id", "decided_at", "decided_by_id",
        )  # fmt: skip
        self.tables = [
            self.person, self.name, self.address, self.identifier, self.relationship, self.household, self.key, self.episode,
            self.involvement, self.event, self.subject, self.note, self.clock, self.handoff, self.contact, self.referrer, self.reported,
            self.check, self.decision,
        ]  # fmt: skip

    # --- Families
    # ------------------------------------------------------------------------------------------------------------------------

    def add_family(self, family: Family) -> None:
        """The people of a family, their names, homes, numbers and ties, and the keys by which they are found."""
        authority = str(family.authority)
        began = self.now
        homes: dict[str, list[tuple[Any, str, str, bool, str]]] = {}
        for household in family.households:
            number = self.ids.new(began)
            for member in household.members:
                homes.setdefault(member, []).append(
                    (household.address, day(household.since), day(household.until), household.protected, number)
                )
        members: tuple[Person | Child, ...] = (*family.adults, *family.children)
        for one in members:
            child = one if isinstance(one, Child) else None
            identity, reference = self.ids.new(began), self.ids.reference("P")
            first, last = text(one.first_names), text(one.last_name)
            unborn = child and one.born_on is None
            full = f"{first} {last}".strip() if one.first_names else (f"Unborn baby {last}".strip() if unborn else last)
            self.known[(family.authority, family.number, one.key)] = (identity, full, day(one.born_on), reference)
            self.person.add(
                identity, reference, authority, "t" if child else "f", "expected" if unborn else "born", full, f"{last}, {first}".strip(", "),
                day(one.born_on), "unknown" if unborn else "day", day(child.expected_on) if child else NULL, NULL, one.sex, "", one.ethnicity,
                array(child.disabilities) if child else "{}", "" if isinstance(one, Child) else text(one.language), "", "f", began.isoformat(), "1",
            )  # fmt: skip
            if one.first_names or one.last_name:
                self.name.add(self.ids.new(began), identity, authority, "f", "legal", first, last, NULL, NULL)
            names = [matching.Name(one.first_names, one.last_name)]
            for alias in one.aliases:
                self.name.add(
                    self.ids.new(began),
                    identity,
                    authority,
                    "f",
                    alias.kind,
                    text(alias.first_names),
                    text(alias.last_name),
                    NULL,
                    day(alias.until),
                )
                names.append(matching.Name(alias.first_names, alias.last_name))
            addresses = []
            for address, since, until, protected, household_id in homes.get(one.key, ()):
                self.address.add(
                    self.ids.new(began), identity, authority, "f", text(address.house), text(address.street), text(address.town),
                    address.postcode, "", since, until, "t" if protected else "f", "",
                )  # fmt: skip
                self.household.add(self.ids.new(began), household_id, identity, authority, "f", since, until)
                if not protected:  # nobody is found by where they must not be found
                    addresses.append(matching.Address(address.house, address.street, address.postcode))
            nhs = upn = ""
            if child:
                nhs, upn = child.nhs_number, child.upn
                for kind, value in (("nhs", nhs), ("upn", upn), ("former_upn", child.former_upn)):
                    if value:
                        self.identifier.add(self.ids.new(began), identity, authority, "f", kind, value, "", "t")
            if one.born_on:
                birth = matching.Birth.on(one.born_on)
            elif child and child.expected_on:
                birth = matching.Birth.expected_on(child.expected_on)
            else:
                birth = None
            described = matching.Description(
                names=tuple(names),
                birth=birth,
                sex=one.sex,
                addresses=tuple(addresses),
                nhs_number=nhs,
                upn=upn,
                former_upns=(child.former_upn,) if child and child.former_upn else (),
            )
            for found in matching.search_keys(described):
                self.key.add(self.ids.new(began), identity, authority, "f", text(found))
        for tie in family.relationships:
            person, relative = (
                self.known[(family.authority, family.number, key)][0] for key in (tie.person, tie.relative)
            )
            self.relationship.add(
                self.ids.new(began), person, relative, authority, "f", tie.kind, tie.parental_responsibility, tie.lives_with,
                tie.contact_allowed, NULL, NULL, "",
            )  # fmt: skip

    # --- Stories
    # -------------------------------------------------------------------------------------------------------------------------

    def add_story(self, story: ContactStory) -> None:
        """Everything one contact wrote: its own rows and those of its checks, decisions and handoffs."""
        _Telling(self, story).write()

    def due_at(self, authority: int, clock: str, variant: str, started: dt.datetime) -> dt.datetime:
        """When a clock is due; counted once for each day, since days end at midnight, and by the hour where law counts
        hours.
        """
        kind = (authority, clock, variant)
        if kind not in self.hours:
            value = timescale(clock).value_on(started.date(), variant or None, self.cast.standards[authority])
            self.hours[kind] = dt.timedelta(hours=value.limit.amount) if value.limit.unit == "clock_hours" else None
        hours = self.hours[kind]
        if hours is not None:
            return started + hours
        key = (authority, clock, variant, started.astimezone(LONDON).date())
        if key not in self.due:
            self.due[key] = due_at(clock, started, variant=variant or None, local=self.cast.standards[authority])
        return self.due[key]

    def facts(self, payload: dict[str, str] | None) -> str:
        """An event's payload as COPY reads it. The same few thousand come again and again, so they are remembered."""
        if not payload:
            return "{}"
        key = tuple(payload.items())
        if key not in self._facts:
            if len(self._facts) > 20_000:
                self._facts.clear()
            self._facts[key] = document(payload)
        return self._facts[key]

    def why_late(self, kind: str) -> str:
        """A reason for lateness; one clock in five was left without one, as happens."""
        return _WHY_LATE[kind][self.ids.count % len(_WHY_LATE[kind])]

    def who(self, post: StoryPost | None) -> tuple[str, str, str]:
        """(post id, user id, name) of whoever acted; the system itself when a story names nobody."""
        if post is None:
            return NULL, NULL, "Lantern"
        post_id, user_id, name = self.cast.posts[(post.team, post.role, post.number)]
        return str(post_id), str(user_id), name


class _Episode:
    """An episode while its story is told: its state, version and running clocks."""

    def __init__(
        self, rows: Rows, kind: str, prefix: str, at: dt.datetime, *, authority: int, owner: int, partner: str = NULL
    ) -> None:
        self.rows, self.kind, self.authority, self.owner, self.partner = rows, kind, authority, owner, partner
        self.id, self.reference = rows.ids.new(at), rows.ids.reference(prefix)
        self.opened_at, self.closed_at = at, NULL
        self.state, self.version, self.priority = "", 0, ""
        self.worker, self.because_of = NULL, NULL
        self.running: dict[str, tuple[dt.datetime, str, dt.datetime, str]] = {}
        self.variants: dict[str, bool] = {}

    def happens(
        self, kind: str, at: dt.datetime, by: StoryPost | None, about: Sequence[str], payload: dict[str, str] | None = None, *,
        note: str = "", to: str = "", closes: bool = False, step: bool = True, wakes: bool = True,
    ) -> str:  # fmt: skip
        """One event, with the clocks it stops and starts. ``step`` is False for events recorded beside a move."""
        rows = self.rows
        if step:
            self.version += 1
        if to:
            self.state = to
        ids = rows.ids
        when = ids.stamp(at)
        count = ids.count + 1
        event = f"{ids.prefix}{count:012x}"
        post, user, name = rows.who(by)
        authority = str(self.authority)
        # The two longest tables are written here without `add`: they are two thirds of all rows.
        rows.event.lines.append(
            f"{event}\t{kind}\t{when}\t{when}\t{authority}\t{self.partner}\t{user}\t{post}\t{name}\t{self.id}\t{self.version}"
            f"\t{rows.facts(payload)}\t{rows.significance[kind]}\tf\t{NULL}"
        )
        add, rest = rows.subject.lines.append, f"\t{authority}\t{when}\t{kind}\tf"
        for person in about:
            add(f"{event}\t{person}{rest}")
        ids.count = count
        if note:
            rows.note.add(event, authority, self.partner, "f", text(note))
        if wakes:
            for clock in stopped_by(kind):
                if clock in self.running:
                    self._stopped(clock, at, event)
            if closes:
                self.closed_at = when
                for clock in list(self.running):
                    self._stopped(clock, at, event)
            else:
                for clock in started_by(kind):
                    if clock not in self.running:
                        variant = self.priority if self.priority and timescale(clock).variants else ""
                        due = rows.due_at(self.authority, clock, variant, at)
                        self.running[clock] = (at, event, due, variant)
        return event

    def rate(self, priority: str) -> None:
        """Judge running clocks by a new priority, from when they started."""
        self.priority = priority
        for clock, (at, event, _due, variant) in self.running.items():
            if timescale(clock).variants and variant != priority:
                self.running[clock] = (at, event, self.rows.due_at(self.authority, clock, priority, at), priority)

    def _stopped(self, clock: str, at: dt.datetime, event: str) -> None:
        began, started_by_event, due, variant = self.running.pop(clock)
        late = self.rows.why_late(self.kind) if at > due else ""
        self._clock(clock, variant, began, started_by_event, due, at.isoformat(), event, late)

    def _clock(
        self,
        clock: str,
        variant: str,
        began: dt.datetime,
        event: str,
        due: dt.datetime,
        stopped: str,
        by: str,
        late: str,
    ) -> None:
        identity = self.rows.ids.new(began)  # stamps `began`
        self.rows.clock.add(
            identity, clock, variant, self.id, str(self.authority), self.partner, str(self.owner), self.rows.ids.moment, event,
            due.isoformat(), stopped, by, late, "f",
        )  # fmt: skip

    def write(self) -> None:
        """The episode's own row, and the clocks that still run."""
        next_due, next_clock = NULL, ""
        for clock, (began, event, due, variant) in self.running.items():
            self._clock(clock, variant, began, event, due, NULL, NULL, "")
            if next_due == NULL or due.isoformat() < next_due:
                next_due, next_clock = due.isoformat(), clock
        rating = str(Priority[self.priority.upper()].value) if self.priority else NULL
        self.rows.episode.add(
            self.id, self.kind, self.reference, str(self.authority), self.partner, self.state, str(self.version), rating, str(self.owner),
            self.worker, self.because_of, self.opened_at.isoformat(), self.closed_at, next_due, next_clock, "f",
        )  # fmt: skip


class _Telling:
    """One story on its way into rows, in the order in which it happened."""

    def __init__(self, rows: Rows, story: ContactStory) -> None:
        self.rows, self.story = rows, story
        self.authority = story.authority
        cast = rows.cast
        hub = next(team for team in cast.teams.values() if team.kind == "hub" and self.authority in team.covers)
        night = next(
            team for team in cast.teams.values() if team.kind == "emergency_duty" and self.authority in team.covers
        )
        self.hub, self.night = hub, night
        owner = night if story.out_of_hours else hub
        self.contact = _Episode(rows, "contact", "C", story.received_at, authority=self.authority, owner=owner.pk)
        family = story.family
        keys = [family.children[index].key for index in story.children]
        adult_keys = [family.adults[index].key for index in story.adults]
        self.children = [rows.known[(self.authority, family.number, key)] for key in keys]
        self.adults = [rows.known[(self.authority, family.number, key)] for key in adult_keys]
        self.place = {index: place for place, index in enumerate(story.children)}
        self.identified = story.screened_at is not None
        self.about = (
            [child[0] for child in self.children] + [adult[0] for adult in self.adults] if self.identified else []
        )
        self.reported: list[str] = []
        self.handoffs: dict[int, str] = {}
        self.told_subjects: dict[int | None, str] = {}

    def write(self) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        reasons = ", ".join(rows.labels["reason"][code] for code in story.reasons) or "reasons not yet said"
        if story.immediate_danger:
            contact.priority = "red"
        if story.received_by == "consultation":
            contact.happens(
                "advice_recorded",
                story.received_at,
                story.taken_by,
                [],
                {"reasons": reasons},
                to=states.ADVISED,
                closes=True,
                note="",
            )
        else:
            contact.happens(
                "contact_received", story.received_at, story.taken_by, self.about,
                {
                    "source": rows.labels["source"].get(story.referrer.source, "unknown"),
                    "channel": rows.labels["channel"][story.received_by],
                    "reasons": reasons,
                },
                to=states.RECEIVED,
            )  # fmt: skip
            self._until_finished()
        self._contact_row()
        self._people_rows()
        self._decision_rows()
        contact.write()

    def _until_finished(self) -> None:
        """The moves after receiving, by the moments the story gives. Later moments are simply not there yet."""
        story, contact = self.story, self.contact
        steps: list[tuple[dt.datetime, int, Any]] = []
        if story.handover and (story.finished_at is None or story.handover.offered_at < story.finished_at):
            offer = self._handover_offer()
            steps.append((story.handover.offered_at, 1, lambda: self._handed_over(offer)))
            accepted = story.handover.accepted_at
            if (
                story.finished_at is not None
            ):  # what is finished was taken over by then, whatever the morning's list says
                accepted = min(accepted or story.finished_at, story.finished_at)
            if accepted is not None:
                steps.append((accepted, 9, lambda: self._taken_over(offer, accepted)))
            else:
                steps.append((self.rows.now, 9, lambda: self._write_handover(offer, None)))
        if story.screened_at:
            steps.append((story.screened_at, 2, self._screened))
        if story.checks:
            steps.append((min(check.asked_at for check in story.checks), 3, self._asked))
        if story.sent_back:
            steps.append((story.sent_back.decided_at, 4, self._decided_first))
            steps.append((story.sent_back.at, 5, self._sent_back))
        if story.decided_at:
            steps.append((story.decided_at, 6, self._decided))
        if story.signed_off_at:
            steps.append((story.signed_off_at, 7, self._signed_off))
        if story.feedback_at:
            steps.append((story.feedback_at, 8, self._told))
        for _, _, step in sorted(steps, key=lambda each: (each[0], each[1])):
            step()
        if story.finished_at:
            contact.happens(
                "contact_finished", story.finished_at, story.decided_by, self.about, to=states.FINISHED, closes=True
            )

    def _handover_offer(self) -> _Episode:
        assert self.story.handover is not None
        return self._handoff(self.night, self.hub, rules.HANDOVER, self.story.handover.offered_at, None)

    @property
    def _duty_teams(self) -> dict[str, str]:
        return {"from_team": self.night.name, "to_team": self.hub.name}

    def _handed_over(self, offer: _Episode) -> None:
        story = self.story
        assert story.handover is not None
        at = story.handover.offered_at
        self.contact.happens("handover_offered", at, story.taken_by, self.about, self._duty_teams)
        facts = {**self._duty_teams, "purpose": "morning handover"}
        offer.happens("handoff_offered", at, story.taken_by, self.about, facts, to="offered")

    def _taken_over(self, offer: _Episode, at: dt.datetime) -> None:
        officer = StoryPost(self.hub.code, "hub_officer", 1)
        facts = {**self._duty_teams, "purpose": "morning handover"}
        offer.happens("handoff_accepted", at, officer, self.about, facts, to="accepted")
        self.contact.owner = self.hub.pk
        self.contact.happens("handover_accepted", at, officer, self.about, self._duty_teams)
        offer.happens(
            "handoff_finished", at, officer, self.about, facts, to="finished", closes=True, note="Taken over."
        )
        self._write_handover(offer, at)

    def _write_handover(self, offer: _Episode, accepted: dt.datetime | None) -> None:
        self._write_handoff(
            offer, self.night, self.hub, rules.HANDOVER, "Handed over at the end of the out-of-hours shift.", accepted, None, "",
            "Taken over." if accepted else "", None,
        )  # fmt: skip

    def _handoff(self, from_team: Any, to_team: Any, purpose: str, at: dt.datetime, child: int | None) -> _Episode:
        episode = _Episode(
            self.rows, "handoff", "H", at, authority=self.authority, owner=to_team.pk, partner=str(to_team.agency_id)
        )
        episode.priority = self.contact.priority
        episode.because_of = self.contact.id
        return episode

    def _write_handoff(
        self, episode: _Episode, from_team: Any, to_team: Any, purpose: str, need_to_know: str, accepted: dt.datetime | None,
        seen: dt.datetime | None, declined: str, outcome: str, child: int | None,
    ) -> None:  # fmt: skip
        rows = self.rows
        episode.write()
        rows.handoff.add(
            episode.id, str(from_team.pk), str(to_team.pk), purpose, self._told_subjects(child), text(need_to_know), moment(accepted),
            moment(seen), text(declined), text(outcome),
        )  # fmt: skip
        people = [self.children[self.place[child]][0]] if child is not None else self.about
        for index, person in enumerate(people):
            part = "child" if child is not None or index < len(self.children) else "adult"
            rows.involvement.add(rows.ids.new(episode.opened_at), episode.id, person, str(self.authority), part, "f")

    def _told_subjects(self, child: int | None) -> str:
        """Who a receiver is told this concerns, as COPY reads it: the same for every agency that is asked."""
        if child not in self.told_subjects:
            self.told_subjects[child] = document(self._subjects(child))
        return self.told_subjects[child]

    def _subjects(self, child: int | None) -> list[dict[str, str]]:
        family = self.story.family
        home = family.households[0]
        where = (
            ""
            if home.protected
            else f"{home.address.house} {home.address.street}, {home.address.town}, {home.address.postcode}"
        )
        told = []
        for index, (_, name, born, _) in enumerate(self.children):
            if child is None or self.story.children[index] == child:
                source = family.children[self.story.children[index]]
                told.append(
                    {
                        "part": "child", "name": name, "also": "", "born": "" if born == NULL else born,
                        "expected": source.expected_on.isoformat() if source.expected_on else "", "address": where, "relation": "",
                        "school": source.school.name if source.school and where else "",
                    }
                )  # fmt: skip
        for _, name, born, _ in self.adults:
            told.append(
                {"part": "adult", "name": name, "also": "", "born": "" if born == NULL else born, "expected": "", "address": where,
                 "relation": "", "school": ""}
            )  # fmt: skip
        return told

    def _screened(self) -> None:
        story, contact = self.story, self.contact
        assert story.screened_at is not None
        for person in self.about:
            contact.happens(
                "person_matched",
                story.screened_at,
                story.screened_by,
                [person],
                {"how": "linked to a known person"},
                step=False,
            )
        contact.happens(
            "contact_screened",
            story.screened_at,
            story.screened_by,
            self.about,
            {"priority": story.priority},
            to=states.SCREENED,
        )
        contact.rate(story.priority)  # as at the door: the clock that screening stopped keeps the time it ran under
        contact.worker = self.rows.who(story.screened_by)[1]

    def _asked(self) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        asked_at = min(check.asked_at for check in story.checks)
        names = {check.team: rows.cast.teams[check.team].agency.name for check in story.checks}
        contact.happens(
            "agencies_asked",
            asked_at,
            story.screened_by,
            self.about,
            {"agencies": ", ".join(sorted(set(names.values())))},
            to=states.CHECKING,
        )
        for told in story.checks:
            desk = rows.cast.teams[told.team]
            check = _Episode(
                rows, "check", "K", told.asked_at, authority=self.authority, owner=desk.pk, partner=str(desk.agency_id)
            )
            check.priority, check.because_of = contact.priority, contact.id
            agency = {"agency": names[told.team]}
            check.happens("check_asked", told.asked_at, story.screened_by, self.about, agency, to=states.ASKED)
            if told.reminded_at:
                check.happens("check_reminded", told.reminded_at, None, self.about, agency)
            if told.answered_at:
                check.happens(
                    "check_answered", told.answered_at, StoryPost(told.team, "agency_responder", 1), self.about,
                    {**agency, "answer": rows.labels["answer"][told.answer]}, to=states.ANSWERED, closes=True,
                )  # fmt: skip
            check.write()
            for index, person in enumerate(self.about):
                part = "child" if index < len(self.children) else "adult"
                rows.involvement.add(rows.ids.new(told.asked_at), check.id, person, str(self.authority), part, "f")
            rows.check.add(
                check.id, str(desk.pk), rows.who(story.screened_by)[2], "", self._told_subjects(None),
                "What do you know about this family that bears on these worries?", story.lawful_basis, story.parents_aware, told.answer,
                text(told.text), text(told.source), told.handling, NULL if told.may_tell_family is None else "t" if told.may_tell_family else "f",
                text(told.cannot_share_why), moment(told.answered_at),
                text(rows.who(StoryPost(told.team, "agency_responder", 1))[2]) if told.answered_at else "", moment(told.reminded_at),
                "1" if told.reminded_at else "0", NULL,
            )  # fmt: skip

    def _outcomes(self) -> str:
        return ", ".join(dict.fromkeys(self.rows.labels["outcome"][each.outcome] for each in self.story.decisions))

    def _decided_first(self) -> None:
        assert self.story.sent_back is not None
        self._decide_at(self.story.sent_back.decided_at)

    def _sent_back(self) -> None:
        sent = self.story.sent_back
        assert sent is not None
        self.contact.happens("contact_sent_back", sent.at, sent.by, self.about, note=sent.reason, to=states.SENT_BACK)

    def _decided(self) -> None:
        assert self.story.decided_at is not None
        self._decide_at(self.story.decided_at)

    def _decide_at(self, at: dt.datetime) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        contact.happens(
            "contact_decided", at, story.decided_by, [], {"outcomes": self._outcomes()}, to=states.AWAITING_SIGN_OFF
        )
        _, version = rows.cast.threshold[self.authority]
        for each in story.decisions:
            contact.happens(
                "child_decided", at, story.decided_by, [self.children[self.place[each.child]][0]],
                {"outcome": rows.labels["outcome"][each.outcome], "level": str(each.level), "document": version}, step=False,
            )  # fmt: skip
        if story.urgent_start_at and story.urgent_start_at >= at:
            urgent = next((each for each in story.decisions if each.outcome in rules.CAN_NOT_WAIT), None)
            if urgent is not None:
                contact.happens(
                    "urgent_protection_began", story.urgent_start_at, story.decided_by, [self.children[self.place[urgent.child]][0]],
                    {"outcome": rows.labels["outcome"][urgent.outcome]}, step=False,
                )  # fmt: skip

    def _signed_off(self) -> None:
        story, contact = self.story, self.contact
        assert story.signed_off_at is not None
        contact.happens(
            "contact_signed_off",
            story.signed_off_at,
            story.signed_off_by,
            self.about,
            note=story.sign_off_note,
            to=states.PASSING_ON,
        )
        for offered in story.handoffs:
            for child in offered.children:
                self._offered(offered, child)

    def _offered(self, told: Any, child: int) -> None:
        rows, story = self.rows, self.story
        to_team = rows.cast.teams[told.to_team]
        from_team = self.hub
        episode = self._handoff(from_team, to_team, told.outcome, told.offered_at, child)
        facts = {"from_team": from_team.name, "to_team": to_team.name, "purpose": told.outcome.replace("_", " ")}
        who = self.children[self.place[child]][0]
        receiver = next((StoryPost(*key) for key in rows.cast.posts if key[0] == told.to_team), None)
        episode.happens("handoff_offered", told.offered_at, story.signed_off_by, [who], facts, to="offered")
        if told.declined_at:
            episode.owner = from_team.pk
            episode.happens(
                "handoff_declined",
                told.declined_at,
                receiver,
                [who],
                facts,
                to="declined",
                closes=True,
                note=told.decline_reason,
            )
        else:
            if told.accepted_at:
                episode.happens("handoff_accepted", told.accepted_at, receiver, [who], facts, to="accepted")
            if told.first_seen_at:
                episode.happens("handoff_first_seen", told.first_seen_at, receiver, [who], facts, to="seen")
            if told.finished_at:
                episode.happens(
                    "handoff_finished",
                    told.finished_at,
                    receiver,
                    [who],
                    facts,
                    to="finished",
                    closes=True,
                    note=told.finish_outcome,
                )
        decision = next((each for each in story.decisions if each.child == child), None)
        self._write_handoff(
            episode, from_team, to_team, told.outcome, decision.rationale if decision else "", told.accepted_at, told.first_seen_at,
            told.decline_reason, told.finish_outcome, child,
        )  # fmt: skip
        self.handoffs[child] = episode.id

    def _told(self) -> None:
        story, contact = self.story, self.contact
        assert story.feedback_at is not None
        if story.can_not_tell:
            contact.happens(
                "referrer_can_not_be_told",
                story.feedback_at,
                story.decided_by,
                self.about,
                {"why": rules.CAN_NOT_TELL[story.can_not_tell]},
            )
        else:
            contact.happens(
                "referrer_told",
                story.feedback_at,
                story.decided_by,
                self.about,
                {"how": rules.TOLD_HOW[story.feedback_how]},
            )

    def _contact_row(self) -> None:
        story, contact, rows = self.story, self.contact, self.rows
        advice = story.received_by == "consultation"
        rows.contact.add(
            contact.id, story.received_by, story.received_at.isoformat(), "t" if story.out_of_hours else "f",
            "t" if story.immediate_danger else "f", text(story.what_happened), text(story.worries), text(story.strengths), text(story.wanted),
            text(story.child_words), story.parents_aware, text(story.parents_why_not), story.consent, story.lawful_basis, array(story.reasons),
            NULL, rows.who(story.taken_by)[1], moment(story.screened_at), text(story.screening_note), text(story.why_different),
            moment(story.decided_at), rows.who(story.decided_by)[1] if story.decided_at else NULL, moment(story.signed_off_at),
            rows.who(story.signed_off_by)[1] if story.signed_off_at else NULL, text(story.sign_off_note), moment(story.urgent_start_at),
            story.received_at.isoformat() if advice else moment(story.feedback_at),
            "at_once" if advice else (story.can_not_tell or story.feedback_how) if story.feedback_at else "",
            text(story.advice if advice else story.feedback_words), NULL,
        )  # fmt: skip
        told = story.referrer
        rows.referrer.add(
            contact.id, str(self.authority), contact.id, "f", told.source, str(rows.cast.agencies.get(told.agency, NULL)),
            "t" if told.anonymous else "f", "" if told.anonymous else text(told.name), text(told.role), text(told.organisation),
            text(told.relation), "" if told.anonymous else told.phone, "" if told.anonymous else told.email, told.answer_by, "",
            "t" if told.keep_identity_from_family else "f", "t" if told.professional else "f",
        )  # fmt: skip

    def _people_rows(self) -> None:
        story, rows = self.story, self.rows
        family = story.family
        home = family.households[0]
        matched = moment(story.screened_at)
        matcher = text(rows.who(story.screened_by)[2]) if self.identified else ""
        authority = str(self.authority)
        for order, (index, known) in enumerate(zip(story.children, self.children, strict=True)):
            child = family.children[index]
            reported = rows.ids.new(story.received_at)
            self.reported.append(reported)
            told = story.told_first_names[order] if order < len(story.told_first_names) else child.first_names
            rows.reported.add(
                reported, self.contact.id, self.contact.id, authority, "f", str(order), "child", text(told), text(child.last_name), "",
                day(child.born_on), "day" if child.born_on else "unknown", "", "f" if child.born_on else "t", day(child.expected_on), child.sex,
                text(home.address.house), text(home.address.street), text(home.address.town), home.address.postcode,
                "t" if home.protected else "f", text(child.school.name) if child.school else "", "", "", "", "", "",
                known[0] if self.identified else NULL, "linked" if self.identified else "", matcher, matched, "{}",
            )  # fmt: skip
        for order, (index, known) in enumerate(zip(story.adults, self.adults, strict=True)):
            adult = family.adults[index]
            rows.reported.add(
                rows.ids.new(story.received_at), self.contact.id, self.contact.id, authority, "f", str(order), "adult", text(adult.first_names),
                text(adult.last_name), "", NULL, "unknown", "", "f", NULL, adult.sex, text(home.address.house), text(home.address.street),
                text(home.address.town), home.address.postcode, "t" if home.protected else "f", "", "", adult.phone, "", "", "",
                known[0] if self.identified else NULL, "linked" if self.identified else "", matcher, matched, "{}",
            )  # fmt: skip
        if self.identified:
            for index_, person in enumerate(self.about):
                part = "child" if index_ < len(self.children) else "adult"
                rows.involvement.add(rows.ids.new(story.received_at), self.contact.id, person, authority, part, "f")

    def _decision_rows(self) -> None:
        story, rows = self.story, self.rows
        if story.decided_at is None and story.sent_back is None:
            return
        threshold, _ = rows.cast.threshold[self.authority]
        decider = rows.who(story.decided_by)[1]
        moments = []
        if story.sent_back:
            moments.append((story.sent_back.decided_at, story.decided_at is None))
        if story.decided_at:
            moments.append((story.decided_at, True))
        for at, current in moments:
            for each in story.decisions:
                told = next((one for one in story.handoffs if each.child in one.children), None)
                to_team = str(rows.cast.teams[told.to_team].pk) if told else NULL
                rows.decision.add(
                    rows.ids.new(at), self.contact.id, self.contact.id, self.reported[self.place[each.child]], self.children[self.place[each.child]][0],
                    str(self.authority), "f", "t" if current else "f", each.outcome, str(each.level), str(threshold), array(each.clauses),
                    text(each.rationale), quoted_array(each.evidence), each.reason, each.consent, text(each.family_told), to_team,
                    text(each.rationale), self.handoffs.get(each.child, NULL) if current else NULL, at.isoformat(), decider,
                )  # fmt: skip

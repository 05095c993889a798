"""A draft of the next threshold document beside the one in force: what is the same, reworded, taken out or new."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.models import ThresholdDraft
from lantern.frontdoor.permissions import DRAFT_THRESHOLD
from lantern.partnership.models import ThresholdDocument
from lantern.spine import acts
from lantern.spine.actors import somebody


@dataclass(frozen=True)
class Clause:
    """One clause of a version, in force or drafted."""

    clause: str
    level: int
    domain: str
    text: str


@dataclass(frozen=True)
class Wording:
    """What a version says: levels by number as text, and clauses."""

    name: str
    levels: Mapping[str, Mapping[str, str]]
    clauses: tuple[Clause, ...]


def as_published(document: ThresholdDocument) -> Wording:
    """A version that is or was in force, or will be. One statement."""
    clauses = tuple(Clause(one.clause, one.level, one.domain, one.text) for one in document.descriptors.all())
    return Wording(document.version, document.levels, clauses)


def as_drafted(draft: ThresholdDraft) -> Wording:
    """A draft. No statement."""
    return Wording("draft", draft.levels, tuple(Clause(**one) for one in draft.clauses))


@dataclass(frozen=True)
class Difference:
    """One clause that is not the same in both, or one that is."""

    kind: str
    """``same``, ``reworded``, ``removed`` or ``added``."""
    clause: str
    domain: str
    before: str
    after: str


@dataclass(frozen=True)
class LevelCompared:
    """A level in both versions."""

    level: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    clauses: tuple[Difference, ...]

    @property
    def is_renamed(self) -> bool:
        return dict(self.before) != dict(self.after)

    @property
    def changed(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.clauses if one.kind != "same")


def compared(now: Wording, then: Wording) -> list[LevelCompared]:
    """Both side by side, level by level. A clause is the same one where it has the same number."""
    before, after = ({one.clause: one for one in each.clauses} for each in (now, then))
    numbers = list(dict.fromkeys((*before, *after)))
    found = []
    for level in sorted({*now.levels, *then.levels}):
        lines = []
        for number in numbers:
            old, new = before.get(number), after.get(number)
            one = old or new
            if one is None or str(one.level) != level:
                continue
            kind = (
                "added"
                if old is None
                else "removed"
                if new is None
                else "same"
                if old.text.split() == new.text.split()
                else "reworded"
            )
            lines.append(Difference(kind, number, one.domain, old.text if old else "", new.text if new else ""))
        found.append(LevelCompared(level, now.levels.get(level, {}), then.levels.get(level, {}), tuple(lines)))
    return found


def touched(levels: Iterable[LevelCompared]) -> list[str]:
    """The clauses in force that would read otherwise or be gone: decisions that cite them may turn out otherwise."""
    return [one.clause for level in levels for one in level.changed if one.kind != "added"]


def next_number(level: int, clauses: Iterable[Clause]) -> str:
    """The number of a further clause of a level: a number that was used is never used again."""
    used = [one.clause.partition(".")[2] for one in clauses if one.level == level]
    return f"{level}.{max((int(each) for each in used if each.isdecimal()), default=0) + 1}"


def draft_of(document: ThresholdDocument, authorities: Sequence[int]) -> ThresholdDraft | None:
    """The draft that the reader's areas are writing, or none. One statement."""
    found = ThresholdDraft.objects.filter(document=document, authority_id__in=list(authorities))
    return found.select_related("changed_by").order_by("-changed_at").first()


class SomebodyWasQuicker(Exception):
    """The draft was changed since it was read. ``draft`` is what stands now."""

    def __init__(self, draft: ThresholdDraft) -> None:
        super().__init__("Somebody else has changed the draft meanwhile.")
        self.draft = draft


@transaction.atomic
def save_draft(
    document: ThresholdDocument,
    wording: Wording,
    *,
    seen: int,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> ThresholdDraft:
    """Write the draft. ``seen`` is the version of it that was read, 0 where there was none.

    Raises MoveRefused, SomebodyWasQuicker, or AlreadyDone when this key was used before.
    """
    standing = draft_of(document, by.authorities)
    authority = next(each for each in by.authorities if each in document.covers)
    draft = standing or ThresholdDraft(authority_id=authority, document=document)
    acts.require(by.may(DRAFT_THRESHOLD, draft))
    acts.claim(key, move="frontdoor.draft_threshold", by=by)
    clauses = [one.__dict__ for one in wording.clauses]
    written = {"levels": wording.levels, "clauses": clauses, "changed_by_id": somebody(by), "changed_at": at}
    if standing is None:
        for name, value in written.items():
            setattr(draft, name, value)
        draft.save(force_insert=True)
        return draft
    changed = ThresholdDraft.objects.filter(pk=standing.pk, version=seen).update(version=F("version") + 1, **written)
    if not changed:
        raise SomebodyWasQuicker(standing)
    return standing


def as_area_file(document: ThresholdDocument, wording: Wording) -> str:
    """A draft as the area file writes it, to be given a name and a day when the partners have agreed."""
    domains = {one.domain: slugify(one.domain) for one in wording.clauses}

    def words(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = [
        "[[threshold_document.version]]",
        f"# Follows version {document.version} of {document.title}: give it a name and its first day.",
        'version = ""',
        'wording = "published"',
        "# in_force_from =",
        "domains = [",
        *(f"  {{ code = {words(code)}, name = {words(name)} }}," for name, code in domains.items()),
        "]",
    ]
    for level, told in sorted(wording.levels.items()):
        lines += [
            "",
            "[[threshold_document.version.level]]",
            f"level = {level}",
            f"name = {words(told.get('name', ''))}",
            f"summary = {words(told.get('summary', ''))}",
            "clauses = [",
            *(
                f"  {{ id = {words(one.clause)}, domain = {words(domains[one.domain])}, text = {words(one.text)} }},"
                for one in wording.clauses
                if str(one.level) == level
            ),
            "]",
        ]
    return "\n".join(lines)

"""Whoever a line in the search box may mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.people import matching, names
from lantern.people.finding.candidate import Candidate
from lantern.people.finding.fetching import about, birth_in, candidate_of, each_once, listed
from lantern.people.matching import Birth, Description
from lantern.spine.actors import Actor

_REFERENCE = re.compile(r"^[A-Za-z]{1,3}-[0-9A-Za-z]{7}$")

_FULL_DATE = re.compile(r"\b(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")

_YEAR = re.compile(r"\b(19\d\d|20\d\d)\b")

_POSTCODE = re.compile(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2})\b")


@dataclass(frozen=True)
class _Asked:
    words: tuple[str, ...] = ()
    reference: str = ""
    nhs_number: str = ""
    upn: str = ""
    postcode: str = ""
    birth: Birth | None = None

    @property
    def is_exact(self) -> bool:
        """Whether it names one record by a number."""
        return bool(self.reference or self.nhs_number or self.upn)


def read_search(text: str) -> _Asked:
    """What a line in the search box asks for: a reference, a number, a postcode, a date or a year, and words that may
    be names or places.
    """
    left = " ".join(text.split())[:200]
    if _REFERENCE.match(left):
        return _Asked(reference=left.upper())
    if (nhs := parse_nhs_number(left)).ok:
        return _Asked(nhs_number=nhs.value)
    if (upn := parse_upn(left)).ok:
        return _Asked(upn=upn.value)
    postcode, birth = "", None
    if (found := _POSTCODE.search(left)) and (parsed := parse_postcode(found[1])).ok:
        postcode, left = parsed.value, left.replace(found[0], " ")
    if found := _FULL_DATE.search(left):
        day = _date_of(found)
        birth, left = (Birth.on(day) if day else None), left.replace(found[0], " ")
    elif found := _YEAR.search(left):
        birth, left = Birth.in_year(int(found[1])), left.replace(found[0], " ")
    return _Asked(
        words=tuple(dict.fromkeys(word for word in names.normalise(left).split() if len(word) > 1))[:6],
        postcode=postcode,
        birth=birth,
    )


def _date_of(found: re.Match[str]) -> dt.date | None:
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return dt.date(whole, int(month), int(day))
    except ValueError:
        return None


def search(text: str, *, by: Actor, on: dt.date | None = None, limit: int = 25) -> list[Candidate]:
    """Whoever a line of free text may mean: "smith 2019 norton", "jaydn", a reference, an NHS number, a UPN, a
    postcode.

    Two SQL statements. The order is by how many of the words fit and how well; each result says which did and which
    did not.
    """
    asked = read_search(text)
    rows = listed(_search_keys(asked), by=by, postcode=asked.postcode, reference=asked.reference)
    fitting = []
    for row in rows:
        points, good, bad = _fit(asked, row)
        if points > 0:
            fitting.append((points, row, good, bad))
    fitting.sort(key=lambda each: (-each[0], each[1]["name"]))
    told = about([row["id"] for _, row, _, _ in fitting[:limit]])
    today = on or timezone.localdate()
    return each_once(
        candidate_of(told[row["id"]], None, today, (good, bad))
        for _, row, good, bad in fitting[:limit]
        if row["id"] in told
    )


def _search_keys(asked: _Asked) -> list[int]:
    """Keys for each word as a name, for each pair as given name and surname, and for the birth date with each."""
    if number := asked.nhs_number or asked.upn:
        return [matching.number_key(number)]
    return matching.keys_of_words(asked.words, asked.birth)


_WORD_POINTS = {
    names.Likeness.SAME: 3.0,
    names.Likeness.SPELLING: 2.5,
    names.Likeness.NICKNAME: 2.5,
    names.Likeness.SOUND: 2.0,
    names.Likeness.TYPING: 1.5,
}


def _fit(asked: _Asked, row: Mapping[str, Any]) -> tuple[float, list[str], list[str]]:
    """How well a record fits a search: points, what fits, what does not."""
    if asked.reference:
        return 10.0, ["Reference"], []
    if asked.nhs_number or asked.upn:
        return 10.0, ["NHS number" if asked.nhs_number else "Unique pupil number"], []
    points, good, bad = 0.0, [], []
    called = dict.fromkeys(
        part
        for _, first, last in row["names"] or []
        for part in (*names.given_names(first), *names.surname_parts(last))
    )
    places = [each for each in row["addresses"] or [] if not each[5]]
    in_places = {word for each in places for part in each[1:3] for word in names.normalise(part).split()}
    for word in asked.words:
        likeness = {name: names.compare_words(word, name) for name in called}
        best = max(likeness, key=lambda name: _WORD_POINTS.get(likeness[name], 0.0), default="")
        worth = _WORD_POINTS.get(likeness[best], 0.0) if best else 0.0
        if worth < 2.0 and word in in_places:
            points += 2.0
            good.append(f"Lives or lived in {word.title()}")
        elif worth:
            points += worth
            good.append(
                f"Name: {best.title()}" if likeness[best] is names.Likeness.SAME else f"“{word}” is like {best.title()}"
            )
        else:
            points -= 2.5
            bad.append(f"“{word}” is neither a name nor a place on this record")
    if asked.postcode:
        lives = any(each[3] == asked.postcode for each in places)
        points += 4.0 if lives else -2.0
        (good if lives else bad).append(
            f"Postcode {asked.postcode}" if lives else f"Another postcode than {asked.postcode}"
        )
    if asked.birth:
        theirs = birth_in(row)
        match = matching.score(Description(birth=asked.birth), Description(birth=theirs))
        for reason in match.agreements:
            points += 4.0 if reason.weight > 8 else 2.5
            good.append(reason.text)
        for reason in match.disagreements:
            points -= 3.0
            bad.append(reason.text)
    return points, good, bad

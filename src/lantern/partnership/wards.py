"""Postcodes and the wards they lie in: reading a postcode file, and putting it in the place of the one before.

Reads the Office for National Statistics' postcode directory (columns such as ``pcds``, ``osward``, ``oslaua``, under
whatever year's names) and a plain file of postcodes and wards. Wards are those that the area files list, by name;
codes come with the file. Addresses keep their postcode, so that a contact is counted in the ward its child lived in on
that day: a boundary review is loaded with the day from which it holds, and changes nothing before it.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from lantern.law.identifiers import Rejected, parse_postcode
from lantern.partnership import queries
from lantern.partnership.models import Authority, PostcodeWard, Ward, WardFile

type Report = Callable[[int], None]

_COLUMNS = {
    "postcode": r"pcds|pcd|pcd[278]|postcode|post code",
    "code": r"osward|ward ?code|ward ?cd|wd\d\dcd",
    "name": r"ward|ward ?name|ward ?nm|wd\d\dnm",
    "authority": r"oslaua|laua|lad ?code|lad\d\dcd|authority|local authority",
}
_WARD_CODE = re.compile(r"E05\d{6}\Z")
_LONGEST = 200  # characters of a value that a message repeats
_REPORT_EVERY = 10_000


class WardFileError(ValueError):
    """The whole file can not be used. The message says why and what to do."""


@dataclass
class WardsRead:
    """What a postcode file says about our wards."""

    wards: dict[str, Ward] = field(default_factory=dict)
    """Postcode, as addresses keep it, to ward."""
    codes: dict[int, str] = field(default_factory=dict)
    """Ward number to its code in this file."""
    rows: int = 0
    elsewhere: int = 0
    """Rows of other areas, and of no ward at all."""
    refused: int = 0
    problems: dict[str, list[int]] = field(default_factory=dict)
    """What is wrong, and in which rows of the file: the first is the one below the column names."""

    def refuse(self, row: int, message: str) -> None:
        self.refused += 1
        self.problems.setdefault(message, []).append(row)


def decoded(content: bytes) -> str:
    """The text of a file that a spreadsheet or the Office for National Statistics wrote."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_names(text: str) -> dict[str, str]:
    """Ward code to name, from the list that comes with the postcode directory. Raises WardFileError."""
    rows, columns = _table(text, needs=("code", "name"), what="ward codes (wd25cd) and one of ward names (wd25nm)")
    return {
        row[columns["code"]].strip(): row[columns["name"]].strip() for row in rows if len(row) > max(columns.values())
    }


def read_wards(
    text: str,
    *,
    authority: Authority | None = None,
    names: Mapping[str, str] | None = None,
    report: Report = lambda rows: None,
) -> WardsRead:
    """What a postcode file says about the wards of our areas. Good rows are kept; the others are listed with what is
    wrong. ``authority`` is whose wards a plain file means; ``names`` gives codes their names.

    Raises WardFileError when there is no column of postcodes or of wards.
    """
    rows, columns = _table(text, needs=("postcode",), what="postcodes (pcds or postcode) and one of wards")
    if "code" not in columns and "name" not in columns:
        raise WardFileError(
            "The file has no column of wards. Name it ward, or osward as in the ONS postcode directory."
        )
    known = _Known.of(authority, names or {})
    read = WardsRead()
    for number, row in enumerate(rows, 1):
        if any(cell.strip() for cell in row):
            read.rows += 1
            _read_row(number, row, columns, known, read)
        if number % _REPORT_EVERY == 0:
            report(number)
    if not read.wards and not read.refused:
        raise WardFileError("No postcode of the file lies in a ward of our areas. Is it the file of another region?")
    return read


def _read_row(number: int, row: Sequence[str], columns: Mapping[str, int], known: _Known, read: WardsRead) -> None:
    said = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
    if said.get("authority") and said["authority"].lower() not in known.authorities:
        read.elsewhere += 1
        return
    here = known.authorities.get(said.get("authority", "").lower(), known.authority)
    code, name = said.get("code", ""), said.get("name", "")
    if _WARD_CODE.match(name):
        code, name = name, ""
    if not code and not name:
        read.elsewhere += 1
        return
    ward = known.ward(code, name, here)
    if ward is None:
        if here is None and code and not name and code not in known.names:
            read.elsewhere += 1  # a directory of the whole country without a column that says where
        else:
            read.refuse(number, known.why_not(code, name, here))
        return
    postcode = parse_postcode(said["postcode"])
    if isinstance(postcode, Rejected):
        read.refuse(number, f"“{said['postcode'][:_LONGEST]}” is not a full postcode, like TS18 1AA.")
        return
    before = read.wards.setdefault(postcode.value, ward)
    if before.pk != ward.pk:
        read.refuse(number, f"{postcode.value} stands in two wards, {before.name} and {ward.name}. The first was kept.")
    elif code:
        read.codes[ward.pk] = code


@dataclass(frozen=True)
class _Known:
    """Our wards, as a file may name them."""

    authority: int | None
    authorities: dict[str, int]
    by_code: dict[str, Ward]
    by_name: dict[tuple[int, str], Ward]
    names: Mapping[str, str]

    @classmethod
    def of(cls, authority: Authority | None, names: Mapping[str, str]) -> _Known:
        listed = [ward for ward in Ward.objects.all() if ward.listed]
        if not listed:
            raise WardFileError("No area file lists any ward yet. Add them to areas/*.toml and run `lantern migrate`.")
        authorities = {}
        for each in queries.authorities():
            for word in (each.ons_code, str(each.pk), each.name, each.short_name):
                authorities[word.lower()] = each.pk
        return cls(
            authority.pk if authority else None,
            authorities,
            {ward.ons_code: ward for ward in listed if ward.ons_code},
            {(ward.authority_id, _plain(ward.name)): ward for ward in listed},
            names,
        )

    def ward(self, code: str, name: str, here: int | None) -> Ward | None:
        if not name:
            name = self.names.get(code, "")
        if not name:
            return self.by_code.get(code)
        plain = _plain(name)
        if here is not None:
            return self.by_name.get((here, plain))
        found = [ward for (_, called), ward in self.by_name.items() if called == plain]
        return found[0] if len(found) == 1 else None

    def why_not(self, code: str, name: str, here: int | None) -> str:
        name = name or self.names.get(code, "")
        if not name:
            return (
                f"Nobody said what the ward {code} is called. Give the list of ward names that comes with the"
                " postcode directory with --names."
            )
        called = [ward for ward in self.by_name.values() if here is None or ward.authority_id == here]
        if here is None and any(_plain(ward.name) == _plain(name) for ward in called):
            return f"There are several wards “{name[:_LONGEST]}”. Say whose wards these are with --authority."
        near = difflib.get_close_matches(_plain(name), [_plain(ward.name) for ward in called], n=1)
        meant = next((f" Is it {ward.name}?" for ward in called if near and _plain(ward.name) == near[0]), "")
        return f"No area file lists the ward “{name[:_LONGEST]}”.{meant} Add it to areas/*.toml, or correct the name."


def _plain(name: str) -> str:
    """A ward's name without what people write differently."""
    words = name.lower().replace("&", " and ").replace("’", "'")
    return " ".join(re.sub(r"\bward\b", " ", re.sub(r"[^a-z0-9' ]", " ", words)).replace("'", "").split())


def _table(text: str, *, needs: Sequence[str], what: str) -> tuple[Iterable[list[str]], dict[str, int]]:
    """The rows below the column names, and where each column that we read stands."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    head = next(rows, [])
    columns: dict[str, int] = {}
    for wanted, pattern in _COLUMNS.items():
        for at, cell in enumerate(head):
            said = " ".join(cell.lower().replace("_", " ").split())
            # pcds is written as we keep postcodes; of several columns it is taken.
            if re.fullmatch(pattern, said) and (wanted not in columns or said == "pcds"):
                columns[wanted] = at
    if not columns and len(head) == 2 and not isinstance(parse_postcode(head[0]), Rejected):
        return [head, *rows], {"postcode": 0, "name": 1}  # two columns without names
    if missing := [each for each in needs if each not in columns]:
        shown = ", ".join(head)[:_LONGEST] or "nothing"
        raise WardFileError(f"The file needs a column of {what}; there is no {missing[0]}. Its first line is: {shown}.")
    return rows, columns


@transaction.atomic
def load_wards(read: WardsRead, *, name: str, sha256: str, at: dt.datetime, since: dt.date | None = None) -> int:
    """Put what was read in force. Needs the role that owns reference data. Returns how many postcodes changed.

    With ``since``, the former ward of a postcode ends the day before; without, the file takes the place of all that was
    there of the authorities in it, as if it had always held.
    """
    for number, code in read.codes.items():
        Ward.objects.filter(pk=number).update(ons_code=code)
    ours = {ward.authority_id for ward in read.wards.values()}
    if since is None:
        PostcodeWard.objects.filter(ward__authority_id__in=ours).delete()
        PostcodeWard.objects.filter(postcode__in=list(read.wards)).delete()
        changed = read.wards
    else:
        now = dict(PostcodeWard.objects.filter(until_date__isnull=True).values_list("postcode", "ward_id"))
        changed = {code: ward for code, ward in read.wards.items() if now.get(code) != ward.pk}
        standing = PostcodeWard.objects.filter(postcode__in=list(changed))
        standing.filter(from_date__gte=since).delete()
        standing.filter(until_date__isnull=True).update(until_date=since - dt.timedelta(days=1))
        standing.filter(until_date__gte=since).update(until_date=since - dt.timedelta(days=1))
    PostcodeWard.objects.bulk_create(
        (PostcodeWard(postcode=code, ward=ward, from_date=since) for code, ward in changed.items()), batch_size=5_000
    )
    WardFile.objects.create(
        name=name[:120], sha256=sha256, postcodes=len(read.wards), in_force_from=since, loaded_at=at
    )
    queries.forget()
    return len(changed)

"""The children in need census of a council, in the Department for Education's XML: read safely, child by child.

A file may come from anywhere, so the reader takes nothing for granted: no document type, entity or outside reference
is accepted, sizes and depths are limited, and only one child at a time is in memory. It is liberal about the order of
elements, about older years and about what is missing, and says so; a child that cannot be read is passed over and told
with the line, the others are kept.

The census holds no names: children are known by the council's own number, the UPN, date of birth, sex and ethnicity.
Elements, years and codes are those of the census specification; sources are in the law room
(`law/codes/cin_census.toml`).
"""

import random
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TextIO
from xml.parsers import expat

from lantern.law.codes import code_set
from lantern.law.identifiers import parse_former_upn, parse_upn, upn_check_letter
from lantern.law.timescales import timescale
from lantern.law.working_days import add_working_days, is_working_day

FIRST_YEAR, LAST_YEAR = 2017, 2027
"""The years of census (as in the header) whose form is known here."""

MAX_BYTES = 200 * 1024 * 1024
MAX_DEPTH = 16
MAX_ATTRIBUTES = 20
MAX_TOKEN = 1024 * 1024
"""Bytes of one tag or comment."""
MAX_TEXT = 2_000
"""Characters in one element."""
MAX_ELEMENTS = 5_000
"""Elements of one child."""
_CHUNK = 64 * 1024


class CinFileError(ValueError):
    """The file as a whole cannot be read. The message is plain English; `code` is stable; `line` is 0 where none is to
    blame.
    """

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


# --- What is read ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CinHeader:
    """Where and when the census comes from. `year` is the closing year: 2026 runs from 1 April 2025 to 31 March
    2026.
    """

    year: int | None
    reference_date: date | None
    authority_code: str = ""
    software: str = ""
    release: str = ""
    serial_number: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CinAssessment:
    """An assessment; `factors` are codes of the list assessment_factor."""

    started_on: date
    internal_review_on: date | None = None
    authorised_on: date | None = None
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CinPlan:
    """A child in need plan."""

    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class CinSection47:
    """A section 47 enquiry. The start is the strategy discussion; `conference_not_required` is what it says."""

    started_on: date
    conference_target_on: date | None = None
    conference_on: date | None = None
    conference_not_required: bool = False


@dataclass(frozen=True, slots=True)
class CinProtectionPlan:
    """A child protection plan with its categories of abuse and reviews; `previous_plans` counts those before it."""

    started_on: date
    ended_on: date | None = None
    initial_category: str = ""
    latest_category: str = ""
    previous_plans: int | None = None
    reviewed_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class CinEpisode:
    """One referral and everything that followed from it. `conference_on` is a conference without a section 47 enquiry
    here.

    `pre_proceedings` are the blocks of 2026-27 as (element, text) pairs, not interpreted: their codes are not
    established.
    """

    referred_on: date
    referral_source: str = ""
    primary_need: str = ""
    closed_on: date | None = None
    closure_reason: str = ""
    conference_on: date | None = None
    no_further_action: bool = False
    assessments: tuple[CinAssessment, ...] = ()
    plans: tuple[CinPlan, ...] = ()
    section_47_enquiries: tuple[CinSection47, ...] = ()
    protection_plans: tuple[CinProtectionPlan, ...] = ()
    pre_proceedings: tuple[tuple[tuple[str, str], ...], ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class CinChild:
    """A child as the census knows one. Born or expected: `born_on` or `expected_on`. `line` is where the child stands
    in the file.
    """

    la_child_id: str
    upn: str = ""
    former_upn: str = ""
    upn_unknown: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    sex: Literal["M", "F", "U"] = "U"
    died_on: date | None = None
    ethnicity: str = ""
    disabilities: tuple[str, ...] = ()
    episodes: tuple[CinEpisode, ...] = ()
    line: int = field(default=0, compare=False)


class Severity(StrEnum):
    """What a problem did to its child."""

    SKIPPED = "skipped"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class CinProblem:
    """One thing wrong, with the line of the file. `rule` is the number of the department's own check where there is
    one.
    """

    line: int
    la_child_id: str
    element: str
    message: str
    severity: Severity = Severity.SKIPPED
    rule: str = ""


@dataclass(frozen=True, slots=True)
class CinSummary:
    """What a whole file holds, without keeping its children."""

    header: CinHeader
    children: int
    episodes: int
    skipped: int
    problems: tuple[CinProblem, ...]


# --- Reading ---------------------------------------------------------------------------------------------------------


class _Element:
    """An element of one child: a small tree that is thrown away when the child is read."""

    __slots__ = ("children", "line", "name", "text")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.text = ""
        self.children: list[_Element] = []

    def all(self, name: str) -> list["_Element"]:
        return [child for child in self.children if child.name == name]


class _ChildError(ValueError):
    """A child that cannot be read."""

    def __init__(self, line: int, element: str, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.line, self.element, self.rule = line, element, rule


class CinReading(Iterator[CinChild]):
    """A census file being read: an iterator of children that also gives the `header` and, as it goes, the `problems`.

    Raises CinFileError while iterating when the file breaks off or turns bad further down: whoever stores children
    does so in one transaction, or calls `check_cin` first. Use it in a `with` block, or read it to its end, so that
    the file is closed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[CinProblem] = []
        self.children_read = 0
        self.children_skipped = 0
        self.bytes_read = 0
        self.size = path.stat().st_size
        if self.size > MAX_BYTES:
            raise CinFileError("too_big", f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
        self._ready: deque[_Element] = deque()
        self._stack: list[_Element] = []
        self._depth = 0
        self._elements = 0
        self._overfull = False
        self._header_tree: _Element | None = None
        self._header: CinHeader | None = None
        self._in_children = False
        self._saw_child = False
        self._strange: set[str] = set()
        self._ids: dict[str, int] = {}
        self._file = path.open("rb")
        self._finished = False
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def header(self) -> CinHeader:
        """Year, authority and software of the census."""
        if self._header is None:  # pragma: no cover - _begin sets it or raises
            raise AssertionError("the header is read when the file is opened")
        return self._header

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; there are no more children after that."""
        self._finished = True
        self._file.close()

    def __next__(self) -> CinChild:
        while True:
            while self._ready:
                child = self._read_child(self._ready.popleft())
                if child is not None:
                    self.children_read += 1
                    return child
            if self._finished:
                raise StopIteration
            try:
                self._feed()
            except BaseException:
                self.close()
                raise

    def _begin(self) -> None:
        opening = self._file.read(8)
        self._file.seek(0)
        for mark, kind in ((b"PK\x03\x04", "a zip archive or an Excel workbook"), (b"%PDF", "a PDF document")):
            if opening.startswith(mark):
                message = f"This is {kind}, not a census file. Unpack or export the XML and choose that."
                raise CinFileError("not_xml", message)
        if not opening.strip():
            raise CinFileError("not_xml", "The file is empty.")
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # Everything that could read another file, ask a network or grow in memory begins with one of these.
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.UnparsedEntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse_outside
        parser.SkippedEntityHandler = self._refuse
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser = parser
        while not self._in_children and not self._finished:
            self._feed()
        if not self._in_children:
            raise self._not_census("There is no Children element in it.")

    def _feed(self) -> None:
        """Give the parser the next piece of the file."""
        chunk = self._file.read(_CHUNK)
        self.bytes_read += len(chunk)
        if self.bytes_read > MAX_BYTES:
            raise CinFileError("too_big", f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise self._broken(error) from None
        except (LookupError, UnicodeError, ValueError) as error:
            if isinstance(error, CinFileError):
                raise
            message = "The file names an encoding of text that cannot be read. Save it as UTF-8."
            raise CinFileError("encoding", message) from None
        if self.bytes_read - max(0, self._parser.CurrentByteIndex) > MAX_TOKEN + 2 * _CHUNK:
            raise CinFileError("too_long", "A single tag of the file is longer than any census needs.", self._line())
        if not chunk:
            self._finished = True
            self._file.close()
            if not self._saw_child and self._in_children:
                raise CinFileError("no_children", "The census file holds no child.")

    def _broken(self, error: expat.ExpatError) -> CinFileError:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]:
            return self._forbidden()
        if self._header is None and self._depth == 0:
            return self._not_census("It is not XML.")
        return CinFileError(
            "broken",
            f"The file breaks off or is not well-formed XML at line {error.lineno}. "
            "Nothing below that line can be read: export it again.",
            error.lineno,
        )

    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _not_census(self, why: str) -> CinFileError:
        return CinFileError(
            "not_census",
            f"This is not a children in need census file. {why} Choose the XML file made for the census.",
            self._line(),
        )

    def _forbidden(self) -> CinFileError:
        return CinFileError(
            "forbidden",
            f"Line {self._line()} has a document type or an entity, which no census file needs and which can do harm. "
            "The file was not read.",
            self._line(),
        )

    def _refuse(self, *_: object) -> None:
        raise self._forbidden()

    def _refuse_outside(self, *_: object) -> int:
        raise self._forbidden()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._depth += 1
        line = self._line()
        if len(attributes) > MAX_ATTRIBUTES:
            raise CinFileError("attributes", f"Line {line} has more than {MAX_ATTRIBUTES} attributes in one tag.", line)
        if self._depth > MAX_DEPTH:
            raise CinFileError("depth", f"At line {line} elements lie more than {MAX_DEPTH} deep in each other.", line)
        if self._stack:
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                self._overfull = True
            element = _Element(name, line)
            if not self._overfull:
                self._stack[-1].children.append(element)
            self._stack.append(element)
        elif self._depth == 1 and name != "Message":
            raise self._not_census(f"It begins with “{name[:40]}” instead of “Message”.")
        elif self._depth == 2 and name == "Header" and self._header is None:
            self._stack = [_Element(name, line)]
        elif self._depth == 2 and name == "Children":
            self._open_children()
        elif self._depth == 3 and name == "Child" and self._in_children:
            self._saw_child = True
            self._elements, self._overfull = 0, False
            self._stack = [_Element(name, line)]
        elif self._depth > 1:
            self._unknown(name, line)

    def _characters(self, text: str) -> None:
        if self._stack:
            element = self._stack[-1]
            if len(element.text) <= MAX_TEXT:
                element.text += text[: MAX_TEXT + 1 - len(element.text)]

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if not self._stack:
            return
        element = self._stack.pop()
        if self._stack:
            return
        if element.name == "Header":
            self._header_tree = element
        elif self._overfull:
            self._skip(element.line, _id_of(element), "Child", f"The child has more than {MAX_ELEMENTS:,} elements.")
        else:
            self._ready.append(element)

    def _open_children(self) -> None:
        self._in_children = True
        if self._header is not None:
            return
        self._header = _header(self._header_tree or _Element("Header", 0), self._note)
        collection = _text_at(self._header_tree, "CollectionDetails", "Collection") if self._header_tree else ""
        if collection and collection.upper() != "CIN":
            raise self._not_census(f"It is for the collection “{collection[:20]}”.")
        year = self._header.year
        if year is None:
            self._note(0, "", "Year", "The header does not say the year of the census.", "100")
        elif not FIRST_YEAR <= year <= LAST_YEAR:
            raise CinFileError(
                "year",
                f"The file is of the census year {year}. Files of {FIRST_YEAR} to {LAST_YEAR} can be read.",
                self._line(),
            )

    def _unknown(self, name: str, line: int) -> None:
        if name not in self._strange and len(self._strange) < 50:
            self._strange.add(name)
            self._note(
                line, "", name[:60], "This element is not known and was left out, here and wherever it comes again."
            )

    def _note(self, line: int, child: str, element: str, message: str, rule: str = "") -> None:
        self.problems.append(CinProblem(line, child, element, message, Severity.NOTED, rule))

    def _skip(self, line: int, child: str, element: str, message: str, rule: str = "") -> None:
        self.children_skipped += 1
        self.problems.append(CinProblem(line, child, element, message, Severity.SKIPPED, rule))

    # One child

    def _read_child(self, element: _Element) -> CinChild | None:
        child_id = _id_of(element)
        try:
            child = self._child(element, child_id)
        except _ChildError as error:
            self._skip(error.line, child_id, error.element, str(error), error.rule)
            return None
        self._ids[child_id] = element.line
        return child

    def _child(self, element: _Element, child_id: str) -> CinChild:
        self._fields(element, child_id, "Child")
        identifiers = _first(element, "ChildIdentifiers")
        characteristics = _first(element, "ChildCharacteristics")
        if not child_id:
            raise _ChildError(element.line, "LAchildID", "The child has no LAchildID.", "8500")
        if child_id in self._ids:
            message = f"The LAchildID stands also at line {self._ids[child_id]}; the first child with it was kept."
            raise _ChildError(element.line, "LAchildID", message, "8510")
        if len(child_id) > 20 or not re.fullmatch(r"[A-Za-z0-9]+", child_id):
            rule = "1570" if len(child_id) > 20 else "1580"
            self._note(element.line, child_id[:40], "LAchildID", "It should have at most 20 letters and digits.", rule)
        self._fields(identifiers, child_id, "ChildIdentifiers")
        self._fields(characteristics, child_id, "ChildCharacteristics")
        born_on, expected_on = _date(identifiers, "PersonBirthDate"), _date(identifiers, "ExpectedPersonBirthDate")
        if (born_on is None) == (expected_on is None):
            told = "Both a date of birth and an expected one are given." if born_on else "No date of birth is given."
            self._note(element.line, child_id, "PersonBirthDate", told, "8525Q")
        disabilities = [item for group in characteristics.all("Disabilities") for item in group.all("Disability")]
        child = CinChild(
            la_child_id=child_id,
            upn=_value(identifiers, "UPN").upper(),
            former_upn=_value(identifiers, "FormerUPN").upper(),
            upn_unknown=_value(identifiers, "UPNunknown").upper(),
            born_on=born_on,
            expected_on=expected_on,
            sex=self._sex(identifiers, child_id),
            died_on=_date(identifiers, "PersonDeathDate"),
            ethnicity=_value(characteristics, "Ethnicity").upper(),
            disabilities=tuple(dict.fromkeys(code for item in disabilities if (code := item.text.strip().upper()))),
            episodes=tuple(self._episode(details, child_id) for details in element.all("CINdetails")),
            line=element.line,
        )
        if not child.episodes:
            self._note(element.line, child_id, "CINdetails", "The child has no episode.", "8590")
        self._check_codes(child)
        return child

    def _sex(self, identifiers: _Element, child_id: str) -> Literal["M", "F", "U"]:
        """Sex, or the GenderCurrent of censuses to 2024 (1 male, 2 female)."""
        for name in ("Sex", "GenderCurrent"):
            for element in identifiers.all(name)[:1]:
                match element.text.strip().upper():
                    case "M" | "1":
                        return "M"
                    case "F" | "2":
                        return "F"
                    case "U" | "0" | "9":
                        return "U"
                    case _:
                        self._note(element.line, child_id, name, "Not a code for sex; taken as not known.", "4180")
                        return "U"
        self._note(identifiers.line, child_id, "Sex", "Sex is missing; taken as not known.", "4180")
        return "U"

    def _episode(self, details: _Element, child_id: str) -> CinEpisode:
        self._fields(details, child_id, "CINdetails")
        return CinEpisode(
            referred_on=_needed_date(details, "CINreferralDate", "8600"),
            referral_source=_value(details, "ReferralSource").upper(),
            primary_need=_value(details, "PrimaryNeedCode").upper(),
            closed_on=_date(details, "CINclosureDate"),
            closure_reason=_value(details, "ReasonForClosure").upper(),
            conference_on=_date(details, "DateOfInitialCPC"),
            no_further_action=_boolean(details, "ReferralNFA"),
            assessments=tuple(self._assessment(one, child_id) for one in details.all("Assessments")),
            plans=tuple(self._plan(one, child_id) for one in details.all("CINPlanDates")),
            section_47_enquiries=tuple(self._section_47(one, child_id) for one in details.all("Section47")),
            protection_plans=tuple(self._protection_plan(one, child_id) for one in details.all("ChildProtectionPlans")),
            pre_proceedings=tuple(
                tuple((item.name, item.text.strip()) for item in one.children)
                for one in details.all("PreProceedingsandFGDM")
            ),
            line=details.line,
        )

    def _assessment(self, element: _Element, child_id: str) -> CinAssessment:
        self._fields(element, child_id, "Assessments")
        groups = element.all("FactorsIdentifiedAtAssessment")
        # Some systems leave the enclosing element out.
        factors = [item for group in [*groups, element] for item in group.all("AssessmentFactors")]
        return CinAssessment(
            started_on=_needed_date(element, "AssessmentActualStartDate"),
            internal_review_on=_date(element, "AssessmentInternalReviewDate"),
            authorised_on=_date(element, "AssessmentAuthorisationDate"),
            factors=tuple(dict.fromkeys(code for item in factors if (code := item.text.strip().upper()))),
        )

    def _plan(self, element: _Element, child_id: str) -> CinPlan:
        self._fields(element, child_id, "CINPlanDates")
        return CinPlan(_needed_date(element, "CINPlanStartDate", "4010"), _date(element, "CINPlanEndDate"))

    def _section_47(self, element: _Element, child_id: str) -> CinSection47:
        self._fields(element, child_id, "Section47")
        return CinSection47(
            started_on=_needed_date(element, "S47ActualStartDate"),
            conference_target_on=_date(element, "InitialCPCtarget"),
            conference_on=_date(element, "DateOfInitialCPC"),
            conference_not_required=_boolean(element, "ICPCnotRequired"),
        )

    def _protection_plan(self, element: _Element, child_id: str) -> CinProtectionPlan:
        self._fields(element, child_id, "ChildProtectionPlans")
        reviews = [item for group in [*element.all("Reviews"), element] for item in group.all("CPPreviewDate")]
        return CinProtectionPlan(
            started_on=_needed_date(element, "CPPstartDate", "8720"),
            ended_on=_date(element, "CPPendDate"),
            initial_category=_value(element, "InitialCategoryOfAbuse").upper(),
            latest_category=_value(element, "LatestCategoryOfAbuse").upper(),
            previous_plans=_count(element, "NumberOfPreviousCPP"),
            reviewed_on=tuple(day for item in reviews if (day := _read_date(item)) is not None),
        )

    def _fields(self, element: _Element, child_id: str, of: str) -> None:
        """Tell elements that are not known here, and those that may stand once and stand again."""
        known = _KNOWN[of]
        seen: set[str] = set()
        for item in element.children:
            if item.name not in known:
                self._unknown(item.name, item.line)
            elif item.name in seen and not known[item.name]:
                self._note(item.line, child_id, item.name, "The element stands twice; the first was kept.")
            seen.add(item.name)

    def _check_codes(self, child: CinChild) -> None:
        """Note what is not on the lists; values are kept as they came."""
        line = child.line
        if child.upn and not (checked := parse_upn(child.upn)).ok:
            self._note(line, child.la_child_id, "UPN", checked.reason, "1510")
        if child.former_upn and not (checked := parse_former_upn(child.former_upn)).ok:
            self._note(line, child.la_child_id, "FormerUPN", checked.reason, "1560Q")
        listed = [("Ethnicity", "ethnicity", child.ethnicity, line, "4220")]
        listed += [("Disability", "disability", code, line, "8540") for code in child.disabilities]
        for episode in child.episodes:
            where = episode.line
            listed.append(("ReferralSource", "referral_source", episode.referral_source, where, "8866"))
            listed.append(("PrimaryNeedCode", "primary_need", episode.primary_need, where, "8650"))
            listed.append(("ReasonForClosure", "closure_reason", episode.closure_reason, where, "8640"))
            for assessment in episode.assessments:
                listed += [
                    ("AssessmentFactors", "assessment_factor", code, where, "8897Q") for code in assessment.factors
                ]
            for plan in episode.protection_plans:
                listed.append(("InitialCategoryOfAbuse", "category_of_abuse", plan.initial_category, where, "8905"))
                listed.append(("LatestCategoryOfAbuse", "category_of_abuse", plan.latest_category, where, "8910"))
        for element, name, code, where, rule in listed:
            if code and code_set(name).get(code) is None:
                message = f"“{code[:12]}” is not on the list; it was kept as it is."
                self._note(where, child.la_child_id, element, message, rule)


# Elements known inside each group; True where one may stand several times.
_KNOWN: dict[str, dict[str, bool]] = {
    group: {name.rstrip("*"): name.endswith("*") for name in names.split()}
    for group, names in {
        "Child": "ChildIdentifiers ChildCharacteristics CINdetails*",
        "ChildIdentifiers": "LAchildID UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate Sex "
        "GenderCurrent PersonDeathDate",
        "ChildCharacteristics": "Ethnicity Disabilities*",
        "CINdetails": "CINreferralDate ReferralSource PrimaryNeedCode CINclosureDate ReasonForClosure DateOfInitialCPC "
        "Assessments* CINPlanDates* Section47* ReferralNFA ChildProtectionPlans* PreProceedingsandFGDM*",
        "Assessments": "AssessmentActualStartDate AssessmentInternalReviewDate AssessmentAuthorisationDate "
        "FactorsIdentifiedAtAssessment* AssessmentFactors*",
        "CINPlanDates": "CINPlanStartDate CINPlanEndDate",
        "Section47": "S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired",
        "ChildProtectionPlans": "CPPstartDate CPPendDate InitialCategoryOfAbuse LatestCategoryOfAbuse "
        "NumberOfPreviousCPP Reviews* CPPreviewDate*",
    }.items()
}


def read_cin(path: Path) -> CinReading:
    """Open a census file: an iterator of its children with `header` and `problems`. Raises CinFileError when it is
    none.
    """
    return CinReading(path)


def check_cin(path: Path) -> CinSummary:
    """Read a whole file without keeping its children: its header, how many children it holds, and every problem."""
    with read_cin(path) as reading:
        episodes = sum(len(child.episodes) for child in reading)
        return CinSummary(
            reading.header, reading.children_read, episodes, reading.children_skipped, tuple(reading.problems)
        )


def _first(element: _Element, name: str) -> _Element:
    return next(iter(element.all(name)), _Element(name, element.line))


def _id_of(child: _Element) -> str:
    return _value(_first(child, "ChildIdentifiers"), "LAchildID")


def _value(element: _Element, name: str) -> str:
    text = _first(element, name).text.strip()
    return text if len(text) <= MAX_TEXT else ""


def _text_at(element: _Element, *names: str) -> str:
    for name in names:
        element = _first(element, name)
    return element.text.strip()


def _read_date(element: _Element) -> date | None:
    text = element.text.strip()
    if not text:
        return None
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?", text)
    try:
        return date.fromisoformat(found[1] if found else text)
    except ValueError:
        raise _ChildError(
            element.line, element.name, f"“{text[:20]}” is not a date. Dates are written like 2026-03-31."
        ) from None


def _date(element: _Element, name: str) -> date | None:
    return _read_date(_first(element, name))


def _needed_date(element: _Element, name: str, rule: str = "") -> date:
    day = _date(element, name)
    if day is None:
        raise _ChildError(element.line, name, f"{name} is missing.", rule)
    return day


def _boolean(element: _Element, name: str) -> bool:
    found = _first(element, name)
    text = found.text.strip().casefold()
    if text in ("1", "true"):
        return True
    if text in ("0", "false", ""):
        return False
    raise _ChildError(found.line, name, f"“{text[:20]}” is neither 0 nor 1.")


def _count(element: _Element, name: str) -> int | None:
    found = _first(element, name)
    text = found.text.strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII):
        raise _ChildError(found.line, name, f"“{text[:20]}” is not a number of plans.", "8730")
    return int(text)


def _header(element: _Element, note: Callable[..., None]) -> CinHeader:
    details, source = _first(element, "CollectionDetails"), _first(element, "Source")
    year = re.match(r"\d{4}", _value(details, "Year"))
    reference: date | None = None
    made_at: datetime | None = None
    try:
        reference = _date(details, "ReferenceDate")
    except _ChildError as error:
        note(error.line, "", "ReferenceDate", str(error), "100")
    if moment := _value(source, "DateTime"):
        try:
            made_at = datetime.fromisoformat(moment)
        except ValueError:
            note(source.line, "", "DateTime", "The moment at which the file was made could not be read.")
    return CinHeader(
        year=int(year[0]) if year else reference.year if reference else None,
        reference_date=reference,
        authority_code=_value(source, "LEA"),
        software=_value(source, "SoftwareCode"),
        release=_value(source, "Release"),
        serial_number=_value(source, "SerialNo"),
        made_at=made_at,
    )


# --- Samples ---------------------------------------------------------------------------------------------------------

# Roughly how often each story is told in a sample: invented, source: practice.
_STORIES = {"no further action": 24, "assessed": 34, "in need": 20, "enquiry": 8, "protection": 10, "unborn": 4}


def write_sample(path: Path, children: int, year: int, seed: int, *, authority_code: str = "808") -> None:
    """Write a census of invented children in the form of 2026, keeping to its order and rules. The same seed gives the
    same file.

    `year` is the closing year of the census. Nothing in it is about anybody: numbers, dates and codes are drawn at
    random.
    """
    chance = random.Random(seed)  # noqa: S311  # nosec B311
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<Message>\n')
        writer = _Writer(out, depth=1)
        with_header = [
            ("CollectionDetails", [("Collection", "CIN"), ("Year", str(year)), ("ReferenceDate", f"{year}-03-31")]),
            (
                "Source",
                [
                    ("SourceLevel", "L"),
                    ("LEA", authority_code),
                    ("SoftwareCode", "Lantern sample"),
                    ("Release", "1"),
                    ("SerialNo", "001"),
                    ("DateTime", f"{year}-04-30T12:00:00"),
                ],
            ),
        ]
        writer.write("Header", with_header)
        out.write("  <Children>\n")
        writer.depth = 2
        for number in range(1, children + 1):
            writer.write("Child", _invented_child(chance, number, year, authority_code))
        out.write("  </Children>\n</Message>\n")


type _Content = str | Sequence[tuple[str, "_Content"]]


class _Writer:
    def __init__(self, out: TextIO, depth: int) -> None:
        self.out = out
        self.depth = depth

    def write(self, name: str, content: _Content) -> None:
        indent = "  " * self.depth
        if isinstance(content, str):
            self.out.write(f"{indent}<{name}>{escape(content, quote=False)}</{name}>\n")
            return
        self.out.write(f"{indent}<{name}>\n")
        self.depth += 1
        for inner, value in content:
            self.write(inner, value)
        self.depth -= 1
        self.out.write(f"{indent}</{name}>\n")


def _invented_child(chance: random.Random, number: int, year: int, authority_code: str) -> list[tuple[str, _Content]]:
    begins, ends = date(year - 1, 4, 1), date(year, 3, 31)
    story = chance.choices(list(_STORIES), weights=list(_STORIES.values()))[0]
    # Early enough for the whole story to end within the year.
    referred = _working_day(begins + timedelta(days=chance.randrange(0, 100 if story == "protection" else 210)))
    identifiers: list[tuple[str, _Content]] = [("LAchildID", f"S{number:07}")]
    characteristics: list[tuple[str, _Content]] = [("Ethnicity", chance.choice(_ethnicities(ends)))]
    if story == "unborn":
        referred = _working_day(ends - timedelta(days=chance.randrange(70, 150)))
        identifiers.append(("UPNunknown", "UN1"))
        identifiers.append(("ExpectedPersonBirthDate", str(ends + timedelta(days=chance.randrange(5, 90)))))
        identifiers.append(("Sex", "U"))
    else:
        born = referred - timedelta(days=chance.randrange(20, 17 * 365))
        if born <= date(year - 6, 8, 31):
            digits = f"{authority_code}{born.year % 100:02}{number % 1_000_000:06}{chance.randrange(10)}"
            identifiers.append(("UPN", upn_check_letter(digits) + digits))
        else:
            identifiers.append(("UPNunknown", "UN1"))
        identifiers.append(("PersonBirthDate", str(born)))
        identifiers.append(("Sex", chance.choice("MF")))
        some = ("LD", "AUT", "BEH", "COMM", "MOB", "VIS", "HEAR", "PC")
        disability = chance.choice(some) if chance.random() < 0.12 else "NONE"
        characteristics.append(("Disabilities", [("Disability", disability)]))
    episodes: list[tuple[str, _Content]] = []
    if story != "unborn" and chance.random() < 0.15:  # referred before in the year, and nothing came of it
        earlier = _working_day(max(begins, referred - timedelta(days=chance.randrange(30, 90))))
        if earlier < referred:
            episodes.append(("CINdetails", _no_further_action(chance, earlier)))
    ends_there = story == "no further action"
    details = _no_further_action(chance, referred) if ends_there else _followed_up(chance, referred, story)
    episodes.append(("CINdetails", details))
    return [("ChildIdentifiers", identifiers), ("ChildCharacteristics", characteristics), *episodes]


def _no_further_action(chance: random.Random, referred: date) -> list[tuple[str, _Content]]:
    source = chance.choice(_sources(referred))
    return [("CINreferralDate", str(referred)), ("ReferralSource", source), ("ReferralNFA", "1")]


def _followed_up(chance: random.Random, referred: date, story: str) -> list[tuple[str, _Content]]:
    """What followed from a referral that was taken up, in the order of the schema."""
    started = _working_day(referred + timedelta(days=1))
    authorised = add_working_days(started, chance.randrange(8, 40))
    telling = [code.code for code in code_set("assessment_factor").on(authorised) if code.code not in ("20", "21")]
    factors = chance.sample(telling, chance.randrange(1, 4))
    assessment: _Content = [
        ("AssessmentActualStartDate", str(started)),
        ("AssessmentAuthorisationDate", str(authorised)),
        ("FactorsIdentifiedAtAssessment", [("AssessmentFactors", code) for code in sorted(factors)]),
    ]
    details: list[tuple[str, _Content]] = [
        ("CINreferralDate", str(referred)),
        ("ReferralSource", chance.choice(_sources(referred))),
        ("PrimaryNeedCode", chance.choice(("N1", "N1", "N1", "N2", "N3", "N4", "N5", "N6"))),
    ]
    closes = story == "assessed" or (story in ("in need", "enquiry") and chance.random() < 0.4)
    closed = add_working_days(authorised, 3 if story == "assessed" else 40)
    if closes:
        details.append(("CINclosureDate", str(closed)))
        details.append(("ReasonForClosure", chance.choice(("RC8", "RC9")) if story == "assessed" else "RC7"))
    details.append(("Assessments", assessment))
    if story == "in need":
        plan: list[tuple[str, _Content]] = [("CINPlanStartDate", str(add_working_days(authorised, 2)))]
        if closes:
            plan.append(("CINPlanEndDate", str(closed)))
        details.append(("CINPlanDates", plan))
    enquiry_started = add_working_days(referred, 2)
    if story == "enquiry":
        details.append(("Section47", [("S47ActualStartDate", str(enquiry_started)), ("ICPCnotRequired", "1")]))
    conference = add_working_days(enquiry_started, chance.randrange(6, 12))
    if story == "protection":
        target = _conference_target(enquiry_started)
        details.append(
            (
                "Section47",
                [
                    ("S47ActualStartDate", str(enquiry_started)),
                    ("InitialCPCtarget", str(target)),
                    ("DateOfInitialCPC", str(conference)),
                    ("ICPCnotRequired", "0"),
                ],
            )
        )
    details.append(("ReferralNFA", "0"))
    if story == "protection":
        category = chance.choice(("NEG", "EMO", "PHY", "SAB"))
        details.append(
            (
                "ChildProtectionPlans",
                [
                    ("CPPstartDate", str(conference)),
                    ("InitialCategoryOfAbuse", category),
                    ("LatestCategoryOfAbuse", category),
                    ("NumberOfPreviousCPP", str(chance.choice((0, 0, 0, 1)))),
                    ("Reviews", [("CPPreviewDate", str(add_working_days(conference, chance.randrange(40, 58))))]),
                ],
            )
        )
    return details


def _conference_target(enquiry_started: date) -> date:
    """The day by which the initial conference is due, by the timescale in the law room."""
    return add_working_days(enquiry_started, timescale("icpc").value_on(enquiry_started).limit.amount)


def _working_day(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _ethnicities(on: date) -> list[str]:
    codes = [code.code for code in code_set("ethnicity").on(on)]
    return codes + ["WBRI"] * (3 * len(codes))


def _sources(on: date) -> list[str]:
    return [code.code for code in code_set("referral_source").on(on)] + ["6", "2A", "3A", "1A"] * 6

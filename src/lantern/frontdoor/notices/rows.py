"""One row of the table: the incident, the children and the adults it tells of, and what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Literal

from lantern.frontdoor.notices.cells import (
    FORMULA,
    NOTHING,
    CellError,
    read_age,
    read_birth,
    read_clock,
    read_day,
    says_yes,
    split_name,
    tidy_postcode,
)
from lantern.frontdoor.notices.columns import BY_KEY, COLUMNS, Group
from lantern.frontdoor.notices.notice import RAW_SHOWN, NoticeAdult, NoticeChild, RowProblem, Severity
from lantern.frontdoor.notices.sameness import fingerprint_of, same
from lantern.frontdoor.notices.table import MAX_CELL, Headings, Record
from lantern.people.matching import Birth

MAX_SHORT_CELL = 500
"""Characters in a cell that holds a name, a date, a reference or an address."""

_DATES = ("occurred", "time", "reported")

_SHORT_TEXTS = tuple(
    column.key for column in COLUMNS if column.of == "incident" and column.key not in ("reference", *_DATES)
)


class Row:
    """One row of the table being read."""

    def __init__(self, record: Record, headings: Headings, *, received_on: date) -> None:
        self.record = record
        self.headings = headings
        self.received_on = received_on
        self.problems: list[RowProblem] = []
        self.reference = ""
        self.values: dict[str, str] = {}
        self.occurred: tuple[date | None, time | None] = (None, None)
        self.reported: date | None = None
        self.children: list[NoticeChild] = []
        self.adults: list[NoticeAdult] = []
        self.other: list[tuple[str, str]] = []

    def problem(self, column: str, message: str, raw: str = "", severity: Severity = Severity.REFUSED) -> None:
        self.problems.append(
            RowProblem(self.record.row_number, self.record.line_number, column, message, raw[:RAW_SHOWN], severity)
        )

    def cells_by_name(self) -> Iterator[tuple[str, str]]:
        for name, index in zip(self.headings.names, range(len(self.record.cells)), strict=False):
            if index not in self.headings.ours:
                yield name, self.record.cells[index]

    def read(self) -> None:
        record, headings = self.record, self.headings
        if record.fault:
            self.problem("", record.fault, record.cells[0] if record.cells else "")
            return
        extra = [cell for cell in record.cells[len(headings.names) :] if cell.strip()]
        if extra:
            self.problem(
                "",
                f"The row has {len(record.cells)} cells but there are {len(headings.names)} headings. "
                "Perhaps a text with the separator in "
                "it is not in quotation marks.",
                extra[0],
            )
            return
        self.reference = self.text(("incident", 0), "reference")
        self.occurred = self._occurred()
        self.reported = self._day(("incident", 0), "reported")
        for key in _SHORT_TEXTS:
            if value := self.text(("incident", 0), key):
                self.values[key] = value
        for group in headings.groups:
            if group[0] == "child":
                self._child(group)
            elif group[0] != "incident":
                self._adult(group)
        for index, place in enumerate(headings.places):
            if place is None and index not in headings.ours and (value := self._clean(index, MAX_CELL)):
                self.other.append((headings.names[index] or f"Column {index + 1}", value))
        if not self.children and not self.problems:
            if self.values.get("summary") or self.values.get("childs_words"):
                message = "No child is named in this row. It was kept; somebody has to find out who the child is."
                self.problem("Child", message, severity=Severity.NOTED)
            else:
                self.problem(
                    "Child",
                    "The row says neither who the child is nor what happened. "
                    "Give a name, a date of birth or “unborn”.",
                )

    def heading(self, group: Group, key: str) -> str:
        indexes = self.headings.groups.get(group, {}).get(key, [])
        return self.headings.names[indexes[0]] if indexes else BY_KEY[key].title

    def text(self, group: Group, key: str) -> str:
        """The first filled cell of a column, cleaned; "" where nothing is said. A formula or an over-long cell refuses
        the row.
        """
        long = BY_KEY[key].long
        for index in self.headings.groups.get(group, {}).get(key, []):
            if value := self._clean(index, MAX_CELL if long else MAX_SHORT_CELL, formula_is_text=long):
                return value
        return ""

    def _clean(self, index: int, longest: int, *, formula_is_text: bool = False) -> str:
        if index >= len(self.record.cells):
            return ""
        value = self.record.cells[index].strip()
        name = self.headings.names[index]
        if (held := re.fullmatch(r'="([^"]*)"', value)) is not None:  # Excel's way to keep the noughts of ="00123"
            value = held[1].strip()
        if re.match(r"'[=+\-@]", value):  # made harmless by an export, ours among them
            value = value[1:]
        if len(value) > longest:
            self.problem(name, f"The cell holds more than {longest:,} characters.", value)
            return ""
        if not formula_is_text and FORMULA.match(value):
            self.problem(
                name, "The cell holds a formula. Put in the value itself (in Excel: copy, then paste as values).", value
            )
            return ""
        value = re.sub(r"[ \t\u00a0]+", " ", value) if longest == MAX_SHORT_CELL else value
        return "" if value.casefold().strip(" .") in NOTHING else value

    def _occurred(self) -> tuple[date | None, time | None]:
        group = ("incident", 0)
        value = self.text(group, "occurred")
        day: date | None = None
        clock: time | None = None
        if value:
            try:
                day, clock = read_day(value, self.received_on)
            except CellError as error:
                self.problem(self.heading(group, "occurred"), str(error), value)
            else:
                # A day of grace: a file may be sent just after midnight by a clock that runs ahead of ours.
                if day > self.received_on + timedelta(days=1):
                    self.problem(self.heading(group, "occurred"), "The date of the incident is in the future.", value)
        if value := self.text(group, "time"):
            try:
                clock = read_clock(value)
            except CellError as error:
                self.problem(self.heading(group, "time"), str(error), value, Severity.NOTED)
        return day, clock

    def _day(self, group: Group, key: str) -> date | None:
        value = self.text(group, key)
        if not value:
            return None
        try:
            return read_day(value, self.received_on)[0]
        except CellError as error:
            self.problem(self.heading(group, key), str(error), value)
            return None

    def _child(self, group: Group) -> None:
        told = {key: self.text(group, key) for key in self.headings.groups[group]}
        if not any(told.get(key) for key in told if key not in ("unborn", "sex")) and not says_yes(
            told.get("unborn", "")
        ):
            return
        given, surname = told.get("given_names", ""), told.get("surname", "")
        if not given and not surname:
            given, surname = split_name(told.get("full_name", ""))
        elif told.get("full_name") and not (given and surname):
            whole_given, whole_surname = split_name(told["full_name"])
            given, surname = given or whole_given, surname or whole_surname
        unborn = says_yes(told.get("unborn", "")) or bool(re.match(r"un-?\s?born\b", given, re.IGNORECASE))
        birth, unborn = self._birth(group, told, unborn=unborn)
        if not any((given, surname, told.get("known_as"), birth, unborn, told.get("person_reference"))):
            numbers = told.get("nhs_number") or told.get("upn")
            if (
                not numbers
                and not self.problems
                and any(told.get(key) for key in ("ethnicity", "school", "relationship", "involvement"))
            ):
                self.problem(
                    self.heading(group, "surname"),
                    "A child is mentioned without a name or a date of birth.",
                    severity=Severity.NOTED,
                )
            elif not numbers:
                return
        child = NoticeChild(
            row_number=self.record.row_number,
            given_names=given,
            surname=surname,
            known_as=told.get("known_as", ""),
            birth=birth,
            unborn=unborn,
            sex=self._sex(group, told.get("sex", "")),
            ethnicity=told.get("ethnicity", ""),
            address=told.get("address", ""),
            postcode=tidy_postcode(told.get("postcode", "")),
            school=told.get("school", ""),
            relationship=told.get("relationship", ""),
            involvement=told.get("involvement", ""),
            upn=re.sub(r"[^0-9A-Za-z]", "", told.get("upn", "")).upper(),
            nhs_number=re.sub(r"\D", "", told.get("nhs_number", "")),
            person_reference=told.get("person_reference", ""),
        )
        who = [
            child.given_names,
            child.surname,
            str(birth or ""),
            child.unborn,
            child.person_reference,
            child.nhs_number,
            child.upn,
        ]
        incident = self.reference or f"{self.occurred[0]} {self.values.get('summary', '')}"
        self.children.append(
            replace(child, fingerprint=fingerprint_of([same(incident), [same(str(one)) for one in who]]))
        )

    def _birth(self, group: Group, told: dict[str, str], *, unborn: bool) -> tuple[Birth | None, bool]:
        """The birth as told in one of three columns, and whether the child is not born yet."""
        received_on = self.received_on
        if value := told.get("expected", ""):
            try:
                return Birth.expected_on(read_day(value, received_on, ahead=True)[0]), True
            except CellError as error:
                self.problem(self.heading(group, "expected"), str(error), value)
        if value := told.get("birth", ""):
            heading = self.heading(group, "birth")
            due = re.match(r"(?:un-?\s?born|edd|due|expected)\b[\s:,(-]*(?P<day>[^)]*)\)?$", value, re.IGNORECASE)
            try:
                if due is not None:
                    return (
                        Birth.expected_on(read_day(due["day"], received_on, ahead=True)[0])
                        if due["day"].strip()
                        else None
                    ), True
                birth = read_birth(value, received_on, ahead=unborn)
            except CellError as error:
                self.problem(heading, str(error), value)
                return None, unborn
            if birth.earliest > received_on:
                if unborn and birth.is_exact:
                    return Birth.expected_on(birth.earliest), True
                self.problem(
                    heading,
                    "The date of birth is in the future. "
                    "For a baby not yet born put the date under “Expected date of birth”.",
                    value,
                )
                return None, unborn
            return birth, False if birth.is_exact else unborn
        if value := told.get("age", ""):
            try:
                return read_age(value, self.occurred[0] or received_on), unborn
            except CellError as error:
                self.problem(self.heading(group, "age"), str(error), value, Severity.NOTED)
        return None, unborn

    def _sex(self, group: Group, value: str) -> Literal["", "male", "female", "unknown"]:
        word = value.casefold().strip(" .")
        if word in ("m", "male", "boy", "1"):
            return "male"
        if word in ("f", "female", "girl", "2"):
            return "female"
        if word and word not in ("u", "i", "9", "0", "indeterminate", "other", "x"):
            self.problem(
                self.heading(group, "sex"),
                "The sex could not be read and was left as not known.",
                value,
                Severity.NOTED,
            )
        return "unknown" if word else ""

    def _adult(self, group: Group) -> None:
        told = {key: self.text(group, key) for key in self.headings.groups[group]}
        if not any(told.values()):
            return
        given, surname = told.get("adult_given_names", ""), told.get("adult_surname", "")
        if not given and not surname:
            given, surname = split_name(told.get("adult_name", ""))
        birth: Birth | None = None
        if value := told.get("adult_birth", ""):
            try:
                birth = read_birth(value, self.received_on)
            except CellError as error:  # an adult's birth is no reason to lose a child
                self.problem(self.heading(group, "adult_birth"), str(error), value, Severity.NOTED)
                self.other.append((self.heading(group, "adult_birth"), value))
        self.adults.append(
            NoticeAdult(
                role=group[0],
                given_names=given,
                surname=surname,
                birth=birth,
                address=told.get("adult_address", ""),
                phone=told.get("adult_phone", ""),
                relationship=told.get("adult_relationship", ""),
            )
        )

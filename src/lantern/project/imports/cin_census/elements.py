"""One child of the file as a small tree of elements, and what an element says: a text, a day, yes or no, a count."""

import re
from datetime import date

MAX_TEXT = 2_000
"""Characters in one element."""


class Element:
    """An element of one child: a small tree that is thrown away when the child is read."""

    __slots__ = ("children", "line", "name", "text")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.text = ""
        self.children: list[Element] = []

    def all(self, name: str) -> list["Element"]:
        """The elements of a name directly inside this one."""
        return [child for child in self.children if child.name == name]


class ChildError(ValueError):
    """A child that cannot be read."""

    def __init__(self, line: int, element: str, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.line, self.element, self.rule = line, element, rule


# Elements known inside each group; True where one may stand several times.
KNOWN: dict[str, dict[str, bool]] = {
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


def first(element: Element, name: str) -> Element:
    """The first element of a name, or an empty one on the same line."""
    return next(iter(element.all(name)), Element(name, element.line))


def id_of(child: Element) -> str:
    """The council's own number of a child."""
    return value_of(first(child, "ChildIdentifiers"), "LAchildID")


def value_of(element: Element, name: str) -> str:
    """The text of an element inside this one; "" where there is none, or more than any field holds."""
    text = first(element, name).text.strip()
    return text if len(text) <= MAX_TEXT else ""


def text_at(element: Element, *names: str) -> str:
    """The text at the end of a path of names."""
    for name in names:
        element = first(element, name)
    return element.text.strip()


def read_date(element: Element) -> date | None:
    """The day an element says. Raises ChildError when it says something else."""
    text = element.text.strip()
    if not text:
        return None
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?", text)
    try:
        return date.fromisoformat(found[1] if found else text)
    except ValueError:
        raise ChildError(
            element.line, element.name, f"“{text[:20]}” is not a date. Dates are written like 2026-03-31."
        ) from None


def date_of(element: Element, name: str) -> date | None:
    """The day in an element inside this one."""
    return read_date(first(element, name))


def needed_date(element: Element, name: str, rule: str = "") -> date:
    """A day without which there is no child. Raises ChildError."""
    day = date_of(element, name)
    if day is None:
        raise ChildError(element.line, name, f"{name} is missing.", rule)
    return day


def boolean_of(element: Element, name: str) -> bool:
    """Yes or no, written 1 or 0; no where nothing is said."""
    found = first(element, name)
    text = found.text.strip().casefold()
    if text in ("1", "true"):
        return True
    if text in ("0", "false", ""):
        return False
    raise ChildError(found.line, name, f"“{text[:20]}” is neither 0 nor 1.")


def count_of(element: Element, name: str) -> int | None:
    """How many plans there were before."""
    found = first(element, name)
    text = found.text.strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII):
        raise ChildError(found.line, name, f"“{text[:20]}” is not a number of plans.", "8730")
    return int(text)

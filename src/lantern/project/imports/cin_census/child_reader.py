"""One child of a census, out of its element: liberal about order, older years and what is missing, and saying so."""

import re
from typing import Literal

from lantern.law.codes import code_set
from lantern.law.identifiers import parse_former_upn, parse_upn
from lantern.project.imports.cin_census.children import (
    CinAssessment,
    CinChild,
    CinEpisode,
    CinPlan,
    CinProtectionPlan,
    CinSection47,
)
from lantern.project.imports.cin_census.elements import (
    KNOWN,
    ChildError,
    Element,
    boolean_of,
    count_of,
    date_of,
    first,
    id_of,
    needed_date,
    read_date,
    value_of,
)
from lantern.project.imports.cin_census.problems import CinProblems


class ChildReader:
    """Reads one child after another, and knows which have been read: the first with a number is kept."""

    def __init__(self, problems: CinProblems) -> None:
        self._problems = problems
        self._ids: dict[str, int] = {}

    def read(self, element: Element) -> CinChild | None:
        """The child of an element; None, and a problem told, when it can not be read."""
        child_id = id_of(element)
        try:
            child = self._child(element, child_id)
        except ChildError as error:
            self._problems.skip(error.line, child_id, error.element, str(error), error.rule)
            return None
        self._ids[child_id] = element.line
        return child

    def _child(self, element: Element, child_id: str) -> CinChild:
        self._fields(element, child_id, "Child")
        identifiers = first(element, "ChildIdentifiers")
        characteristics = first(element, "ChildCharacteristics")
        if not child_id:
            raise ChildError(element.line, "LAchildID", "The child has no LAchildID.", "8500")
        if child_id in self._ids:
            message = f"The LAchildID stands also at line {self._ids[child_id]}; the first child with it was kept."
            raise ChildError(element.line, "LAchildID", message, "8510")
        if len(child_id) > 20 or not re.fullmatch(r"[A-Za-z0-9]+", child_id):
            rule = "1570" if len(child_id) > 20 else "1580"
            self._problems.note(
                element.line, child_id[:40], "LAchildID", "It should have at most 20 letters and digits.", rule
            )
        self._fields(identifiers, child_id, "ChildIdentifiers")
        self._fields(characteristics, child_id, "ChildCharacteristics")
        born_on, expected_on = date_of(identifiers, "PersonBirthDate"), date_of(identifiers, "ExpectedPersonBirthDate")
        if (born_on is None) == (expected_on is None):
            told = "Both a date of birth and an expected one are given." if born_on else "No date of birth is given."
            self._problems.note(element.line, child_id, "PersonBirthDate", told, "8525Q")
        disabilities = [item for group in characteristics.all("Disabilities") for item in group.all("Disability")]
        child = CinChild(
            la_child_id=child_id,
            upn=value_of(identifiers, "UPN").upper(),
            former_upn=value_of(identifiers, "FormerUPN").upper(),
            upn_unknown=value_of(identifiers, "UPNunknown").upper(),
            born_on=born_on,
            expected_on=expected_on,
            sex=self._sex(identifiers, child_id),
            died_on=date_of(identifiers, "PersonDeathDate"),
            ethnicity=value_of(characteristics, "Ethnicity").upper(),
            disabilities=tuple(dict.fromkeys(code for item in disabilities if (code := item.text.strip().upper()))),
            episodes=tuple(self._episode(details, child_id) for details in element.all("CINdetails")),
            line=element.line,
        )
        if not child.episodes:
            self._problems.note(element.line, child_id, "CINdetails", "The child has no episode.", "8590")
        self._check_codes(child)
        return child

    def _sex(self, identifiers: Element, child_id: str) -> Literal["M", "F", "U"]:
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
                        self._problems.note(
                            element.line, child_id, name, "Not a code for sex; taken as not known.", "4180"
                        )
                        return "U"
        self._problems.note(identifiers.line, child_id, "Sex", "Sex is missing; taken as not known.", "4180")
        return "U"

    def _episode(self, details: Element, child_id: str) -> CinEpisode:
        self._fields(details, child_id, "CINdetails")
        return CinEpisode(
            referred_on=needed_date(details, "CINreferralDate", "8600"),
            referral_source=value_of(details, "ReferralSource").upper(),
            primary_need=value_of(details, "PrimaryNeedCode").upper(),
            closed_on=date_of(details, "CINclosureDate"),
            closure_reason=value_of(details, "ReasonForClosure").upper(),
            conference_on=date_of(details, "DateOfInitialCPC"),
            no_further_action=boolean_of(details, "ReferralNFA"),
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

    def _assessment(self, element: Element, child_id: str) -> CinAssessment:
        self._fields(element, child_id, "Assessments")
        groups = element.all("FactorsIdentifiedAtAssessment")
        # Some systems leave the enclosing element out.
        factors = [item for group in [*groups, element] for item in group.all("AssessmentFactors")]
        return CinAssessment(
            started_on=needed_date(element, "AssessmentActualStartDate"),
            internal_review_on=date_of(element, "AssessmentInternalReviewDate"),
            authorised_on=date_of(element, "AssessmentAuthorisationDate"),
            factors=tuple(dict.fromkeys(code for item in factors if (code := item.text.strip().upper()))),
        )

    def _plan(self, element: Element, child_id: str) -> CinPlan:
        self._fields(element, child_id, "CINPlanDates")
        return CinPlan(needed_date(element, "CINPlanStartDate", "4010"), date_of(element, "CINPlanEndDate"))

    def _section_47(self, element: Element, child_id: str) -> CinSection47:
        self._fields(element, child_id, "Section47")
        return CinSection47(
            started_on=needed_date(element, "S47ActualStartDate"),
            conference_target_on=date_of(element, "InitialCPCtarget"),
            conference_on=date_of(element, "DateOfInitialCPC"),
            conference_not_required=boolean_of(element, "ICPCnotRequired"),
        )

    def _protection_plan(self, element: Element, child_id: str) -> CinProtectionPlan:
        self._fields(element, child_id, "ChildProtectionPlans")
        reviews = [item for group in [*element.all("Reviews"), element] for item in group.all("CPPreviewDate")]
        return CinProtectionPlan(
            started_on=needed_date(element, "CPPstartDate", "8720"),
            ended_on=date_of(element, "CPPendDate"),
            initial_category=value_of(element, "InitialCategoryOfAbuse").upper(),
            latest_category=value_of(element, "LatestCategoryOfAbuse").upper(),
            previous_plans=count_of(element, "NumberOfPreviousCPP"),
            reviewed_on=tuple(day for item in reviews if (day := read_date(item)) is not None),
        )

    def _fields(self, element: Element, child_id: str, of: str) -> None:
        """Tell elements that are not known here, and those that may stand once and stand again."""
        known = KNOWN[of]
        seen: set[str] = set()
        for item in element.children:
            if item.name not in known:
                self._problems.unknown(item.name, item.line)
            elif item.name in seen and not known[item.name]:
                self._problems.note(item.line, child_id, item.name, "The element stands twice; the first was kept.")
            seen.add(item.name)

    def _check_codes(self, child: CinChild) -> None:
        """Note what is not on the lists; values are kept as they came."""
        line = child.line
        if child.upn and not (checked := parse_upn(child.upn)).ok:
            self._problems.note(line, child.la_child_id, "UPN", checked.reason, "1510")
        if child.former_upn and not (checked := parse_former_upn(child.former_upn)).ok:
            self._problems.note(line, child.la_child_id, "FormerUPN", checked.reason, "1560Q")
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
                self._problems.note(where, child.la_child_id, element, message, rule)

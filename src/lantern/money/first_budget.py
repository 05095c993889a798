"""The partnership's first budget, 2019/20, as the business case of 2018 proposed it (section 7.1): with its blanks."""

from __future__ import annotations

from lantern.money.actions import LineSaid
from lantern.partnership.models import Agency

BROUGHT_FORWARD = 56_477_00

_OTHERS = "Other partners’ contributions"
_STAFFING = "Staffing"
_SUPPLIES = "Supplies and support services"

_TABLE: tuple[tuple[str, str, str, int | None, str], ...] = (
    ("contribution", "", "Cleveland Police", 31_372, "cleveland-police"),
    ("other_income", "", "Generated income", 5_000, ""),
    ("contribution", "", "Hartlepool Borough Council", 73_459, "hartlepool-borough-council"),
    ("contribution", "", "Hartlepool and Stockton Clinical Commissioning Group", 84_574, "hartlepool-stockton-ccg"),
    ("other_income", "", "Miscellaneous income", None, ""),
    ("contribution", _OTHERS, "CAFCASS", None, "cafcass"),
    ("contribution", _OTHERS, "Community and voluntary sector forums", None, "community-voluntary-sector"),
    ("contribution", _OTHERS, "Education establishments and forums", None, "colleges-schools-early-years"),
    ("contribution", _OTHERS, "HM Prison and Probation Service", None, "probation-service"),
    ("contribution", "", "Stockton-on-Tees Borough Council", 68_075, "stockton-on-tees-borough-council"),
    ("spending", _STAFFING, "Development manager", 58_000, ""),
    ("spending", _STAFFING, "Business support administration", 33_000, ""),
    ("spending", _STAFFING, "Training co-ordinator", 41_000, ""),
    ("spending", _STAFFING, "Performance framework analyst", 20_000, ""),
    ("spending", _STAFFING, "Other posts, to be decided", None, ""),
    ("spending", "", "Staff training and conferences", 750, ""),
    ("spending", "", "Travel and transport", 2_500, ""),
    ("spending", "", "Fees, grants and subscriptions", 2_000, ""),
    ("spending", "", "Multi-agency training and events", 50_000, ""),
    ("spending", "", "Serious case and learning reviews", 20_000, ""),
    ("spending", "", "Invest to save: action learning, scrutiny, transition, critical friends", 40_000, ""),
    ("spending", _SUPPLIES, "Tees safeguarding web-based procedures", 1_500, ""),
    ("spending", _SUPPLIES, "General running costs", 3_000, ""),
    ("spending", _SUPPLIES, "Safeguarding events and campaigns", 1_500, ""),
    ("spending", _SUPPLIES, "Room hire", 3_000, ""),
    ("spending", _SUPPLIES, "Other and miscellaneous", None, ""),
)


def lines_of_2019() -> list[LineSaid]:
    """Its lines, in their order, each with its partner where the partner is on record here."""
    agencies = dict(Agency.objects.values_list("code", "pk"))
    return [
        LineSaid(
            None,
            label,
            None if pounds is None else pounds * 100,
            "spending" if kind == "spending" else "income",
            kind,
            heading,
            agencies.get(agency),
        )
        for kind, heading, label, pounds, agency in _TABLE
    ]

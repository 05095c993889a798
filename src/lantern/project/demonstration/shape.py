"""What the invented population and its contacts are shaped like, and where each figure comes from.

The shares below make the demonstration look like a real front door. They are *not* statistics of any place. Where a
published series gave the shape it is named, and every such figure is marked `from_memory`: approximate, not read
again in the source, to be verified before anyone quotes it. `source_paper` marks a figure of the public papers that
describe the partnerships, `product` one that the plan of this product sets, and `invented` a plain guess.
"""

from typing import NamedTuple

CIN_STATISTICS = "Department for Education, Characteristics of children in need, England, year ending 31 March 2024"
CENSUS_2021 = "Office for National Statistics, Census 2021, ethnic group by local authority"
BIRTHS = "Office for National Statistics, Births in England and Wales, 2022"


class Figure(NamedTuple):
    """A figure the shape rests on: what, how much, from where, and how far it may be trusted."""

    what: str
    value: float
    source: str
    mark: str


FIGURES = (
    Figure("children known to universal services in a borough", 45_000, "plan of the demonstration", "product"),
    Figure("contacts a year at a borough's front door", 9_000, "plan of the demonstration", "product"),
    Figure("share of referrals from the police", 0.29, CIN_STATISTICS, "from_memory"),
    Figure("share of referrals from schools", 0.20, CIN_STATISTICS, "from_memory"),
    Figure("share of referrals from health services", 0.15, CIN_STATISTICS, "from_memory"),
    Figure("share of referrals from local authority services", 0.14, CIN_STATISTICS, "from_memory"),
    Figure("share of referrals from individuals", 0.08, CIN_STATISTICS, "from_memory"),
    Figure("share of referrals within 12 months of an earlier one", 0.22, CIN_STATISTICS, "from_memory"),
    Figure("share of assessments with domestic abuse of a parent as a factor", 0.40, CIN_STATISTICS, "from_memory"),
    Figure("share of assessments with a parent's mental health as a factor", 0.33, CIN_STATISTICS, "from_memory"),
    Figure("share of maternities with twins", 0.014, BIRTHS, "from_memory"),
    Figure(
        "rise of demand at the front door",
        0.05,
        "Stockton-on-Tees cabinet decision, 12 June 2025: a substantial "
        "increase, without a number; the number is a guess",
        "invented",
    ),
)
"""Every figure with its source. `tests/test_demonstration.py` keeps the tables below near the ones given here."""

SOURCES = {
    "6": 0.290,  # police
    "2A": 0.190,  # school
    "2B": 0.020,  # education service
    "3A": 0.020,  # GP
    "3B": 0.040,  # health visitor
    "3C": 0.010,  # school nurse
    "3D": 0.025,  # other primary health, midwives here
    "3E": 0.035,  # emergency department
    "3F": 0.035,  # other health, mental health services and ambulance here
    "4": 0.020,  # housing
    "5A": 0.035,  # social care in the authority
    "5B": 0.025,  # another service of the authority
    "5C": 0.025,  # another authority
    "5D": 0.035,  # early help in the authority
    "7": 0.040,  # court, probation, Cafcass
    "8": 0.040,  # voluntary, independent provider, nursery
    "1A": 0.055,  # relative
    "1B": 0.015,  # acquaintance
    "1C": 0.005,  # the child
    "1D": 0.010,  # other person
    "9": 0.025,  # anonymous
    "10": 0.005,  # unknown
}
"""Referral source of the children in need census (code set N00152) and its share of contacts."""

REASONS = {
    "domestic_abuse": 0.210,
    "neglect": 0.105,
    "physical_abuse": 0.085,
    "parent_mental_health": 0.075,
    "emotional_abuse": 0.055,
    "sexual_abuse": 0.045,
    "parent_drugs": 0.045,
    "parent_alcohol": 0.045,
    "child_mental_health": 0.040,
    "child_behaviour": 0.035,
    "child_self_harm": 0.030,
    "missing": 0.030,
    "criminal_exploitation": 0.025,
    "absent_from_school": 0.025,
    "asks_for_help": 0.025,
    "parental_conflict": 0.025,
    "housing": 0.015,
    "money_and_food": 0.015,
    "unborn_child": 0.015,
    "online_harm": 0.015,
    "sexual_exploitation": 0.010,
    "child_disability": 0.010,
    "young_carer": 0.007,
    "serious_violence": 0.006,
    "allegation_about_professional": 0.005,
    "bereavement": 0.004,
    "parent_in_prison": 0.004,
    "private_fostering": 0.002,
    "radicalisation": 0.002,
}
"""Main reason of a contact (house list `contact_reason`) and its share: invented; domestic abuse comes first."""

MONTHS = (1.04, 1.02, 1.10, 0.92, 1.05, 1.06, 1.04, 0.76, 1.00, 1.05, 1.10, 0.86)
"""January to December: schools are quiet in August and over Christmas."""

WEEKDAYS = (1.30, 1.24, 1.20, 1.20, 1.24, 0.44, 0.38)
"""Monday to Sunday. Police write on every day, schools on five."""

OFFICE_HOURS = (
    0.1,
    0.1,
    0.1,
    0.1,
    0.1,
    0.1,
    0.2,
    0.5,
    3.0,
    6.5,
    8.5,
    9.0,
    7.5,
    8.0,
    9.5,
    10.0,
    7.5,
    3.5,
    1.6,
    1.2,
    1.0,
    0.7,
    0.4,
    0.2,
)
"""When professionals who work by day get in touch: share by hour, from midnight."""

ROUND_THE_CLOCK = (
    3.0,
    2.4,
    1.8,
    1.2,
    0.9,
    0.8,
    1.2,
    2.4,
    4.4,
    6.4,
    7.0,
    7.2,
    6.6,
    6.6,
    6.8,
    6.8,
    6.2,
    5.0,
    4.4,
    4.2,
    4.2,
    4.0,
    3.6,
    2.9,
)
"""When police, emergency departments and the public do: police write much of the night up in the morning."""

COMMUNITIES = {
    "white_british": 0.868,
    "polish": 0.018,
    "romanian": 0.010,
    "irish": 0.006,
    "pakistani": 0.040,
    "indian": 0.012,
    "bangladeshi": 0.008,
    "arabic": 0.010,
    "kurdish_iranian": 0.009,
    "black_african": 0.014,
    "chinese": 0.005,
}
"""Naming communities of Teesside and their shares among families: from memory of the Census 2021, to be verified."""

TWINS = 0.014
KNOWN = 0.50
REPEATED = 0.22
"""Share of families the door hears of in two years, and the share of those that come back most: invented, so that
cumulative risk can be seen."""

RED, AMBER = 0.13, 0.40
"""Shares of contacts with red and amber priority; the rest is green: invented."""

CONSULTATIONS = 0.045
"""Share of contacts which are consultations that end with advice: invented."""

LATE_ANSWERS = {
    "police": 0.08,
    "health_visiting": 0.10,
    "education_service": 0.13,
    "hospital": 0.18,
    "mental_health": 0.24,
    "housing": 0.20,
    "probation": 0.26,
}
"""Share of checks answered late, by type of agency: invented, unequal on purpose."""

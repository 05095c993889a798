"""A children in need census of invented children, to try the reading of one on.

`tests/files/cin-census-2026.xml` was made with it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import TextIO

from lantern.law.codes import code_set
from lantern.law.identifiers import upn_check_letter
from lantern.law.timescales import timescale
from lantern.law.working_days import add_working_days, is_working_day

# Roughly how often each story is told in a sample: invented, source: practice.
_STORIES = {"no further action": 24, "assessed": 34, "in need": 20, "enquiry": 8, "protection": 10, "unborn": 4}


def write_sample(path: Path, children: int, year: int, seed: int, *, authority_code: str = "808") -> None:
    """Write a census of invented children in the form of 2026, keeping to its order and rules. The same seed gives the
    same file.

    `year` is the closing year of the census. Nothing in it is about anybody: numbers, dates and codes are drawn at
    random.
    """
    chance = random.Random(seed)
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

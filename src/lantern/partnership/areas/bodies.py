"""The authorities, agencies and groups of a partnership, as an area file describes them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from lantern.law.codes import code_set
from lantern.partnership.areas.area import (
    Agency,
    Authority,
    ChildPopulation,
    Comparator,
    Group,
    GroupSeat,
    OfficeHours,
    Partnership,
    Priority,
)
from lantern.partnership.areas.tables import Reading, Table
from lantern.partnership.free_mail import is_free_mail

STANDINGS = ("statutory_partner", "relevant_agency", "hub_partner", "other")
"""How an agency stands to the partnership: Children Act 2004 s. 16E partner, listed relevant agency, or neither."""

BODY_TYPES = (
    "clinical_commissioning_group",
    "nhs_body",
    "public_health",
    "adoption_agency",
    "adults_board",
    "police_commissioner",
    "residents",
)
"""Types of bodies that sit in a partnership but bring no contacts, beside the agency types of the law's code set."""

MEASURES = ("referrals_per_10000",)
"""What is held against other places: referrals to children's social care in a year, for every 10,000 children."""

ANSWERED_BY_ITSELF = ("no_further_action", "advice", "early_help", "assessment", "other_authority")
"""Outcomes of which a professional may be told without anybody pressing a button. What the police or the designated
officer work on is never among them.
"""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+\Z")

_ONS = re.compile(r"E0[0-9]{7}\Z")


def partnership_of(table: Table) -> Partnership:
    """The partnership itself: one table of the file."""
    described = Partnership(
        code=table.code("code"),
        name=table.text("name"),
        short_name=table.text("short_name"),
        vision=table.text("vision"),
        started_on=table.day("started_on"),
        published_on=table.day_or_none("published_on"),
        lead_authority=table.whole("lead_authority", least=100, most=999),
        lead_means=table.choice("lead_means", ("host", "lead_authority")),
        brand_colour=table.matching("brand_colour", _COLOUR, "a colour: write # and six digits, such as #1d5f6e"),
        note=table.text("note", required=False),
        automatic_answers=table.choices("automatic_answers", ANSWERED_BY_ITSELF)
        if "automatic_answers" in table.raw
        else (),
    )
    if described.lead_authority:
        table.reading.references.append(("authority", described.lead_authority, (*table.place, "lead_authority")))
    table.done()
    return described


def _office_hours(table: Table) -> OfficeHours:
    days = table.choices("days", DAYS)
    opens, closes = table.hour("opens"), table.hour("closes")
    if "opens" in table.raw and "closes" in table.raw and closes <= opens:
        table.problem("closes", f"closes ({closes:%H:%M}) must be later than opens ({opens:%H:%M}).")
    table.done()
    return OfficeHours(tuple(DAYS.index(day) + 1 for day in days if day in DAYS), opens, closes)


def authority_of(table: Table) -> Authority:
    """A council, with the hours of its door: no weekday has two sets of them."""
    code = table.whole("code", least=100, most=999)
    table.reading.declare("authority", code, (*table.place, "code"))
    hours = tuple(_office_hours(one) for one in table.tables("office_hours", required=True))
    taken: set[int] = set()
    for index, spell in enumerate(hours):
        if taken & set(spell.days):
            table.reading.problem(
                (*table.place, "office_hours", index), "A weekday has two sets of office hours. Take one out."
            )
        taken |= set(spell.days)
    described = Authority(
        code=code,
        ons_code=table.matching("ons_code", _ONS, "an ONS code, such as E06000004"),
        name=table.text("name"),
        short_name=table.text("short_name"),
        agency=table.code("agency", refers_to="agency"),
        telephone=table.phone("telephone"),
        emergency_telephone=table.phone("emergency_telephone"),
        email=table.text("email"),
        out_of_hours_team=table.code("out_of_hours_team", refers_to="team"),
        office_hours=hours,
        wards=table.texts("wards"),
        populations=tuple(_population(one) for one in table.tables("population")),
        letterhead=table.texts("letterhead"),
    )
    years = [population.year for population in described.populations]
    for index, year in enumerate(years):
        if year in years[:index]:
            table.reading.problem((*table.place, "population", index), f"The year {year} stands twice. Take one out.")
    table.done()
    return described


def _population(table: Table) -> ChildPopulation:
    """How many children live in an authority, from a source that is named."""
    described = ChildPopulation(
        year=table.whole("year", least=1981, most=2100),
        children=table.whole("children", least=1, most=1_000_000),
        source=table.text("source"),
        check=table.truth("check"),
    )
    table.done()
    return described


def comparator_of(table: Table) -> Comparator:
    """A published figure of another place, for one year."""
    described = Comparator(
        measure=table.choice("measure", MEASURES),
        place=table.text("place"),
        year_to=table.day("year_to"),
        value=table.number("value", least=0, most=100_000),
        source=table.text("source"),
        check=table.truth("check"),
    )
    if described.place and described.measure in MEASURES:
        named = f"{described.measure} of {described.place} to {described.year_to}"
        table.reading.declare("comparator", named, table.place)
    table.done()
    return described


def agency_of(table: Table, types: Sequence[str]) -> Agency:
    """An agency; one with a successor says its own last day."""
    since, until = table.spell("since", "until")
    domains = table.texts("email_domains")
    for index, domain in enumerate(domains):
        if not _DOMAIN.match(domain):
            message = f"{domain!r} is not an e-mail domain: write the part after the @ in small letters."
            table.reading.problem((*table.place, "email_domains", index), message)
        elif is_free_mail(domain):
            message = (
                f"Anybody can have an address at {domain}, so it says nothing about where somebody works. Take it out."
            )
            table.reading.problem((*table.place, "email_domains", index), message)
        else:
            table.reading.declare("e-mail domain", domain, (*table.place, "email_domains", index))
    described = Agency(
        code=table.code("code", declares="agency"),
        name=table.text("name"),
        type=table.choice("type", types),
        standing=table.choice("standing", STANDINGS),
        is_sector=table.truth("is_sector"),
        part_of=table.code("part_of", refers_to="agency", required=False),
        authorities=table.authorities(required=False),
        since=since,
        until=until,
        successor=table.code("successor", refers_to="agency", required=False),
        answers_checks=table.truth("answers_checks"),
        email_domains=domains,
        named_in=table.texts("named_in"),
        note=table.text("note", required=False),
    )
    if described.successor and until is None:
        table.problem("successor", "An agency with a successor needs until = …, its last day.")
    table.done()
    return described


def check_successors(reading: Reading, agencies: Sequence[Agency]) -> None:
    """A successor begins on the day after the agency it follows has ended."""
    known = {agency.code: agency for agency in agencies}
    for index, agency in enumerate(agencies):
        follower = known.get(agency.successor)
        if follower and follower.since and agency.until and follower.since != agency.until + timedelta(days=1):
            reading.problem(
                ("agency", index, "successor"),
                f"{agency.code} ends on {agency.until}, but its successor {follower.code} begins on {follower.since}. "
                "The successor must begin on the next day.",
            )


def priority_of(table: Table) -> Priority:
    """A priority of the partnership."""
    since, until = table.spell("since", "until")
    if "since" not in table.raw:
        table.day("since")
    described = Priority(
        code=table.code("code", declares="priority"),
        title=table.text("title"),
        lead=table.code("lead", refers_to="agency"),
        since=since or date.min,
        until=until,
    )
    table.done()
    return described


GROUP_KINDS = (
    "executive", "engine_room", "sub_group", "working_group", "task_and_finish", "engagement", "teeswide_group",
    "hub_board", "board", "cabinet",
)  # fmt: skip
"""The kinds of bodies that an area file may name."""


def group_of(table: Table) -> Group:
    """A body of the partnership that meets, with how often it does and who sits on it."""
    frequencies = []
    for one in table.tables("frequency"):
        frequencies.append((one.day("since"), one.whole("months", least=1, most=24)))
        one.done()
    described = Group(
        code=table.code("code", declares="group"),
        name=table.text("name"),
        kind=table.choice("kind", GROUP_KINDS),
        meets=table.text("meets", required=False),
        note=table.text("note", required=False),
        purpose=table.text("purpose", required=False),
        accountable_to=table.code("accountable_to", refers_to="group", required=False),
        outside=table.truth("outside"),
        chaired=table.choice("chaired", ("independent", "rota", "seat"), default="seat"),
        chair_review_on=table.day_or_none("chair_review_on"),
        may_decide=table.text("may_decide", required=False),
        ends_on=table.day_or_none("ends_on"),
        frequencies=tuple(frequencies),
        seats=tuple(seat_of(one) for one in table.tables("seat")),
    )
    table.done()
    return described


def seat_of(table: Table) -> GroupSeat:
    """A place on a body."""
    commitment = table.choice("commitment", ("every", "times_a_year", "specific_items"), default="every")
    counted = commitment == "times_a_year"
    times = table.whole("times_a_year", required=counted, most=24)
    if times and not counted:
        table.problem("times_a_year", 'times_a_year is only for a seat with commitment = "times_a_year".')
    since, until = table.spell("since", "until")
    described = GroupSeat(
        code=table.code("code", declares="seat"),
        name=table.text("name"),
        agency=table.code("agency", refers_to="agency", required=False),
        commitment=commitment,
        times_a_year=times,
        shared_between=table.text("shared_between", required=False),
        chairs=table.truth("chairs"),
        leads=table.truth("leads"),
        since=since,
        until=until,
    )
    table.done()
    return described


def agency_types() -> tuple[str, ...]:
    """The types an agency may have: those of the law's code set, and the bodies that never bring a contact."""
    return (*code_set("agency_type").known, *BODY_TYPES)

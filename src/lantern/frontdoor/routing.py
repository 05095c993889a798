"""To which team a contact goes by itself: an area's rules in order, the first that fits decides, the team on duty takes
the rest.

A rule never sends anything to a team that is closed at that hour or in which nobody works: then the team on duty has
it, and it is said why. Rules only look at what is known when a contact arrives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lantern.access.roles import permissions_of
from lantern.frontdoor.models import Channel, RoutingRules
from lantern.frontdoor.permissions import TAKE_CONTACT
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, PostcodeWard, Team, TeamKind
from lantern.spine.models import Priority

RECEIVES = (TeamKind.HUB, TeamKind.HUB_DESK, TeamKind.EMERGENCY_DUTY)
"""Kinds of team that work contacts."""

URGENCIES = ("red", "amber", "green", "none")
"""What a contact is rated when it arrives; "none" while nobody has said."""


@dataclass(frozen=True)
class When:
    """What a contact must be for a rule to fit: of each list one, and of the rest every one that is given."""

    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    """First halves of postcodes: TS18."""
    age_from: int | None = None
    age_to: int | None = None
    """Years, both included. Fits when one of the children is of that age."""
    unborn: bool = False
    """Fits an unborn child too, or with no ages an unborn child only."""
    again: str = ""
    """``yes``: a child of it was here within the re-referral window. ``no``: none was."""
    hours: str = ""
    """``open`` or ``closed``: whether the hub was open when it arrived."""

    def __bool__(self) -> bool:
        return self != When()


@dataclass(frozen=True)
class Rule:
    """One rule of an area: what fits, which team then has it, and who said so, when and why."""

    name: str
    when: When
    team: str
    """By its code."""
    why: str
    by: str
    at: str
    hint: str = ""
    """How urgent the rule suggests it is, for whoever screens it: ``red``, ``amber``, ``green``, or nothing."""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Rule:
        when: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in stored["when"].items()
        }
        return cls(**{**stored, "when": When(**when)})

    def stored(self) -> dict[str, Any]:
        """As it is kept: only conditions that say something."""
        when: dict[str, Any] = {
            name: value for name, value in asdict(self.when).items() if value or (value == 0 and value is not False)
        }
        return {**asdict(self), "when": {k: list(v) if isinstance(v, tuple) else v for k, v in when.items()}}

    @property
    def made_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Known:
    """What is known of a contact when it arrives."""

    authority_id: int
    arrived_at: dt.datetime
    reasons: tuple[str, ...] = ()
    source: str = ""
    channel: str = ""
    urgency: str = "none"
    postcodes: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    ages: tuple[int, ...] = ()
    """Whole years of each child whose age is known."""
    unborn: bool = False
    again: bool | None = None
    """Whether a child of it was here before; None while nobody knows who the children are."""


def fits(when: When, known: Known, *, hub_open: bool) -> bool:
    """Whether a contact is what a rule asks for. A rule that asks for nothing fits nothing: "otherwise" is not a
    rule.
    """
    if not when:
        return False
    of_age = any(
        (when.age_from is None or age >= when.age_from) and (when.age_to is None or age <= when.age_to)
        for age in known.ages
    )
    districts = {postcode.rpartition(" ")[0] or postcode[:-3] for postcode in known.postcodes}
    asks_age = when.age_from is not None or when.age_to is not None
    return all(
        (
            not when.reasons or set(when.reasons) & set(known.reasons),
            not when.sources or known.source in when.sources,
            not when.channels or known.channel in when.channels,
            not when.urgencies or known.urgency in when.urgencies,
            not (when.wards or when.districts) or set(when.wards) & set(known.wards) or set(when.districts) & districts,
            not (asks_age or when.unborn) or (asks_age and of_age) or (when.unborn and known.unborn),
            not when.again or known.again is (when.again == "yes"),
            not when.hours or (when.hours == "open") == hub_open,
        )
    )


@dataclass(frozen=True)
class Place:
    """Where a contact goes, and by what."""

    team: Team
    rule: Rule | None = None
    """The rule that fits, also where its team could not have it."""
    number: int = 0
    """Its place in the list, from 1."""
    not_there: str = ""
    """Why the team that the rule names does not have it: "is closed now", "has nobody who works there"."""

    @property
    def by_rule(self) -> bool:
        return self.rule is not None and not self.not_there


def place(rules: Sequence[Rule], known: Known, *, staffed: Iterable[int], at: dt.datetime | None = None) -> Place:
    """The team that has a contact: of the first rule that fits, or the one on duty. ``staffed``: teams in which
    somebody works. ``at``: when it was taken in, where that is not when it arrived. No statement.
    """
    duty = partnership.duty_team(known.authority_id, at or known.arrived_at)
    hub_open = partnership.in_office_hours(known.authority_id, at or known.arrived_at)
    was_open = partnership.in_office_hours(known.authority_id, known.arrived_at)
    for number, rule in enumerate(rules, 1):
        if not fits(rule.when, known, hub_open=was_open):
            continue
        team = next((one for one in receiving(known.authority_id) if one.code == rule.team), None)
        if team is None:
            return Place(duty, rule, number, "no longer takes contacts of this area")
        if (team.kind == TeamKind.EMERGENCY_DUTY) == hub_open:
            return Place(duty, rule, number, "is closed at this hour")
        if team.pk not in staffed:
            return Place(duty, rule, number, "has nobody who works there")
        return Place(team, rule, number)
    return Place(duty)


def receiving(authority_id: int) -> list[Team]:
    """The teams that can hold contacts of an area, by name."""
    return sorted(partnership.teams_covering(authority_id, *RECEIVES), key=lambda team: team.name)


def staffed(authority_id: int, on: dt.date) -> set[int]:
    """Of those teams, the ones with somebody in post today who may take contacts. One statement."""
    posts = Post.objects.filter(team__in=[team.pk for team in receiving(authority_id)], holder__is_active=True)
    return {
        post.team_id
        for post in posts
        if TAKE_CONTACT in permissions_of(post.role)
        and (post.starts_on is None or post.starts_on <= on)
        and (post.ends_on is None or post.ends_on >= on)
    }


# ---- Versions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Versions:
    """The rules of an area: those that hold now, and those being worked on."""

    live: RoutingRules | None
    newest: RoutingRules | None

    @property
    def number(self) -> int:
        """Of the newest version; 0 while nobody has written any."""
        return self.newest.number if self.newest else 0

    @property
    def in_force(self) -> list[Rule]:
        return read(self.live)

    @property
    def worked_on(self) -> list[Rule]:
        return read(self.newest)

    @property
    def differ(self) -> bool:
        """Whether something waits to be put live."""
        return self.worked_on != self.in_force


def read(version: RoutingRules | None) -> list[Rule]:
    return [Rule.read(stored) for stored in version.rules] if version else []


def versions(authority_id: int) -> Versions:
    """One statement."""
    found = list(
        RoutingRules._default_manager.raw(
            "(select * from frontdoor_routingrules where authority_id = %(area)s order by number desc limit 1)"
            " union (select * from frontdoor_routingrules where authority_id = %(area)s and live"
            " order by number desc limit 1) order by number desc",
            {"area": authority_id},
        )
    )
    return Versions(next((each for each in found if each.live), None), found[0] if found else None)


def in_force(authority_id: int) -> RoutingRules | None:
    """The rules by which a contact goes now. One statement."""
    return RoutingRules._default_manager.filter(authority_id=authority_id, live=True).order_by("-number").first()


# ---- What is known of what arrives -----------------------------------------------------------------------------------


def known_of(
    authority_id: int,
    arrived_at: dt.datetime,
    *,
    contact: Mapping[str, Any],
    source: str,
    priority: Priority | None,
    children: Sequence[Mapping[str, Any]],
    again: bool | None,
    with_wards: bool,
) -> Known:
    """What a contact brings when it arrives. ``children``: columns of reported children. A protected address lies
    nowhere. At most one statement, for wards.
    """
    today = arrived_at.astimezone(partnership.LONDON).date()
    codes = tuple(
        each["postcode"] for each in children if each.get("postcode") and not each.get("address_protected", False)
    )
    return Known(
        authority_id=authority_id,
        arrived_at=arrived_at,
        reasons=tuple(contact.get("reasons") or ()),
        source=source,
        channel=contact.get("channel", ""),
        urgency=priority.variant if priority else "none",
        postcodes=codes,
        wards=wards_of(codes, today) if with_wards and codes else (),
        ages=tuple(years(each["born_on"], today) for each in children if each.get("born_on")),
        unborn=any(each.get("unborn") for each in children),
        again=again,
    )


def years(born: dt.date, on: dt.date) -> int:
    """Whole years of age on a day."""
    return max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def wards_of(postcodes: Sequence[str], on: dt.date) -> tuple[str, ...]:
    """The wards in which these postcodes lie on a day, by number. One statement."""
    lying = PostcodeWard.objects.filter(postcode__in=postcodes)
    return tuple(
        str(row.ward_id)
        for row in lying
        if (row.from_date is None or row.from_date <= on) and (row.until_date is None or row.until_date >= on)
    )


# ---- In words --------------------------------------------------------------------------------------------------------


def in_words(when: When) -> list[str]:
    """What a rule asks for, a line for each condition."""
    said = []
    if when.reasons:
        said.append(f"about {_either(code_set('contact_reason').label(code).lower() for code in when.reasons)}")
    if when.sources:
        said.append(f"from {_either(code_set('referral_source').label(code) for code in when.sources)}")
    if when.channels:
        said.append(f"came by {_either(str(Channel(code).label).lower() for code in when.channels)}")
    if when.urgencies:
        names = {"none": "not rated"}
        said.append(f"is {_either(names.get(code, code) for code in when.urgencies)}")
    places = [partnership.wards()[int(ward)].name for ward in when.wards if int(ward) in partnership.wards()]
    if places or when.districts:
        said.append(f"a child lives in {_either([*places, *when.districts])}")
    ages = _ages(when)
    if ages:
        said.append(ages)
    if when.again:
        said.append("a child was here before" if when.again == "yes" else "no child was here before")
    if when.hours:
        said.append("while the hub is open" if when.hours == "open" else "while the hub is closed")
    return said


def _ages(when: When) -> str:
    low, high = when.age_from, when.age_to
    if low is not None and high is not None:
        years = f"a child is {low}" if low == high else f"a child is {low} to {high}"
    elif low is not None:
        years = f"a child is {low} or older"
    elif high is not None:
        years = f"a child is {high} or younger"
    else:
        return "a child is not born yet" if when.unborn else ""
    return f"{years}, or not born yet" if when.unborn else years


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


@dataclass(frozen=True)
class Placed:
    """A past contact with the team it would have come to, by the rules now and by those being worked on."""

    reference: str
    known: Known
    now: Place
    then: Place

    @property
    def moves(self) -> bool:
        return self.now.team.pk != self.then.team.pk

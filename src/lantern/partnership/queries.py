"""Questions about the partnership. Reference data changes a few times a year, so what every request needs is
remembered in the process
for a minute; nothing here is about a child.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from lantern.law.timescales import LocalStandards
from lantern.law.working_days import is_working_day
from lantern.partnership.free_mail import is_free_mail
from lantern.partnership.models import (
    Agency,
    Authority,
    AuthorityKind,
    ChildPopulation,
    Comparator,
    LocalStandard,
    Post,
    Service,
    Team,
    TeamKind,
    ThresholdDescriptor,
    ThresholdDocument,
    Ward,
)

LONDON = ZoneInfo("Europe/London")
_REMEMBERED_FOR = 60.0  # seconds; a change of reference data is felt everywhere within a minute

_remembered: dict[tuple[str, object], tuple[float, object]] = {}


def _remember[T](what: str, key: object, find: Callable[[], T]) -> T:
    now = time.monotonic()
    held = _remembered.get((what, key))
    if held and held[0] > now:
        return held[1]  # type: ignore[return-value]
    found = find()
    _remembered[(what, key)] = (now + _REMEMBERED_FOR, found)
    return found


def forget() -> None:
    """Read everything afresh: reference data has just been loaded."""
    _remembered.clear()


def local_standards(authority_id: int) -> LocalStandards:
    """An authority's own numbers for timescales that leave room for them."""

    def find() -> LocalStandards:
        standards: dict[str, dict[str, dict[str, int | str]]] = {}
        for row in LocalStandard.objects.filter(authority_id=authority_id):
            standards.setdefault(row.timescale, {})[row.variant] = {"amount": row.amount, "unit": row.unit}
        return LocalStandards.from_plain(standards, where=f"local standards of {authority_id}")

    return _remember("local standards", authority_id, find)


def authority(authority_id: int) -> Authority:
    return _remember(
        "authority", authority_id, lambda: Authority.objects.select_related("partnership").get(pk=authority_id)
    )


def authorities() -> list[Authority]:
    """The authorities whose front door is run from here, by name. One whose records left is not among them."""

    def find() -> list[Authority]:
        served = {code for team in teams().values() if team.kind == TeamKind.HUB for code in team.covers}
        return list(Authority.objects.filter(pk__in=served).select_related("partnership").order_by("name"))

    return _remember("authorities", None, find)


def every_authority() -> dict[int, Authority]:
    """Every authority by its code, also one whose records left: for saying whose something was."""

    def find() -> dict[int, Authority]:
        return {each.pk: each for each in Authority.objects.select_related("partnership")}

    return _remember("every authority", None, find)


def keepers() -> dict[int, Authority]:
    """The partnerships as keepers of their own records, by the key of the authority that each is there."""
    return {key: each for key, each in every_authority().items() if each.kind == AuthorityKind.PARTNERSHIP}


def keeper_of(partnership_id: int) -> Authority:
    """A partnership as the keeper of its own records."""
    return next(each for each in keepers().values() if each.partnership_id == partnership_id)


def keepers_for(agency_id: int | None) -> tuple[int, ...]:
    """The keepers of the partnerships that an agency belongs to: those whose records its posts may see."""

    def find() -> dict[int, tuple[int, ...]]:
        belongs: dict[int, list[int]] = {}
        key_of = {each.partnership_id: key for key, each in keepers().items()}
        current = Q(until_date__isnull=True) | Q(until_date__gte=timezone.localdate())
        pairs = Agency.objects.filter(current, partnerships__isnull=False).values_list("pk", "partnerships")
        for agency, of in pairs.order_by("partnerships"):
            if of in key_of:
                belongs.setdefault(agency, []).append(key_of[of])
        return {agency: tuple(keys) for agency, keys in belongs.items()}

    return _remember("keepers for", None, find).get(agency_id or 0, ())


def business_team(keeper_id: int) -> Team:
    """The partnership's business unit, which owns its records."""
    of = every_authority()[keeper_id].partnership_id
    members = {key for key, each in every_authority().items() if each.partnership_id == of}
    return next(
        team
        for team in sorted(teams().values(), key=lambda team: team.pk)
        if team.kind == TeamKind.BUSINESS_UNIT and members & set(team.covers)
    )


def teams() -> dict[int, Team]:
    """Every team by id, with its agency."""
    return _remember("teams", None, lambda: {team.pk: team for team in Team.objects.select_related("agency")})


def other_front_doors(authority_id: int) -> list[Team]:
    """The front doors that are not this authority's and take handoffs, by name. No statement of its own."""
    able = (
        team
        for team in teams().values()
        if team.kind in (TeamKind.FRONT_DOOR_ELSEWHERE, TeamKind.HUB)
        and team.takes_handoffs
        and authority_id not in team.covers
    )
    return sorted(able, key=lambda team: team.name)


def services() -> list[Service]:
    """Every service that an area file names, by name and team."""
    return _remember("services", None, lambda: list(Service.objects.order_by("name", "team__name")))


def services_of(team_id: int, authority_id: int) -> list[Service]:
    """The services that a team gives to families of this authority."""
    return [each for each in services() if each.team_id == team_id and authority_id in each.covers]


def teams_covering(authority_id: int, *kinds: TeamKind) -> list[Team]:
    """Teams of these kinds that work for this authority."""
    return [team for team in teams().values() if authority_id in team.covers and (not kinds or team.kind in kinds)]


def worker_named(name: str, authority_id: int) -> int | None:
    """Who holds a post for an authority under exactly this name; None where nobody does, or several. One statement."""
    held = Post.objects.filter(holder__display_name__iexact=name.strip(), team__covers__contains=[authority_id])
    found = set(held.filter(holder__is_active=True).values_list("holder_id", flat=True)) if name.strip() else set()
    return found.pop() if len(found) == 1 else None


def hub_of(authority_id: int) -> Team:
    """The team that runs this authority's front door. Raises LookupError when the area file names none."""
    return _only_team(authority_id, TeamKind.HUB)


def emergency_duty_of(authority_id: int) -> Team:
    """The team that answers for this authority out of hours."""
    return _only_team(authority_id, TeamKind.EMERGENCY_DUTY)


def _only_team(authority_id: int, kind: TeamKind) -> Team:
    found = teams_covering(authority_id, kind)
    if not found:
        raise LookupError(f"{authority(authority_id).name} has no {kind.label}: name one in its area file.")
    return found[0]


def duty_team(authority_id: int, at: dt.datetime) -> Team:
    """The team that answers the front door at this moment: the hub in office hours, the emergency duty team
    otherwise.
    """
    return hub_of(authority_id) if in_office_hours(authority_id, at) else emergency_duty_of(authority_id)


def in_office_hours(authority_id: int, at: dt.datetime) -> bool:
    """Whether the authority's hub is open: a working day, between opening and closing, London time."""
    here = authority(authority_id)
    local = at.astimezone(LONDON)
    hours = here.office_hours.get(str(local.weekday()))
    if not hours or not is_working_day(local.date()):
        return False
    opens, closes = (dt.time.fromisoformat(each) for each in hours)
    return opens <= local.time() < closes


def answering_agencies(authority_id: int) -> list[Team]:
    """The desks of agencies that answer the hub's checks for this authority, by agency name."""
    desks = [team for team in teams_covering(authority_id) if team.answers_checks]
    return sorted(desks, key=lambda team: team.agency.name)


def agency_of_email(address: str) -> Agency | None:
    """The agency a professional's e-mail address belongs to, if the address is under a domain we know.

    A provider at which anybody can have an address never stands for an agency.
    """
    domain = address.rpartition("@")[2].lower()
    if is_free_mail(domain):
        return None
    known = _remember(
        "domains",
        None,
        lambda: {domain.lower(): agency for agency in Agency.objects.all() for domain in agency.email_domains},
    )
    while domain:
        if domain in known:
            return known[domain]
        domain = domain.partition(".")[2]
    return None


def threshold_document(authority_id: int, on: dt.date) -> ThresholdDocument:
    """The threshold document in force for this authority on a day. Raises LookupError when none was."""

    def find() -> ThresholdDocument:
        document = (
            ThresholdDocument.objects.filter(covers__contains=[authority_id], in_force_from__lte=on)
            .exclude(in_force_until__lt=on)
            .order_by("-in_force_from")
            .first()
        )
        if document is None:
            raise LookupError(f"No threshold document is in force on {on:%d %B %Y}: add one to the area file.")
        return document

    return _remember("threshold", (authority_id, on), find)


def descriptors(document: ThresholdDocument) -> list[ThresholdDescriptor]:
    """The clauses of a threshold document, lowest level first."""
    return _remember("descriptors", document.pk, lambda: list(document.descriptors.all()))


def wards() -> dict[int, Ward]:
    """Every ward by id, also those that no area file lists any more."""
    return _remember("wards", None, lambda: {ward.pk: ward for ward in Ward.objects.all()})


def child_populations() -> list[ChildPopulation]:
    """How many children live where, the newest year first."""
    return _remember("populations", None, lambda: list(ChildPopulation.objects.order_by("authority_id", "-year")))


def comparators(measure: Comparator.Measure) -> list[Comparator]:
    """What other places publish of a measure, each place and year once, by place and year."""

    def find() -> list[Comparator]:
        known: dict[tuple[str, dt.date], Comparator] = {}
        for row in Comparator.objects.filter(measure=measure).order_by("place", "year_to", "partnership_id"):
            known.setdefault((row.place, row.year_to), row)
        return list(known.values())

    return _remember("comparators", measure, find)

"""Putting area files into the database. Runs as the migrating role; safe to run again: what a file says replaces what
was there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from lantern.partnership import queries
from lantern.partnership.areas import Area, read_area
from lantern.partnership.areas.area import Authority as AreaAuthority
from lantern.partnership.models import (
    Agency,
    Authority,
    AuthorityKind,
    ChildPopulation,
    Comparator,
    LocalStandard,
    Partnership,
    Post,
    Service,
    Team,
    ThresholdDescriptor,
    ThresholdDocument,
    Ward,
)


class FrozenThreshold(ValueError):
    """An area file changes the wording of a threshold document that decisions were made under: give it a new version
    instead.
    """


type MoreOfAnArea = Callable[[Area, Partnership], None]

_MORE: list[MoreOfAnArea] = []


def also(load: MoreOfAnArea) -> None:
    """A room above loads what an area file says of its own nouns. Called once, when the room is set up; runs after
    everything of this room, in the same transaction.
    """
    if load not in _MORE:
        _MORE.append(load)


def load_areas(folder: Path) -> list[Area]:
    """Load every area file of a folder, all or none. Raises AreaErrors for a file that is wrong, naming file and
    line.
    """
    areas = [read_area(path) for path in sorted(folder.glob("*.toml"))]
    with transaction.atomic():
        for area in areas:
            _load(area)
        for area in areas:
            _link_successors(area)
        # A statutory partner of one partnership may be a mere neighbour in the file of another.
        partners = {each.code for area in areas for each in area.agencies if each.standing == "statutory_partner"}
        Agency.objects.filter(code__in=partners).update(statutory=True)
        queries.forget()
        for area in areas:
            for load in _MORE:
                load(area, Partnership.objects.get(code=area.partnership.code))
    queries.forget()
    return areas


_ABOVE_DFE_NUMBERS = 30_000


def _keep_own_records(partnership: Partnership, area: Area) -> None:
    """The partnership as the keeper of its own records, whose office keeps the hours of the authority that hosts it."""
    hosts = [each for each in area.authorities if each.code == area.partnership.lead_authority]
    host = (hosts or list(area.authorities))[0]
    Authority.objects.update_or_create(
        id=_ABOVE_DFE_NUMBERS + partnership.pk,
        defaults={
            "kind": AuthorityKind.PARTNERSHIP,
            "partnership": partnership,
            "code": f"{partnership.code}-partnership"[:50],
            "name": partnership.name[:120],
            "short_name": partnership.short_name,
            # A partnership has no code of the Office for National Statistics.
            "ons_code": f"P{partnership.pk:08d}",
            "hub_name": "",
            "hub_phone": "",
            "out_of_hours_phone": "",
            "office_hours": _office_hours(host),
        },
    )


def _office_hours(authority: AreaAuthority) -> dict[str, list[str]]:
    return {
        str(day - 1): [f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"]
        for hours in authority.office_hours
        for day in hours.days
    }


def _load(area: Area) -> None:
    source = area.partnership
    partnership, _ = Partnership.objects.update_or_create(
        code=source.code,
        defaults={
            "name": source.name,
            "short_name": source.short_name,
            "vision": source.vision,
            "began_on": source.started_on,
            "brand_colour": source.brand_colour,
            "escalation": [
                {"name": step.name, "answered_by": step.answered_by, "check": step.check}
                for step in area.escalation_steps
            ],
            "automatic_answers": list(source.automatic_answers),
        },
    )
    hub_names = {code: hub.name for hub in area.hubs if hub.until is None for code in hub.authorities}
    for authority in area.authorities:
        Authority.objects.update_or_create(
            id=authority.code,
            defaults={
                "partnership": partnership,
                "code": authority.agency.removesuffix("-council").removesuffix("-borough"),
                "name": authority.name,
                "short_name": authority.short_name,
                "ons_code": authority.ons_code,
                "hub_name": hub_names.get(authority.code, "The Children's Hub"),
                "hub_phone": authority.telephone,
                "out_of_hours_phone": authority.emergency_telephone,
                "email": authority.email,
                "letterhead": list(authority.letterhead),
                "office_hours": _office_hours(authority),
            },
        )
    _keep_own_records(partnership, area)
    ours = {authority.code for authority in area.authorities}
    agencies: dict[str, Agency] = {}
    for each in area.agencies:
        agency, _ = Agency.objects.update_or_create(
            code=each.code,
            defaults={
                "name": each.name,
                "kind": each.type,
                "statutory": each.standing == "statutory_partner",
                "answers_checks": each.answers_checks,
                "email_domains": list(each.email_domains),
                "from_date": each.since,
                "until_date": each.until,
                "authority_id": each.authorities[0]
                if len(each.authorities) == 1 and each.authorities[0] in ours
                else None,
            },
        )
        agency.partnerships.add(partnership)
        agencies[each.code] = agency
    services = {service.team: service for service in area.services}
    posts: dict[str, Post] = {}
    for each_team in area.teams:
        service = services.get(each_team.code)
        team, made = Team.objects.get_or_create(
            code=each_team.code,
            defaults={"name": each_team.name, "kind": each_team.kind, "agency": agencies[each_team.agency]},
        )
        team.name, team.kind, team.agency = each_team.name, each_team.kind, agencies[each_team.agency]
        team.telephone, team.answers_checks, team.takes_handoffs = (
            each_team.telephone,
            each_team.answers_checks,
            each_team.takes_handoffs,
        )
        # A team shared by two partnerships stands in both files; it covers what either says.
        team.covers = sorted(set(each_team.authorities) | (set() if made else set(team.covers)))
        team.service, team.places = (service.name, service.places) if service else ("", None)
        team.save()
        for post in each_team.posts:
            for number in range(1, post.count + 1):
                code = f"{each_team.code}-{post.role}-{number}".replace("_", "-")
                posts[code] = Post(code=code, title=post.title, role=post.role, team=team)
    Post.objects.bulk_create(
        posts.values(), update_conflicts=True, unique_fields=["code"], update_fields=["title", "role", "team"]
    )
    for given in area.services:
        Service.objects.update_or_create(
            code=given.code,
            defaults={
                "name": given.name,
                "team": Team.objects.get(code=given.team),
                "covers": list(given.authorities),
                "levels": list(given.levels),
                "needs": list(given.needs),
                "age_from": given.age_from,
                "age_to": given.age_to,
                "places": given.places,
                "offers": given.offers,
                "since": given.since,
                "until": given.until,
            },
        )
    LocalStandard.objects.filter(authority_id__in=ours).delete()
    LocalStandard.objects.bulk_create(
        LocalStandard(
            authority_id=code,
            timescale=timescale,
            variant=variant,
            amount=int(limit["amount"]),
            unit=str(limit["unit"]),
        )
        for code in sorted(ours)
        for timescale, variants in area.standards_for(code).items()
        for variant, limit in variants.items()
    )
    _load_places(area, partnership)
    for document in area.threshold_documents:
        for version in document.versions:
            row, made = ThresholdDocument.objects.update_or_create(
                code=document.code,
                version=version.version,
                defaults={
                    "title": document.title,
                    "covers": list(document.authorities),
                    "in_force_from": version.in_force_from,
                    "in_force_until": version.in_force_until,
                    "wording": version.wording,
                    "levels": {
                        str(level.level): {"name": level.name, "summary": level.summary} for level in version.levels
                    },
                    "guidance": {reason: list(clauses) for reason, clauses in version.guidance},
                },
            )
            domains = dict(version.domains)
            wanted = {
                clause.id: (level.level, domains.get(clause.domain, clause.domain), clause.text)
                for level in version.levels
                for clause in level.clauses
            }
            if made:
                ThresholdDescriptor.objects.bulk_create(
                    ThresholdDescriptor(document=row, clause=clause, level=level, domain=domain, text=text)
                    for clause, (level, domain, text) in wanted.items()
                )
            else:
                held = {d.clause: (d.level, d.domain, d.text) for d in row.descriptors.all()}
                if held != wanted:
                    raise FrozenThreshold(
                        f"{area.file}: {document.title} {version.version} is in use and its wording is frozen. Add a "
                        "new version."
                    )


def _load_places(area: Area, partnership: Partnership) -> None:
    """Wards, children in each authority, and what other places publish."""
    for authority in area.authorities:
        Ward.objects.bulk_create(
            [Ward(authority_id=authority.code, name=name, listed=True) for name in dict.fromkeys(authority.wards)],
            update_conflicts=True,
            unique_fields=["authority", "name"],
            update_fields=["listed"],
        )
        Ward.objects.filter(authority_id=authority.code).exclude(name__in=authority.wards).update(listed=False)
        ChildPopulation.objects.filter(authority_id=authority.code).delete()
        ChildPopulation.objects.bulk_create(
            ChildPopulation(
                authority_id=authority.code,
                year=each.year,
                children=each.children,
                source=each.source,
                unchecked=each.check,
            )
            for each in authority.populations
        )
    Comparator.objects.filter(partnership=partnership).delete()
    Comparator.objects.bulk_create(
        Comparator(
            partnership=partnership,
            measure=each.measure,
            place=each.place,
            year_to=each.year_to,
            value=each.value,
            source=each.source,
            unchecked=each.check,
        )
        for each in area.comparators
    )


def _link_successors(area: Area) -> None:
    for each in area.agencies:
        if each.successor:
            Agency.objects.filter(code=each.code).update(became=Agency.objects.get(code=each.successor))

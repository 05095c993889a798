"""Who does the work: teams with their posts, front doors, and help that is bought."""

from collections.abc import Sequence
from datetime import date

from lantern.law.codes import code_set
from lantern.partnership.areas.area import LEVELS, CommissionedService, Hub, Team, TeamPost
from lantern.partnership.areas.tables import Reading, Table

OLDEST = 17
"""Years of age up to which somebody is a child."""

TEAM_KINDS = (
    "hub",
    "hub_desk",
    "emergency_duty",
    "assessment",
    "early_help",
    "provider",
    "lado",
    "review",
    "agency_desk",
    "front_door_elsewhere",
    "business_unit",
    "governance",
    "leadership",
)

ROLES = (
    "hub_officer",
    "hub_social_worker",
    "hub_manager",
    "edt_social_worker",
    "edt_manager",
    "team_manager",
    "social_worker",
    "early_help_worker",
    "early_help_manager",
    "provider_worker",
    "agency_responder",
    "agency_lead",
    "lado",
    "reviewing_officer",
    "partnership_manager",
    "partnership_officer",
    "partnership_member",
    "independent_scrutineer",
    "critical_friend",
    "analyst",
    "data_protection_officer",
    "information_officer",
    "service_manager",
    "system_administrator",
    "professional_referrer",
)


def team_of(table: Table, neighbours: Sequence[int]) -> Team:
    """A team and its posts. Only one that is shared, or stands elsewhere, serves neighbours of the partnership."""
    posts = []
    for one in table.tables("post", required=True):
        posts.append(TeamPost(one.text("title"), one.choice("role", ROLES), one.whole("count", least=1, most=500)))
        one.done()
    shared = table.truth("shared")
    kind = table.choice("kind", TEAM_KINDS)
    described = Team(
        code=table.code("code", declares="team"),
        name=table.text("name"),
        kind=kind,
        agency=table.code("agency", refers_to="agency"),
        authorities=table.authorities(also=neighbours if shared or kind == "front_door_elsewhere" else ()),
        telephone=table.phone("telephone", required=False),
        answers_checks=table.truth("answers_checks"),
        takes_handoffs=table.truth("takes_handoffs"),
        shared=shared,
        posts=tuple(posts),
        note=table.text("note", required=False),
    )
    table.done()
    return described


def service_of(table: Table) -> CommissionedService:
    """Help that is bought from a provider."""
    since, until = table.spell("since", "until")
    described = CommissionedService(
        code=table.code("code", declares="commissioned service"),
        name=table.text("name"),
        provider=table.code("provider", refers_to="agency"),
        team=table.code("team", refers_to="team"),
        authorities=table.authorities(),
        levels=table.wholes("levels", LEVELS),
        places=table.whole("places", least=1, most=10_000),
        offers=table.text("offers"),
        since=since,
        until=until,
        needs=table.choices("needs", code_set("contact_reason").known) if "needs" in table.raw else (),
        age_from=table.whole("age_from", required=False, most=OLDEST) if "age_from" in table.raw else 0,
        age_to=table.whole("age_to", required=False, most=OLDEST) if "age_to" in table.raw else OLDEST,
    )
    if described.age_from > described.age_to:
        table.problem("age_to", "The service ends before the age at which it begins. Change age_from or age_to.")
    table.done()
    return described


def hub_of(table: Table) -> Hub:
    """A front door."""
    since, until = table.spell("since", "until")
    if "since" not in table.raw:
        table.day("since")
    described = Hub(
        code=table.code("code", declares="hub"),
        name=table.text("name"),
        host=table.code("host", refers_to="agency"),
        team=table.code("team", refers_to="team"),
        authorities=table.authorities(),
        since=since or date.min,
        until=until,
        partners=table.codes("partners", "agency", required=True),
        asks=table.codes("asks", "team"),
        note=table.text("note", required=False),
    )
    table.done()
    return described


def check_hubs(reading: Reading, hubs: Sequence[Hub], teams: Sequence[Team]) -> None:
    """No authority has two front doors on one day, and only a team that answers checks is asked."""
    by_code = {team.code: team for team in teams}
    for index, hub in enumerate(hubs):
        for place, code in enumerate(hub.asks):
            if code in by_code and not by_code[code].answers_checks:
                message = (
                    f"Team {code!r} does not answer checks. Write answers_checks = true there or take it out here."
                )
                reading.problem(("hub", index, "asks", place), message)
        for other in hubs[:index]:
            both = set(hub.authorities) & set(other.authorities)
            if both and hub.since <= (other.until or date.max) and other.since <= (hub.until or date.max):
                listed = ", ".join(str(code) for code in sorted(both))
                message = f"Hubs {other.code!r} and {hub.code!r} both serve {listed} on the same day. End one of them."
                reading.problem(("hub", index), message)

"""Second looks in the demonstration: what managers sent back by theme, the draws of the last weeks, and what the looks
that were given found. Given by the real actions, so that they stand in the ledger like any other.
"""

from __future__ import annotations

import datetime as dt
import random

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.frontdoor import actions
from lantern.frontdoor.actions import Finding
from lantern.frontdoor.models import Contact, Outcome, SecondLook
from lantern.frontdoor.sampling import drawing
from lantern.interface.display import LONDON, london_date
from lantern.law.codes import code_set
from lantern.partnership.models import Post, TeamKind

WEEKS = 3
"""Weeks that are drawn; the looks of the last one still wait."""

_OTHERWISE = (
    (
        ("history_not_weighed", "risk_that_adds_up"),
        "Each report was answered by itself. Read together they say that nothing has changed since the first.",
    ),
    (("agency_not_asked",), "The school saw the child every day of that week and was not asked."),
    (("child_not_heard",), "Nobody spoke with the child, and nobody wrote why not."),
    (("level_does_not_fit", "other_side_not_weighed"), "What was told fits the descriptions of the level above."),
    (("household_not_known",), "A new partner is mentioned once and never again."),
)

# By theme: in the stories a send-back has words alone.
_SENT_BACK = """
insert into frontdoor_sentback
    (id, contact_id, episode_id, authority_id, restricted, team_id, decided_by_id, sent_by_id, themes, at)
select uuidv7(), e.id, e.id, e.authority_id, e.restricted, e.owner_team_id, d.decided_by_id, v.actor_id,
       array[(%(themes)s::text[])[1 + abs(hashtext(v.id::text)) %% cardinality(%(themes)s::text[])]], v.happened_at
from spine_event v join spine_episode e on e.id = v.episode_id
join lateral (
    select decided_by_id from frontdoor_childdecision where contact_id = e.id order by decided_at limit 1
) d on true
where v.kind = 'contact_sent_back' and e.authority_id = any(%(authorities)s::smallint[])
and v.actor_id is not null and v.actor_id <> d.decided_by_id
"""


def give_second_looks(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Count by theme what was sent back, draw the last weeks, and give the looks of all but the last. Returns how many
    were drawn.
    """
    chance = random.Random(11)
    themes = [code for code in code_set("practice_theme").known if code != "other"]
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        cursor.execute(_SENT_BACK, {"themes": themes, "authorities": list(authorities)})
        drawn = sum(_draw_and_look(authority, at, chance) for authority in authorities)
        cursor.execute("set role lantern_owner")
    return drawn


def _draw_and_look(authority_id: int, at: dt.datetime, chance: random.Random) -> int:
    this_week, drawn = drawing.monday_of(london_date(at)), 0
    for back in range(WEEKS, 0, -1):
        week = this_week - dt.timedelta(weeks=back)
        monday = dt.datetime.combine(week + dt.timedelta(weeks=1), dt.time(7), tzinfo=LONDON)
        with acting(clockwork(authority_id, keeps_time=True)):
            drawn += drawing.draw_week(authority_id, week, min(monday, at))
        if back > 1:
            _give_looks(authority_id, week, monday, chance)
    return drawn


def _give_looks(authority_id: int, week: dt.date, monday: dt.datetime, chance: random.Random) -> None:
    managers = [in_post(post, authority_id) for post in managers_of(authority_id)]
    waiting = SecondLook.objects.filter(authority_id=authority_id, week=week, restricted=False, found="")
    for look in waiting.order_by("-weight", "pk"):
        able = [each for each in managers if each.user_id not in (look.decided_by_id, look.signed_off_by_id)]
        if not able or look.decided_by_id is None or chance.random() < 0.1:
            continue
        by, when = able[0], monday + dt.timedelta(days=chance.randrange(4), minutes=chance.randrange(90, 540))
        managers.append(managers.pop(managers.index(by)))
        with acting(by):
            contact = Contact.objects.get(pk=look.contact_id)
            found = _found(contact, chance)
            actions.look_again(look, contact, finding=found, by=by, at=when, version=contact.version)


def _found(contact: Contact, chance: random.Random) -> Finding:
    decision = contact.decisions.filter(current=True).order_by("-level").first()
    if decision is None or decision.level >= 3 or chance.random() > 0.2:
        return Finding(SecondLook.Found.AGREED)
    themes, missed = chance.choice(_OTHERWISE)
    help_or_assessment = Outcome.EARLY_HELP if decision.level == 1 else Outcome.ASSESSMENT
    then = SecondLook.Next.LEARNING if chance.random() < 0.6 else SecondLook.Next.NOTHING
    return Finding(SecondLook.Found.OTHERWISE, decision.level + 1, help_or_assessment, themes, missed, then)


def managers_of(authority_id: int) -> list[Post]:
    return list(
        Post.objects.filter(
            team__kind=TeamKind.HUB, team__covers__contains=[authority_id], role="hub_manager", holder__isnull=False
        )
        .select_related("team__agency", "holder")
        .order_by("code")
    )


def in_post(post: Post, authority_id: int) -> ActingPerson:
    assert post.holder is not None
    return ActingPerson(
        user_id=post.holder.pk,
        name=post.holder.display_name,
        role=post.role,
        post_id=post.pk,
        post_title=post.title,
        team_id=post.team_id,
        team_kind=post.team.kind,
        team_name=post.team.name,
        agency_id=post.team.agency_id,
        agency_name=post.team.agency.name,
        covers=tuple(post.team.covers),
        authorities=(authority_id,),
    )

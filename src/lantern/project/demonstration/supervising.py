"""Supervision in the demonstration: some managers ask and decide, some write "continue", some have not met their worker
for months: what the inspection of 2023 found (¶45). Written by the real actions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.models import User
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.project.demonstration.second_looks import in_post
from lantern.supervision import actions
from lantern.supervision.actions import ToDo
from lantern.supervision.prompts import prompts

_WORK = """
select i.person_id, e.worker_id, min(e.opened_at) from spine_episode e
join spine_involvement i on i.episode_id = e.id and i.part = 'child'
where e.authority_id = %(authority)s and e.closed_at is null and not e.restricted and e.worker_id is not null
  and e.kind in ('plan', 'assessment', 'section_47', 'legal_planning')
group by 1, 2 order by 2, 1 limit 60
"""
_THOUGHT = {
    "day": "She gets herself and her brother up. “I like it when Nan is here, then I can play.” Said alone, on Monday.",
    "worried": "The evenings. I have seen three mornings and no evening, and I only suppose that he stays away.",
    "otherwise": "That mother is ill and not drinking. The health visitor would know; I have not asked her.",
    "missing": "I like her, and she thanks me. I have not asked what is in the locked room.",
    "impact": "The children are on time since October. At night nothing is different.",
    "then": "If nobody stays at night by the next core group, we ask for a legal planning meeting.",
}
_THIN = {"day": "No change.", "worried": "Ongoing concerns.", "impact": "Visits continue, plan in place."}
_DO = (
    ("Come once at eight in the evening, unannounced, and see both bedrooms.", 10),
    ("Ask the health visitor what she makes of mother’s mornings.", 7),
)


def give_supervision(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Write it for these authorities. Returns how many times a child was talked through."""
    written = 0
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        for authority in authorities:
            posts = Post.objects.filter(
                role="team_manager", holder__isnull=False, team__covers__contains=[authority], team__kind="assessment"
            )
            bosses = [
                in_post(each, authority) for each in posts.select_related("team__agency", "holder").order_by("code")
            ]
            cursor.execute(_WORK, {"authority": authority})
            rows = cursor.fetchall()
            names = dict(User.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "display_name"))
            for number, (child, worker, since) in enumerate(rows):
                if bosses and number % 5 != 4:  # one in five was never talked through
                    boss = next((each for each in bosses if each.user_id != worker), None)
                    if boss is not None:
                        written += _tell(boss, child, worker, names[worker], since, number, at)
        cursor.execute("set role lantern_owner")
    return written


def _tell(boss: Any, child_id: Any, worker: int, name: str, since: dt.datetime, number: int, at: dt.datetime) -> int:
    thin = number % 3 == 1
    back = (9, 62, 24)[number % 3] if number % 7 else 95
    when = max(at - dt.timedelta(days=back), min(since + dt.timedelta(hours=1), at))
    words = _THIN if thin else _THOUGHT
    with acting(boss):
        child = Person.objects.filter(pk=child_id).first()
        if child is None:
            return 0
        decided = [] if thin else [ToDo(what, name, (when + dt.timedelta(days=days)).date()) for what, days in _DO]
        answers = [(each.ask, words.get(each.code, "")) for each in prompts()]
        made = actions.hold(
            child, worker_id=worker, worker_name=name, answers=answers,
            decided=decided, nothing_decided_why="Continue with plan." if thin else "", by=boss, at=when,
        )  # fmt: skip
        if decided and number % 2 == 0:
            done = min(when + dt.timedelta(days=6), at)
            for place in (1, 2)[: 1 if number % 4 else 2]:
                actions.carry_out(
                    made.episode, place, came_of_it="Came at eight: the grandmother opened; both asleep.", by=boss,
                    at=done, version=made.episode.version,
                )  # fmt: skip
    return 1

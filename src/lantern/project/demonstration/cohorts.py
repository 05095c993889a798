"""Cohorts in the demonstration: most children seen in time, as the inspection of 2023 found (¶9, ¶12 to ¶14), and some
whom nobody has seen since they became known. Written by the real actions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.cohorts import actions
from lantern.cohorts.definitions import cohorts
from lantern.cohorts.models import Belonging
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.project.demonstration.second_looks import in_post

_CHILDREN = """
select p.id from people_person p where p.authority_id = %(authority)s and p.is_child and p.life = 'born'
  and not p.restricted and p.born_on between %(from)s and %(until)s
order by md5(p.id::text || %(code)s) limit %(most)s
"""
_AGES = {"private_fostering": (9, 15), "homeless": (16, 17), "missing_education": (6, 15), "home_education": (6, 15),
         "disabled": (3, 16)}  # fmt: skip
_MOST = {"private_fostering": 5, "homeless": 4, "missing_education": 6, "home_education": 6, "disabled": 6}
_SAID: dict[str, str] = {
    "carer": "A friend of mother\u2019s from church, who has known the child since birth.",
    "began": "Since the summer, until mother is back from nursing her own mother abroad.",
    "parents": "Mother rings on Sundays. Father\u2019s address is not known.",
    "told_by": "The school, when the carer signed a trip form.",
    "suits": "A room of their own. Two adults, both seen; checks asked for.",
    "tonight": "On a friend\u2019s sofa; it holds until Friday.",
    "why": "\u201cHe said I was out when I turned sixteen, and he meant it.\u201d",
    "together": "The young people\u2019s housing officer and the duty social worker, on Thursday at ten.",
    "rights": "Told, with the leaflet. Wants to stay near college.",
    "school": "The last school took the child off its roll in September.",
    "tried": "Neighbours, the landlord, the GP\u2019s register.",
    "worries": "An older cousin answered the door and did not want to say where the child was.",
    "how": "A tutor twice a week; workbooks were shown.",
    "child": "\u201cI like it. I miss lunch with the others.\u201d",
    "services": "Six hours of short break a week from the children\u2019s service, and a hoist.",
    "plan": "Yes; the SEND team keeps it, reviewed in spring.",
    "talks": "With a tablet and with looks; grandmother knows them all.",
    "carers": "Tired. An aunt stands in at Christmas, nobody else.",
}
_FOUND = (
    "Well, and glad of the visit. The home is as it was told.",
    "Quieter than last time; did not want to say why. I come again next week.",
    "At the table with homework. School says: there every day, and tired on Mondays.",
)
_NOBODY = "Nobody opened. I ring tonight and come again on Friday."
_WORDS = (
    "I am all right here.", "When does Mum come?", "Can I show you my room?", "It is fine. Boring.",
    "I talk to her on Sundays and then I can\u2019t sleep.",
)  # fmt: skip


def give_cohorts(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Put some children of these authorities on the lists. Returns how many."""
    given = 0
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        for authority in authorities:
            workers, bosses = (_posts(authority, role) for role in ("social_worker", "team_manager"))
            for code, most in _MOST.items():
                youngest, oldest = _AGES[code]
                asked: dict[str, Any] = {
                    "authority": authority, "code": code, "most": most,
                    "from": at.date() - dt.timedelta(days=(oldest + 1) * 365 - 30),
                    "until": at.date() - dt.timedelta(days=youngest * 366),
                }  # fmt: skip
                cursor.execute(_CHILDREN, asked)
                for number, (child,) in enumerate(cursor.fetchall()):
                    if workers and bosses:
                        worker = workers[number % len(workers)]
                        boss = next((each for each in bosses if each.team_id == worker.team_id), bosses[0])
                        given += _tell(code, number, child, worker, boss, at)
        cursor.execute("set role lantern_owner")
    return given


def _posts(authority: int, role: str) -> list[Any]:
    posts = Post.objects.filter(
        role=role, holder__isnull=False, team__covers__contains=[authority], team__kind="assessment"
    )
    return [in_post(each, authority) for each in posts.select_related("team__agency", "holder").order_by("code")]


def _tell(code: str, number: int, child_id: Any, worker: Any, boss: Any, at: dt.datetime) -> int:
    """One child: every fourth was never seen, and one of private fostering has been there for longer than a year."""
    one = cohorts()[code]
    every = {"homeless": 6, "missing_education": 12, "private_fostering": 38}.get(code, 80)
    # The longest of a list has been on it since before its visits came further apart.
    known = {"homeless": 20, "missing_education": 30, "private_fostering": 120}.get(code, 200) + 11 * number
    known += 330 if code == "private_fostering" and number == 0 else 0
    began = at - dt.timedelta(days=known)
    with acting(worker):
        child = Person.objects.filter(pk=child_id).first()
        if child is None:
            return 0
        made = actions.join(child, one, answers=_SAID, by=worker, at=began)
        belonging: Belonging = made.episode
        days, times = known - 5, 0
        while number % 4 != 3 and days > (0 if number % 3 else every):
            seen = at - dt.timedelta(days=days)
            kind = ("alone", "seen", "alone", "alone", "not_seen")[(times + number) % 5]
            times += 1
            words = _WORDS[(times + number) % len(_WORDS)] if kind == "alone" else ""
            actions.record_look(
                belonging, kind=kind, seen_at=seen, words=words,
                found=_NOBODY if kind == "not_seen" else _FOUND[times % len(_FOUND)], by=worker, at=seen,
                version=belonging.version,
            )  # fmt: skip
            days -= every
    if number == 1:
        with acting(boss):
            when = at - dt.timedelta(days=3)
            actions.review(
                belonging, decision="goes_on", why="It is what the child wants, and everybody was seen.", by=boss,
                at=when, version=belonging.version,
            )  # fmt: skip
    if number == 2:
        with acting(worker):
            when = at - dt.timedelta(days=1)
            actions.leave(
                belonging, ended=one.ends[0][0], words="Seen there twice, and the school confirms it.",
                on=when.date(), by=worker, at=when, version=belonging.version,
            )  # fmt: skip
    return 1

"""Learning sets, and the pool of critical friends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.interface.paging import Page
from lantern.learning.models import Contribution, Finding, LearningSet, SetMember
from lantern.learning.queries.common import HISTORY, SHOWN, THEMES, Happened, history, rows
from lantern.partnership.models import Post

_SETS = """
select e.reference, e.state, e.opened_at, e.closed_at, s.title, s.report_by, coalesce(f.name, '') as friend,
       (select json_agg(distinct m.agency_name) from learning_setmember m
        where m.set_id = e.id and m.left_at is null) as agencies,
       (select count(*) from learning_setmember m where m.set_id = e.id and m.left_at is null) as members,
       (select count(*) from learning_learningsession n where n.set_id = e.id) as sessions,
       (select count(*) from learning_contribution c where c.set_id = e.id) as contributions,
       (select count(*) from learning_finding g where g.set_id = e.id) as findings,
       (select count(*) from learning_contribution c where c.set_id = e.id and c.kind = 'challenge' and not exists
           (select 1 from learning_contribution a where a.answers_id = c.id)) as unanswered,
       exists (select 1 from learning_setmember m
               where m.set_id = e.id and m.user_id = %(user)s and m.left_at is null) as mine
from spine_episode e join learning_learningset s on s.episode_ptr_id = e.id
left join learning_criticalfriend f on f.id = s.friend_id
where e.kind = 'learning_set'
order by e.closed_at is not null, mine desc, e.opened_at desc, e.id limit %(limit)s offset %(offset)s
"""


def sets(page: Page, *, by: ActingPerson) -> list[dict[str, Any]]:
    """A page of the learning sets that the reader may see, open ones first, and which are their own. One statement."""
    return page.cut(rows(_SETS, {"user": by.user_id, "limit": page.limit, "offset": page.offset}))


def set_for(reference: str, *, by: ActingPerson) -> LearningSet:
    """A set of the reader's partnerships with its members and findings. Raises Http404. Three statements."""
    members = SetMember.objects.filter(left_at__isnull=True).order_by("agency_name", "name")
    found = (
        LearningSet.objects.filter(reference=reference, authority_id__in=by.partnerships)
        .select_related("friend", "because_of")
        .prefetch_related(
            Prefetch("members", members),
            Prefetch("findings", Finding.objects.order_by("number")),
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Said:
    """Something that was written in a set."""

    id: str
    kind: str
    text: str
    by: str
    agency: str
    at: dt.datetime
    answers: str
    session: int | None

    @property
    def label(self) -> str:
        return str(Contribution.Kind(self.kind).label)


@dataclass(frozen=True)
class Around:
    """What stands around a set."""

    themes: list[dict[str, str]]
    sessions: list[dict[str, Any]]
    said: list[Said]
    recommendations: list[dict[str, Any]]
    line: dict[str, str] | None
    hours: Decimal
    """Hours of the sessions for each member there, and what members said they spent besides."""
    history: list[Happened]

    @property
    def challenges(self) -> list[tuple[Said, Said | None]]:
        """What the critical friend asked, each with its answer."""
        answers = {each.answers: each for each in self.said if each.answers}
        return [(each, answers.get(each.id)) for each in self.said if each.kind == Contribution.Kind.CHALLENGE]

    @property
    def written(self) -> list[Said]:
        """What members wrote, the newest first."""
        apart = (Contribution.Kind.CHALLENGE, Contribution.Kind.ANSWER)
        return [each for each in self.said if each.kind not in apart]


_AROUND = f"""
select {THEMES} as themes, {HISTORY} as history,
       (select coalesce(json_agg(json_build_object('number', n.number, 'held_on', n.held_on, 'about', n.about,
            'how', n.how, 'hours', n.hours, 'friend_there', n.friend_there, 'said', n.said)
            order by n.number desc), '[]')
        from learning_learningsession n where n.set_id = %(id)s) as sessions,
       (select coalesce(json_agg(json_build_array(c.id, c.kind, c.text, c.by_name, c.agency_name, c.at,
            coalesce(c.answers_id::text, ''), c.session) order by c.at desc), '[]')
        from learning_contribution c where c.set_id = %(id)s) as said,
       (select coalesce(sum(c.hours), 0) from learning_contribution c where c.set_id = %(id)s) as hours,
       (select coalesce(json_agg(json_build_object('reference', e.reference, 'state', e.state, 'text', r.text,
            'finding', r.finding_id) order by e.opened_at), '[]')
        from spine_episode e join learning_recommendation r on r.episode_ptr_id = e.id
        where e.because_of_id = %(id)s) as recommendations,
       (select json_build_object('reference', e.reference, 'question', l.question)
        from spine_episode e join learning_lineofenquiry l on l.episode_ptr_id = e.id where e.id = %(line)s) as line
"""  # noqa: S608 - parts of this room


def around(found: LearningSet) -> Around:
    """Its sessions, what was written in it, and what came of it. One statement."""
    row = rows(_AROUND, {"id": found.pk, "line": found.because_of_id})[0]
    said = [
        Said(number, kind, text, who, agency, dt.datetime.fromisoformat(at), answers, session)
        for number, kind, text, who, agency, at, answers, session in row["said"]
    ]
    for session in row["sessions"]:
        session["held_on"] = dt.date.fromisoformat(session["held_on"])
    met = sum((Decimal(str(each["hours"])) for each in row["sessions"]), Decimal(0))
    hours = met * len(found.members.all()) + row["hours"]
    return Around(row["themes"], row["sessions"], said, row["recommendations"], row["line"], hours,
                  history(row["history"]))  # fmt: skip


_FRIENDS = """
select f.id, f.name, f.brings, f.independence, f.not_with, f.day_rate, f.days_a_year, f.checked_on, f.checked_by_name,
       f.left_at, coalesce((select sum(s.friend_days) from learning_learningset s join spine_episode e
            on e.id = s.episode_ptr_id where s.friend_id = f.id
            and e.opened_at > now() - interval '12 months'), 0) as days,
       (select json_agg(json_build_array(e.reference, s.title) order by e.opened_at desc) from learning_learningset s
        join spine_episode e on e.id = s.episode_ptr_id where s.friend_id = f.id) as sets
from learning_criticalfriend f order by f.left_at is not null, f.name limit %(limit)s
"""


def friends() -> list[dict[str, Any]]:
    """The pool of critical friends with the days of the last year. One statement."""
    return rows(_FRIENDS, {"limit": SHOWN})


def posts_with_holders(agencies: list[int], *roles: str) -> list[Post]:
    """The posts of these agencies that somebody holds, by agency and holder. One statement."""
    found = Post.objects.filter(team__agency_id__in=agencies, holder__isnull=False)
    if roles:
        found = found.filter(role__in=roles)
    return list(found.select_related("team__agency", "holder").order_by("team__agency__name", "holder__display_name"))

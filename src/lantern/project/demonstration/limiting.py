"""Limited records in the demonstration: a colleague's own child, opened once in an emergency, and a neighbour's."""

from __future__ import annotations

import datetime as dt

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import ActingPerson
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.project.demonstration.second_looks import in_post
from lantern.project.demonstration.seeing import seeing_rows


def give_limits(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """Limit two records of each authority that nobody works with at present. Returns how many were limited."""
    with seeing_rows():
        return sum(_limit(authority, at) for authority in authorities)


def _limit(authority: int, at: dt.datetime) -> int:
    posts = Post.objects.filter(team__covers__contains=[authority], holder__isnull=False).select_related(
        "team__agency", "holder"
    )
    first = {post.role: in_post(post, authority) for post in posts.order_by("-code")}
    manager, officer, night = (first.get(role) for role in ("hub_manager", "hub_officer", "edt_social_worker"))
    children = Person.objects.filter(
        authority_id=authority, is_child=True, life="born", birth_known_to="day", restricted=False,
        episodes__isnull=True,
    ).order_by("reference")[:2]  # fmt: skip
    if manager is None or officer is None or night is None or len(children) < 2:
        return 0
    colleagues, neighbours = (restricting.Subject(child.pk, authority) for child in children)
    told = at - dt.timedelta(days=3)
    with acting(manager):
        restricting.restrict(
            colleagues, kind=Restriction.Kind.ONLY_THESE, users=_user(manager),
            reason="The child of a colleague in the hub, who asked for it.",
            whom_to_ask="The manager of the hub on duty, 01632 960 199", says_it_exists=True, by=manager,
            at=at - dt.timedelta(days=40),
        )  # fmt: skip
        restricting.restrict(
            neighbours, kind=Restriction.Kind.NOT_THESE, users=_user(officer),
            reason="The officer lives next door to the family and said so.",
            whom_to_ask="The manager of the hub on duty, 01632 960 199", by=manager, at=at - dt.timedelta(days=12),
        )  # fmt: skip
    with acting(night):
        restricting.break_glass(
            children[0].reference, reason="Found alone at the bus station at 1am; the police ask who may fetch them.",
            by=night, at=told,
        )  # fmt: skip
    return 2


def _user(worker: ActingPerson) -> list[User]:
    return list(User.objects.filter(pk=worker.user_id or 0))

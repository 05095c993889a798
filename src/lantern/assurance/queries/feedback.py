"""Who is told of an audited case, and what somebody was told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.assurance.models import AuditCase, AuditFeedback
from lantern.frontdoor.models import Contact
from lantern.partnership.models import Post, Team


@dataclass(frozen=True)
class Addressee:
    """Somebody who may be told: the worker, or whoever was worried at first."""

    to: str
    user_id: int
    name: str
    team: Team


def addressees(case: AuditCase, *, but: int | None = None) -> list[Addressee]:
    """The worker of the drawn work and the professional who sent the contact before it, as far as they are in a post
    today; never ``but``, who writes. Two statements.
    """
    before = Contact.objects.filter(Q(pk=case.drawn_id) | Q(people=case.person_id, opened_at__lte=case.drawn.opened_at))
    contact = before.order_by(F("opened_at").desc()).only("decided_by_id", "sent_by_id", "worker_id").first()
    worker = case.drawn.worker_id or (contact.decided_by_id if contact else None)
    people: dict[str, int | None] = {
        AuditFeedback.To.WORKER.value: worker,
        AuditFeedback.To.REFERRER.value: contact.sent_by_id if contact else None,
    }
    posts = Post.objects.filter(holder_id__in=[user for user in people.values() if user], holder__is_active=True)
    found: dict[int, Post] = {}
    for post in posts.select_related("team__agency", "holder").order_by("code"):
        found.setdefault(post.holder_id or 0, post)
    told: list[Addressee] = []
    for to, user in people.items():
        here = found.get(user or 0)
        if here and user and user != but and user not in {each.user_id for each in told}:
            told.append(Addressee(to, user, str(here.holder), here.team))
    return told


def feedback_for(reference: str, *, by: ActingPerson) -> AuditFeedback:
    """What the reader was told, or told somebody. To everybody else there is none. One statement."""
    found = AuditFeedback.objects.select_related("owner_team__agency").filter(reference=reference.upper())
    one = found.first()
    if one is None:
        raise Http404
    return one


def my_feedback(*, by: ActingPerson) -> list[AuditFeedback]:
    """What the reader was told and what they told others, the newest first; the database leaves out all else. One
    statement.
    """
    found = AuditFeedback.objects.select_related("owner_team__agency").order_by("-opened_at")
    return list(found[:200])

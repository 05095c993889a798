"""Two records of one person are linked, never merged; and parted again, with both exactly as they were.

Neither act changes a fact of either record (decision 11). What follows from it is which records are read together, and
who may see them: records read as one are as restricted as the strictest of them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantern.access import restricting
from lantern.access.context import opened_to
from lantern.interface.display import date_and_time
from lantern.people import linked
from lantern.people.actions.family import say_not_the_same
from lantern.people.actions.soundness import UnsoundFact
from lantern.people.actions.writing import write_columns
from lantern.people.models import Link, LinkedRecord, Person
from lantern.people.permissions import LINK_RECORDS
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor, Answer, refused, somebody
from lantern.spine.lifecycle import MoveRefused

_ONE_AT_A_TIME = 4_701_003
"""Links are few and their clusters grow into each other: one is made at a time, held by this advisory lock."""


@transaction.atomic
def link(
    person: Person,
    other: Person,
    *,
    because: str,
    by: Actor,
    at: dt.datetime,
    despite_doubts: bool = False,
    versions: tuple[int, int] | None = None,
    key: uuid.UUID | None = None,
) -> Link:
    """Say that two records are of one person. They are read as one from now on, and stay two records.

    ``because`` is how the person who links knows. ``versions`` are those of both records as the linker saw them. Where
    there are doubts (twins, relatives, two people in one contact, somebody who said otherwise) the linker must say
    that they looked: ``despite_doubts``. Raises MoveRefused, UnsoundFact, StaleRecord, AlreadyDone.
    """
    _require_both(person, other, by)
    acts.claim(key, move="person.link", by=by)
    _one_at_a_time()
    for each, version in zip((person, other), versions or (), strict=False):
        _require_unchanged(each, version)
    if LinkedRecord.objects.filter(
        person=person, cluster__in=LinkedRecord.objects.filter(person=other).values("cluster")
    ).exists():
        raise MoveRefused(_already_one(person))
    evidence = linked.compare(person, other)
    problems = {}
    if not because.strip():
        problems["because"] = _("Enter how you know that they are one person.")
    if evidence.doubts and not despite_doubts:
        problems["despite_doubts"] = _("Say that you have checked what speaks against it.")
    if problems:
        raise UnsoundFact(problems)
    first, second = sorted((person, other), key=lambda each: each.pk)
    made = Link.objects.create(
        authority_id=person.authority_id,
        person=first,
        other=second,
        because=because.strip()[:500],
        agreed=list(evidence.agreed),
        disagreed=list(evidence.disagreed),
        doubts=list(evidence.doubts),
        linked_at=at,
        linked_by_id=somebody(by),
        linked_by_name=by.name[:120],
    )
    closed = _restricted(person, other)
    with opened_to(person.pk, other.pk):
        _gather(person, other)
        if closed:
            restricting.hold_alike(restricting.read_as_one(person.pk), restricted=True)
            for each in (person, other):
                each.restricted = True
        _tell("records_linked", _told(person, other, closed), made, by=by, at=at)
    return made


@transaction.atomic
def unlink(
    parted: Link,
    *,
    because: str,
    by: Actor,
    at: dt.datetime,
    two_people: bool = False,
    key: uuid.UUID | None = None,
) -> Link:
    """Part two records that were read as one. Both are exactly what they were, with what was written on each since.

    When others have built on the link, whoever made it does not undo it alone: a second person does.
    ``two_people`` also remembers that they are not the same person, so that nobody offers the pair again.
    Raises MoveRefused, UnsoundFact, AlreadyDone.
    """
    person, other = parted.person, parted.other
    _require_both(person, other, by)
    if not because.strip():
        raise UnsoundFact({"because": _("Enter why they are read apart again.")})
    acts.claim(key, move="person.unlink", by=by)
    _one_at_a_time()
    now = Link.objects.select_related("person", "other").get(pk=parted.pk)
    if now.parted_at is not None:
        words = {"who": now.parted_by_name, "when": date_and_time(now.parted_at)}
        raise MoveRefused(refused(_("%(who)s parted these records on %(when)s.") % words))
    if linked.decided_alone(now, by.user_id):
        raise MoveRefused(
            refused(
                _("You linked these records, and something was recorded while they were read as one."),
                owner=_("A second person who may link records"),
                next_step=_("Ask a colleague to read what was recorded, and to part them."),
            )
        )
    together = restricting.read_as_one(person.pk)
    now.parted_at, now.parted_by_id, now.parted_by_name = at, somebody(by), by.name[:120]
    now.parted_because = because.strip()[:500]
    now.save(update_fields=["parted_at", "parted_by", "parted_by_name", "parted_because", "changed_at"])
    closed = _restricted(person, other)
    with opened_to(*together):
        _gather(person, other)
        for cluster in {tuple(restricting.read_as_one(each)) for each in together}:
            restricting.hold_alike(cluster, restricted=restricting.stands_restricted(cluster))
        for each in (person, other):
            each.refresh_from_db(fields=["restricted"])
        _tell("records_parted", _told(person, other, closed), now, by=by, at=at)
        if two_people:
            say_not_the_same(person, other, because=because, by=by, at=at)
    return now


def _require_both(person: Person, other: Person, by: Actor) -> None:
    """The linker may link, and may see both records now."""
    for each in (person, other):
        acts.require(by.may(LINK_RECORDS, each))
    if person.pk == other.pk:
        raise UnsoundFact({"other": _("This is one record.")})
    if Person.objects.visible_to(by).filter(pk__in=(person.pk, other.pk)).count() != 2:
        raise MoveRefused(refused(_("Only somebody who may see both records can say whether they are one person.")))


def _require_unchanged(person: Person, version: int) -> None:
    """Raises StaleRecord when the record was changed since the linker compared it. Changes nothing."""
    if not Person.objects.filter(pk=person.pk, version=version).exists():
        write_columns(person, version)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _gather(*people: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access.gather_linked(%s)", [[each.pk for each in people]])


def _restricted(person: Person, other: Person) -> set[uuid.UUID]:
    """Those of both that are restricted now."""
    found = Person.objects.filter(pk__in=(person.pk, other.pk), restricted=True)
    return set(found.values_list("pk", flat=True))


def _told(person: Person, other: Person, closed: set[uuid.UUID]) -> Sequence[Person]:
    """In whose history a link stands: in both; but where one is restricted only in those that are so by themselves, as
    the other's history is read by more people once they are parted.
    """
    if not closed:
        return (person, other)
    by_themselves = [each for each in (person, other) if restricting.stands_restricted([each.pk])]
    return by_themselves or [each for each in (person, other) if each.pk in closed]


def _tell(kind: str, about: Sequence[Person], told: Link, *, by: Actor, at: dt.datetime) -> None:
    """One event in the history of all of them; one for each authority where they hold a record each."""
    for authority in dict.fromkeys(each.authority_id for each in about):
        theirs = [each for each in about if each.authority_id == authority]
        ledger.record(
            kind,
            by=by,
            at=at,
            authority_id=authority,
            about=[each.pk for each in theirs],
            payload={"link": told.reference},
            restricted=any(each.restricted for each in theirs),
        )


def _already_one(person: Person) -> Answer:
    standing = linked.links_of([person.pk]).filter(parted_at__isnull=True).first()
    words = {
        "who": standing.linked_by_name if standing else _("Somebody"),
        "when": date_and_time(standing.linked_at) if standing else "",
    }
    return refused(
        _("These records are already read as one."),
        owner=words["who"],
        next_step=_("%(who)s linked them on %(when)s.") % words,
    )

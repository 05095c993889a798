"""Reviewers conclude about looks (rule A8: curiosity is looked for, and somebody says what was found)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from tests.cast import Cast, a_child, a_key, counted_queries

from lantern.access import looks, reviewing
from lantern.access.context import acting
from lantern.access.models import Look, Verdict
from lantern.access.people_acting import ActingPerson
from lantern.people.models import Person
from lantern.spine.lifecycle import AlreadyDone, MoveRefused

pytestmark = pytest.mark.django_db

PART, ASK, NOT_PART = Verdict.Found.APPROPRIATE, Verdict.Found.ASK, Verdict.Found.NOT_APPROPRIATE


def outside_the_sample() -> uuid.UUID:
    return uuid.UUID(bytes=uuid.uuid4().bytes[:15] + b"\xff")


def a_look(by: ActingPerson, child: Person, why: str = "search") -> Look:
    look = Look(
        id=outside_the_sample(),
        user_id=by.user_id,
        post_id=by.post_id,
        authority_id=child.authority_id,
        person=child,
        why=why,
        reason="Rang about another child.",
        page="child",
    )
    with acting(by):
        look.save(force_insert=True)
    return look


@pytest.fixture
def child(cast: Cast) -> Person:
    with acting(cast.officer):
        return a_child(name="Amara Different")


@pytest.fixture
def look(cast: Cast, child: Person) -> Look:
    return a_look(cast.officer, child)


def conclude(
    look: Look, found: Verdict.Found, by: ActingPerson, *, note: str = "", seen: int = 0, **more: Any
) -> Verdict:
    with acting(by):
        return reviewing.review(look, found=found, note=note, by=by, at=timezone.now(), seen=seen, **more)


def listed(by: ActingPerson, *, now: dt.datetime | None = None) -> dict[uuid.UUID, looks.ToReview]:
    with acting(by):
        return {each.pk: each for each in looks.looks_to_review(by, now=now or timezone.now()).looks}


def test_a_conclusion_says_who_and_when_and_the_look_leaves_the_list(cast: Cast, look: Look) -> None:
    assert look.pk in listed(cast.manager)
    conclude(look, PART, cast.manager)
    assert look.pk not in listed(cast.manager)
    with acting(cast.manager):
        (kept,) = reviewing.verdicts_on(look)
        assert (kept.user_id, kept.post_id, kept.number) == (cast.manager.user_id, cast.manager.post_id, 1)
        review = looks.looks_to_review(cast.manager, now=timezone.now())
        assert (review.waiting, review.reviewed, review.found) == (0, 1, {"appropriate": 1})


def test_who_is_to_be_asked_stays_on_the_list_until_somebody_concludes(cast: Cast, look: Look) -> None:
    conclude(look, ASK, cast.manager, note="Why this family?")
    waiting = listed(cast.other_manager)[look.pk]
    assert (waiting.seen, waiting.asked, waiting.asked_by) == (1, "Why this family?", cast.manager.name)
    assert look.pk in listed(cast.manager, now=timezone.now() + dt.timedelta(days=60)), "however old it is"
    conclude(look, NOT_PART, cast.other_manager, note="There was no work.", seen=1)
    assert look.pk not in listed(cast.manager)


def test_an_emergency_opening_waits_however_old_and_other_looks_for_a_week(cast: Cast, child: Person) -> None:
    """Local standard looks-review: 7 days."""
    emergency, other = a_look(cast.officer, child, "break_glass"), a_look(cast.officer, child)
    later = timezone.now() + dt.timedelta(days=6)
    assert {emergency.pk, other.pk} <= set(listed(cast.manager, now=later))
    assert set(listed(cast.manager, now=timezone.now() + dt.timedelta(days=8))) == {emergency.pk}
    conclude(emergency, PART, cast.manager)
    assert listed(cast.manager, now=timezone.now() + dt.timedelta(days=8)) == {}


def test_nobody_reviews_what_they_opened_themselves(cast: Cast, child: Person) -> None:
    own = a_look(cast.manager, child)
    with pytest.raises(MoveRefused, match="themselves"):
        conclude(own, PART, cast.manager)
    with acting(cast.manager), pytest.raises(IntegrityError, match="never_on_ones_own"), transaction.atomic():
        Verdict.objects.create(
            look=own,
            looked_by_id=cast.manager.user_id,
            authority_id=own.authority_id,
            number=1,
            found=PART,
            user_id=cast.manager.user_id,
            at=timezone.now(),
        )
    conclude(own, PART, cast.other_manager)


def test_a_doubt_says_what_it_is(cast: Cast, look: Look) -> None:
    for found in (ASK, NOT_PART):
        with pytest.raises(MoveRefused, match="Say what"):
            conclude(look, found, cast.manager, note=" ")


def test_posts_that_may_not_review_and_other_authorities_are_refused(
    cast: Cast, look: Look, as_person: Callable
) -> None:
    for somebody in (cast.social_worker, cast.police):
        with pytest.raises(MoveRefused, match="may not do this"):
            conclude(look, PART, somebody)
    from tests.cast import MIDDLESBROUGH, _first_post, in_post

    stranger = in_post(_first_post("hub", "hub_manager", covers__contains=[MIDDLESBROUGH]), "Far Away")
    with pytest.raises(MoveRefused, match="another authority"):
        conclude(look, PART, stranger)
    assert look.pk not in listed(stranger)
    assert as_person(stranger).get(f"/access/looks/{look.pk}/").status_code == 404
    assert as_person(cast.officer).get(f"/access/looks/{look.pk}/").status_code == 403
    with acting(stranger):
        assert not Verdict.objects.exists()


def test_twice_is_once_and_of_two_reviewers_one_is_told(cast: Cast, look: Look) -> None:
    key = a_key()
    conclude(look, PART, cast.manager, key=key)
    with pytest.raises(AlreadyDone):
        conclude(look, PART, cast.manager, key=key)
    with pytest.raises(reviewing.Overtaken) as overtaken:
        conclude(look, NOT_PART, cast.other_manager, note="No work.")
    assert [each.found for each in overtaken.value.verdicts] == ["appropriate"]
    with acting(cast.manager):
        assert len(reviewing.verdicts_on(look)) == 1


def test_a_conclusion_is_never_changed_and_nobody_writes_in_anothers_name(cast: Cast, look: Look) -> None:
    kept = conclude(look, PART, cast.manager)
    with acting(cast.manager):
        for statement in ("update access_verdict set note = 'x'", "delete from access_verdict"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with pytest.raises(DatabaseError), transaction.atomic():
            Verdict(
                look=look,
                looked_by_id=look.user_id,
                authority_id=look.authority_id,
                number=2,
                found=PART,
                user_id=cast.other_manager.user_id,
                at=timezone.now(),
            ).save(force_insert=True)
        assert reviewing.verdicts_on(look) == [kept]


def test_one_press_on_the_list_and_a_page_for_a_doubt(cast: Cast, child: Person, as_person: Callable) -> None:
    one, other = a_look(cast.officer, child), a_look(cast.officer, child, "break_glass")
    own = a_look(cast.manager, child)
    manager = as_person(cast.manager)
    text = manager.get("/access/looks/").content.decode()
    assert "Somebody else reviews what you opened." in text
    assert f"/access/looks/{own.pk}/" not in text
    assert child.name not in text
    press = {"found": "appropriate", "version": "0", "act": str(a_key())}
    assert manager.post(f"/access/looks/{one.pk}/", press)["Location"] == "/access/looks/"
    assert manager.post(f"/access/looks/{one.pk}/", press)["Location"] == "/access/looks/", "pressed twice"
    text = manager.get("/access/looks/").content.decode()
    assert f"/access/looks/{one.pk}/" not in text
    unfinished = manager.post(f"/access/looks/{other.pk}/", {"found": "ask", "version": "0", "act": str(a_key())})
    assert "Say what you will ask, or what was wrong" in unfinished.content.decode()
    doubt = {"found": "ask", "note": "What was the work?", "version": "0", "act": str(a_key())}
    manager.post(f"/access/looks/{other.pk}/", doubt)
    assert "What was the work?" in manager.get("/access/looks/").content.decode()


def test_a_page_that_somebody_overtook_keeps_what_was_typed(cast: Cast, look: Look, as_person: Callable) -> None:
    conclude(look, PART, cast.other_manager)
    sent = {"found": "not_appropriate", "note": "Nothing to do with us.", "version": "0", "act": str(a_key())}
    page = as_person(cast.manager).post(f"/access/looks/{look.pk}/", sent).content.decode()
    assert "Somebody else reviewed this meanwhile" in page
    assert "Nothing to do with us." in page
    assert 'name="version" value="1"' in page
    as_person(cast.manager).post(f"/access/looks/{look.pk}/", sent | {"version": "1", "act": str(a_key())})
    with acting(cast.manager):
        assert [each.found for each in reviewing.verdicts_on(look)] == ["appropriate", "not_appropriate"]


def test_ones_own_look_has_no_form(cast: Cast, child: Person, as_person: Callable) -> None:
    own = a_look(cast.manager, child)
    page = as_person(cast.manager).get(f"/access/looks/{own.pk}/").content.decode()
    assert "Nobody reviews what they opened themselves" in page
    assert 'name="found"' not in page


def test_the_pages_cost_few_statements(cast: Cast, child: Person, as_person: Callable) -> None:
    several = [a_look(cast.officer, child) for _ in range(5)]
    manager = as_person(cast.manager)
    for address in ("/access/looks/", f"/access/looks/{several[0].pk}/"):
        manager.get(address)
        with counted_queries() as statements:
            assert manager.get(address).status_code == 200
        assert len(statements) <= 6

"""Who carries how much, who has room, and how a caseload moves when somebody is ill (FD12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, a_key, counted_queries, walk
from tests.cast import cast as cast
from tests.pages import as_person as as_person
from tests.pages import hold_post

from lantern.access.context import acting
from lantern.frontdoor import actions, caseload, queries, reminders
from lantern.frontdoor.models import Contact
from lantern.frontdoor.tests.staff_pages import text
from lantern.law.workload import all_weights, weights_with
from lantern.spine import drafts
from lantern.spine.lifecycle import AlreadyDone, MoveRefused
from lantern.spine.models import Clock, Event, EventNote

pytestmark = pytest.mark.django_db
TODAY = TUESDAY_NOON.date()


@pytest.fixture(autouse=True)
def in_their_posts(cast: Cast) -> None:
    for somebody in (cast.officer, cast.social_worker, cast.manager):
        hold_post(somebody)


def held(cast: Cast, number: int = 2, state: str = "screened") -> list[Contact]:
    """Contacts that the social worker holds."""
    found = []
    for _ in range(number):
        with acting(cast.officer):
            contact = a_contact(cast.officer)
        contact = walk(contact, state, cast=cast)
        with acting(cast.social_worker):
            contact = Contact.objects.get(pk=contact.pk)
            actions.take(contact, by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
        found.append(contact)
    return found


def pieces(contacts: list[Contact], to: int | None, name: str = "Ola Bright") -> list[actions.Piece]:
    return [actions.Piece(each.reference, each.version, to, name if to else "") for each in contacts]


def loads(cast: Cast) -> dict[str, caseload.Load]:
    with acting(cast.manager):
        return {each.name: each for each in queries.loads_of(cast.manager.team_id or 0, today=TODAY)}


def test_a_load_is_the_sum_of_what_each_kind_of_work_counts(cast: Cast) -> None:
    held(cast, 2)
    held(cast, 1, "awaiting_sign_off")
    figures, load = weights_with({}), loads(cast)["Sam Okafor"]
    assert (load.pieces, load.points) == (3, 2 * figures["contact-amber"] + figures["contact-decided"])
    assert load.can_hold == figures["full-week"] and load.room == load.can_hold - load.points
    assert load.in_words(TODAY).startswith("holds 3, ")


def test_less_than_a_week_and_newly_qualified_hold_less(cast: Cast) -> None:
    with acting(cast.manager):
        actions.set_terms(
            cast.social_worker.user_id or 0, half_days=5, newly_qualified=True, by=cast.manager, at=TUESDAY_NOON
        )
    figures = weights_with({})
    assert loads(cast)["Sam Okafor"].can_hold == round(figures["full-week"] / 2 * figures["newly-qualified"] / 100)


def test_an_area_settles_its_own_figures_and_every_version_stays(cast: Cast) -> None:
    held(cast, 1)
    with acting(cast.manager):
        own = weights_with({}) | {"contact-amber": 9}
        actions.set_weights(STOCKTON, own, why="They take longer.", seen=0, by=cast.manager, at=TUESDAY_NOON)
        with pytest.raises(MoveRefused, match="has changed this"):
            actions.set_weights(STOCKTON, weights_with({}), why="No.", seen=0, by=cast.manager, at=TUESDAY_NOON)
        with pytest.raises(MoveRefused):
            actions.set_weights(806, own, why="Not ours.", seen=0, by=cast.manager, at=TUESDAY_NOON)
    assert loads(cast)["Sam Okafor"].points == 9


def test_every_figure_of_workload_is_local_and_unverified() -> None:
    assert {(each.force, each.confidence) for each in all_weights().values()} == {("local", "check")}


def test_loads_are_two_statements_however_many_work_there(cast: Cast) -> None:
    held(cast, 2)
    with acting(cast.manager), counted_queries() as asked:
        queries.loads_of(cast.manager.team_id or 0, today=TODAY)
    assert len(asked) == 2


def test_a_caseload_moves_in_one_act_with_a_reason_and_its_clocks_stay(cast: Cast) -> None:
    first, second = held(cast)
    with acting(cast.manager):
        before = set(Clock.objects.values_list("id", "due_at", "stopped_at"))
        moved = actions.move_caseload(
            cast.social_worker.user_id or 0,
            [*pieces([first], cast.officer.user_id), *pieces([second], None)],
            reason="Work is shared out again.",
            by=cast.manager,
            at=TUESDAY_NOON,
        )
        given, back = Contact.objects.get(pk=first.pk), Contact.objects.get(pk=second.pk)
        assert moved == 2
        assert (given.worker_id, back.worker_id) == (cast.officer.user_id, None)
        assert set(Clock.objects.values_list("id", "due_at", "stopped_at")) == before
        told = Event.objects.filter(episode_id=second.pk, kind="contact_put_back").get()
        assert EventNote.objects.get(event=told).text == "Work is shared out again."


def test_if_one_can_not_move_none_does(cast: Cast) -> None:
    first, second = held(cast)
    with acting(cast.officer):
        actions.take(Contact.objects.get(pk=second.pk), by=cast.officer, at=TUESDAY_NOON, version=second.version)
    with acting(cast.manager):
        with pytest.raises(actions.NothingMoved) as refused:
            actions.move_caseload(
                cast.social_worker.user_id or 0,
                pieces([first, second], None),
                reason="Ill.",
                by=cast.manager,
                at=TUESDAY_NOON,
            )
        assert list(refused.value.problems) == [second.reference]
        assert Contact.objects.get(pk=first.pk).worker_id == cast.social_worker.user_id


def test_the_same_press_of_the_button_moves_once(cast: Cast) -> None:
    key, contacts = a_key(), held(cast, 1)
    with acting(cast.manager):
        for again in (False, True):
            if again:
                with pytest.raises(AlreadyDone):
                    move(cast, contacts, key)
            else:
                move(cast, contacts, key)


def move(cast: Cast, contacts: list[Contact], key: Any = None) -> None:
    actions.move_caseload(
        cast.social_worker.user_id or 0,
        pieces(contacts, None),
        reason="Shared out.",
        by=cast.manager,
        at=TUESDAY_NOON,
        key=key,
    )


def test_a_worker_moves_nobodys_caseload(cast: Cast, as_person: Any) -> None:
    contacts = held(cast, 1)
    with acting(cast.officer), pytest.raises(MoveRefused):
        actions.move_caseload(1, pieces(contacts, None), reason="No.", by=cast.officer, at=TUESDAY_NOON)
    client = as_person(cast.officer)
    assert client.get(reverse("move_caseload"), {"worker": cast.social_worker.user_id}).status_code == 403
    assert client.get(reverse("caseload"), {"worker": cast.social_worker.user_id}).status_code == 302
    assert as_person(cast.elsewhere).get(reverse("caseload"), {"worker": cast.officer.user_id}).status_code == 404


def test_what_does_not_move_is_said_and_never_read(cast: Cast) -> None:
    (contact,) = held(cast, 1)
    with acting(cast.social_worker):
        drafts.save("advice", {"note": ["SECRET"]}, by=cast.social_worker, at=timezone.now())
    with acting(cast.manager):
        beside = queries.held_besides(cast.social_worker.user_id or 0, "Sam Okafor", cast.manager, now=TUESDAY_NOON)
    assert (beside.drafts, beside.unseen, beside.advice) == (1, 0, 0)
    with acting(cast.elsewhere):
        assert (
            queries.held_besides(cast.social_worker.user_id or 0, "Sam Okafor", cast.elsewhere, now=TUESDAY_NOON).drafts
            == 0
        )
    assert contact.worker_id


def away(cast: Cast, *, until: dt.date | None = None) -> None:
    with acting(cast.manager):
        actions.set_away(
            cast.social_worker.user_id or 0,
            covered_by=cast.officer.user_id or 0,
            from_day=timezone.localdate() - dt.timedelta(days=1),
            until_day=until,
            by=cast.manager,
            at=timezone.now(),
        )


def test_what_somebody_away_holds_stands_with_whoever_covers(cast: Cast, as_person: Any) -> None:
    (contact,) = held(cast, 1)
    cover = as_person(cast.officer)
    assert contact.reference not in text(cover.get("/"))
    away(cast)
    page = text(cover.get("/"))
    assert contact.reference in page and "Covering Sam Okafor" in page
    assert contact.reference in text(cover.get(reverse("queue"), {"view": "mine"}))
    with acting(cast.social_worker):
        actions.end_away(cast.social_worker.user_id or 0, by=cast.social_worker, at=timezone.now())
    assert contact.reference not in text(cover.get("/"))


def test_reminders_reach_the_cover_and_not_whoever_is_away(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    away(cast)
    walk(contact, "awaiting_sign_off", cast=cast)
    reminders.send_notices(timezone.now())
    told = {address for message in mail.outbox for address in message.to}
    assert f"{cast.officer.name}" and any(address.startswith("childrens-hub-hub-officer") for address in told)
    assert not any(address.startswith("childrens-hub-hub-social-worker-1@") for address in told)


def test_one_says_ones_own_absence_and_nobody_elses(cast: Cast) -> None:
    said: dict[str, Any] = {
        "covered_by": cast.manager.user_id or 0,
        "from_day": TODAY,
        "until_day": None,
        "at": TUESDAY_NOON,
    }
    with acting(cast.officer):
        actions.set_away(cast.officer.user_id or 0, by=cast.officer, **said)
        with pytest.raises(MoveRefused):
            actions.set_away(cast.social_worker.user_id or 0, by=cast.officer, **said)


def test_choices_of_whom_to_give_it_to_say_how_much_room_there_is(cast: Cast, as_person: Any) -> None:
    (contact,) = held(cast, 1)
    away(cast)
    page = text(as_person(cast.manager).get(reverse("assign_contact", args=[contact.reference])))
    assert "points, room for" in page
    assert page.index("Ola Bright") < page.index("Away, covered by Ola Bright; holds 1")


def test_the_pages_of_a_team_keep_their_budget_and_lose_nothing_typed(cast: Cast, as_person: Any) -> None:
    first, second = held(cast)
    client, whose = as_person(cast.manager), {"worker": cast.social_worker.user_id}
    for address, budget in ((reverse("team_caseloads"), 4), (reverse("caseload"), 6), (reverse("move_caseload"), 7)):
        client.get(address, whose)
        with counted_queries() as asked:
            assert client.get(address, whose).status_code == 200
        assert len(asked) <= budget, "\n".join(each[:90] for each in asked)
    there = f"{reverse('move_caseload')}?worker={cast.social_worker.user_id}"
    sent = {
        "act": str(a_key()),
        "piece": [first.reference, second.reference],
        f"version-{first.reference}": first.version,
        f"version-{second.reference}": 99,
        f"to-{first.reference}": "team",
        "everything": str(cast.officer.user_id),
        "reason": "",
    }
    assert "Say why it moves" in text(client.post(there, sent))
    stale = client.post(there, sent | {"reason": "Shared out."})
    assert stale.status_code == 422
    assert "Nothing was moved" in text(stale) and "Shared out." in text(stale)
    done = client.post(there, sent | {"reason": "Shared out.", f"version-{second.reference}": second.version})
    assert done.status_code == 302
    with acting(cast.manager):
        workers = dict(Contact.objects.values_list("reference", "worker_id"))
    assert workers == {first.reference: None, second.reference: cast.officer.user_id}


def test_absence_terms_and_weights_are_said_on_pages(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.manager)
    there = f"{reverse('caseload')}?worker={cast.social_worker.user_id}"
    assert "Choose who covers" in text(client.post(there, {"does": "away"}))
    day = timezone.localdate()
    said: dict[str, Any] = {"from_day-day": day.day, "from_day-month": day.month, "from_day-year": day.year}
    said |= {"does": "away", "covered_by": cast.officer.user_id}
    assert client.post(there, said).status_code == 302
    assert "Ola Bright covers" in text(client.get(there))
    assert client.post(there, {"does": "terms", "half_days": "6", "newly_qualified": "yes"}).status_code == 302
    assert client.post(there, {"does": "back"}).status_code == 302
    page = text(client.get(reverse("team_caseloads")))
    assert "3 days a week" in page and "newly qualified" in page
    weights = reverse("work_weights", args=[STOCKTON])
    figures = {**weights_with({}), "contact-red": 11, "version": 0, "why": ""}
    assert "Say why the figures change" in text(client.post(weights, figures))
    assert client.post(weights, figures | {"why": "Heavier."}).status_code == 302
    assert "Heavier." in text(client.get(weights))

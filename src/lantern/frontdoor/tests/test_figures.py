"""Figures that are kept: they say what counting would, to every reader, whatever has happened since; and who may see
them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, granted, walk
from tests.cast import cast as cast

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.frontdoor import actions, queries
from lantern.frontdoor.figures import keeping
from lantern.frontdoor.models import Contact, CountedDay, DayFigure, Outcome, ReportedPerson
from lantern.frontdoor.queries.demand import Demand, DemandFilter
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine.lifecycle import MoveRefused

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOW = TUESDAY_NOON + HOUR


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a test nothing is written by anybody else meanwhile: what was counted is true the moment after."""
    monkeypatch.setattr("lantern.frontdoor.figures.counting.MARGIN", dt.timedelta())


def figures(actor: ActingPerson, now: dt.datetime = NOW, *, kept: bool = True, **asked: str) -> Demand:
    with acting(actor):
        return queries.demand_of(actor, DemandFilter.read({"period": "12_months"} | asked, actor), now=now, kept=kept)


def comparable(found: Demand) -> dict[str, Any]:
    lines = {name: sorted(counts, key=lambda count: count.key) for name, counts in found.lines.items()}
    return {"total": found.total, "advice": found.advice, "lines": lines}


def agree(actor: ActingPerson, now: dt.datetime = NOW) -> Demand:
    """What is kept says what counting says. Returns it."""
    found = figures(actor, now)
    assert comparable(found) == comparable(figures(actor, now, kept=False))
    return found


def days_counted_by_the_page(actor: ActingPerson, now: dt.datetime = NOW) -> int:
    """How many days the page has to count itself: today, and whatever is not true as it is kept."""
    from lantern.frontdoor.figures.counting import LIVE_DAYS, values
    from lantern.frontdoor.queries.demand import Period
    from lantern.interface.display import london_date

    period = Period.ending("12_months", london_date(now))
    with acting(actor), connection.cursor() as cursor:
        asked = values([STOCKTON], first=period.first, last=period.last, now=now)
        cursor.execute(f"with {LIVE_DAYS} select count(*) from live", asked)
        return int(cursor.fetchone()[0])


def came(cast: Cast, days_ago: float = 3, **contact: Any) -> Contact:
    with acting(cast.officer):
        return a_contact(cast.officer, at=TUESDAY_NOON - days_ago * DAY, **contact)


def keep(now: dt.datetime = NOW) -> int:
    return keeping.keep_authority(STOCKTON, now=now)


# ---- Kept figures are true -------------------------------------------------------------------------------------------


def test_a_finished_day_is_kept_and_not_counted_again(cast: Cast) -> None:
    """FD10: trusted at any size. After keeping, a page counts only today."""
    came(cast)
    came(cast, 1)
    came(cast, 0)
    assert keep() == 3, "three finished days since the first contact"
    assert days_counted_by_the_page(cast.manager) == 1 + _days_before_the_first(3)
    assert agree(cast.manager).total.contacts == 3
    assert keep() == 0


def test_a_month_is_read_as_one_while_all_its_days_are_true(cast: Cast) -> None:
    """A year is some fifty rows of a line and not 365, however many contacts."""
    for days_ago in (100, 70, 69):
        came(cast, days_ago)
    keep()
    with acting(clockwork(STOCKTON)):
        months = DayFigure.objects.filter(line="total", span="month").order_by("day")
        assert [(each.day.month, each.contacts) for each in months] == [(8, 1), (9, 2)]
        months.filter(day__month=9).update(contacts=7)
    assert figures(cast.manager).total.contacts == 8, "September is read as one"
    walk(_of(cast, 69), "screened", cast=cast)
    assert agree(cast.manager).total.contacts == 3, "a day of it has changed: its days are read"
    keep()
    assert agree(cast.manager).total.screened == 1


def _of(cast: Cast, days_ago: float) -> Contact:
    with acting(cast.manager):
        return Contact.objects.get(opened_at=TUESDAY_NOON - days_ago * DAY)


def _days_before_the_first(days_ago: int) -> int:
    """Days of the period before there was anything are not kept, and cost nothing to count."""
    return 364 - days_ago


def test_what_happens_to_a_contact_is_counted_at_once_and_kept_afterwards(cast: Cast) -> None:
    contact = came(cast)
    keep()
    walk(contact, "passing_on", cast=cast, outcome=Outcome.ASSESSMENT)
    found = agree(cast.manager)
    assert (found.total.decided, found.total.helped, found.total.referred) == (1, 1, 1)
    assert keep() == 1, "one day has changed"
    assert agree(cast.manager).total.decided == 1
    assert keep() == 0


def test_a_referrer_becomes_owed_an_answer_by_time_alone(cast: Cast) -> None:
    """FD8: nothing is written when a time passes, and the figure changes all the same."""
    walk(came(cast), "passing_on", cast=cast)
    keep()
    assert agree(cast.manager).total.owed == 0
    later = TUESDAY_NOON + 30 * DAY
    assert agree(cast.manager, later).total.owed == 1
    keep(later)
    assert agree(cast.manager, later).total.owed == 1


def test_a_child_who_turns_out_to_have_been_here_changes_the_later_days(cast: Cast) -> None:
    first, second = came(cast, 40), came(cast, 3)
    with acting(cast.social_worker):
        known = _identified(second, cast)
    keep()
    assert agree(cast.manager).total.again == 0
    with acting(cast.social_worker):
        reported = first.reported.get()
        actions.identify(
            reported, person=known, match=ReportedPerson.Match.LINKED, by=cast.social_worker, at=TUESDAY_NOON
        )
    assert agree(cast.manager).total.again == 1
    keep()
    assert agree(cast.manager).total.again == 1
    with acting(cast.social_worker):
        actions.forget_identity(first.reported.get(), by=cast.social_worker, at=TUESDAY_NOON)
    assert agree(cast.manager).total.again == 0


def _identified(contact: Contact, cast: Cast) -> Person:
    reported = contact.reported.get()
    return actions.record_reported(reported, by=cast.social_worker, at=TUESDAY_NOON).person


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_after_whatever_happens_both_say_the_same_to_every_reader(cast: Cast, seed: int) -> None:
    """Random moves, corrections, late decisions, restrictions and their ends, with the clockwork in between."""
    chance = random.Random(seed)
    story = Story(cast, chance)
    for number in range(30):
        story.one_more()
        if number % 5 == 4:
            if chance.random() < 0.7:
                keep()
            story.everybody_agrees()
    keeping.rebuild(NOW, authorities=[STOCKTON])
    story.everybody_agrees()


class Story:
    """Things that happen at a front door, one after another."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance = cast, chance
        self.contacts: list[Contact] = []
        self.limited: list[tuple[Restriction, Person]] = []
        self.readers: dict[str, ActingPerson] = {"manager": cast.manager, "other": cast.other_manager}

    def one_more(self) -> None:
        acts: list[Callable[[], None]] = [
            self.arrives, self.arrives, self.comes_back, self.is_worked, self.is_worked, self.is_told,
            self.is_joined, self.is_asked_about, self.is_advised, self.is_restricted, self.is_lifted, self.moves_house,
        ]  # fmt: skip
        try:
            self.chance.choice(acts)()
        except MoveRefused:
            self.arrives()

    def everybody_agrees(self) -> None:
        for each in self.readers.values():
            agree(each)

    def _at(self) -> dt.datetime:
        return TUESDAY_NOON - self.chance.choice([0, 0.1, 1, 3, 20, 100, 300]) * DAY

    def _any(self) -> Contact | None:
        with acting(self.cast.manager):
            known = list(Contact.objects.filter(restricted=False).exclude(state__in=["joined", "advised"]))
        return self.chance.choice(known) if known else None

    def arrives(self) -> None:
        with acting(self.cast.officer):
            a_contact(
                self.cast.officer,
                at=self._at(),
                children=self.chance.choice([1, 1, 2]),
                reasons=self.chance.choice([[], ["neglect"], ["neglect", "domestic_abuse"]]),
            )

    def comes_back(self) -> None:
        with acting(self.cast.officer):
            children = list(Person.objects.filter(is_child=True, restricted=False))
            if not children:
                return
            child = self.chance.choice(children)
            actions.receive(
                authority_id=STOCKTON,
                contact={"channel": "telephone", "what_happened": "Again."},
                referrer={"source": "2A"},
                people=[actions.Reported("child", {"first_names": "A", "last_name": "Child"}, person_id=child.pk)],
                by=self.cast.officer,
                at=self._at(),
            )

    def is_worked(self) -> None:
        contact = self._any()
        if contact is not None and contact.state == "received":
            to = self.chance.choice(["screened", "awaiting_sign_off", "passing_on", "passing_on"])
            walk(contact, to, cast=self.cast, outcome=self.chance.choice(list(Outcome)[:5]))

    def is_told(self) -> None:
        contact = self._any()
        if contact is not None and contact.state == "passing_on" and contact.told_at is None:
            with acting(self.cast.officer):
                actions.can_not_tell_referrer(
                    contact, why="anonymous", by=self.cast.officer, at=TUESDAY_NOON, version=contact.version
                )

    def is_joined(self) -> None:
        one, other = self._any(), self._any()
        if one and other and one.pk != other.pk and one.state in ("received", "screened"):
            with acting(self.cast.social_worker):
                actions.join(
                    one, to=other, reason="The same.", by=self.cast.social_worker, at=TUESDAY_NOON, version=one.version
                )

    def is_asked_about(self) -> None:
        contact = self._any()
        if contact is not None and contact.state == "screened":
            with acting(self.cast.social_worker):
                asked = actions.ask_agencies(
                    contact,
                    desks=partnership.answering_agencies(STOCKTON)[:1],
                    question="What do you know?",
                    lawful_basis="ca1989-s47",
                    parents_aware="aware",
                    by=self.cast.social_worker,
                    at=TUESDAY_NOON,
                    version=contact.version,
                )
                if self.chance.random() < 0.5:
                    actions.withdraw_check(
                        asked[0], by=self.cast.social_worker, at=TUESDAY_NOON, version=asked[0].version
                    )

    def is_advised(self) -> None:
        with acting(self.cast.officer):
            advice = actions.record_advice(
                authority_id=STOCKTON,
                contact={"what_happened": "Asked what to do.", "reasons": []},
                referrer={"source": "2A", "name": "Head Teacher"},
                people=[],
                advice="Talk to the parents first.",
                by=self.cast.officer,
                at=self._at(),
            )
            if self.chance.random() < 0.5:
                a_contact(self.cast.officer, at=TUESDAY_NOON, because_of_id=advice.pk)

    def is_restricted(self) -> None:
        with acting(self.cast.manager):
            children = list(Person.objects.filter(is_child=True, restricted=False))
            if not children:
                return
            child = self.chance.choice(children)
            kind = self.chance.choice(list(Restriction.Kind))
            named = self.cast.manager if kind == Restriction.Kind.ONLY_THESE else self.cast.other_manager
            placed = restricting.restrict(
                restricting.Subject(child.pk, child.authority_id),
                kind=kind,
                users=[User.objects.get(pk=named.user_id)],
                reason="A relative works here.",
                whom_to_ask="The hub manager",
                by=self.cast.manager,
                at=TUESDAY_NOON,
            )
        self.limited.append((placed, child))
        self._who_reads_now()

    def is_lifted(self) -> None:
        if self.limited:
            placed, _ = self.limited.pop(self.chance.randrange(len(self.limited)))
            with acting(self.cast.manager):
                restricting.lift(placed, by=self.cast.manager, at=TUESDAY_NOON)
            self._who_reads_now()

    def _who_reads_now(self) -> None:
        """Rights as the next request of each would have them."""
        closed = tuple(child.pk for placed, child in self.limited if placed.kind == Restriction.Kind.NOT_THESE)
        opened = [child for placed, child in self.limited if placed.kind == Restriction.Kind.ONLY_THESE]
        self.readers["let in"] = granted(self.cast.manager, *opened)
        self.readers["kept out"] = replace(self.cast.other_manager, denied=closed)

    def moves_house(self) -> None:
        from lantern.people import actions as people

        with acting(self.cast.social_worker):
            children = list(Person.objects.filter(is_child=True, restricted=False, addresses=None))
            if children:
                people.move_house(
                    self.chance.choice(children),
                    house="1",
                    street="Lapwing Road",
                    town="Stockton-on-Tees",
                    postcode=self.chance.choice(["TS96 1AA", "TS97 1AB"]),
                    from_date=TUESDAY_NOON.date() - self.chance.choice([0, 2, 200]) * DAY,
                    by=self.cast.social_worker,
                    at=TUESDAY_NOON,
                )


# ---- Who sees them ---------------------------------------------------------------------------------------------------


def test_a_restricted_contact_leaves_the_figures_at_once_and_is_never_kept(cast: Cast) -> None:
    contact = walk(came(cast), "screened", cast=cast)
    keep()
    assert figures(cast.other_manager).total.contacts == 1
    with acting(cast.manager):
        child = Person.objects.get(reports__contact_id=contact.pk)
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id),
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.manager.user_id)],
            reason="A relative works here.",
            whom_to_ask="The hub manager",
            by=cast.manager,
            at=TUESDAY_NOON,
        )
    assert figures(cast.other_manager).total.contacts == 0, "before the clockwork has run"
    assert figures(granted(cast.manager, child)).total.contacts == 1
    assert keep() >= 1
    assert agree(cast.other_manager).total.contacts == 0
    assert agree(granted(cast.manager, child)).total.contacts == 1
    with acting(clockwork(STOCKTON)):
        assert not DayFigure.objects.filter(contacts__gt=0).exists()


def test_another_authority_and_an_agency_see_no_figure(cast: Cast) -> None:
    came(cast)
    keep()
    for actor in (cast.elsewhere, cast.police, cast.provider):
        with acting(actor):
            assert not DayFigure.objects.exists()
            assert not CountedDay.objects.exists()
    with acting(cast.manager):
        assert DayFigure.objects.filter(line="total", span="day").count() == 1


# ---- Keeping ---------------------------------------------------------------------------------------------------------


def test_counting_by_other_rules_is_not_believed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that counts differently does not add its numbers to those of the one before."""
    walk(came(cast), "passing_on", cast=cast, outcome=Outcome.EARLY_HELP)
    keep()
    assert figures(cast.manager).total.helped == 1
    monkeypatch.setattr("lantern.frontdoor.figures.counting.LED_TO_HELP", (Outcome.ASSESSMENT,))
    assert agree(cast.manager).total.helped == 0
    keep()
    assert agree(cast.manager).total.helped == 0


def test_keeping_stops_in_time_and_goes_on_where_it_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    came(cast, 9)
    assert keeping.keep_authority(STOCKTON, now=NOW, until=0.0) == 0
    agree(cast.manager)
    assert keep() == 9
    assert keeping.rebuild(NOW, authorities=[STOCKTON]) == 9


def test_what_was_missed_heals_within_days(cast: Cast) -> None:
    came(cast, 2)
    keep()
    with acting(clockwork(STOCKTON)), connection.cursor() as cursor:
        cursor.execute("update frontdoor_dayfigure set contacts = 7")
        cursor.execute("update frontdoor_countedday set counted_at = counted_at - interval '2 days'")
    keep()
    assert agree(cast.manager).total.contacts == 1


def test_forgotten_figures_are_counted(cast: Cast) -> None:
    came(cast)
    keep()
    keeping.forget(STOCKTON)
    assert agree(cast.manager).total.contacts == 1
    assert keep() == 3


def test_a_contact_costs_nothing_for_the_figures(cast: Cast) -> None:
    """No trigger and no statement on the hub's own path."""
    came(cast)
    keep()
    with counted_queries() as asked:
        came(cast, 0)
    assert not any("figure" in each or "countedday" in each for each in asked)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_trigger where not tgisinternal and tgname like '%figure%'")
        assert cursor.fetchone()[0] == 0

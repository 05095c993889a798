"""Everybody who waits stands on one page; whoever something happens to comes first; nobody is missing from a count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import LONDON, STOCKTON, Cast, a_contact, counted_queries

from lantern.access import restricting
from lantern.access.context import acting
from lantern.access.models import Restriction, User
from lantern.frontdoor import actions as frontdoor
from lantern.frontdoor.models import Contact, ReportedPerson
from lantern.law import timescales as law
from lantern.partnership.models import Team
from lantern.people.models import Person
from lantern.spine import handoffs
from lantern.spine.models import Event, Handoff
from lantern.waiting import queries
from lantern.waiting.queries.waits import look_cutoffs
from lantern.waiting.tests.world import offered, press, sender, words

pytestmark = pytest.mark.django_db


def waited(cast: Cast, days: int) -> Handoff:
    """A child offered to a provider so many days ago."""
    return offered(cast, at=timezone.now() - dt.timedelta(days=days, minutes=1))


def comes_again(cast: Cast, handoff: Handoff) -> Contact:
    """A new contact about the child who waits."""
    with acting(cast.social_worker):
        child = Person.objects.get(involvements__episode_id=handoff.pk, involvements__part="child")
        contact = a_contact(cast.social_worker, at=timezone.now())
        frontdoor.identify(
            contact.reported.get(part="child"),
            person=child,
            match=ReportedPerson.Match.LINKED,
            by=cast.social_worker,
            at=timezone.now(),
        )
        return contact


def test_every_team_stands_with_how_many_wait_and_for_how_long(cast: Cast) -> None:
    """2023 inspection: nobody could see who waits after a referral went out."""
    for days in (3, 10, 71):
        waited(cast, days)
    with acting(cast.manager):
        first = queries.waits(now=timezone.now())[0]
    assert (first.team.pk, first.waiting, first.longest, first.unanswered) == (cast.provider.team_id, 3, 71, 3)
    assert first.weeks == [1, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert first.asked == 3 and first.accepted == 0


def test_help_that_has_started_is_no_wait_and_what_became_of_it_is_counted(cast: Cast) -> None:
    seen, late, declined = waited(cast, 4), waited(cast, 30), waited(cast, 5)
    with acting(cast.provider):
        for handoff, days in ((seen, 3), (late, 29)):
            handoff = Handoff.objects.get(pk=handoff.pk)
            at = timezone.now() - dt.timedelta(days=days)
            handoffs.accept(handoff, by=cast.provider, at=at, version=handoff.version)
            handoffs.first_seen(handoff, by=cast.provider, at=timezone.now(), version=handoff.version)
        handoff = Handoff.objects.get(pk=declined.pk)
        handoffs.decline(
            handoff, reason="Full.", code="no_places", by=cast.provider, at=timezone.now(), version=handoff.version
        )
    with acting(cast.manager):
        (first,) = [each for each in queries.waits(now=timezone.now()) if each.team.pk == cast.provider.team_id]
    assert (first.waiting, first.helped) == (0, 2)
    assert (first.asked, first.accepted, first.declined, first.full_up) == (3, 2, 1, 1)
    assert (first.seen, first.seen_in_time, first.seen_late) == (2, 1, 1)


def test_a_restricted_child_is_counted_and_listed_only_for_whoever_may_open_it(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    handoff = waited(cast, 9)
    with acting(cast.manager):
        child = Person.objects.get(involvements__episode_id=handoff.pk)
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id),
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.social_worker.user_id)],
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=cast.manager,
            at=timezone.now(),
        )
    with acting(cast.manager):
        assert not Handoff.objects.filter(pk=handoff.pk).exists()
        assert sum(each.waiting for each in queries.waits(now=timezone.now())) == 1
    team = Team.objects.get(pk=cast.provider.team_id)
    page = words(as_person(cast.manager).get(f"/waiting/{team.code}/"))
    assert "1 child waits" in page
    assert "1 of them may be opened only by whoever was let in" in page
    assert handoff.reference not in page


def test_another_authority_counts_none_of_ours(cast: Cast) -> None:
    waited(cast, 9)
    with acting(cast.elsewhere):
        assert [each for each in queries.waits(now=timezone.now()) if each.waiting] == []


def test_a_provider_sees_its_own_waits_and_nobody_elses(cast: Cast, as_person: Callable[..., Client]) -> None:
    handoff = waited(cast, 9)
    with acting(cast.manager):
        other = Team.objects.get(code="riverbank-team")
    client = as_person(cast.provider)
    assert "1 child waits" in words(client.get("/waiting/"))
    team = Team.objects.get(pk=cast.provider.team_id)
    assert handoff.reference in words(client.get(f"/waiting/{team.code}/"))
    assert client.get(f"/waiting/{other.code}/").status_code == 404
    assert as_person(cast.officer).get("/waiting/").status_code == 403


def test_a_waiting_child_with_a_new_contact_rises_until_somebody_has_looked(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """EH3: alert when a waiting child has a new contact."""
    longer, stirred = waited(cast, 40), waited(cast, 6)
    team = Team.objects.get(pk=cast.provider.team_id)
    comes_again(cast, stirred)
    manager = as_person(cast.manager)
    listed = words(manager.get(f"/waiting/{team.code}/"))
    assert listed.index(stirred.reference) < listed.index(longer.reference)
    assert "A new contact" in listed
    overview = words(manager.get("/waiting/"))
    assert "something happened while they wait" in overview
    assert stirred.reference in overview and longer.reference not in overview
    hub = as_person(sender(stirred, cast))
    address = f"/handoffs/{stirred.reference}/look_again/"
    version = 1
    refused = hub.post(address, press(version, found="worse_can_wait", note="Typed with care"))
    assert "Choose red, amber or green" in words(refused)
    assert "Typed with care" in refused.content.decode()
    typed = press(version, found="worse_can_wait", note="Mother says he sleeps at her sister's.", priority="1")
    for _press in range(2):
        assert hub.post(address, typed).status_code in (200, 302)
    with acting(cast.manager):
        assert Event.objects.filter(episode_id=stirred.pk, kind="handoff_looked_again").count() == 1
        assert Handoff.objects.get(pk=stirred.pk).priority == 1
    listed = words(manager.get(f"/waiting/{team.code}/"))
    assert listed.index(longer.reference) < listed.index(stirred.reference)
    assert "something happened while they wait" not in words(manager.get("/waiting/"))


def test_the_pages_of_waits_keep_their_budget(cast: Cast, as_person: Callable[..., Client]) -> None:
    for days in (3, 10):
        comes_again(cast, waited(cast, days))
    team = Team.objects.get(pk=cast.provider.team_id)
    client = as_person(cast.manager)
    client.get("/waiting/")
    for address in ("/waiting/", f"/waiting/{team.code}/"):
        with counted_queries() as statements:
            client.get(address)
        assert len(statements) <= 6, statements


def test_nobody_waiting_says_so_and_what_will_stand_here(cast: Cast, as_person: Callable[..., Client]) -> None:
    page = words(as_person(cast.manager).get("/waiting/"))
    assert "Nobody waits" in page
    assert "Nothing was handed over yet" in page


@pytest.mark.parametrize(
    ("variant", "offered_on", "due"),
    [
        (None, "2026-12-18 10:00", "2027-01-01"),
        ("amber", "2026-12-18 10:00", "2026-12-25"),
        ("red", "2026-12-18 10:00", "2026-12-20"),
    ],
)
def test_a_look_is_due_after_so_many_days_also_over_christmas(variant: str | None, offered_on: str, due: str) -> None:
    """A local standard. A child at risk has no bank holidays."""
    at = dt.datetime.fromisoformat(offered_on).replace(tzinfo=LONDON)
    assert law.due_at("waiting-recheck", at, variant).astimezone(LONDON).date().isoformat() == due


def test_what_is_counted_as_not_looked_at_is_what_the_list_calls_late() -> None:
    now = dt.datetime(2026, 12, 25, 12, 0, tzinfo=LONDON)
    red, amber, other = look_cutoffs([STOCKTON], now)[str(STOCKTON)]
    for variant, before in (("red", red), ("amber", amber), (None, other)):
        edge = dt.datetime.fromisoformat(before)
        assert law.due_at("waiting-recheck", edge, variant) >= now
        assert law.due_at("waiting-recheck", edge - dt.timedelta(minutes=1), variant) < now


def test_waits_are_put_together_by_need_age_and_ward_and_nobody_is_left_out(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """EH3: waits by need, age and ward. A contact about neglect, a child born in May 2018, no address on record."""
    now = timezone.now()
    for days in (3, 71):
        waited(cast, days)
    born = dt.date(2018, 5, 4)
    age = now.date().year - born.year - ((now.date().month, now.date().day) < (born.month, born.day))
    band = "5 to 9" if age < 10 else "10 to 15" if age < 16 else "16 and older"
    with acting(cast.manager):
        for what, name in (("need", "Neglect"), ("age", band), ("ward", "Not known, or kept back")):
            (group,) = queries.waits_by(what, now=now)
            assert (group.name, group.waiting, group.longest, group.long) == (name, 2, 71, 1)
    with acting(cast.provider):
        assert [each.waiting for each in queries.waits_by("age", now=now)] == [2], "an agency sees its own"
    with acting(cast.elsewhere):
        assert queries.waits_by("need", now=now) == []
    client = as_person(cast.manager)
    client.get("/waiting/by/need/")
    with counted_queries() as asked:
        assert "The longest wait is 71 days: Neglect" in words(client.get("/waiting/by/need/"))
    assert len(asked) <= 4
    assert client.get("/waiting/by/name/").status_code == 404
    assert 'href="/waiting/by/need/neglect/"' in client.get("/waiting/by/need/").content.decode()
    assert "by ward" in words(client.get("/waiting/"))


def test_the_number_of_a_group_leads_to_its_children_and_counts_those_who_may_not_be_opened(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """EH3: from the number to the children; nobody is listed for whoever may not open them, and nobody is left out."""
    shut, shown = waited(cast, 71), waited(cast, 3)
    with acting(cast.manager):
        child = Person.objects.get(involvements__episode_id=shut.pk)
        restricting.restrict(
            restricting.Subject(child.pk, child.authority_id),
            kind=Restriction.Kind.ONLY_THESE,
            users=[User.objects.get(pk=cast.social_worker.user_id)],
            reason="A colleague's family.",
            whom_to_ask="the hub manager",
            by=cast.manager,
            at=timezone.now(),
        )
    client = as_person(cast.manager)
    client.get("/waiting/by/need/neglect/")
    with counted_queries() as asked:
        page = words(client.get("/waiting/by/need/neglect/"))
    assert len(asked) <= 6, asked
    assert "2 children wait, the longest for 71 days" in page
    assert shown.reference in page
    assert shut.reference not in page
    assert "1 family may be opened only by whoever was let in" in page
    assert shown.reference in words(client.get("/waiting/by/ward/not-known/"))
    assert shown.reference in "".join(words(client.get(f"/waiting/by/age/{band}/")) for band in range(6))
    assert "Nobody of this group waits" in words(client.get("/waiting/by/need/sexual_abuse/"))
    for none in ("need/name", "age/9", "ward/0", "name/neglect"):
        assert client.get(f"/waiting/by/{none}/").status_code == 404
    agency = as_person(cast.provider)
    assert agency.get("/waiting/by/need/neglect/").status_code == 404, "an agency is told what its handoff says"
    assert "/waiting/by/need/neglect/" not in agency.get("/waiting/by/need/").content.decode()

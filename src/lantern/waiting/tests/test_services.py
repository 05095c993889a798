"""Services: chosen by worry, age and place; what each says of its places is kept; the wait is told as it is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import HARTLEPOOL, STOCKTON, Cast, counted_queries

from lantern.access.context import acting
from lantern.partnership import queries as partnership
from lantern.partnership.models import Service
from lantern.spine import handoffs
from lantern.spine.models import Handoff
from lantern.waiting import choosing, queries
from lantern.waiting.estimates import wait_of
from lantern.waiting.models import ServiceVersion
from lantern.waiting.queries.services import Looked
from lantern.waiting.tests.world import offered, words

OPEN_DOOR = "open-door-young-people-substances"


def said(version: int, **typed: str) -> dict[str, str]:
    return {"act": str(uuid.uuid4()), "version": str(version), "places": "30", "taking": "yes", **typed}


# ---- How long a wait is --------------------------------------------------------------------------------------------


def test_a_wait_counts_those_who_still_wait() -> None:
    """Eight were seen after ten days; eight others have waited twenty and nobody saw them. Half of all sixteen had
    been seen at ten days, and nobody can say when eight of ten will be.
    """
    told = wait_of([10] * 8, [20] * 8)
    assert (told.half, told.most, told.seen, told.waiting) == (10, None, 8, 8)
    assert wait_of([10] * 8, []).most == 10


def test_leaving_out_those_who_wait_would_tell_a_shorter_wait() -> None:
    waited = [3, 4, 5, 6, 7, 8, 30, 40]
    assert wait_of(waited, []).half == 6
    assert wait_of(waited, [15] * 8).half == 30


def test_of_few_cases_nothing_is_said() -> None:
    told = wait_of([3] * 7, [1])
    assert not told.known
    assert (told.seen, told.waiting) == (7, 1)


# ---- Choosing one --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_team_with_several_services_is_asked_for_one_of_them(cast: Cast) -> None:
    team = next(each for each in partnership.teams().values() if each.code == "riverbank-team")
    offered_here = choosing.receivers([team], STOCKTON)
    assert len(offered_here) == 2
    value, label = offered_here[0]
    assert label.startswith(team.name + ": ")
    picked = choosing.chosen(value, STOCKTON)
    assert picked.team_id == team.pk
    assert Service.objects.get(pk=picked.service_id).team_id == team.pk


@pytest.mark.django_db
def test_a_team_with_one_service_is_asked_for_that_one(cast: Cast) -> None:
    team = next(each for each in partnership.teams().values() if each.code == "stockton-early-help")
    assert choosing.receivers([team], STOCKTON) == [(str(team.pk), team.name)]
    service = choosing.chosen(str(team.pk), STOCKTON).service_id
    assert Service.objects.get(pk=service).code == "stockton-early-help-family-work"
    assert choosing.chosen(str(team.pk), HARTLEPOOL).service_id is None


@pytest.mark.django_db
def test_services_are_found_by_worry_age_and_place(cast: Cast) -> None:
    with acting(cast.officer):
        everything = queries.services_today(now=timezone.now())

    def found(**looked: object) -> set[str]:
        return {each.service.code for each in queries.fitting(everything, Looked(**looked))}

    assert "open-door-young-people-substances" in found(need="child_drugs", age=14, authority=STOCKTON)
    assert "open-door-young-people-substances" not in found(need="child_drugs", age=9)
    assert "open-door-young-people-substances" not in found(need="domestic_abuse")
    assert "coastline-family-support" not in found(authority=STOCKTON)


@pytest.mark.django_db
def test_the_directory_is_read_in_few_statements_and_says_when_nothing_fits(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    client = as_person(cast.officer)
    client.get("/services/")
    with counted_queries() as statements:
        page = client.get("/services/?need=child_drugs&age=14&area=808")
    assert len(statements) <= 6, statements
    assert "Young people, drugs and alcohol" in words(page)
    assert "Too few cases to tell" in words(page)


# ---- What a service says of itself ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_provider_pauses_with_a_reason_and_everybody_who_chooses_sees_it(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """EH4: live places, versioned entries, the provider updates its own page."""
    provider, hub = as_person(cast.provider), as_person(cast.officer)
    address = f"/services/{OPEN_DOOR}/change/"
    refused = provider.post(address, said(0, taking="no"))
    assert "Say why it changes" in words(refused)
    sent = provider.post(address, said(0, taking="no", reason="Two workers left. New ones begin in March."))
    assert sent.status_code == 302, words(sent)
    told = words(hub.get(f"/services/{OPEN_DOOR}/"))
    assert "takes on nobody new" in told
    assert "Two workers left" in told
    assert "Bea Fox" in told
    assert provider.post(address, said(1, reason="They began.")).status_code == 302
    told = words(hub.get(f"/services/{OPEN_DOOR}/"))
    assert "30 free of 30 places" in told
    assert "Two workers left" in told, "what was said before is kept"


@pytest.mark.django_db
def test_two_who_change_a_service_at_once_one_wins_and_the_other_is_told(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    provider = as_person(cast.provider)
    address = f"/services/{OPEN_DOOR}/change/"
    assert provider.post(address, said(0, reason="First.")).status_code == 302
    second = provider.post(address, said(0, reason="Typed with care", places="12"))
    assert second.status_code == 409
    assert "Typed with care" in second.content.decode()
    assert "Bea Fox changed it while you did" in words(second)
    assert ServiceVersion.objects.filter(service__code=OPEN_DOOR).count() == 1


@pytest.mark.django_db
def test_a_repeated_press_writes_one_version(cast: Cast, as_person: Callable[..., Client]) -> None:
    provider, typed = as_person(cast.provider), said(0, reason="Once.")
    for _press in range(2):
        assert provider.post(f"/services/{OPEN_DOOR}/change/", typed).status_code == 302
    assert ServiceVersion.objects.filter(service__code=OPEN_DOOR).count() == 1


@pytest.mark.django_db
def test_nobody_but_the_team_that_gives_it_changes_a_service(cast: Cast, as_person: Callable[..., Client]) -> None:
    other = "/services/coastline-family-support/change/"
    assert as_person(cast.provider).post(other, said(0, reason="Mine now.")).status_code == 404
    assert as_person(cast.officer).get(f"/services/{OPEN_DOOR}/change/").status_code == 403
    assert as_person(cast.provider).get("/services/no-such-service/").status_code == 404


@pytest.mark.django_db
def test_places_fill_as_families_are_offered_seen_and_finished(cast: Cast) -> None:
    """The numbers are read from handoffs, whoever's they are; nobody types them."""
    handoff = offered(cast, at=timezone.now() - dt.timedelta(days=3))
    service = Service.objects.get(code=OPEN_DOOR)
    with acting(cast.manager):
        Handoff.objects.filter(pk=handoff.pk).update(service=service)

    def now_at() -> tuple[int, int, int]:
        with acting(cast.elsewhere):
            given = queries.service_today(OPEN_DOOR, now=timezone.now())
        return given.waiting, given.helped, given.free

    assert now_at() == (1, 0, service.places - 1)
    with acting(cast.provider):
        handoff = Handoff.objects.get(pk=handoff.pk)
        handoffs.accept(handoff, by=cast.provider, at=timezone.now(), version=handoff.version)
        assert now_at() == (1, 0, service.places - 1)
        handoffs.first_seen(handoff, by=cast.provider, at=timezone.now(), version=handoff.version)
    assert now_at() == (0, 1, service.places - 1)
    with acting(cast.provider):
        handoffs.finish(handoff, outcome="Done.", by=cast.provider, at=timezone.now(), version=handoff.version)
    assert now_at() == (0, 0, service.places)

"""Teams answer handoffs: each sees exactly its own, and what is declined is with the sender again at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from lantern.access.context import acting
from lantern.frontdoor.models import ChildDecision
from lantern.spine.models import Handoff
from lantern.waiting.tests.world import offered, press, sender, words

pytestmark = pytest.mark.django_db


def test_a_provider_sees_what_it_was_offered_and_takes_it_on(cast: Cast, as_person: Callable[..., Client]) -> None:
    """IS7: exactly their children, and what they must know."""
    handoff = offered(cast)
    client = as_person(cast.provider)
    assert handoff.reference in words(client.get("/handoffs/"))
    page = words(client.get(f"/handoffs/{handoff.reference}/"))
    assert "Speaks Polish" in page
    assert "Head Teacher" not in page
    assert client.post(f"/handoffs/{handoff.reference}/accept/", press(handoff.version)).status_code == 302
    assert "has not been seen yet" in words(client.get(f"/handoffs/{handoff.reference}/"))
    with acting(cast.officer):
        assert Handoff.objects.get(pk=handoff.pk).state == "accepted"


def test_first_contact_then_outcome(cast: Cast, as_person: Callable[..., Client]) -> None:
    handoff = offered(cast)
    client = as_person(cast.provider)
    address = f"/handoffs/{handoff.reference}"
    client.post(f"{address}/accept/", press(1))
    now = timezone.localtime(timezone.now())
    day = {"seen_on-day": str(now.day), "seen_on-month": str(now.month), "seen_on-year": str(now.year)}
    tomorrow = press(2, **day, seen_at="11:59pm") if now.hour < 23 else None
    if tomorrow:
        assert "The time must be in the past" in words(client.post(f"{address}/first_seen/", tomorrow))
    early = press(2, seen_at="9am", **{"seen_on-day": "1", "seen_on-month": "2", "seen_on-year": "2026"})
    assert "on or after the day your team accepted" in words(client.post(f"{address}/first_seen/", early))
    seen = client.post(f"{address}/first_seen/", press(2, **day, seen_at=f"{now:%H:%M}", note="Both seen."))
    assert seen.status_code == 302, words(seen)
    assert "Say what came of it" in words(client.post(f"{address}/finish/", press(3)))
    assert client.post(f"{address}/finish/", press(3, outcome="Back at school.")).status_code == 302
    assert handoff.reference in client.get("/handoffs/finished/").content.decode()
    assert "Back at school." in words(as_person(cast.social_worker).get(f"{address}/"))


def test_a_declined_handoff_is_on_the_senders_list_at_once(cast: Cast, as_person: Callable[..., Client]) -> None:
    """Nobody waits unseen: what a team declines goes back to whoever offered it."""
    handoff = offered(cast)
    provider, hub = as_person(cast.provider), as_person(sender(handoff, cast))
    assert "Offered by us, not answered" in words(hub.get("/handoffs/"))
    address = f"/handoffs/{handoff.reference}"
    refused = words(provider.post(f"{address}/decline/", press(1, reason="Typed with care")))
    assert "Choose why your team can not take this on" in refused
    assert "Say why your team can not take this on" in words(
        provider.post(f"{address}/decline/", press(1, code="other"))
    )
    assert (
        provider.post(f"{address}/decline/", press(1, code="no_places", reason="No places until May.")).status_code
        == 302
    )
    assert handoff.reference not in words(provider.get("/handoffs/"))
    listed = words(hub.get("/handoffs/"))
    assert "Declined, and yours again" in listed
    assert handoff.reference in listed
    assert "No place is free soon enough" in listed
    page = hub.get(f"{address}/")
    assert "No places until May." in words(page)
    assert f"{address}/again/" in page.content.decode()
    with acting(cast.officer):
        decision = ChildDecision.objects.get(handoff=handoff)
    assert f"/offer-again/{decision.pk}/" in hub.get(f"{address}/again/")["Location"]


def test_the_sender_takes_an_offer_back_and_the_receiver_may_not(cast: Cast, as_person: Callable[..., Client]) -> None:
    handoff = offered(cast)
    address = f"/handoffs/{handoff.reference}/withdraw/"
    assert as_person(cast.provider).post(address, press(1, reason="x")).status_code == 409
    assert as_person(sender(handoff, cast)).post(address, press(1, reason="Offered twice.")).status_code == 302


def test_another_team_finds_no_handoff(cast: Cast, as_person: Callable[..., Client]) -> None:
    handoff = offered(cast)
    for other in (cast.police, cast.elsewhere):
        client = as_person(other)
        assert client.get(f"/handoffs/{handoff.reference}/").status_code == 404
        assert client.post(f"/handoffs/{handoff.reference}/accept/", press(1)).status_code == 404
        assert handoff.reference not in words(client.get("/handoffs/"))


def test_a_page_gone_stale_says_what_happened_and_keeps_what_was_typed(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    handoff = offered(cast)
    client = as_person(cast.provider)
    client.post(f"/handoffs/{handoff.reference}/accept/", press(1))
    answer = client.post(f"/handoffs/{handoff.reference}/finish/", press(1, outcome="Typed with care"))
    assert "Typed with care" in answer.content.decode()
    assert "accepted responsibility" in words(answer)


def test_a_move_that_somebody_else_ended_keeps_the_words_and_asks_for_nothing(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    handoff = offered(cast)
    client = as_person(cast.provider)
    client.post(f"/handoffs/{handoff.reference}/decline/", press(1, code="no_places", reason="We are full."))
    answer = client.post(f"/handoffs/{handoff.reference}/decline/", press(1, code="other", reason="Typed with care"))
    assert answer.status_code == 409
    assert "Typed with care" in answer.content.decode()
    assert "There is nothing left to send." in words(answer)
    assert "send it again" not in words(answer)

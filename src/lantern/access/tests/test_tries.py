"""Slowing down strangers: counted for one source, shared by all processes, forgotten soon, and never a shut door."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from tests.cast import Cast

from lantern.access import tries
from lantern.access.models import Try

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.TRIES = {
        "return_code": (3, 15),
        "public_draft": (3, 60),
        "public_report": (2, 60),
        "professional_contact": (1, 60),
    }


def coming_from(address: str, **headers: str) -> str:
    return tries.source(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))


def test_a_source_waits_until_its_oldest_try_no_longer_counts() -> None:
    now = timezone.now()
    for minutes in (10, 5, 1):
        assert tries.wait_until(tries.RETURN_CODE, "somewhere", at=now) is None
        tries.count(tries.RETURN_CODE, "somewhere", at=now - minutes * MINUTE)
    until = tries.wait_until(tries.RETURN_CODE, "somewhere", at=now)
    assert until == now + 5 * MINUTE
    assert tries.wait_until(tries.RETURN_CODE, "somewhere", at=until) is None
    assert tries.wait_until(tries.RETURN_CODE, "elsewhere", at=now) is None
    assert tries.wait_until(tries.PUBLIC_DRAFT, "somewhere", at=now) is None
    with pytest.raises(tries.TooManyTries):
        tries.require(tries.RETURN_CODE, "somewhere", at=now)


def test_no_address_is_kept_and_one_source_is_not_known_again_elsewhere() -> None:
    """Data protection by design: a keyed hash, different for each thing that is counted."""
    now = timezone.now()
    for what in (tries.RETURN_CODE, tries.PUBLIC_DRAFT):
        tries.count(what, "192.0.2.17", at=now)
    kept = list(Try.objects.values_list("source", flat=True))
    assert len(set(kept)) == 2
    assert not any("192" in each and "." in each for each in kept)
    assert all(len(each) == 64 for each in kept)


def test_what_no_longer_counts_is_forgotten() -> None:
    now = timezone.now()
    tries.count(tries.RETURN_CODE, "somewhere", at=now - 61 * MINUTE)
    tries.count(tries.RETURN_CODE, "somewhere", at=now)
    assert tries.purge(now) == 1
    assert Try.objects.count() == 1


def test_where_somebody_comes_from(settings: Any) -> None:
    assert coming_from("192.0.2.17") == "192.0.2.17"
    assert coming_from("2001:db8:1:2:3::4") == coming_from("2001:db8:1:2:ffff::1"), "one subscriber"
    assert coming_from("192.0.2.17", **{"X-Forwarded-For": "198.51.100.1"}) == "192.0.2.17", "anybody can write that"
    settings.BEHIND_TLS = True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert coming_from("127.0.0.1", **{"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}) == "198.51.100.1"
    assert coming_from("127.0.0.1") == "", "a proxy that does not tell: everybody is not one source"
    assert coming_from("") == ""
    now = timezone.now()
    for _ in range(5):
        tries.count(tries.RETURN_CODE, "", at=now)
    assert tries.wait_until(tries.RETURN_CODE, "", at=now) is None


def test_somebody_signed_in_is_counted_by_who_they_are(cast: Cast) -> None:
    assert tries.person(cast.police) == f"user:{cast.police.user_id}"
    now = timezone.now()
    tries.count(tries.PROFESSIONAL_CONTACT, tries.person(cast.police), at=now)
    with pytest.raises(tries.TooManyTries):
        tries.require(tries.PROFESSIONAL_CONTACT, tries.person(cast.police), at=now)
    tries.require(tries.PROFESSIONAL_CONTACT, tries.person(cast.health), at=now)

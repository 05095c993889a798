"""Easy Read and sign language on the first public page (FD3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import Cast, in_post

from lantern.frontdoor.models import ReadingAid
from lantern.frontdoor.tests.test_pages_public import words
from lantern.partnership.models import Post

pytestmark = pytest.mark.django_db

FILM = "https://films.example/report"


@pytest.fixture
def manager(cast: Cast, as_person: Callable[..., Client]) -> Client:
    post = Post.objects.filter(role="partnership_manager", team__covers__contains=[808]).order_by("code")[0]
    return as_person(in_post(post.code, "Pia Manager"))


def test_nothing_is_shown_until_there_is_something(cast: Cast) -> None:
    assert "Other ways to read this" not in words(Client().get("/report/"))


def test_the_partnerships_manager_puts_them_on_the_first_page(manager: Client) -> None:
    assert "None yet: nothing is shown" in words(manager.get("/other-ways-to-read/"))
    address = "/other-ways-to-read/stockton-on-tees/"
    said = {"easy_read": "https://easy.example/read.pdf", "sign_language": FILM, "subtitles": "on"}
    assert manager.post(address, said)["Location"] == "/other-ways-to-read/"
    first = words(Client().get("/report/"))
    assert "Stockton-on-Tees: Easy Read" in first
    assert "Film in British Sign Language, with subtitles" in first
    manager.post(address, {"easy_read": "", "sign_language": FILM, "subtitles": "on"})
    assert "Easy Read" not in words(Client().get("/report/"))


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"sign_language": FILM}, "Tick that the film has subtitles, or enter where its words stand as text"),
        ({"easy_read": "http://easy.example"}, "Enter a whole address that begins https://"),
        ({"easy_read": "javascript:alert(1)"}, "Enter a whole address that begins https://"),
    ],
)
def test_a_film_can_be_read_too_and_an_address_is_safe(manager: Client, said: dict[str, str], problem: str) -> None:
    answer = manager.post("/other-ways-to-read/stockton-on-tees/", said)
    assert answer.status_code == 422
    assert problem in words(answer)
    assert next(iter(said.values())) in answer.content.decode(), "nothing typed is lost"
    assert not ReadingAid.objects.exists()


def test_only_for_ones_own_area_and_only_for_that_post(
    cast: Cast, manager: Client, as_person: Callable[..., Client]
) -> None:
    assert manager.post("/other-ways-to-read/middlesbrough/", {"easy_read": "https://x.example"}).status_code == 404
    assert as_person(cast.officer).get("/other-ways-to-read/").status_code == 403

"""Promise P5: nothing typed is lost. Forms save themselves to the server; two windows never overwrite each other
unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.cast import Cast

from lantern.access.context import acting
from lantern.access.draft_saving import LARGEST, as_posted
from lantern.spine import drafts

pytestmark = pytest.mark.django_db


def test_a_form_saves_itself_and_is_found_again(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.officer)
    first = client.post(
        "/drafts/telephone/", {"what_happened": "Bruise", "reasons": ["neglect", "physical"], "draft_version": "0"}
    )
    assert first.status_code == 200
    assert first.json()["version"] == 1
    assert first.json()["saved_at"][-2:] in {"am", "pm", "ay", "ht"}
    second = client.post(
        "/drafts/telephone/",
        {"what_happened": "Bruise on arm", "draft_version": "1", "act": "x", "csrfmiddlewaretoken": "t"},
    )
    assert second.json()["version"] == 2
    with acting(cast.officer):
        saved = drafts.find("telephone", by=cast.officer)
        assert saved is not None
        assert saved.values == {"what_happened": ["Bruise on arm"]}
        posted = as_posted(saved)
        assert posted is not None
        assert posted["what_happened"] == "Bruise on arm"


def test_another_window_is_shown_both_texts_and_overwrites_nothing(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.officer)
    client.post("/drafts/telephone/", {"what_happened": "Mine", "draft_version": "0"})
    answer = client.post("/drafts/telephone/", {"what_happened": "Other window", "draft_version": "0"})
    assert answer.status_code == 409
    assert answer.json()["fields"] == {"what_happened": "Mine"}
    assert answer.json()["version"] == 1
    with acting(cast.officer):
        saved = drafts.find("telephone", by=cast.officer)
        assert saved is not None
        assert saved.values == {"what_happened": ["Mine"]}


def test_a_draft_belongs_to_one_person_and_one_record(cast: Cast, as_person: Callable) -> None:
    as_person(cast.officer).post("/drafts/screening/", {"note": "About one", "record": "C-1", "draft_version": "0"})
    assert (
        as_person(cast.officer)
        .post("/drafts/screening/", {"note": "Two", "record": "C-2", "draft_version": "0"})
        .json()["version"]
        == 1
    )
    with acting(cast.manager):
        assert drafts.find("screening", by=cast.manager, record="C-1") is None


def test_a_draft_remembers_the_page_it_belongs_to(cast: Cast, as_person: Callable) -> None:
    as_person(cast.officer).post(
        "/drafts/telephone/",
        {"a": "b", "draft_version": "0"},
        headers={"referer": "http://testserver/hub/contacts/new/?x=1"},
    )
    with acting(cast.officer):
        assert [draft.url for draft in drafts.mine(by=cast.officer)] == ["/hub/contacts/new/"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"a": "x" * (LARGEST + 1)}, "too long"),
        ({"record": "r" * 61}, "out of date"),
        ({"draft_version": "one"}, "out of date"),
    ],
)
def test_what_can_not_be_kept_is_said(cast: Cast, as_person: Callable, sent: dict[str, str], words: str) -> None:
    answer = as_person(cast.officer).post("/drafts/telephone/", sent)
    assert answer.status_code == 422
    assert words in answer.json()["problem"]


def test_a_password_is_never_in_a_draft(cast: Cast, as_person: Callable) -> None:
    as_person(cast.officer).post("/drafts/any/", {"password": "hunter2", "password1": "hunter2", "a": "b"})
    with acting(cast.officer):
        saved = drafts.find("any", by=cast.officer)
        assert saved is not None
        assert saved.values == {"a": ["b"]}


def test_drafts_are_only_saved_by_post_and_only_when_signed_in(cast: Cast, as_person: Callable, client) -> None:
    assert as_person(cast.officer).get("/drafts/any/").status_code == 405
    assert client.post("/drafts/any/", {"a": "b"}).status_code == 403


def test_saving_without_end_is_slowed_down_and_nothing_typed_is_lost(
    cast: Cast, as_person: Callable, settings: Any
) -> None:
    """One person's forms may not cost everybody else anything. The answer says when the page tries again; what was
    saved stays, and another person saves on.
    """
    settings.TRIES = {**settings.TRIES, "staff_draft": (3, 5)}
    client = as_person(cast.officer)
    for version in range(3):
        saved = client.post("/drafts/telephone/", {"what_happened": f"Bruise {version}", "draft_version": str(version)})
        assert saved.status_code == 200
    slowed = client.post("/drafts/telephone/", {"what_happened": "Bruise and more", "draft_version": "3"})
    assert slowed.status_code == 429
    assert 0 < int(slowed["Retry-After"]) <= 300
    assert "They stay in this form, and are saved at" in slowed.json()["problem"]
    with acting(cast.officer):
        kept = drafts.find("telephone", by=cast.officer)
        assert kept is not None
        assert kept.values == {"what_happened": ["Bruise 2"]}
    assert as_person(cast.manager).post("/drafts/telephone/", {"note": "Mine"}).status_code == 200


def test_the_fastest_typist_is_never_slowed_down(settings: Any) -> None:
    """A form saves itself two seconds after the last key: thirty a minute in each of several windows."""
    most, minutes = settings.TRIES["staff_draft"]
    assert most >= 2 * 30 * minutes

"""Agencies answer questions: each sees exactly its own, and what it says is kept."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.cast import STOCKTON, Cast, a_contact, walk

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Check, Contact, NoticeBatch
from lantern.partnership.models import Team
from lantern.spine.models import Clock, Event, Priority

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).resolve().parents[4] / "tests" / "files"


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def asked(cast: Cast, *agencies: object, ago: dt.timedelta = dt.timedelta(minutes=5)) -> list[Check]:
    """Questions to these agencies about a child, put a while ago."""
    at = timezone.now() - ago
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=at)
    contact = walk(contact, "screened", cast=cast, at=at)
    with acting(cast.social_worker):
        desks = [Team.objects.get(pk=actor.team_id) for actor in agencies]  # type: ignore[attr-defined]
        return actions.ask_agencies(
            contact,
            desks=desks,
            question="Is anything known about violence at home?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=at,
            version=contact.version,
        )


def press(version: int, **typed: str) -> dict[str, str]:
    return {"act": str(uuid.uuid4()), "version": str(version), **typed}


# ---- Questions to an agency ----------------------------------------------------------------------------------------


def test_an_agency_sees_the_question_and_never_who_was_worried(cast: Cast, as_person: Callable[..., Client]) -> None:
    """IS1, IS2: who, why, on what ground, by when; nothing of the contact itself."""
    (check,) = asked(cast, cast.police)
    client = as_person(cast.police)
    assert check.reference in words(client.get("/agency/"))
    page = words(client.get(f"/agency/{check.reference}/"))
    for told in ("violence at home", "Public task", "Example", "Answer by"):
        assert told in page
    for hidden in ("Seen with a bruise", "Head Teacher", "01632 960555"):
        assert hidden not in page


def test_another_agency_finds_nothing(cast: Cast, as_person: Callable[..., Client]) -> None:
    (check,) = asked(cast, cast.police)
    other = as_person(cast.health)
    assert check.reference not in words(other.get("/agency/"))
    for path in (f"/agency/{check.reference}/", f"/agency/{check.reference}/nothing-held/"):
        assert other.get(path).status_code == 404
        assert other.post(path, press(check.version, answer="nothing_held")).status_code == 404
    assert other.get("/agency/K-0000000/").status_code == 404


def test_an_agency_answers_and_the_hub_has_it(cast: Cast, as_person: Callable[..., Client]) -> None:
    (check,) = asked(cast, cast.police)
    client = as_person(cast.police)
    answer = client.post(
        f"/agency/{check.reference}/",
        press(
            check.version,
            answer="relevant",
            answer_text="Two call-outs.",
            answer_source="Our log",
            handling="official",
            may_tell_family="no",
            onward="ask",
        ),
    )
    assert answer.status_code == 302, words(answer)
    assert "Two call-outs." in words(client.get(f"/agency/{check.reference}/"))
    assert check.reference in words(client.get("/agency/answered/"))
    with acting(cast.officer):
        check = Check.objects.get(pk=check.pk)
        assert (check.answer, check.answer_text, check.may_tell_family, check.state) == (
            "relevant",
            "Two call-outs.",
            False,
            "answered",
        )
        assert Event.objects.filter(episode=check, kind="check_answered").exists()


def test_nothing_held_takes_one_press_and_twice_is_once(cast: Cast, as_person: Callable[..., Client]) -> None:
    (check,) = asked(cast, cast.police)
    client = as_person(cast.police)
    typed = press(check.version)
    for _press in range(2):
        assert client.post(f"/agency/{check.reference}/nothing-held/", typed).status_code == 302
    with acting(cast.officer):
        assert Check.objects.get(pk=check.pk).answer == "nothing_held"
        assert Event.objects.filter(episode_id=check.pk, kind="check_answered").count() == 1


def test_each_answer_asks_for_what_it_needs(cast: Cast, as_person: Callable[..., Client]) -> None:
    (check,) = asked(cast, cast.police)
    client = as_person(cast.police)
    address = f"/agency/{check.reference}/"
    assert "Choose an answer" in words(client.post(address, press(check.version)))
    assert "Write what you hold" in words(client.post(address, press(check.version, answer="relevant")))
    assert "Say why you can not share it" in words(client.post(address, press(check.version, answer="cannot_share")))


def test_a_late_answer_says_why(cast: Cast, as_person: Callable[..., Client]) -> None:
    (check,) = asked(cast, cast.police, ago=dt.timedelta(days=6))
    client = as_person(cast.police)
    address = f"/agency/{check.reference}/"
    refused = client.post(address, press(check.version, answer="cannot_share", cannot_share_why="A live enquiry."))
    assert "Say why this is late" in words(refused)
    assert "A live enquiry." in refused.content.decode()
    assert (
        client.post(
            address, press(check.version, answer="cannot_share", cannot_share_why="A live enquiry.", late_reason="Ill.")
        ).status_code
        == 302
    )
    with acting(cast.officer):
        assert Clock.objects.get(episode_id=check.pk, timescale="agency-checks").late_reason == "Ill."


def test_an_answer_to_a_question_reminded_meanwhile_keeps_what_was_typed(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    (check,) = asked(cast, cast.police)
    seen = check.version
    with acting(cast.social_worker):
        actions.remind(check, by=cast.social_worker, at=timezone.now(), version=check.version)
    answer = as_person(cast.police).post(
        f"/agency/{check.reference}/", press(seen, answer="cannot_share", cannot_share_why="Typed with care")
    )
    assert "Typed with care" in answer.content.decode()
    assert "was reminded" in words(answer)
    assert f'name="version" value="{seen + 1}"' in answer.content.decode()


def test_only_those_who_answer_for_an_agency_open_its_workspace(cast: Cast, as_person: Callable[..., Client]) -> None:
    assert as_person(cast.provider).get("/agency/").status_code == 403
    assert Client().get("/agency/").status_code == 302


def test_an_answer_that_came_second_is_kept_to_copy(cast: Cast, as_person: Callable[..., Client]) -> None:
    """Two people of one agency answer at once: the first counts, the second loses nothing typed."""
    (check,) = asked(cast, cast.police)
    client = as_person(cast.police)
    relevant = {
        "answer": "relevant",
        "answer_text": "Called out twice in June.",
        "answer_source": "Records",
        "handling": "official",
        "may_tell_family": "yes",
        "onward": "ask",
    }
    address = f"/agency/{check.reference}/"
    assert client.post(address, press(check.version, answer="nothing_held")).status_code == 302
    answer = client.post(address, press(check.version, **relevant))
    assert answer.status_code == 409
    assert "Called out twice in June." in answer.content.decode()
    assert "There is nothing left to send." in words(answer)


# ---- Police notices ------------------------------------------------------------------------------------------------


def upload(client: Client, name: str, content: bytes | None = None) -> HttpResponse:
    file = SimpleUploadedFile(
        name, content if content is not None else (SAMPLES / name).read_bytes(), content_type="text/csv"
    )
    return client.post("/hub/notices/", {"authority": str(STOCKTON), "file": file})


def test_a_file_is_looked_at_then_comes_in_once(cast: Cast, as_person: Callable[..., Client]) -> None:
    """FD2: police notices become contacts with source 6, each once however often the file is sent or the button
    pressed.
    """
    client = as_person(cast.officer)
    address = upload(client, "police-notices.csv")["Location"]
    assert "3 notifications can come in" in words(client.get(address))
    with acting(cast.officer):
        assert not Contact.objects.exists()
    for _press in range(2):
        assert client.post(address, press(0)).status_code == 302
    assert upload(client, "police-notices.csv")["Location"] == address
    assert "3 notifications came in" in words(client.get(address))
    with acting(cast.officer):
        contacts = list(Contact.objects.all())
        assert len(contacts) == 3
        assert {contact.channel for contact in contacts} == {"police_notice"}
        assert {contact.referrer.source for contact in contacts} == {"6"}
        assert all(contact.next_due_at for contact in contacts)
        assert NoticeBatch.objects.get().sealed_content is None


def test_refused_rows_are_told_and_sent_back(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.officer)
    address = upload(client, "police-notices-with-errors.csv")["Location"]
    assert "What is wrong, row by row" in words(client.get(address))
    client.post(address, press(0))
    refused = client.get(f"{address}refused.csv")
    assert refused.status_code == 200
    assert b"What is wrong" in refused.content
    assert client.post(address, {"forget": "yes"}).status_code == 302
    assert client.get(f"{address}refused.csv").status_code == 404


def test_a_file_that_is_no_table_is_refused_in_plain_words(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.officer)
    for content in (b"", b"\x00\x01\x02", b"just words\n"):
        answer = upload(client, "notices.csv", content)
        assert answer.status_code == 200
        assert "There is a problem" in words(answer)
    assert "must be one of these" in words(upload(client, "notices.pdf", b"%PDF"))


def test_a_file_of_another_authority_is_not_found(cast: Cast, as_person: Callable[..., Client]) -> None:
    address = upload(as_person(cast.officer), "police-notices.csv")["Location"]
    assert as_person(cast.elsewhere).get(address).status_code == 404
    assert as_person(cast.provider).get(address).status_code == 403


def test_priorities_are_shown_in_words(cast: Cast, as_person: Callable[..., Client]) -> None:
    asked(cast, cast.police)
    assert Priority.AMBER.label in words(as_person(cast.police).get("/agency/"))

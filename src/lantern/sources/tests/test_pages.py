"""The whole job in the browser: a list is sent, its columns put right, compared, answered, and seen on a record."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import STOCKTON, Cast, counted_queries

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.sources.models import Pair, Run
from lantern.sources.tests.lists import JAYDEN, MAISIE, SYSTEM, UNHEARD, a_list, compared, jayden, maisie

pytestmark = pytest.mark.django_db


def sent(client: Any, content: bytes, **changes: str) -> Any:
    told = {"authority": str(STOCKTON), "source": "police", "title": "", "act": str(uuid.uuid4())} | changes
    return client.post(reverse("lists"), told | {"file": SimpleUploadedFile("list.csv", content)})


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def the_run(cast: Cast) -> Run:
    with acting(cast.manager):
        return Run.objects.order_by("-asked_at")[0]


def test_a_list_is_sent_read_put_right_and_compared(cast: Cast, as_person: Any) -> None:
    """A column that was not understood is given its meaning; nothing is compared before that."""
    child = jayden(cast.officer)
    client = as_person(cast.manager)
    answer = sent(client, a_list(JAYDEN, UNHEARD).replace(b"Surname", b"Column X"))
    run = the_run(cast)
    address = reverse("list_run", kwargs={"reference": run.reference})
    assert answer["Location"] == address
    page = client.get(address)
    assert "Is this how the list reads?" in text_of(page)
    assert "Jayden" in text_of(page) and "04/05/2018" in text_of(page)
    shown = client.post(address, {"column-2": "last_name", "show": "1"}, follow=True)
    assert "Thistlewood" in text_of(shown)
    done = client.post(address, {"column-2": "last_name", "compare": "1", "act": str(uuid.uuid4())}, follow=True)
    assert "What came of the list" in text_of(done)
    assert the_run(cast).state == Run.State.DONE
    with acting(SYSTEM):
        assert [each.person_id for each in Pair.objects.all()] == [child.pk]
    again = sent(client, a_list(JAYDEN, UNHEARD).replace(b"Surname", b"Column X"))
    assert the_run(cast).mapping["column x"] == "last_name", "kept for the next list"
    assert again.status_code == 302


def test_the_answer_stands_on_the_child_s_page(cast: Cast, as_person: Any) -> None:
    child = jayden(cast.officer)
    run = compared(a_list(JAYDEN))
    client = as_person(cast.officer)
    address = reverse("compare_listed", kwargs={"reference": run.reference})
    page = client.get(address)
    told = text_of(page)
    for words in ("Is this the same person?", "Jayden Thistlewood", "14 Mill Lane, TS20 1AB", "Agrees", "N/100"):
        assert words in told
    assert "Thistlewood" not in re.search(r"<title>(.*?)</title>", page.content.decode(), re.S)[1]
    with acting(cast.manager):
        assert Look.objects.filter(person_id=child.pk, page="compare_listed").count() == 1
    pair = re.search(r'name="pair" value="([^"]+)"', page.content.decode())[1]
    client.post(address, {"pair": pair, "answer": "same", "act": str(uuid.uuid4())})
    assert "Nothing is left to compare" in text_of(client.get(address))
    record = reverse("child", kwargs={"reference": child.reference})
    client.post(record, {"reason": "The school rang about this child."})
    assert re.search(r"In lists of Police : N/100|In lists of Police: N/100", text_of(client.get(record)))
    answered = reverse("answered_listed", kwargs={"reference": run.reference})
    assert "The same person" in text_of(client.get(answered))
    client.post(answered, {"pair": pair, "answer": "other", "act": str(uuid.uuid4())})
    assert "In lists of" not in text_of(client.get(record))


def test_what_is_no_list_is_told_beside_the_field_and_nothing_is_kept(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.manager)
    for content, words in ((b"PK\x03\x04", "Excel workbook"), (b"Name,DOB\n", "no rows")):
        answer = sent(client, content)
        assert answer.status_code == 422
        assert words in text_of(answer)
    nobody = client.post(reverse("lists"), {"authority": "", "source": ""})
    assert "Choose whose list it is" in text_of(nobody)
    with acting(cast.manager):
        assert Run.objects.count() == 0


def test_without_a_column_for_the_name_nothing_is_compared(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.manager)
    sent(client, a_list(JAYDEN))
    address = reverse("list_run", kwargs={"reference": the_run(cast).reference})
    answer = client.post(address, {"column-1": "", "column-2": "", "compare": "1"})
    assert answer.status_code == 422
    assert "No column says the name" in text_of(answer)
    assert the_run(cast).state == Run.State.SENT


def test_a_source_of_another_name_is_made_by_its_first_list(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.manager)
    sent(client, a_list(JAYDEN), source="another", title="North Tees A and E")
    with acting(cast.manager):
        run = Run.objects.select_related("source").get()
    assert (run.source.code, run.source.title) == ("north-tees-a-and-e", "North Tees A and E")


def test_who_may_only_compare_sends_nothing_and_others_find_nothing(cast: Cast, as_person: Any) -> None:
    jayden(cast.officer)
    run = compared(a_list(JAYDEN))
    assert "Send a list" not in text_of(as_person(cast.officer).get(reverse("lists")))
    sent(as_person(cast.officer), a_list(MAISIE))
    with acting(SYSTEM):
        assert Run.objects.count() == 1
    assert as_person(cast.police).get(reverse("lists")).status_code == 403
    for name in ("list_run", "compare_listed", "answered_listed"):
        address = reverse(name, kwargs={"reference": run.reference})
        assert as_person(cast.elsewhere).get(address).status_code == 404
    with acting(SYSTEM):
        pair = Pair.objects.get()
    posted = as_person(cast.elsewhere).post(
        reverse("compare_listed", kwargs={"reference": run.reference}), {"pair": str(pair.pk), "answer": "same"}
    )
    assert posted.status_code == 404


def test_pages_of_lists_make_few_statements(cast: Cast, as_person: Any) -> None:
    jayden(cast.officer), maisie(cast.officer)
    run = compared(a_list(JAYDEN, MAISIE))
    client = as_person(cast.officer)
    most = {"lists": 6, "list_run": 6, "compare_listed": 8, "answered_listed": 5}
    for name, budget in most.items():
        address = reverse(name, kwargs=None if name == "lists" else {"reference": run.reference})
        client.get(address)
        with counted_queries() as statements:
            client.get(address)
        assert len(statements) <= budget, (name, statements)

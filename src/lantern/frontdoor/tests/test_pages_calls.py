"""Taking a call: a contact and its people from what was said, and nothing that was typed is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import STOCKTON, Cast
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor.models import Contact, ReportedPerson
from lantern.frontdoor.tests.staff_pages import a_call, at, known_jayden, sent, text
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.spine import drafts
from lantern.spine.models import Episode, Event

pytestmark = pytest.mark.django_db


def test_a_call_becomes_a_contact_with_its_people(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    answer = client.post(
        reverse("telephone"),
        a_call(
            **{
                "children-1-first_names": "Mia",
                "children-1-age": "about 3",
                "adults-0-first_names": "Kim",
                "adults-0-relation": "mother",
            }
        ),
    )
    with acting(cast.officer):
        made = Contact.objects.get()
        people = list(made.reported.order_by("part", "order"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("contact", kwargs={"reference": made.reference})
    assert [each.first_names for each in people] == ["Kim", "Jaydn", "Mia"]
    assert people[1].born_on == dt.date(2018, 5, 4)
    assert (people[2].birth_known_to, people[2].age_words) == ("about", "about 3 years")
    assert made.taken_by_id == cast.officer.user_id


def test_pressing_save_twice_stores_one_contact(cast: Cast, as_person: Any) -> None:
    client, call = as_person(cast.officer), a_call()
    assert client.post(reverse("telephone"), call).status_code == 302
    assert client.post(reverse("telephone"), call).status_code == 302
    with acting(cast.officer):
        assert Contact.objects.count() == 1


def test_a_call_with_nothing_but_words_and_an_unknown_child_is_enough(cast: Cast, as_person: Any) -> None:
    fields = {
        "authority": str(STOCKTON),
        "source": "9",
        "what_happened": "Screaming next door.",
        "child_not_known": "on",
    }
    assert sent(as_person(cast.officer), "telephone", fields).status_code == 302
    with acting(cast.officer):
        made = Contact.objects.select_related("referrer").get()
        assert made.referrer.anonymous
        assert made.reported.get().name == "Name not known"


def test_an_unsound_call_keeps_everything_typed_and_says_what_is_missing(cast: Cast, as_person: Any) -> None:
    answer = as_person(cast.officer).post(
        reverse("telephone"),
        a_call(what_happened="", worries="She is thin", **{"children-0-nhs_number": "943 476 5910"}),
    )
    page = text(answer)
    assert answer.status_code == 422
    assert "Write what the caller told you" in page
    assert "its last digit does not fit" in page
    assert "She is thin" in page
    assert "943 476 5910" in page
    assert "<title>Error: " in page


def test_another_child_is_added_without_scripts_and_without_complaint(cast: Cast, as_person: Any) -> None:
    page = text(as_person(cast.officer).post(reverse("telephone"), a_call(what_happened="", add_another="children")))
    assert 'name="children-1-first_names"' in page
    assert 'value="Jaydn"' in page
    assert "There is a problem" not in page
    with acting(cast.officer):
        assert not Contact.objects.exists()


def test_a_child_is_taken_away_without_scripts(cast: Cast, as_person: Any) -> None:
    page = text(
        as_person(cast.officer).post(
            reverse("telephone"), a_call(remove_children="0", **{"children-1-first_names": "Mia"})
        )
    )
    assert 'value="Mia"' in page
    assert 'value="Jaydn"' not in page


def test_a_known_child_under_another_spelling_is_offered_and_linked(cast: Cast, as_person: Any) -> None:
    """A child known under another spelling must not start again without a history."""
    with acting(cast.officer):
        known = known_jayden(cast)
    client = as_person(cast.officer)
    page = text(client.post(reverse("telephone"), a_call(look="1")))
    assert known.reference in page
    page = text(client.post(reverse("telephone"), a_call(**{"use_child-0": known.reference})))
    assert "Known child" in page
    client.post(reverse("telephone"), a_call(**{"children-0-person": known.reference}))
    with acting(cast.officer):
        told = ReportedPerson.objects.get()
        assert (told.person_id, told.match, told.first_names) == (known.pk, "linked", "Jaydn")


def test_a_half_filled_call_is_found_again(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    with acting(cast.officer):
        drafts.save(
            "telephone_contact",
            {"what_happened": ["Half a sen"], "children-0-first_names": ["Jaydn"]},
            by=cast.officer,
            at=at(),
        )
    page = text(client.get(reverse("telephone")))
    assert "Half a sen" in page
    assert 'value="Jaydn"' in page
    assert "There is a problem" not in page
    client.post(reverse("telephone"), a_call())
    with acting(cast.officer):
        assert drafts.find("telephone_contact", by=cast.officer) is None


def test_advice_about_an_unnamed_child_becomes_a_contact_without_typing_again(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    fields = {
        "authority": str(STOCKTON),
        "source": "2A",
        "caller_name": "Ash Head",
        "asked": "Is this neglect?",
        "advice": "Speak to the parents first.",
    }
    answer = sent(client, "advice", fields)
    with acting(cast.officer):
        given = Contact.objects.get()
    assert answer["Location"].endswith(given.reference + "/")
    assert "Turn into a contact" in text(client.get(answer["Location"]))
    page = text(client.get(reverse("telephone") + f"?from={given.reference}"))
    assert "Is this neglect?" in page
    assert "Ash Head" in page
    client.post(reverse("telephone"), a_call(from_advice=given.reference))
    with acting(cast.officer):
        assert Contact.objects.exclude(pk=given.pk).get().because_of_id == given.pk


def test_somebody_elsewhere_can_not_take_a_call_for_us(cast: Cast, as_person: Any) -> None:
    answer = as_person(cast.elsewhere).post(reverse("telephone"), a_call())
    assert answer.status_code == 422
    with acting(cast.officer):
        assert not Contact.objects.exists()


def test_the_ledger_never_holds_a_free_text_of_a_page(cast: Cast, as_person: Any) -> None:
    client = as_person(cast.officer)
    client.post(reverse("telephone"), a_call(what_happened="CANARY-IN-THE-WORDS"))
    with acting(cast.officer):
        assert all("CANARY" not in str(event.payload) for event in Event.objects.all())
        assert Episode.objects.filter(kind="contact").count() == 1

"""The pages of people: found by POST, opened with a reason that is kept, read in a handful of statements, and absent
for everybody else.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from collections.abc import Callable

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from markupsafe import escape
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, walk

from lantern.access.context import acting
from lantern.access.models import Look
from lantern.access.people_acting import ActingPerson
from lantern.people import actions
from lantern.people.models import Person, Relationship
from lantern.spine import ledger
from lantern.spine.models import Event, EventSubject

pytestmark = pytest.mark.django_db

type SignIn = Callable[[ActingPerson], Client]

BORN = dt.date(2018, 5, 4)
STREET = "Linthorpe Lane"


def a_person(
    cast: Cast, first: str = "Jayden", last: str = "Smith", born: dt.date | None = BORN, **facts: object
) -> Person:
    known = {
        "is_child": True,
        "birth_known_to": "day",
        "sex": "M",
        "house": "14",
        "street": STREET,
        "town": "Norton",
        "postcode": "TS20 1AB",
    }
    with acting(cast.officer):
        return actions.record_person(
            authority_id=STOCKTON,
            by=cast.officer,
            at=TUESDAY_NOON,
            first_names=first,
            last_name=last,
            born_on=born,
            **(known | facts),
        )


def a_known_child(cast: Cast) -> Person:
    """A child with an open contact: the hub works with them."""
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    walk(contact, "screened", cast=cast)
    with acting(cast.officer):
        return contact.reported.get().person


def page_of(name: str, person: Person) -> str:
    return reverse(name, kwargs={"reference": person.reference})


def looks_at(person: Person, cast: Cast) -> list[Look]:
    with acting(cast.manager):
        return list(Look.objects.filter(person=person).order_by("at"))


def opened(client: Client, person: Person) -> None:
    """Give a reason and open the record."""
    client.post(page_of("child", person), {"reason": "The school rang about them."})


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


# ---- Finding --------------------------------------------------------------------------------------------------------


def test_the_search_box_finds_a_child_without_putting_anything_into_the_address(cast: Cast, as_person: SignIn) -> None:
    child = a_person(cast)
    response = as_person(cast.officer).post(reverse("find_child"), {"q": "jaydn smith 2018"})
    assert response.status_code == 200
    assert page_of("child", child) in text_of(response)
    title = re.search(r"<title>(.*?)</title>", text_of(response), re.S)
    assert title
    assert "jaydn" not in title[1].lower()


def test_a_reference_leads_straight_to_the_record(cast: Cast, as_person: SignIn) -> None:
    child = a_person(cast)
    response = as_person(cast.officer).post(reverse("find_child"), {"q": child.reference.lower()})
    assert response.headers["Location"] == page_of("child", child)


def test_half_a_description_finds_candidates_and_a_wrong_number_stays_in_its_box(cast: Cast, as_person: SignIn) -> None:
    a_person(cast)
    client = as_person(cast.officer)
    told = {"first_names": "Jaydn", "last_name": "Smith", "born-day": "4", "born-month": "5", "born-year": "2018"}
    assert "Born on the same day" in text_of(client.post(reverse("find_child"), told))
    wrong = text_of(client.post(reverse("find_child"), {**told, "nhs_number": "943 476 5918", "upn": "B805200001001"}))
    assert 'value="943 476 5918"' in wrong
    assert 'value="B805200001001"' in wrong
    assert "last digit does not fit" in wrong
    assert "first letter does not fit" in wrong


def test_looking_costs_four_statements_and_is_not_written_down(cast: Cast, as_person: SignIn) -> None:
    child = a_person(cast)
    client = as_person(cast.officer)
    with counted_queries() as statements:
        client.post(reverse("find_child"), {"q": "jayden smith"})
    assert len(statements) <= 4
    assert looks_at(child, cast) == []


def test_candidates_come_as_a_fragment_with_the_button_that_was_asked_for(cast: Cast, as_person: SignIn) -> None:
    child = a_person(cast)
    client = as_person(cast.officer)
    fields = {"child-0-first_names": "Jaydn", "child-0-last_name": "Smith"}
    fragment = text_of(client.post(reverse("child_candidates") + "?choose=use_child-0", fields))
    assert "<html" not in fragment
    assert "data-candidate" in fragment
    assert f'value="{child.reference}"' in fragment
    assert 'name="use_child-0"' in fragment
    assert "<script" not in text_of(client.post(reverse("child_candidates") + '?choose="><script>', fields))
    assert client.get(reverse("child_candidates")).status_code == 405


@pytest.mark.parametrize("who", ["police", "provider"])
def test_a_post_without_the_right_may_not_look(cast: Cast, as_person: SignIn, who: str) -> None:
    a_person(cast)
    response = as_person(getattr(cast, who)).post(reverse("find_child"), {"q": "jayden smith"})
    assert response.status_code == 403
    assert "Jayden" not in text_of(response)


# ---- Opening --------------------------------------------------------------------------------------------------------


def test_the_team_that_works_with_a_child_opens_the_record_at_once_and_it_is_written_down(
    cast: Cast, as_person: SignIn
) -> None:
    """Data protection: who opened a child's record, in which post and why, is kept."""
    child = a_known_child(cast)
    response = as_person(cast.officer).get(page_of("child", child))
    assert response.status_code == 200
    assert [(one.why, one.user_id, one.page) for one in looks_at(child, cast)] == [
        ("involved", cast.officer.user_id, "child")
    ]


def test_out_of_hours_duty_opens_what_is_open(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    assert as_person(cast.night_worker).get(page_of("child", child)).status_code == 200
    assert [one.why for one in looks_at(child, cast)] == ["duty"]


def test_anybody_else_says_why_first_and_the_reason_holds_for_the_shift(cast: Cast, as_person: SignIn) -> None:
    child = a_person(cast)
    client = as_person(cast.officer)
    asked = client.get(page_of("child", child))
    assert "Why do you need to open this record?" in text_of(asked)
    assert STREET not in text_of(asked)
    assert looks_at(child, cast) == []
    empty = client.post(page_of("child", child), {"reason": " "})
    assert "Enter why you need to open this record" in text_of(empty)
    done = client.post(page_of("child", child), {"reason": "The school rang."}, follow=True)
    assert STREET in text_of(done)
    assert [(one.why, one.reason) for one in looks_at(child, cast)] == [("search", "The school rang.")]


def test_every_later_opening_is_one_more_row(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    client = as_person(cast.officer)
    for _ in range(3):
        client.get(page_of("child", child))
    assert len(looks_at(child, cast)) == 3


def test_one_worker_s_reason_opens_nothing_for_another(cast: Cast, as_person: SignIn) -> None:
    child = a_person(cast)
    opened(as_person(cast.officer), child)
    assert STREET not in text_of(as_person(cast.social_worker).get(page_of("child", child)))


PAGES = (
    "child",
    "child_print",
    "chronology_pdf",
    "unseal_address",
    "child_alike",
    "child_correct",
    "child_names",
    "child_move",
    "child_protect",
    "child_numbers",
    "child_family",
    "child_end_tie",
    "child_household",
    "child_birth",
    "child_death",
)


@pytest.mark.parametrize("name", PAGES)
def test_another_authority_s_child_looks_exactly_like_no_child(cast: Cast, as_person: SignIn, name: str) -> None:
    child = a_person(cast)
    client = as_person(cast.elsewhere)
    theirs = client.get(page_of(name, child))
    missing = client.get(reverse(name, kwargs={"reference": "P-0000000"}))
    assert theirs.status_code == missing.status_code == 404
    assert _plain(theirs, child.reference) == _plain(missing, "P-0000000")


def _plain(response: object, reference: str) -> str:
    """The page without what differs for everybody: the address itself and tokens."""
    return re.sub(r'value="[^"]{20,}"', "", text_of(response).replace(reference, ""))


@pytest.mark.parametrize("name", [name for name in PAGES if name != "child"])
def test_no_page_goes_round_the_reason(cast: Cast, as_person: SignIn, name: str) -> None:
    child = a_person(cast)
    response = as_person(cast.officer).get(page_of(name, child))
    assert response.headers["Location"] == page_of("child", child)
    assert looks_at(child, cast) == []


def test_a_restricted_child_is_absent_and_present_for_whoever_was_named(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    with acting(cast.manager), _seeing(cast.manager, child):
        Person.objects.filter(pk=child.pk).update(restricted=True)
    assert as_person(cast.officer).get(page_of("child", child)).status_code == 404


def _seeing(actor: ActingPerson, person: Person) -> object:
    from tests.cast import granted

    return acting(granted(actor, person))


# ---- The page -------------------------------------------------------------------------------------------------------


def test_the_page_says_who_what_is_open_whose_it_is_and_what_happened(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    shown = text_of(as_person(cast.officer).get(page_of("child", child)))
    assert child.name in shown
    assert child.name not in re.search(r"<title>(.*?)</title>", shown, re.S)[1]  # type: ignore[index]
    assert "Screened as amber" in shown
    assert "Decide what a contact is" in shown, "a clock in the words of the law, not its code"
    assert escape(cast.officer.team_name) in shown
    assert "contact in 12 months" in shown


def test_the_family_is_drawn_and_listed(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    mother = a_person(cast, "Kelly", "Marsh", dt.date(1995, 1, 2), is_child=False, sex="F")
    brother = a_person(cast, "Mason", "Smith", dt.date(2020, 2, 2))
    with acting(cast.officer):
        for one in (child, brother):
            actions.relate(one, mother, kind="mother", parental_responsibility="yes", by=cast.officer, at=TUESDAY_NOON)
        actions.relate(child, brother, kind="full_sibling", by=cast.officer, at=TUESDAY_NOON)
        actions.join_household(child, living_with=mother, from_date=BORN, by=cast.officer, at=TUESDAY_NOON)
    shown = text_of(as_person(cast.officer).get(page_of("child", child)))
    assert "<svg" in shown
    assert "Kelly Marsh is the mother of" in shown
    assert page_of("child", mother) in shown
    assert "Household" in shown


def two_thousand_events(person: Person, cast: Cast) -> None:
    """A history that the tables hold but nobody had to type."""
    day = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with acting(cast.officer):
        events = [
            Event(
                kind="name_added" if number % 2 else "moved_house",
                happened_at=day + dt.timedelta(hours=number),
                authority_id=STOCKTON,
                actor_id=cast.officer.user_id,
                post_id=cast.officer.post_id,
                actor_name="Ola Bright",
                payload={"kind": "Known as", "where": "another address", "version": 1},
                significance=1 + number % 2,
            )
            for number in range(2000)
        ]
        Event.objects.bulk_create(events, batch_size=500)
        EventSubject.objects.bulk_create(
            (
                EventSubject(
                    event=one, person=person, authority_id=STOCKTON, happened_at=one.happened_at, kind=one.kind
                )
                for one in events
            ),
            batch_size=500,
        )


def test_a_child_with_2000_events_opens_in_six_statements(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    two_thousand_events(child, cast)
    for reader in (cast.officer, cast.manager):
        client = as_person(reader)
        with counted_queries() as statements:
            response = client.get(page_of("child", child))
        assert response.status_code == 200
        assert len(statements) <= 6, statements


def test_the_chronology_turns_its_pages_without_losing_or_repeating_anything(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    two_thousand_events(child, cast)
    client = as_person(cast.officer)
    where = page_of("child", child)
    first = text_of(client.get(where))
    seen = []
    shown = first
    for _ in range(3):
        seen.append(_times(shown))
        older = re.search(r'href="([^"]+)" rel="next"', shown)
        assert older
        with counted_queries() as statements:
            shown = text_of(client.get(where + older[1].replace("&amp;", "&").split("#")[0]))
        assert len(statements) <= 6
    assert not set(seen[0]) & set(seen[1])
    assert not set(seen[1]) & set(seen[2])
    newer = re.search(r'href="([^"]+)" rel="prev"', shown)
    assert newer
    back = text_of(client.get(where + newer[1].replace("&amp;", "&").split("#")[0]))
    assert _times(back) == seen[2]


def _times(shown: str) -> list[str]:
    chronology = shown[shown.index('id="chronology"') : shown.index('id="family"')]
    return re.findall(r'<p class="moj-timeline__date"><time datetime="([^"]+)"', chronology)


def test_the_chronology_is_filtered_by_kind_weight_and_day(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    client = as_person(cast.officer)
    where = page_of("child", child)
    only = text_of(client.get(where, {"theme": "contacts", "significance": "1"}))
    assert "Screened as amber" in only
    assert "Identified on a contact" not in only
    assert "Identified on a contact" in text_of(client.get(where, {"theme": "person", "significance": "1"}))
    assert "Nothing happened that fits" in text_of(client.get(where, {"significance": "3"}))
    later = {"since-day": "1", "since-month": "1", "since-year": "2030"}
    assert "Nothing happened that fits" in text_of(client.get(where, later))
    wrong = text_of(client.get(where, {"since-day": "40", "since-month": "1", "since-year": "2030"}))
    assert "must be a real date" in wrong
    assert client.get(where, {"after": "nonsense"}).status_code == 404


def test_who_looked_is_shown_to_those_who_may_know(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    as_person(cast.officer).get(page_of("child", child))
    assert "Who looked" in text_of(as_person(cast.manager).get(page_of("child", child)))
    assert "Who looked" not in text_of(as_person(cast.officer).get(page_of("child", child)))


# ---- A protected address --------------------------------------------------------------------------------------------


def a_protected_child(cast: Cast, client: Client) -> Person:
    child = a_person(cast, protected=True)
    opened(client, child)
    return child


def test_a_protected_address_is_on_no_page_no_print_and_no_pdf(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_protected_child(cast, client)
    for name in ("child", "child_print", "child_move", "child_protect", "child_alike", "child_family"):
        shown = text_of(client.get(page_of(name, child)))
        assert STREET not in shown, name
        assert "TS20 1AB" not in shown, name
    assert "Protected address" in text_of(client.get(page_of("child", child)))
    found = text_of(client.post(reverse("find_child"), {"q": "jayden smith"}))
    assert STREET not in found
    assert "Protected" in found
    made = client.get(page_of("chronology_pdf", child)).content
    assert STREET.encode() not in made
    with pikepdf.open(io.BytesIO(made)) as pdf:
        drawn = b"".join(
            page.Contents.read_bytes() if not isinstance(page.Contents, pikepdf.Array) else b"" for page in pdf.pages
        )
        assert b"Linthorpe" not in drawn


def test_a_protected_address_is_opened_one_at_a_time_with_a_reason_that_is_kept(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_protected_child(cast, client)
    with acting(cast.officer):
        address = child.addresses.get()
    asked = client.post(page_of("unseal_address", child), {"address": address.pk, "reason": ""})
    assert "Enter why you need this address" in text_of(asked)
    assert STREET not in text_of(asked)
    assert STREET in text_of(
        client.post(page_of("unseal_address", child), {"address": address.pk, "reason": "To post the letter."})
    )
    last = looks_at(child, cast)[-1]
    assert (last.reason, last.sealed_fields) == ("To post the letter.", f"address:{address.pk}")
    assert client.post(page_of("unseal_address", child), {"address": uuid.uuid4(), "reason": "x"}).status_code == 404


# ---- On paper -------------------------------------------------------------------------------------------------------


def test_the_printed_record_is_oldest_first_and_says_who_printed_it_for_whom(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    shown = text_of(as_person(cast.officer).get(page_of("child_print", child)))
    assert "OFFICIAL-SENSITIVE" in shown
    assert "Ola Bright" in shown
    assert shown.index("Contact from") < shown.index("Screened as amber")
    assert [one.page for one in looks_at(child, cast)] == ["child_print"]


def test_the_pdf_carries_its_recipient_and_no_name_in_its_title_or_file_name(cast: Cast, as_person: SignIn) -> None:
    child = a_known_child(cast)
    response = as_person(cast.officer).post(page_of("chronology_pdf", child), {"recipient": "Teesside Family Court"})
    assert response.headers["Content-Type"] == "application/pdf"
    assert child.name.split()[0].lower() not in response.headers["Content-Disposition"].lower()
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert child.name not in str(pdf.docinfo.get("/Title", ""))
    assert looks_at(child, cast)[-1].reason == "Copy for Teesside Family Court"


# ---- Changing -------------------------------------------------------------------------------------------------------


def change(client: Client, name: str, person: Person, version: int = 1, **typed: object) -> object:
    return client.post(page_of(name, person), {"act": uuid.uuid4(), "version": version, **typed})


def test_each_form_is_drawn_with_what_is_on_record(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast, identifiers={"nhs": "9434765919"})
    opened(client, child)
    for name in (
        "child_correct",
        "child_names",
        "child_move",
        "child_protect",
        "child_numbers",
        "child_family",
        "child_household",
        "child_death",
    ):
        response = client.get(page_of(name, child))
        assert response.status_code == 200, name
        assert 'name="version" value="1"' in text_of(response), name
    assert "943 476 5919" in text_of(client.get(page_of("child_numbers", child)))


def test_a_name_is_added_and_the_reader_is_told(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    response = change(client, "child_names", child, kind="legal", first_names="Jayden", last_name="Marsh")
    assert response.headers["Location"] == page_of("child", child)  # type: ignore[attr-defined]
    shown = text_of(client.get(page_of("child", child)))
    assert "Jayden Marsh" in shown
    assert "The name was added." in shown


def test_pressing_twice_adds_once(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    typed = {"act": uuid.uuid4(), "version": 1, "kind": "alias", "first_names": "Jay", "last_name": ""}
    for _ in range(2):
        assert client.post(page_of("child_names", child), typed).status_code == 302
    with acting(cast.officer):
        assert child.names.count() == 2


def test_a_correction_sent_empty_is_asked_for_the_sex_and_changes_nothing(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    shown = change(client, "child_correct", child, language="Polish")
    assert "Choose the sex, or not known" in text_of(shown)
    assert 'value="Polish"' in text_of(shown)
    assert client.get(page_of("child", child)).status_code == 200


def test_a_wrong_number_is_kept_beside_the_reason(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    shown = change(client, "child_numbers", child, kind="nhs", value="943 476 5918")
    assert shown.status_code == 200  # type: ignore[attr-defined]
    assert 'value="943 476 5918"' in text_of(shown)
    assert "last digit does not fit" in text_of(shown)
    assert "<title>Error:" in text_of(shown)


def test_whoever_is_slower_sees_what_happened_and_keeps_what_they_typed(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    with acting(cast.manager):
        actions.add_name(
            child, kind="alias", first_names="Jay", last_name="", by=cast.manager, at=TUESDAY_NOON, version=1
        )
    shown = change(
        client,
        "child_correct",
        child,
        sex="F",
        language="Polish",
        **{"born-day": "4", "born-month": "5", "born-year": "2018"},
    )
    assert shown.status_code == 409  # type: ignore[attr-defined]
    assert "Mina Patel" in text_of(shown)
    assert "Also recorded as added." in text_of(shown)
    assert 'value="Polish"' in text_of(shown)
    assert 'name="version" value="2"' in text_of(shown)
    again = change(
        client,
        "child_correct",
        child,
        version=2,
        sex="F",
        language="Polish",
        **{"born-day": "4", "born-month": "5", "born-year": "2018"},
    )
    assert again.status_code == 302  # type: ignore[attr-defined]
    with acting(cast.officer):
        child.refresh_from_db()
        assert (child.sex, child.language, child.birth_known_to) == ("F", "Polish", "day")


def test_moving_protecting_and_unprotecting(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    change(client, "child_move", child, house="2", street="High Street", postcode="ts18 1aa", protected="on")
    with acting(cast.officer):
        address = child.addresses.get(until_date__isnull=True)
        assert (address.postcode, address.protected) == ("TS18 1AA", True)
    change(client, "child_protect", child, version=2, address=address.pk, protected="no")
    assert "High Street" in text_of(client.get(page_of("child", child)))


def test_a_relative_who_is_not_on_record_is_recorded_with_the_relationship(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    new = {"who": "new", "kind": "mother", "adult": "yes", "first_names": "Kelly", "last_name": "Marsh", "sex": "F"}
    known = {"parental_responsibility": "yes", "lives_with": "yes", "contact_allowed": "unknown"}
    response = change(client, "child_family", child, **new, **known)
    assert response.status_code == 302, text_of(response)  # type: ignore[attr-defined]
    with acting(cast.officer):
        tie = Relationship.objects.get(person=child)
        assert (tie.relative.name, tie.relative.is_child, tie.parental_responsibility) == ("Kelly Marsh", False, "yes")
    shown = text_of(client.get(page_of("child", child)))
    assert "Kelly Marsh" in shown
    ended = client.post(
        reverse("child_end_tie", kwargs={"reference": child.reference}),
        {"act": uuid.uuid4(), "version": 2, "tie": tie.pk, "until-day": "1", "until-month": "11", "until-year": "2026"},
    )
    assert ended.status_code == 302
    with acting(cast.officer):
        assert not Relationship.objects.filter(until_date__isnull=True).exists()


def test_a_stale_family_form_leaves_no_half_recorded_relative(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    with acting(cast.manager):
        actions.add_name(child, kind="alias", first_names="Jay", last_name="", by=cast.manager, at=TUESDAY_NOON)
    new = {"who": "new", "kind": "mother", "adult": "yes", "first_names": "Kelly", "last_name": "Marsh", "sex": "F"}
    assert change(client, "child_family", child, **new).status_code == 409  # type: ignore[attr-defined]
    with acting(cast.officer):
        assert not Person.objects.filter(name="Kelly Marsh").exists()


def test_a_reference_of_nobody_is_refused_beside_its_field(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast)
    opened(client, child)
    shown = change(
        client,
        "child_household",
        child,
        what="joins",
        living_with="p-0000000",
        **{"day-day": "1", "day-month": "5", "day-year": "2024"},
    )
    assert "There is no such reference" in text_of(shown)
    assert 'value="p-0000000"' in text_of(shown)


def test_the_birth_is_recorded_on_the_expected_child(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child = a_person(cast, "", "Smith", None, unborn=True, expected_on=dt.date(2026, 11, 20), sex="U")
    opened(client, child)
    assert "Unborn" in text_of(client.get(page_of("child", child)))
    born = {
        "born_on-day": "16",
        "born_on-month": "11",
        "born_on-year": "2026",
        "first_names": "Mia",
        "last_name": "Smith",
        "sex": "F",
    }
    assert change(client, "child_birth", child, **born).status_code == 302  # type: ignore[attr-defined]
    assert "Mia Smith" in text_of(client.get(page_of("child", child)))
    assert client.get(page_of("child_birth", child)).status_code == 404


def test_somebody_new_is_recorded_and_what_is_wrong_is_kept(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    typed = {
        "who": "child",
        "first_names": "Jayden",
        "last_name": "Smith",
        "sex": "M",
        "nhs_number": "943 476 5918",
        "postcode": "nowhere",
    }
    wrong = client.post(reverse("record_person"), {"act": uuid.uuid4(), **typed})
    assert wrong.status_code == 200
    assert 'value="943 476 5918"' in text_of(wrong)
    assert "Enter a full postcode" in text_of(wrong)
    right = client.post(
        reverse("record_person"), {"act": uuid.uuid4(), **typed, "nhs_number": "", "postcode": "ts20 1ab"}
    )
    assert right.status_code == 302
    with acting(cast.officer):
        assert Person.objects.get().name == "Jayden Smith"


def test_two_records_are_said_not_to_be_one_person(cast: Cast, as_person: SignIn) -> None:
    client = as_person(cast.officer)
    child, double = a_person(cast), a_person(cast)
    opened(client, child)
    assert double.reference in text_of(client.get(page_of("child_alike", child)))
    assert (
        client.post(
            page_of("child_alike", child), {"act": uuid.uuid4(), "other": double.reference, "because": "Cousins."}
        ).status_code
        == 302
    )
    assert "said that this is somebody else" in text_of(client.get(page_of("child_alike", child)))
    with acting(cast.officer):
        assert "not_the_same_said" in [one.kind.code for one in ledger.chronology([child.pk])]


def test_a_reader_who_may_not_record_is_refused_with_a_reason(cast: Cast, as_person: SignIn) -> None:
    child = a_person(cast)
    response = as_person(cast.provider).get(page_of("child_names", child))
    assert response.status_code == 403
    assert "Jayden" not in text_of(response)

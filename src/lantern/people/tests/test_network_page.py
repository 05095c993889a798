"""The family as a genogram and the agencies as an ecomap: by the signs of the field, as on a day, readable with twenty
people, and never without the same facts as a list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_contact, counted_queries, walk

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.interface import ecomap
from lantern.people import actions
from lantern.people.models import Person
from lantern.people.tests.test_linking import a_person, linked_by, restricted_to
from lantern.people.tests.test_linking_pages import words_of
from lantern.people.tests.test_pages import opened, text_of

pytestmark = pytest.mark.django_db

type SignIn = Callable[[ActingPerson], Client]

AT = TUESDAY_NOON


def network_page(person: Person) -> str:
    return reverse("child_network", kwargs={"reference": person.reference})


def on_day(person: Person, day: dt.date) -> str:
    return f"{network_page(person)}?day-day={day.day}&day-month={day.month}&day-year={day.year}"


def somebody(cast: Cast, first: str, **facts: object) -> Person:
    return a_person(cast, first, "Example", **facts)


def a_family(cast: Cast) -> dict[str, Person]:
    """A child with a mother, a father who died, an expected sister, and a grandmother's household before."""
    grown = {"is_child": False, "born_on": dt.date(1988, 3, 1)}
    family = {
        "child": somebody(cast, "Kay"),
        "mother": somebody(cast, "Ann", sex="F", **grown),
        "father": somebody(cast, "Tom", sex="M", **grown),
        "sister": somebody(cast, "", unborn=True, born_on=None, expected_on=dt.date(2027, 3, 1), sex="U"),
        "granny": somebody(cast, "Jean", sex="F", **grown),
    }
    with acting(cast.officer):
        child, by = family["child"], {"by": cast.officer, "at": AT}
        actions.relate(child, family["mother"], kind="mother", **by)
        actions.relate(child, family["father"], kind="father", **by)
        actions.relate(child, family["sister"], kind="full_sibling", **by)
        actions.relate(family["sister"], family["mother"], kind="mother", **by)
        actions.relate(family["mother"], family["father"], kind="former_partner", **by)
        actions.relate(family["mother"], family["granny"], kind="mother", **by)
        father = Person.objects.get(pk=family["father"].pk)
        actions.record_death(father, died_on=dt.date(2024, 2, 1), version=father.version, **by)
        actions.join_household(child, living_with=family["granny"], from_date=dt.date(2020, 1, 1), **by)
        actions.leave_household(child, until=dt.date(2023, 6, 1), **by)
        actions.join_household(child, living_with=family["mother"], from_date=dt.date(2023, 6, 1), **by)
    return family


def test_the_genogram_uses_the_signs_of_the_field_and_says_the_same_in_words(cast: Cast, as_person: SignIn) -> None:
    """ID4: the family drawn by itself, with a text alternative."""
    family = a_family(cast)
    client = as_person(cast.officer)
    opened(client, family["child"])
    client.get(network_page(family["child"]))
    with counted_queries() as queries:
        response = client.get(network_page(family["child"]))
    assert len(queries) <= 6
    page, words = text_of(response), words_of(response)
    drawn = re.search(r'<svg class="network".*?</svg>', page, re.S)
    assert drawn
    assert drawn[0].count("<circle") == 2
    assert drawn[0].count("<rect") == 2
    assert len(re.findall(r"l26\.0 46h-52z", drawn[0])) == 1
    assert drawn[0].count("network__cross") == 1
    assert drawn[0].count("network__group") >= 1
    for fact in ("Ann Example is the mother of Kay Example", "died 2024", "not born yet", "Household: "):
        assert fact in words


def test_the_family_is_shown_as_it_was_on_a_day(cast: Cast, as_person: SignIn) -> None:
    family = a_family(cast)
    client = as_person(cast.officer)
    opened(client, family["child"])
    before = words_of(client.get(on_day(family["child"], dt.date(2021, 5, 4))))
    assert "Family on 4 May 2021" in before
    household = re.search(r"Household: ([A-Z][a-z]+ Example, [A-Z][a-z]+ Example)", before)
    assert household
    assert "Jean" in household[1]
    assert "died 2024" not in before
    assert "until 1 June 2023" in before
    assert client.get(network_page(family["child"]) + "?day-day=99&day-month=x").status_code == 200


def test_agencies_are_drawn_and_listed_those_at_work_now_with_a_strong_line(cast: Cast, as_person: SignIn) -> None:
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "screened", cast=cast)
        child = contact.reported.get().person
    response = as_person(cast.officer).get(network_page(child))
    assert "network__line--thick" in text_of(response)
    assert f"is closely involved with {child.name}: 1 contact, now, since" in words_of(response)


def test_somebody_at_home_who_is_known_otherwise_is_shown_only_to_those_who_may_see_them(
    cast: Cast, as_person: SignIn
) -> None:
    """People a child lives with who are known for other reasons: with the reader's permission only."""
    child = somebody(cast, "Kay")
    with acting(cast.officer):
        contact = walk(a_contact(cast.officer), "screened", cast=cast)
        brother = contact.reported.get().person
        actions.join_household(child, living_with=brother, from_date=None, by=cast.officer, at=AT)
    client = as_person(cast.officer)
    opened(client, child)
    assert "known for other reasons" in words_of(client.get(network_page(child)))
    restricted_to(brother, cast, cast.social_worker)
    hidden = words_of(client.get(network_page(child)))
    assert "known for other reasons" not in hidden
    assert brother.name not in hidden
    assert brother.reference not in text_of(client.get(network_page(child)))


def test_linked_records_are_one_person_in_the_drawing(cast: Cast, as_person: SignIn) -> None:
    family = a_family(cast)
    other, other_mother = somebody(cast, "Kaye"), somebody(cast, "Anne", is_child=False, born_on=dt.date(1988, 3, 1))
    with acting(cast.officer):
        actions.relate(other, other_mother, kind="mother", by=cast.officer, at=AT)
    linked_by(cast.officer, family["child"], other, despite_doubts=True)
    linked_by(cast.officer, family["mother"], other_mother, despite_doubts=True)
    client = as_person(cast.officer)
    opened(client, family["child"])
    drawn = re.search(r'<svg class="network".*?</svg>', text_of(client.get(network_page(family["child"]))), re.S)
    assert drawn
    assert "Kaye" not in drawn[0]
    assert drawn[0].count("is the mother") == 0
    assert len(re.findall(r"network__name", drawn[0])) >= 5
    assert ("Anne" in drawn[0]) != ("Ann Example" in drawn[0])


def test_a_family_of_twenty_is_drawn_with_everybody_apart(cast: Cast, as_person: SignIn) -> None:
    child = somebody(cast, "Kay")
    with acting(cast.officer):
        for number in range(19):
            kind = ("mother", "father", "full_sibling", "grandparent", "aunt_or_uncle")[
                min(number, 4) if number < 5 else number % 3 + 2
            ]
            relative = actions.record_person(
                authority_id=STOCKTON,
                by=cast.officer,
                at=AT,
                is_child=kind == "full_sibling",
                first_names=f"Person{number}",
                last_name="Example",
                born_on=dt.date(2015, 1, 1) if kind == "full_sibling" else dt.date(1970, 1, 1),
                birth_known_to="day",
            )
            actions.relate(child, relative, kind=kind, by=cast.officer, at=AT)
    client = as_person(cast.officer)
    opened(client, child)
    drawn = re.search(r'<svg class="network".*?</svg>', text_of(client.get(network_page(child))), re.S)
    assert drawn
    places = re.findall(r'<text class="network__name network__middle" x="([\d.]+)" y="([\d.]+)">', drawn[0])
    assert len(set(places)) >= 20


def test_an_ecomap_of_twenty_agencies_overlaps_nowhere_and_says_everything() -> None:
    around = [ecomap.Around([f"Team {number} <&>", "2 contacts", "now"], "strong") for number in range(20)]
    drawn = str(ecomap.draw(["Kay Example"], around, "Agencies", "Twenty"))
    sign = r'<rect class="network__person" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
    boxes = [tuple(map(float, each)) for each in re.findall(sign, drawn)]
    assert len(boxes) == 20
    for side in ({box for box in boxes if box[0] < 300}, {box for box in boxes if box[0] > 300}):
        ordered = sorted(side, key=lambda box: box[1])
        assert all(above[1] + above[3] < below[1] for above, below in zip(ordered, ordered[1:], strict=False))
    assert "<&>" not in drawn
    assert len(ecomap.facts("Kay", around)) == 20


def test_only_whoever_may_open_the_record_sees_its_network(cast: Cast, as_person: SignIn) -> None:
    child = somebody(cast, "Kay")
    assert as_person(cast.officer).get(network_page(child)).status_code == 302
    assert as_person(cast.elsewhere).get(network_page(child)).status_code == 404
    assert as_person(cast.provider).get(network_page(child)).status_code == 403

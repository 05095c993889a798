"""Names for children who came from a census by number: by a list or one by one, never over a name somebody gave."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.people import actions as people
from lantern.people.models import Person, PersonName
from lantern.people.unnamed import name_of_number, unnamed, with_number
from lantern.project.imports import census
from lantern.project.imports.names import NamesFileError, bring_in_names

pytestmark = pytest.mark.django_db

UPN = "N808200018002"
BORN = dt.date(2018, 5, 4)


def numbered(number: str, upn: str = "", born: dt.date | None = BORN) -> Person:
    """A child as the census import leaves one."""
    by = clockwork(STOCKTON)
    with acting(by):
        return people.record_person(
            authority_id=STOCKTON,
            by=by,
            at=TUESDAY_NOON,
            is_child=True,
            first_names="",
            last_name=name_of_number(number),
            born_on=born,
            birth_known_to="day",
            identifiers={"la_child_id": number} | ({"upn": upn} if upn else {}),
        )


def brought_in(tmp_path: Path, text: str | bytes, **more: bool) -> object:
    path = tmp_path / "names.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return bring_in_names(path, authority_id=STOCKTON, by=clockwork(STOCKTON), at=TUESDAY_NOON, **more)


def called(child: Person) -> tuple[str, list[tuple[str, str, str]]]:
    with acting(clockwork(STOCKTON)):
        names = PersonName.objects.filter(person_id=child.pk).values_list("kind", "first_names", "last_name")
        return Person.objects.get(pk=child.pk).name, sorted(names)


# ---- A list ----------------------------------------------------------------------------------------------------------


def test_a_list_names_children_by_child_number_and_twice_is_once(cast: Cast, tmp_path: Path) -> None:
    child = numbered("1001")
    listed = "LAchildID,Forename,Surname\n1001,Ava Rose,Example\n"
    done = brought_in(tmp_path, listed)
    assert (done.named, done.had_a_name, done.refused) == (1, 0, [])
    assert called(child) == ("Ava Rose Example", [("legal", "Ava Rose", "Example")]), "the number was never a name"
    again = brought_in(tmp_path, listed)
    assert (again.named, again.had_a_name) == (0, 1)


def test_a_school_s_own_list_is_matched_by_pupil_number(cast: Cast, tmp_path: Path) -> None:
    """A spreadsheet of a school: other words, semicolons, a byte order mark, British dates."""
    child = numbered("1002", UPN)
    school = f"\ufeffUPN;Legal Surname;Given names;D.O.B.\n{UPN.lower()};O’Neill;Zoë;04/05/2018\n"
    assert brought_in(tmp_path, school).named == 1
    assert called(child)[0] == "Zoë O’Neill"


def test_a_name_somebody_gave_is_never_overwritten(cast: Cast, tmp_path: Path) -> None:
    child = numbered("1003")
    with acting(cast.officer):
        person = Person.objects.get(pk=child.pk)
        people.add_name(person, kind="legal", first_names="Ivy", last_name="Kept", by=cast.officer, at=TUESDAY_NOON)
    assert brought_in(tmp_path, "childid,first name,last name\n1003,Other,Name\n").had_a_name == 1
    assert called(child)[0] == "Ivy Kept"


def test_a_row_that_slipped_is_refused_by_the_date_of_birth_and_told_without_a_name(cast: Cast, tmp_path: Path) -> None:
    child = numbered("1004")
    done = brought_in(
        tmp_path,
        "LAchildID,Forename,Surname,DOB\n1004,Wrong,Child,05/05/2018\n9999,No,Body,\n1004,,,\n,Only,Name,\n"
        "1004,A,B,yesterday\n",
    )
    assert done.named == 0
    assert [each.partition(":")[0] for each in done.refused] == ["line 2", "line 3", "line 4", "line 5", "line 6"]
    assert not any(name in " ".join(done.refused) for name in ("Wrong", "Body", "Only"))
    assert called(child)[0] == "Census child 1004"


def test_checking_names_nobody(cast: Cast, tmp_path: Path) -> None:
    child = numbered("1005")
    assert brought_in(tmp_path, "childid,forename,surname\n1005,Ava,Example\n", check=True).named == 1
    assert called(child)[0] == "Census child 1005"


def test_a_file_that_is_no_list_of_names_is_refused_whole(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(NamesFileError):
        brought_in(tmp_path, "one,two\n1,2\n")
    with pytest.raises(NamesFileError):
        brought_in(tmp_path, b"")


# ---- One by one ------------------------------------------------------------------------------------------------------


def press(child: Person, **typed: str) -> dict[str, str]:
    with acting(clockwork(STOCKTON)):
        version = Person.objects.get(pk=child.pk).version
    fields = {f"{child.reference}-{name}": value for name, value in typed.items()}
    return {"act": str(uuid.uuid4()), "version": str(version), "child": child.reference, **fields}


def test_the_list_shows_who_has_no_name_and_a_row_gives_one(cast: Cast, as_person: Callable[..., Client]) -> None:
    child, other = numbered("1006", UPN), numbered("1007")
    client = as_person(cast.officer)
    address = reverse("unnamed_children")
    page = client.get(address).content.decode()
    for told in ("1006", "1007", UPN, "4 May 2018"):
        assert told in page
    done = client.post(address, press(child, first_names="Ava", last_name="Example"))
    assert done["Location"] == f"{address}?saved=1"
    after = client.get(done["Location"]).content.decode()
    assert child.reference not in after.replace(f"Saved: {child.reference}", "")
    assert other.reference in after
    assert "autofocus" in after, "the next row is under the cursor"
    assert called(child) == ("Ava Example", [("legal", "Ava", "Example")])


def test_an_empty_row_says_what_is_missing_and_a_stale_one_keeps_what_was_typed(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    child = numbered("1008")
    client = as_person(cast.officer)
    address = reverse("unnamed_children")
    empty = client.post(address, press(child))
    assert empty.status_code == 422
    assert "Enter a first name or a last name" in empty.content.decode()
    stale = client.post(address, press(child, first_names="Kept", last_name="Typed") | {"version": "99"})
    assert stale.status_code == 409
    assert "Kept" in stale.content.decode()
    assert called(child)[0] == "Census child 1008"


def test_the_list_pages_by_reference_and_loses_nobody(cast: Cast) -> None:
    children = {numbered(f"20{number:02}").reference for number in range(7)}
    with acting(cast.officer), counted_queries() as asked:
        first = unnamed(by=cast.officer, limit=4)
        rest = unnamed(by=cast.officer, after=first[-1].person.reference, limit=4)
    assert len(asked) == 2
    assert {each.person.reference for each in (*first, *rest)} == children


def test_others_find_none_of_them(cast: Cast, as_person: Callable[..., Client]) -> None:
    child = numbered("1009")
    with acting(cast.elsewhere):
        assert unnamed(by=cast.elsewhere) == []
        assert with_number("1009", by=cast.elsewhere) == []
    assert as_person(cast.provider).get(reverse("unnamed_children")).status_code == 403
    posted = as_person(cast.elsewhere).post(reverse("unnamed_children"), press(child, first_names="A"))
    assert posted.status_code == 404


def test_a_child_is_found_by_census_number_and_the_page_says_there_is_no_name(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    child = numbered("SOT-1010", UPN)
    client = as_person(cast.officer)
    for number in ("SOT-1010", "sot-1010", UPN):
        found = client.post(reverse("find_child"), {"q": number})
        assert found["Location"] == reverse("child", kwargs={"reference": child.reference})
    client.post(reverse("child", kwargs={"reference": child.reference}), {"reason": "The school rang."})
    page = client.get(reverse("child", kwargs={"reference": child.reference})).content.decode()
    assert "Nobody has given this child a name yet" in page
    assert "SOT-1010" in page


def test_the_sample_list_names_children_of_the_sample_census(cast: Cast) -> None:
    """What the README has a newcomer run, in its order."""
    files = Path(__file__).resolve().parents[4] / "tests" / "files"
    by = clockwork(STOCKTON)
    census.bring_in(files / "cin-census-2026.xml", authority_id=STOCKTON, by=by, at=TUESDAY_NOON)
    done = bring_in_names(files / "census-names.csv", authority_id=STOCKTON, by=by, at=TUESDAY_NOON)
    assert done.refused == []
    assert done.named > 30

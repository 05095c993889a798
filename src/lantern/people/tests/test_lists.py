"""A register comes in from a file and is found again; a file of descriptions is answered in the columns that were
promised. Bad rows get a plain reason and keep what was typed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.cast import MIDDLESBROUGH, STOCKTON, TUESDAY_NOON
from tests.database import build_database, connect_as

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.people import lists
from lantern.people.models import Identifier, Person, SearchFacts, SearchKey
from lantern.project.server.embedded import EmbeddedServer

REGISTER = """person_id,first_names,last_name,date_of_birth,sex,house,street,postcode,nhs_number,upn
R1,Jayden Lee,Thompson,2018-05-04,M,14,Linthorpe Lane,TS20 1AB,9434765919,
R2,Olivia,Patel,03/03/2012,F,9,Long Row,TS17 2ZZ,,A805200001001
R3,Ayaan,Khan,2015,M,,,,,
R4,Kai,Thompson,2018-05-04,M,14,Linthorpe Lane,TS20 1AB,,
"""
ASKED = """query_id,first_names,last_name,date_of_birth,sex,house,street,postcode,nhs_number,upn
q1,Jaydn,Tomson,2018-04-05,,14,,TS20 1AC,,
q2,Patel,Olivia,2012-03-03,F,,,,,
q3,Nobody,Atall,1999-01-01,,,,,,
"""


def read(text: str, number: str = "person_id") -> tuple[list[lists.Listed], list[lists.Refused]]:
    refused: list[lists.Refused] = []
    return list(lists.read_list(io.StringIO(text), number, refused.append)), refused


def test_a_list_is_read_row_by_row_and_a_bad_row_says_why() -> None:
    people, refused = read(REGISTER + "R5,Mia,Ali,2018-02-31,,,,,,\n,Sam,Ali,,,,,,,\nR7,,,,,,,,,\n")
    assert [one.number for one in people] == ["R1", "R2", "R3", "R4"]
    assert [str(one.birth) for one in people[:3]] == ["4 May 2018", "3 March 2012", "2015"]
    assert [each.why for each in refused] == [
        "“2018-02-31” is no date: write 2018-05-04, 04/05/2018, 2018-05 or 2018.",
        "There is no person_id.",
        "Nothing is said about this person.",
    ]
    assert refused[0].row["first_names"] == "Mia"


@pytest.mark.parametrize(
    ("text", "words"), [("name\nJayden\n", "no column person_id"), ("person_id,colour\n1,red\n", "says nothing")]
)
def test_a_file_without_the_columns_is_refused_whole(text: str, words: str) -> None:
    with pytest.raises(lists.ListError, match=words):
        read(text)


def test_refused_rows_are_written_to_be_mended(tmp_path: Path) -> None:
    _, refused = read(REGISTER.splitlines()[0] + "\nR5,Mia,Ali,soon,F,1,High St,TS1 1AA,,\n")
    lists.write_refused(tmp_path / "refused.csv", refused, "person_id")
    [row] = csv.DictReader((tmp_path / "refused.csv").open())
    assert (row["first_names"], row["street"], row["why"].split(":")[0]) == ("Mia", "High St", "Line 2")


@pytest.fixture
def a_database_of_its_own(
    database_server: EmbeddedServer, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[str], None]]:
    """A register comes in as another role than the web's, and for good: both need a database that is thrown away. Gives
    a way to become a role.
    """
    with django_db_blocker.unblock():
        build_database(database_server, "lantern_lists")
        try:
            yield lambda role: connect_as(role, database_server, "lantern_lists")
        finally:
            connections.close_all()
            connect_as("app", database_server, "lantern_test")


def test_a_register_comes_in_once_and_its_people_are_found(a_database_of_its_own: Callable[[str], None]) -> None:
    officer, elsewhere = clockwork(STOCKTON), clockwork(MIDDLESBROUGH)
    people, _ = read(REGISTER)
    a_database_of_its_own("migrate")
    loaded = lists.load(people, authority_id=STOCKTON, source="register", at=TUESDAY_NOON)
    again = lists.load(people, authority_id=STOCKTON, source="register", at=TUESDAY_NOON)
    assert (loaded.people, loaded.known) == (4, 0)
    assert (again.people, again.known) == (0, 4)
    a_database_of_its_own("app")
    asked, _ = read(ASKED, "query_id")
    out = io.StringIO()
    assert lists.answer(asked, out, by=officer, acting=acting, source="register", top=2) == 3
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert tuple(rows[0]) == lists.ANSWERED
    assert [(row["query_id"], row["person_id"]) for row in rows if row["rank"] == "1"][:2] == [
        ("q1", "R1"),
        ("q2", "R2"),
    ]
    assert 0.5 < float(rows[0]["score"]) < 0.99
    assert "Day and month of birth swapped" in rows[0]["reasons"]
    with acting(officer):
        year_only = Person.objects.get(name="Ayaan Khan")
        assert (year_only.born_on, year_only.birth_known_to) == (dt.date(2015, 1, 1), "year")
        assert Identifier.objects.filter(kind="agency", issuer="register").count() == 4
        assert SearchFacts.objects.count() == 4
        assert SearchKey.objects.filter(person=year_only).exists()
    with acting(elsewhere):
        out = io.StringIO()
        lists.answer(asked, out, by=elsewhere, acting=acting, source="register")
        assert out.getvalue().count("\n") == 1

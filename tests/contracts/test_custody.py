"""Nothing is forgotten when records move: every table says whose its rows are, also one that is added next year."""

from __future__ import annotations

import pytest
from django.db import connection

from lantern.access.rows import our_models
from lantern.custody import catalogue
from lantern.custody.catalogue import HOUSEHOLD, Catalogue, Column, Table, UnassignedTable


@pytest.fixture
def tables(db: None) -> Catalogue:
    with connection.cursor() as cursor:
        return catalogue.read(cursor)


def test_every_table_of_the_database_goes_by_an_authority_or_stays_for_a_reason(tables: Catalogue) -> None:
    assert set(tables.held) | set(tables.other) == set(tables.tables)
    assert not set(tables.held) & set(tables.other)
    assert all(tables.other.values()), "each that stays says why"


def test_every_table_with_a_childs_record_travels(tables: Catalogue) -> None:
    """Whatever holds something personal under row-level security, but for what never leaves."""
    personal = {model._meta.db_table for model in our_models() if getattr(model, "personal", {})}
    stays = {table for table in personal if table in tables.other}
    assert stays <= {"access_user", *HOUSEHOLD}


ID, ABOUT = Column("id", "uuid"), Column("person_id", "uuid", "people_person")
NOWHERE = Column("app_id", "bigint", "socialaccount_socialapp")


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [((ID, Column("text", "text")), "Nobody has said whose"), ((ID, ABOUT, NOWHERE), "does not travel")],
)
def test_a_table_added_later_can_not_be_forgotten(tables: Catalogue, columns: tuple[Column, ...], refusal: str) -> None:
    tables.tables["visits_visit"] = Table("visits_visit", columns, ("id",))
    with pytest.raises(UnassignedTable, match=refusal):
        catalogue._sort(tables)


def test_a_table_that_leads_to_a_person_travels_without_being_listed(tables: Catalogue) -> None:
    tables.tables["visits_visit"] = Table("visits_visit", (ID, ABOUT), ("id",))
    catalogue._sort(tables)
    assert "visits_visit" in tables.held

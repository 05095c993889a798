"""Instruments, citations and the continuum of need."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from lantern.law.citations import Cite, all_instruments, instrument, read_instruments
from lantern.law.continuum import continuum_of_need, level, read_continuum
from lantern.law.declared import LAW_FOLDER, DeclarationError, UnknownEntryError


def test_a_citation_reads_as_title_and_pinpoint() -> None:
    assert str(Cite("ca1989", "s. 47(1)")) == "Children Act 1989, s. 47(1)"
    assert Cite("si2010-959", "reg. 33").resolve().kind == "regulations"


def test_a_citation_of_nothing_declared_is_an_error() -> None:
    with pytest.raises(UnknownEntryError, match="Did you mean ca1989"):
        instrument("ca1988")


@pytest.mark.parametrize("section", [1, 2, 3, 4])
def test_sections_of_the_schools_act_2026_wait_for_commencement(section: int) -> None:
    """Children's Wellbeing and Schools Act 2026: no commencement of sections 1 to 4 is confirmed."""
    one = instrument(f"cwsa2026-s{section}")
    assert one.in_force_from is None
    assert not one.is_in_force(date(2030, 1, 1))


def test_the_edition_in_force_is_the_one_of_the_day() -> None:
    editions = [one for one in all_instruments().values() if one.title.startswith("Working Together")]
    for day, edition in (
        (date(2009, 6, 1), "wt2006"),
        (date(2012, 6, 1), "wt2010"),
        (date(2023, 12, 14), "wt2013"),
        (date(2023, 12, 15), "wt2023"),
        (date(2026, 3, 17), "wt2023"),
        (date(2026, 3, 18), "wt2026"),
    ):
        assert [one.id for one in editions if one.is_in_force(day)] == [edition]


def test_guidance_nobody_has_read_is_not_called_sure() -> None:
    for one in all_instruments().values():
        assert one.confidence != "sure" or one.last_checked_on
    assert instrument("wt2026").confidence == "check"
    assert instrument("wt2026").last_checked_on is None


def test_no_paragraph_number_of_working_together_is_printed() -> None:
    """Only chapters were established; a paragraph number would be invented."""
    for path in LAW_FOLDER.rglob("*.toml"):
        for pinpoint in re.findall(r'\["wt20\d\d", "([^"]*)"\]', path.read_text(encoding="utf-8")):
            assert not re.search(r"para", pinpoint), f"{path.name}: {pinpoint}"


def test_every_declared_instrument_is_cited_or_is_a_part_or_an_edition() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in LAW_FOLDER.rglob("*.toml") if path.name != "instruments.toml"
    )
    cited = set(re.findall(r'\["([a-z0-9-]+)", "', text))
    kept = {"wt2026", "cwsa2026", "cwsa2026-s2", "cwsa2026-s3", "cwsa2026-s4", "cpa2026", "bfda1971", "upn-guide"}
    assert set(all_instruments()) - cited <= kept | {"nhs-number"}


def test_every_declaration_file_is_toml() -> None:
    for path in LAW_FOLDER.rglob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ('link = "https://example.org/"', "legislation.gov.uk or gov.uk"),
        ('part_of = "nothing"', "'part_of' names 'nothing'"),
        ("awaiting_commencement = true\nin_force_from = 2026-01-01", "cannot await commencement"),
        ("in_force_from = 2026-01-02\nin_force_until = 2026-01-01", "is after"),
        ('lnik = ""', "'lnik' is not a key that belongs here. Did you mean link"),
    ],
)
def test_a_slip_in_an_instrument_stops_with_its_name(tmp_path: Path, more: str, complaint: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f'[[instrument]]\nid = "x"\ntitle = "X"\nkind = "act"\nconfidence = "check"\n{more}\n')
    with pytest.raises(DeclarationError, match=complaint) as refused:
        read_instruments(path)
    assert "sources.toml, instrument 'x'" in str(refused.value)


def test_the_continuum_has_four_levels_of_which_the_last_is_statutory() -> None:
    """Working Together 2023 ch. 2-3: the partners publish a threshold document."""
    continuum = continuum_of_need()
    assert [one.number for one in continuum.levels] == [1, 2, 3, 4]
    assert [one.statutory for one in continuum.levels] == [False, False, False, True]
    assert str(level(1)) == "Level 1: Universal"
    with pytest.raises(UnknownEntryError, match="levels are 1 to 4"):
        level(5)


def test_levels_that_do_not_count_up_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "levels.toml"
    path.write_text((LAW_FOLDER / "continuum.toml").read_text(encoding="utf-8").replace("number = 3", "number = 4"))
    with pytest.raises(DeclarationError, match="expected 3, found 4"):
        read_continuum(path)

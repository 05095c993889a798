"""Code sets: what could be chosen when, and how one list rolls into another."""

from datetime import date
from pathlib import Path

import pytest

from lantern.law.codes import (
    CodeSet,
    all_code_sets,
    annex_a_closure,
    annex_a_need,
    annex_a_source,
    code_set,
    default_referral_source,
    inverse_relationship,
    read_code_sets,
)
from lantern.law.declared import DeclarationError, UnknownEntryError


def codes_on(name: str, day: date) -> set[str]:
    return {code.code for code in code_set(name).on(day)}


@pytest.mark.parametrize("one", all_code_sets().values(), ids=lambda one: one.name)
def test_every_set_says_where_it_comes_from(one: CodeSet) -> None:
    assert one.cites
    assert all(cite.resolve() for cite in one.cites)
    assert one.on(date(2026, 11, 22)) or one.name == "gender_current"
    for code in one.known:
        assert one.label(code)


@pytest.mark.parametrize("one", [one for one in all_code_sets().values() if one.is_house], ids=lambda one: one.name)
def test_house_codes_are_full_lower_case_words(one: CodeSet) -> None:
    for code in one.known:
        assert code.replace("_", "").isalpha()
        assert code == code.lower()


@pytest.mark.parametrize(
    ("name", "code", "first_day"),
    [
        ("referral_source", "5D", date(2022, 4, 1)),
        ("closure_reason", "RC9", date(2022, 4, 1)),
        ("assessment_factor", "18B", date(2020, 4, 1)),
        ("assessment_factor", "24A", date(2021, 4, 1)),
        ("sex", "M", date(2024, 4, 1)),
        ("placement_type", "K3", date(2024, 4, 1)),
        ("placement_type", "Z11", date(2025, 4, 1)),
        ("reason_episode_ceased", "E45", date(2018, 4, 1)),
        ("activity", "F5", date(2021, 4, 1)),
        ("social_worker_change", "MANAGE", date(2023, 4, 1)),
    ],
)
def test_a_code_is_offered_from_the_first_day_of_its_year(name: str, code: str, first_day: date) -> None:
    """Children in need census and looked-after return: lists by year."""
    assert code in codes_on(name, first_day)
    assert code not in codes_on(name, date.fromordinal(first_day.toordinal() - 1))


@pytest.mark.parametrize(
    ("name", "code", "last_day"),
    [
        ("assessment_factor", "18A", date(2020, 3, 31)),
        ("assessment_factor", "19A", date(2020, 3, 31)),
        ("gender_current", "1", date(2024, 3, 31)),
        ("placement_type", "H5", date(2024, 3, 31)),
        ("reason_episode_ceased", "E43", date(2018, 3, 31)),
        ("activity", "F3", date(2021, 3, 31)),
    ],
)
def test_a_retired_code_is_no_longer_offered_and_can_still_be_read(name: str, code: str, last_day: date) -> None:
    assert code in codes_on(name, last_day)
    assert code not in codes_on(name, date.fromordinal(last_day.toordinal() + 1))
    assert code_set(name).label(code)


def test_a_code_that_was_renamed_reads_as_it_did_on_the_day() -> None:
    """Primary need N1 takes in exploitation from the census of 2026."""
    needs = code_set("primary_need")
    assert needs.label("N1", date(2025, 3, 31)) == "Abuse or neglect"
    assert needs.label("N1", date(2025, 4, 1)) == "Abuse, neglect or exploitation"
    assert needs.label("N1") == "Abuse, neglect or exploitation"
    assert [code.code for code in needs.on(date(2026, 1, 1))].count("N1") == 1


def test_there_is_no_factor_8a_and_chinese_is_chne() -> None:
    assert code_set("assessment_factor").get("8A") is None
    assert code_set("ethnicity").label("CHNE") == "Chinese"
    assert code_set("ethnicity").get("CNHE") is None
    assert len(code_set("ethnicity").known) == 20


def test_an_unknown_code_is_named_in_the_error() -> None:
    with pytest.raises(UnknownEntryError, match="'RC99' is not a code of Reason for closure"):
        code_set("closure_reason").label("RC99")
    with pytest.raises(UnknownEntryError, match="Did you mean contact_reason"):
        code_set("contact_reasons")


def test_census_codes_roll_into_annex_a() -> None:
    assert [annex_a_source(code) for code in ("1A", "2A", "2B", "3F", "4", "5D", "6", "7", "8", "9", "10")] == list(
        "abcdefghijk"
    )
    assert [annex_a_need(code) for code in ("N1", "N8", "N9", "N0")] == ["a", "h", "i", "j"]
    assert annex_a_closure("RC8") == "h"
    assert annex_a_closure("RC9") == ""
    for source in code_set("referral_source").known:
        assert code_set("annex_a_source").get(annex_a_source(source))
    for need in code_set("primary_need").known:
        assert code_set("annex_a_need").get(annex_a_need(need))


def test_every_type_of_agency_has_a_census_source() -> None:
    assert default_referral_source("police") == "6"
    assert default_referral_source("school") == "2A"
    assert default_referral_source("emergency_department") == "3E"
    for agency in code_set("agency_type").known:
        assert code_set("referral_source").get(default_referral_source(agency), date(2026, 11, 22))


def test_every_relationship_has_a_way_back() -> None:
    assert inverse_relationship("mother") == "child"
    assert inverse_relationship("half_sibling") == "half_sibling"
    for one in code_set("relationship").known:
        back = inverse_relationship(inverse_relationship(one))
        assert back == one or (one in ("mother", "father") and back == "parent")


def test_every_contact_outcome_rolls_into_the_sector_dataset() -> None:
    for outcome in code_set("contact_outcome").codes:
        assert code_set("ssd_contact_outcome").get(outcome.also["ssd"])
        assert outcome.also["roll_up"] in ("nfa", "advice", "early_help", "referral")
        assert outcome.also["handoff"] in ("yes", "no")


def test_recognised_legitimate_interest_is_not_for_public_bodies_and_not_before_2026() -> None:
    """UK GDPR Art. 6(1)(ea)."""
    code = code_set("lawful_basis").get("recognised_legitimate_interest")
    assert code
    assert code.also["who"] == "private"
    assert not code.is_valid(date(2026, 1, 31))


@pytest.mark.parametrize(
    ("codes", "complaint"),
    [
        ('[{ code = "a", label = "A" }, { code = "a", label = "B" }]', "code 'a' stands twice"),
        (
            '[{ code = "a", label = "A", until = 2020-04-01 }, { code = "a", label = "B", from = 2020-04-01 }]',
            "stands twice",
        ),
        ('[{ code = "a" }]', "'label' is missing"),
        ('[{ code = "a", label = "A", form = 2020-04-01 }]', "'form' must be text"),
        ("[]", "'codes' is empty"),
    ],
)
def test_a_slip_in_a_code_set_stops_with_the_file_and_the_set(tmp_path: Path, codes: str, complaint: str) -> None:
    path = tmp_path / "lists.toml"
    path.write_text(
        f'[[set]]\nname = "example"\ntitle = "Example"\ncites = [["practice", ""]]\nconfidence = "check"\n'
        f"codes = {codes}\n"
    )
    with pytest.raises(DeclarationError, match=complaint) as refused:
        read_code_sets(path)
    assert "lists.toml, set 'example'" in str(refused.value)

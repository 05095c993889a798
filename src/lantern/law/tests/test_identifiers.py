"""Identifiers: what people type is read kindly, and what cannot be right is refused with a reason. All are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantern.law.identifiers import (
    UPN_LETTERS,
    Accepted,
    Rejected,
    nhs_check_digit,
    parse_authority_code,
    parse_former_upn,
    parse_nhs_number,
    parse_postcode,
    parse_swe_number,
    parse_upn,
    parse_uprn,
    upn_check_letter,
)


@pytest.mark.parametrize(
    "typed", ["943 476 5919", "9434765919", " 943-476-5919 ", "943\u2013476\u20135919", "943\u00a0476\u00a05919"]
)
def test_an_nhs_number_is_read_however_it_is_spaced(typed: str) -> None:
    assert parse_nhs_number(typed) == Accepted("9434765919", "943 476 5919")


def test_a_second_known_nhs_number() -> None:
    assert parse_nhs_number("401 023 2137").ok


def test_a_test_number_says_so() -> None:
    first = "999000000"
    while nhs_check_digit(first) is None:
        first = str(int(first) + 1)
    checked = parse_nhs_number(first + str(nhs_check_digit(first)))
    assert isinstance(checked, Accepted)
    assert "testing" in checked.remark


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Enter an NHS number"),
        ("943 476 5918", "last digit does not fit"),
        ("943 476 591", "has 9"),
        ("943 476 59190", "has 11"),
        ("943 476 591O", "only digits"),
        ("٩٤٣٤٧٦٥٩١٩", "only digits"),
        ("0000000000", "one digit repeated"),
    ],
)
def test_a_wrong_nhs_number_is_refused_with_a_reason(typed: str, reason: str) -> None:
    checked = parse_nhs_number(typed)
    assert isinstance(checked, Rejected)
    assert reason in checked.reason


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(first: str, place: int, change: int) -> None:
    """Modulus 11 with weights 10 to 2 catches every single slip."""
    check = nhs_check_digit(first)
    if check is None:
        return
    wrong = first[:place] + str((int(first[place]) + change) % 10) + first[place + 1 :] + str(check)
    assert not parse_nhs_number(wrong).ok


@pytest.mark.parametrize("typed", ["A805200001001", "A123456789012", "a805 2000 01001"])
def test_a_known_pupil_number_is_read(typed: str) -> None:
    """Children in need census rule 1510."""
    checked = parse_upn(typed)
    assert isinstance(checked, Accepted)
    assert checked.remark == ""


def test_a_temporary_pupil_number_is_read_and_marked() -> None:
    rest = "80520000100A"
    checked = parse_upn(upn_check_letter(rest) + rest)
    assert isinstance(checked, Accepted)
    assert "Temporary" in checked.remark


def test_a_temporary_number_whose_letter_does_not_fit_is_kept_with_a_remark() -> None:
    rest = "80520000100A"
    other = UPN_LETTERS[(UPN_LETTERS.index(upn_check_letter(rest)) + 1) % 23]
    checked = parse_upn(other + rest)
    assert isinstance(checked, Accepted)
    assert "does not fit" in checked.remark


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Enter a unique pupil number"),
        ("B805200001001", "first letter does not fit"),
        ("A80520000100", "has 12"),
        ("I805200001001", "begins with a letter"),
        ("A8O5200001001", "are digits"),
        ("A80520000100S", "ends with"),
    ],
)
def test_a_wrong_pupil_number_is_refused_with_a_reason(typed: str, reason: str) -> None:
    checked = parse_upn(typed)
    assert isinstance(checked, Rejected)
    assert reason in checked.reason


def test_a_former_pupil_number_needs_only_its_shape() -> None:
    """Children in need census rule 1560Q."""
    kept = parse_former_upn("B805200001001")
    assert isinstance(kept, Accepted)
    assert "former" in kept.remark
    assert parse_former_upn("A805200001001") == parse_upn("A805200001001")
    assert not parse_former_upn("A80520").ok


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ts181aa", "TS18 1AA"),
        (" TS24  8AY", "TS24 8AY"),
        ("w1a 1aa", "W1A 1AA"),
        ("m1 1ae", "M1 1AE"),
        ("EC1A1BB", "EC1A 1BB"),
        ("zz99 3wz", "ZZ99 3WZ"),
    ],
)
def test_a_postcode_is_stored_in_capitals_with_one_space(typed: str, stored: str) -> None:
    checked = parse_postcode(typed)
    assert isinstance(checked, Accepted)
    assert (checked.value, checked.display) == (stored, stored)


@pytest.mark.parametrize("typed", ["", "TS18", "18 1AA", "TS18 1A", "TS18 1CA", "no fixed abode"])
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    assert not parse_postcode(typed).ok


def test_a_property_number_has_at_most_twelve_digits() -> None:
    assert parse_uprn("000100110012345") == Accepted("100110012345", "100110012345")
    for wrong in ("", "0", "1234567890123", "10011001234X"):
        assert isinstance(parse_uprn(wrong), Rejected)


def test_a_social_workers_number_begins_with_sw() -> None:
    assert parse_swe_number("sw 12345") == Accepted("SW12345", "SW12345")
    for wrong in ("", "12345", "SW", "SWX1", "SW123456789"):
        assert isinstance(parse_swe_number(wrong), Rejected)


def test_an_authority_is_known_by_either_number() -> None:
    assert parse_authority_code("808") == Accepted("808", "808", "Stockton-on-Tees")
    assert parse_authority_code("e06000001") == Accepted("805", "805", "Hartlepool")
    assert "not in the list" in parse_authority_code("999").remark
    for wrong in ("", "80", "Hartlepool"):
        assert isinstance(parse_authority_code(wrong), Rejected)


@given(st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    for parse in (
        parse_nhs_number,
        parse_upn,
        parse_former_upn,
        parse_postcode,
        parse_uprn,
        parse_swe_number,
        parse_authority_code,
    ):
        checked = parse(typed)
        assert checked.ok or checked.reason

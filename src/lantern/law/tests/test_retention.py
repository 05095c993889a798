"""Retention: the statutory floor, the longest rule, and holds that win over all."""

from datetime import date
from pathlib import Path

import pytest

from lantern.law.declared import DeclarationError, UnknownEntryError
from lantern.law.retention import RetentionError, all_retention_rules, keep_until, read_retention

BORN = date(2010, 2, 28)
CLOSED = date(2024, 6, 3)


def test_a_care_record_is_kept_to_the_75th_birthday() -> None:
    """SI 2010/959 reg. 50."""
    answer = keep_until(["child-in-care"], born_on=BORN, closed_on=CLOSED)
    assert answer.date == date(2085, 2, 28)


def test_a_care_record_is_kept_15_years_after_a_death_under_18() -> None:
    """SI 2010/959 reg. 50."""
    answer = keep_until(["child-in-care"], born_on=BORN, died_on=date(2024, 5, 1), closed_on=CLOSED)
    assert answer.date == date(2039, 5, 1)
    of_age = keep_until(["child-in-care"], born_on=BORN, died_on=date(2028, 2, 28), closed_on=date(2028, 3, 1))
    assert of_age.date == date(2085, 2, 28)


def test_the_longest_rule_of_any_episode_wins() -> None:
    answer = keep_until(["contact", "child-protection", "child-in-need"], born_on=BORN, closed_on=CLOSED)
    assert answer.date == date(2059, 6, 3)
    assert answer.rule
    assert answer.rule.id == "child-protection"


def test_a_hold_wins_over_all() -> None:
    answer = keep_until(["contact"], born_on=BORN, closed_on=CLOSED, holds=["inquiry"])
    assert answer.date is None
    assert "inquiry" in answer.reason


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"kinds": ["contact"], "born_on": BORN}, "still open"),
        ({"kinds": ["contact"], "closed_on": CLOSED}, "date of birth is not known"),
        ({"kinds": ["adoption", "contact"], "born_on": BORN, "closed_on": CLOSED}, "date of order is not known"),
        ({"kinds": [], "born_on": BORN, "closed_on": CLOSED}, "No retention rule"),
    ],
)
def test_in_doubt_a_record_is_kept(known: dict, reason: str) -> None:
    answer = keep_until(**known)
    assert answer.date is None
    assert reason in answer.reason


def test_an_authority_may_set_its_own_figures_above_the_floor() -> None:
    local = {"child-in-need": 252, "child-in-care": 1200}
    assert keep_until(["child-in-need"], born_on=BORN, closed_on=CLOSED, local=local).date == date(2031, 2, 28)
    assert keep_until(["child-in-care"], born_on=BORN, closed_on=CLOSED, local=local).date == date(2110, 2, 28)


@pytest.mark.parametrize(
    ("local", "complaint"),
    [
        ({"child-in-care": 899}, "less than the 900 months"),
        ({"child-in-ned": 252}, "Did you mean child-in-need"),
        ({"contact": 0}, "whole number of months"),
        ({"contact": True}, "whole number of months"),
    ],
)
def test_a_figure_that_cannot_stand_is_refused(local: dict, complaint: str) -> None:
    with pytest.raises(RetentionError, match=complaint):
        keep_until(["contact"], born_on=BORN, closed_on=CLOSED, local=local)


def test_an_unknown_kind_of_record_is_an_error_and_never_destroyed() -> None:
    with pytest.raises(UnknownEntryError, match="early-help"):
        keep_until(["earlyhelp"], born_on=BORN, closed_on=CLOSED)


def test_every_rule_cites_and_only_verified_ones_bind() -> None:
    for rule in all_retention_rules().values():
        assert all(cite.resolve() for cite in rule.cites)
        assert not rule.floor or rule.force == "must"


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        ('[{ counts_from = "death", months = 1, died_under_age = 18 }]', "one that does not count from death"),
        ('[{ counts_from = "birth", months = 1 }, { counts_from = "birth", months = 2 }]', "overlap in time"),
        ('[{ counts_from = "never", months = 1 }]', "must be one of"),
    ],
)
def test_a_slip_stops_with_the_file_and_the_rule(tmp_path: Path, bad: str, complaint: str) -> None:
    path = tmp_path / "kept.toml"
    path.write_text(
        f'[[rule]]\nid = "example"\ntitle = "Example"\nforce = "local"\nconfidence = "check"\n'
        f'cites = [["practice", ""]]\nvalues = {bad}\n'
    )
    with pytest.raises(DeclarationError, match=complaint) as refused:
        read_retention(path)
    assert "kept.toml, rule 'example'" in str(refused.value)

"""A sample says how often a score is wrong, and never more surely than so few answers allow."""

from __future__ import annotations

import pytest

from lantern.law.linking import machine_links
from lantern.sources import estimating
from lantern.sources.estimating import Stratum, at_most, bounds, estimates, sample_for


def test_the_bounds_are_those_of_clopper_and_pearson() -> None:
    """Known values: 10 of 20 and none of 30, two-sided 95 %; none of 149 wrong, one-sided."""
    half = bounds(10, 20, 0.95)
    assert (half.low, half.high) == pytest.approx((0.2720, 0.7280), abs=1e-4)
    none = bounds(0, 30, 0.95)
    assert (none.low, none.high) == pytest.approx((0.0, 0.1157), abs=1e-4)
    assert at_most(0, 149, 0.95) == pytest.approx(0.0199, abs=1e-4)
    assert at_most(0, 0, 0.95) == 1.0


def test_as_many_are_drawn_as_it_takes_to_show_the_standard() -> None:
    standard = machine_links()
    wanted = sample_for(standard.most_wrong, standard.sure)
    assert at_most(0, wanted, standard.sure) < standard.most_wrong
    assert (standard.force, standard.confidence) == ("local", "check"), "no law gives this number"


def strata(*counts: tuple[int, int, int]) -> list[Stratum]:
    return [Stratum(floor, below, *three) for (floor, below), three in zip(estimating.edges(), counts, strict=True)]


def test_a_few_right_answers_do_not_let_the_machine_link() -> None:
    told = strata((5000, 20, 20), (500, 2, 2), *[(0, 0, 0)] * 6)
    assert all(each.wrong_at_most > 0.02 for each in estimates(told, 0.95))


def test_wrong_answers_below_a_score_keep_the_machine_above_it() -> None:
    told = strata((5000, 160, 160), (500, 16, 8), *[(0, 0, 0)] * 6)
    by_floor = {each.floor: each for each in estimates(told, 0.95)}
    assert by_floor[0.999].wrong_at_most < 0.02 < by_floor[0.99].wrong_at_most
    assert by_floor[0.99].wrong == 8


def test_recall_counts_what_nobody_would_have_been_asked_about() -> None:
    told = strata((900, 100, 100), (0, 0, 0), (0, 0, 0), (50, 15, 12), (40, 15, 8), (0, 0, 0), (0, 0, 0), (1000, 20, 1))
    first = estimates(told, 0.95)[0]
    assert first.recall is not None
    assert first.recall.value == pytest.approx(900 / (900 + 40 + 40 * 8 / 15 + 50), abs=0.001)
    assert first.recall.low < first.recall.value < first.recall.high
    unanswered = strata((900, 100, 100), (0, 0, 0), (0, 0, 0), (50, 0, 0), *[(0, 0, 0)] * 4)
    assert estimates(unanswered, 0.95)[0].recall is None, "nothing is said of what nobody looked at"

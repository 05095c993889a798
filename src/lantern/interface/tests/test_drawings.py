"""Charts and family networks."""

from __future__ import annotations

import itertools
import re
import time
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantern.interface import charts, network
from lantern.interface.tests.gallery import PEOPLE

MONTHS = ["Jan", "Feb", "Mar", "Apr"]


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(str(svg))


def test_every_chart_says_what_it_shows() -> None:
    drawings = [
        charts.line_chart("Waits", "Fell from 9 to 4", MONTHS, [charts.Series("A", [9, 7, None, 4])], target=5),
        charts.bar_chart("Sources", "Most come from one", [("A & B <x>", 3)]),
        charts.small_multiples("Areas", "All alike", MONTHS, [charts.Series("A", [1, 2, 3, 4])]),
        charts.funnel("Stages", "Half go on", [("A", 10), ("B", 5)]),
        network.draw(PEOPLE, network.lay_out(PEOPLE), "Family", "Eight people"),
    ]
    for drawing in drawings:
        tree = parse(drawing)
        assert tree.get("role") == "img"
        assert [child.tag for child in tree[:2]] == ["title", "desc"]
        assert "style=" not in drawing
        assert set(tree.get("aria-labelledby", "").split()) == {tree[0].get("id"), tree[1].get("id")}


def test_a_missing_value_is_a_gap_and_never_a_nought() -> None:
    drawing = charts.line_chart("T", "F", MONTHS, [charts.Series("A", [1, 2, None, 3])])
    assert drawing.count("<polyline") == 1
    assert drawing.count("<circle") == 1


def test_a_line_that_does_not_fit_its_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="3 values for 4 labels"):
        charts.line_chart("T", "F", MONTHS, [charts.Series("A", [1, 2, 3])])


@given(st.lists(st.floats(0, 300), min_size=1, max_size=9))
def test_line_labels_never_overlap_and_keep_their_order(wished: list[float]) -> None:
    placed = charts.spread(wished)
    in_order = sorted(range(len(wished)), key=lambda index: wished[index])
    for above, below in itertools.pairwise(in_order):
        assert placed[below] - placed[above] >= charts.LABEL_GAP - 1e-6


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_enclose_the_values(low: float, span: float) -> None:
    ticks = charts.round_ticks(low, low + span)
    near = 1e-6 * max(1, abs(low), span)
    assert ticks[0] <= low + near
    assert ticks[-1] >= low + span - near
    assert 2 <= len(ticks) <= 8


def test_ticks_are_round() -> None:
    assert charts.round_ticks(0, 97) == [0, 25, 50, 75, 100]
    assert charts.round_ticks(0, 9) == [0, 2.5, 5, 7.5, 10]


def test_no_two_people_overlap_and_rows_are_generations() -> None:
    places = network.lay_out(PEOPLE)
    for one, other in itertools.combinations(places.values(), 2):
        assert abs(one[0] - other[0]) >= network.CELL - 0.2 or abs(one[1] - other[1]) >= network.ROW
    assert {node.generation for node in PEOPLE.nodes} == {0, 1, 2}
    assert len({y for _, y in places.values()}) == 3


def test_a_layout_is_the_same_for_the_same_seed() -> None:
    assert network.lay_out(PEOPLE, seed=4) == network.lay_out(PEOPLE, seed=4)


def test_couples_stand_side_by_side() -> None:
    places = network.lay_out(PEOPLE)
    for edge in PEOPLE.edges:
        if edge.kind == "pair":
            assert abs(places[edge.start][0] - places[edge.end][0]) == pytest.approx(network.CELL, abs=60)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_network_is_laid_out_without_overlap(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 14))
    nodes = [network.Node(str(n), [f"P{n}"], generation=data.draw(st.integers(0, 3))) for n in range(size)]
    ends = st.integers(0, size - 1)
    edges = [network.Edge(str(a), str(b)) for a, b in data.draw(st.lists(st.tuples(ends, ends), max_size=16)) if a != b]
    web = network.Network(nodes, edges)
    places = network.lay_out(web)
    for one, other in itertools.combinations(places.values(), 2):
        assert abs(one[0] - other[0]) >= network.CELL - 0.2 or one[1] != other[1]
    parse(network.draw(web, places, "T", "D"))


def test_thirty_people_are_laid_out_in_about_a_second() -> None:
    nodes = [network.Node(str(n), [str(n)], generation=n % 4) for n in range(30)]
    edges = [network.Edge(str(n), str((n * 7 + 1) % 30)) for n in range(30)]
    began = time.perf_counter()
    network.lay_out(network.Network(nodes, edges))
    assert time.perf_counter() - began < 5


def test_the_outline_of_a_household_holds_its_members_and_nobody_else() -> None:
    places = network.lay_out(PEOPLE)
    drawing = network.draw(PEOPLE, places, "T", "D")
    outlines = [polygon(path) for path in re.findall(r'network__group" d="([^"]+)"', drawing)]
    members = set(PEOPLE.groups[0].members)
    for node in PEOPLE.nodes:
        inside = any(contains(outline, places[node.key]) for outline in outlines)
        assert inside == (node.key in members), node.key


def test_the_drawing_is_never_the_only_record() -> None:
    said = network.facts(PEOPLE)
    assert "Thomas Example (died 2019)" in said
    assert "Kelly Example is separated from Darren Sample" in said
    assert "12 Mill Street: Kelly Example, Lee Instance, Ava Sample, Jayden Sample, Not yet born" in said


def test_a_tie_to_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="ties to people it does not hold: z"):
        network.Network([network.Node("a", ["A"])], [network.Edge("a", "z")])
    with pytest.raises(ValueError, match="no place in the drawing: a"):
        network.draw(network.Network([network.Node("a", ["A"])]), {}, "T", "D")


def polygon(path: str) -> list[tuple[float, float]]:
    x = y = 0.0
    points = []
    for command, numbers in re.findall(r"([MHV])([\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "H":
            x = values[0]
        else:
            y = values[0]
        points.append((x, y))
    return points


def contains(outline: list[tuple[float, float]], place: tuple[float, float]) -> bool:
    x, y = place
    inside = False
    for (x1, y1), (x2, y2) in zip(outline, outline[1:] + outline[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside

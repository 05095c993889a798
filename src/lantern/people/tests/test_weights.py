"""Weights are learned from a partnership's own people, numbered, shown to whoever asks, and taken back."""

from __future__ import annotations

import math
import random

import pytest
from django.utils import timezone
from tests.cast import STOCKTON, TUESDAY_NOON, Cast, counted_queries

from lantern.access.context import acting
from lantern.people import actions, matching
from lantern.people.finding import telling_weights, weights
from lantern.people.finding.probing import look_for
from lantern.people.matching import Description, Name, shipped
from lantern.people.matching.learning import SAME, Seen, learn
from lantern.people.matching.model import shipped_chances
from lantern.people.models import Weights


def pairs(number: int, moved: float, swapped: float, rnd: random.Random) -> list[Seen]:
    """Pairs who share a given name and a day: a third of one person, who move and swap so often; the rest strangers."""
    made = []
    for _ in range(number):
        if rnd.random() < 1 / 3:
            address = "different" if rnd.random() < moved else "same_house"
            birth = "swapped" if rnd.random() < swapped else "same"
            made.append(Seen((("given", "same"), ("surname", "same"), ("birth", birth), ("address", address)), (8, 11)))
        else:
            surname, birth = ("different", "far_apart")
            made.append(
                Seen((("given", "same"), ("surname", surname), ("birth", birth), ("address", "different")), (8, 0))
            )
    return made


def test_learning_finds_how_often_people_here_move() -> None:
    """Issue 3: weights are learned by expectation maximisation from the partnership's own data. Nobody says which pair
    is of one person.
    """
    rnd = random.Random(3)
    taught = learn({"given name and day": pairs(9_000, 0.5, 0.0, rnd)}, [], shipped_chances())
    address = taught.chances["address"]
    moves = address["different"][SAME] / sum(three[SAME] for three in address.values())
    shipped = shipped_chances()["address"]
    moved_before = shipped["different"][SAME] / sum(three[SAME] for three in shipped.values())
    assert moved_before < 0.2
    assert 0.42 < moves < 0.55
    assert 2_700 < taught.same < 3_300
    assert taught.pairs == 9_000


def test_a_few_pairs_move_little() -> None:
    """A register with hardly a double teaches next to nothing, and nothing that is foolish."""
    taught = learn({"both names": pairs(6, 1.0, 0.0, random.Random(1))}, [], shipped_chances())
    for table, levels in shipped_chances().items():
        for level, before in levels.items():
            after = taught.chances[table][level]
            assert math.log2(after[0] / after[2]) == pytest.approx(math.log2(before[0] / before[2]), abs=0.2)


def test_no_weight_moves_out_of_reason() -> None:
    """However odd the pairs are, what is learned stays within a bound of what is shipped."""
    odd = [Seen((("sex", "different"), ("address", "different"), ("number", "same")), (0, 0), SAME)] * 5_000
    taught = learn({"answered": odd}, [], shipped_chances())
    before, after = shipped_chances()["sex"]["different"], taught.chances["sex"]["different"]
    assert math.log2(after[0] / after[2]) <= math.log2(before[0] / before[2]) + 3.01
    assert matching.Model is type(shipped().with_chances(taught.chances))


def test_what_people_answered_counts_as_answered() -> None:
    same = [Seen((("surname", "different"), ("birth", "same")), (0, 0), SAME)] * 400
    taught = learn({"answered": same}, [], shipped_chances())
    assert taught.same == pytest.approx(400, rel=0.01)
    assert taught.chances["surname_other"]["different"][SAME] > shipped_chances()["surname_other"]["different"][SAME]


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Cast:
    monkeypatch.setattr(weights, "PEOPLE", 6)
    with acting(cast.officer):
        for number in range(8):
            actions.record_person(
                authority_id=STOCKTON, by=cast.officer, at=TUESDAY_NOON, is_child=True,
                first_names="Jayden" if number else "Zebedee", last_name="Khan-Smith",
            )  # fmt: skip
    return cast


def test_learning_is_written_used_at_once_and_taken_back(children: Cast) -> None:
    cast, told = children, Description(names=(Name("Jayden", "Khan-Smith"),))
    with acting(cast.officer):
        [[before, *_]] = look_for([told], by=cast.officer)
        found = weights.learned(engine=weights.OWN)
        row = weights.keep(found, by="Ann Example", at=timezone.now())
        assert weights.in_use() == 0
        weights.choose(row.number, by="Ann Example", at=timezone.now())
        assert weights.in_use() == row.number == 1
        weights.model(1)
        with counted_queries() as statements:
            [[after, *_]] = look_for([told], by=cast.officer)
        assert len(statements) <= 2
        assert after.weighed.weight < before.weighed.weight - 2, "a name that nearly everybody bears tells little"
        weights.choose(Weights.SHIPPED, by="Ann Example", at=timezone.now())
        [[again, *_]] = look_for([told], by=cast.officer)
        assert again.weighed.weight == before.weighed.weight
        assert [row.number for row in weights.listed()] == [1, 0]
        with pytest.raises(weights.NoSuchWeights):
            weights.choose(7, by="Ann Example", at=timezone.now())


def test_weights_tell_of_no_name_that_few_bear(children: Cast) -> None:
    """The shares tell how common a name is, and nobody's own."""
    with acting(children.officer):
        shares, people = weights.counted()
    assert people == 8
    assert shares == [
        ("given", "jayden", 0.875),
        ("surname", "khan", 1.0), ("surname", "khansmith", 1.0), ("surname", "smith", 1.0),
    ]  # fmt: skip


def test_too_few_people_teach_nothing(cast: Cast) -> None:
    with acting(cast.officer), pytest.raises(weights.TooFewPeople, match="0 on record"):
        weights.learned()


def test_weights_are_told_in_words() -> None:
    facts = {fact.name: {line.words: line for line in fact.lines} for fact in telling_weights.facts(shipped())}
    assert facts["Given name"]["different"].stranger.startswith("÷")
    assert facts["Date of birth"]["the same day"].speaks_for
    assert facts["Address"]["the same house"].family.startswith(("÷", "× 1"))


def test_the_page_shows_the_weights_and_goes_back(children: Cast, as_person) -> None:
    """A worker reads them; whoever manages the hub may go back to what came with the product."""
    cast = children
    with acting(cast.manager):
        row = weights.keep(weights.learned(engine=weights.OWN), by="", at=timezone.now())
        weights.choose(row.number, by="", at=timezone.now())
    officer = as_person(cast.officer)
    with counted_queries() as statements:
        page = officer.get("/children/how-sure/")
    assert len(statements) <= 6
    assert "It weighs by what 8 people" in page.text
    assert "Weigh by these" not in page.text
    assert as_person(cast.officer).post("/children/how-sure/", {"use": 0}).status_code == 404
    manager = as_person(cast.manager)
    assert "Go back to what came with the product" in manager.get("/children/how-sure/").text
    assert manager.post("/children/how-sure/", {"use": 0}).status_code == 302
    page = manager.get("/children/how-sure/")
    assert "It weighs by what came with the product" in page.text
    assert "Weigh by these" in page.text
    assert manager.post("/children/how-sure/", {"use": 9}).status_code == 404

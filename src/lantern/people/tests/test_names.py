"""Names are compared as people write, say and shorten them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantern.people import names
from lantern.people.names import Likeness, compare_given, compare_surnames, given_names, normalise, surname_parts


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("O Brien", "obrien"),
        ("  SMITH   jones ", "smith jones"),
        ("Smith-Jones", "smith jones"),
        ("Zoë", "zoe"),
        ("Łukasz", "lukasz"),
        ("İbrahim", "ibrahim"),
        ("Jørgen Straße", "jorgen strasse"),
        ("McDonald", "mcdonald"),
        ("Mac Donald", "mcdonald"),
        ("MacDonald", "mcdonald"),
        ("Mackie", "mackie"),
        ("Machin", "machin"),
        ("Олександр", "oleksandr"),
        ("محمد", "محمد"),
        ("", ""),
        ("123", ""),
    ],
)
def test_a_name_is_reduced_to_what_every_keyboard_writes(typed, compared):
    assert normalise(typed) == compared


@pytest.mark.parametrize(
    ("surname", "parts"),
    [
        ("Khan-O'Neill", ("khan", "oneill")),
        ("van der Berg", ("berg",)),
        ("Al-Hassan", ("hassan",)),
        ("de la Cruz Torres", ("cruz", "torres")),
        ("El", ("el",)),
        ("", ()),
    ],
)
def test_a_surname_of_several_parts_is_taken_apart(surname, parts):
    assert surname_parts(surname) == parts


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("Lily-Mae Rose", ("lilymae", "rose")),
        ("Muhammad Ali", ("ali", "muhammad")),
        ("Muhammad", ("muhammad",)),
        ("Master Tom", ("tom",)),
        ("Elizabeth (Betsy)", ("elizabeth",)),
        ("Baby", ()),
        ("Unborn", ()),
        ("Twin A", ()),
        ("Baby of Sarah", ()),
        ("Unknown", ()),
        ("J", ("j",)),
    ],
)
def test_given_names_start_with_the_calling_name_and_leave_out_what_is_no_name(typed, given):
    assert given_names(typed) == given


def test_a_name_in_brackets_is_another_name():
    assert names.known_as("Elizabeth (Betsy)") == ("betsy",)
    assert names.known_as("William “Bill”") == ("bill",)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Elizabeth", "Betsy", Likeness.NICKNAME),
        ("William", "Billy", Likeness.NICKNAME),
        ("Aleksandra", "Ola", Likeness.SPELLING),
        ("Mohammed", "Muhammad", Likeness.SPELLING),
        ("Yusuf", "Youssef", Likeness.SPELLING),
        ("Xasan", "Hassan", Likeness.SPELLING),
        ("Oleksandr", "Aleksandr", Likeness.SPELLING),
        ("Mehmet", "Muhammad", Likeness.SPELLING),
        ("Jaydn", "Jayden", Likeness.SPELLING),
        ("Siobhan", "Shevaun", Likeness.SPELLING),
        ("Aiden", "Eiden", Likeness.SOUND),
        ("Phillipa", "Philippa", Likeness.SOUND),
        ("Freya", "Freja", Likeness.TYPING),
        ("Thomas", "T", Likeness.INITIAL),
        ("Mary Ann", "Maryann", Likeness.SAME),
        ("James Oliver", "Oliver", Likeness.PART),
        ("Muhammad", "Muhammad Ali", Likeness.PART),
        ("Ali", "Muhammad Ali", Likeness.SAME),
        ("Jayden", "Hayden", Likeness.RESEMBLES),
        ("Daniel", "Danielle", Likeness.RESEMBLES),
        ("Lily-Mae", "Lily-Rose", Likeness.RESEMBLES),
        ("Muhammad Ali", "Muhammad Hassan", Likeness.DIFFERENT),
        ("Grace", "Oliver", Likeness.DIFFERENT),
        ("Baby", "Oliver", None),
        ("", "Oliver", None),
    ],
)
def test_given_names_are_told_alike_or_different(one, other, likeness):
    assert compare_given(one, other) is likeness
    assert compare_given(other, one) is likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Smith-Jones", "Jones", Likeness.PART),
        ("Smith Jones", "Jones-Smith", Likeness.SAME),
        ("Al-Hassan", "Hassan", Likeness.SAME),
        ("Smith", "Smyth", Likeness.SOUND),
        ("MacLeod", "McLeod", Likeness.SAME),
        ("O'Neill", "O Neil", Likeness.SOUND),
        ("Chowdhury", "Choudhry", Likeness.SPELLING),
        ("Nowak", "Novak", Likeness.SPELLING),
        ("Thompson", "Thomson", Likeness.SOUND),
        ("Featherstone", "Fethrestone", Likeness.SOUND),
        ("Robinson", "Robimson", Likeness.TYPING),
        ("Begum", "Khatun Begum", Likeness.DIFFERENT),
        ("Smith", "Patel", Likeness.DIFFERENT),
        ("Unknown", "Patel", None),
    ],
)
def test_surnames_are_told_alike_or_different(one, other, likeness):
    assert compare_surnames(one, other) is likeness
    assert compare_surnames(other, one) is likeness


def test_the_lists_cover_at_least_eight_communities():
    content = tomllib.loads(Path(names.__file__).with_name("names.toml").read_text(encoding="utf-8"))
    assert len({group["community"] for group in content["group"]}) >= 8
    for group in content["group"]:
        for line in group["names"]:
            words = line.split()
            assert len(words) > 1, f"{line!r} relates no two names"
            assert len(set(words)) == len(words), f"{line!r} holds a name twice"
            assert line == line.lower()


ANY_NAME = st.text(max_size=30) | st.sampled_from(
    ["O'Brien", "Muhammad Ali", "Lily-Mae", "", "Baby", "Mc Donald-Smith", "x", "王 伟"]
)


@settings(max_examples=200, deadline=None)
@given(ANY_NAME, ANY_NAME)
def test_comparing_is_the_same_in_both_directions_and_never_fails(one, other):
    assert compare_given(one, other) is compare_given(other, one)
    assert compare_surnames(one, other) is compare_surnames(other, one)
    assert names.similarity(normalise(one), normalise(other)) == names.similarity(normalise(other), normalise(one))


@settings(max_examples=200, deadline=None)
@given(ANY_NAME)
def test_normalising_twice_changes_nothing_and_a_name_is_like_itself(name):
    assert normalise(normalise(name)) == normalise(name)
    if given_names(name):
        assert compare_given(name, name.upper()) in (Likeness.SAME, Likeness.SPELLING, Likeness.SOUND)

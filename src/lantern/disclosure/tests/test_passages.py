"""Passages of a text: what is withheld leaves nothing behind, and a mention is found however it is written."""

from __future__ import annotations

import pytest

from lantern.disclosure.passages import Span, called, mentions, pieces, readable, sentences, words_in

TEXT = 'Dana Robinson rang at 9.30am. Jay said "Mum hit me!" and cried.\nRobinson, Dana was told. Diana helps.'


def test_pieces_together_are_the_whole_text() -> None:
    found = pieces(TEXT, [Span(0, 4, "third_party"), Span(30, 33, "crime")])
    assert "".join(each.text for each in found) == TEXT
    assert [each.text for each in found if each.withheld] == ["Dana", "Jay"]


def test_passages_that_touch_become_one_so_that_a_gap_tells_nothing() -> None:
    (first, second) = pieces("Dana Robinson rang", [Span(0, 4, "third_party"), Span(5, 13, "crime")])
    assert (first.text, first.reasons) == ("Dana Robinson", ("third_party", "crime"))
    assert not second.withheld


def test_a_passage_beyond_the_text_withholds_no_more_than_there_is() -> None:
    assert [each.text for each in pieces("abc", [Span(2, 99, "crime"), Span(5, 9, "crime")])] == ["ab", "c"]


def test_what_is_withheld_can_no_longer_be_found_and_positions_stay() -> None:
    hidden = readable(TEXT, [Span(0, 13, "third_party")])
    assert len(hidden) == len(TEXT)
    assert "Dana Robinson" not in hidden


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("At 9.30am she rang. He left", ["At 9.30am she rang.", "He left"]),
        ('"Go away!" he said.', ['"Go away!"', "he said."]),
        ("a line\n\nanother line", ["a line", "another line"]),
        ("", []),
        ("...", ["..."]),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == found


def test_a_person_is_found_by_every_way_of_writing_the_name() -> None:
    found = mentions(TEXT, called([("Dana", "Robinson")]))
    assert [TEXT[each.start : each.end] for each in found if each.sure] == ["Dana Robinson", "Robinson, Dana"]


def test_a_name_that_is_only_alike_is_offered_and_not_taken_for_sure() -> None:
    found = mentions(TEXT, called([("Dana", "Robinson")]))
    alike = [each for each in found if not each.sure]
    assert [TEXT[each.start : each.end] for each in alike] == ["Diana"]
    assert alike[0].because


def test_a_surname_that_the_family_shares_does_not_tell_who_is_meant() -> None:
    text = "The Robinson family; Dana Robinson was seen."
    found = mentions(text, called([("Dana", "Robinson")], others=[("Jay", "Robinson")]))
    assert [(text[each.start : each.end], each.sure) for each in found] == [
        ("Robinson", False),
        ("Dana Robinson", True),
    ]


def test_part_of_a_word_is_no_mention() -> None:
    assert mentions("An artist and a hartlepool man", called([("Art", "")])) == []


def test_words_are_counted_as_people_count_them() -> None:
    assert words_in("She didn't come; half-past nine.") == 5

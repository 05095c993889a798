"""Hints on plain English: calm, local, never a refusal (AO4)."""

from __future__ import annotations

from lantern.interface.plain_english import LONG, better_words, hints


def test_plain_words_need_no_hint() -> None:
    assert not hints("We looked at what we were told. We will ring you on Monday.")
    assert not hints("")


def test_a_long_sentence_is_named_by_how_it_begins() -> None:
    long = " ".join(["word"] * (LONG + 1))
    found = hints(f"Short. {long}. Short.")
    assert found.long_sentences == (("word word word word word word", LONG + 1),)
    assert not hints(" ".join(["word"] * LONG))


def test_words_of_the_office_have_better_ones_once_each_in_the_order_of_the_text() -> None:
    found = hints("The Referral was subsequently closed. A referral needs no further action.")
    assert [word for word, _ in found.words] == ["referral", "subsequently", "no further action"]
    assert dict(found.words)["subsequently"] == "later"


def test_a_word_inside_another_is_left_alone() -> None:
    assert not hints("An ensuring sibilant.")


def test_no_better_word_is_itself_on_the_list() -> None:
    assert {word: better for word, better in better_words().items() if better in better_words()} == {}

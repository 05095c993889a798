"""Lists that grow without end are read a page at a time."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from lantern.interface.paging import page_of


def asked(query: str, size: int = 2):
    return page_of(RequestFactory().get(f"/actions/?{query}"), size=size)


def test_a_page_reads_one_row_more_than_it_shows_and_so_knows_whether_there_is_another():
    first = asked("list=open")
    assert (first.offset, first.limit) == (0, 3)
    assert first.cut(["a", "b", "c"]) == ["a", "b"]
    assert (first.previous, first.next) == ("", "?list=open&page=2")
    second = asked("list=open&page=2")
    assert second.part_of(["a", "b", "c"]) == ["c"]
    assert (second.previous, second.next) == ("?list=open", "")


def test_two_lists_on_one_page_are_turned_each_by_itself():
    request = RequestFactory().get("/board-meetings/?over=3")
    coming, over = page_of(request, name="coming", size=1), page_of(request, name="over", size=1)
    coming.cut(["a", "b"])
    over.cut(["a"])
    assert coming.next == "?over=3&coming=2"
    assert (over.previous, over.next) == ("?over=2", "")


def test_an_empty_list_has_a_first_page_and_nothing_stands_after_the_last():
    assert asked("").cut([]) == []
    with pytest.raises(Http404):
        asked("page=2").cut([])


@pytest.mark.parametrize("told", ["0", "-1", "two", "", "1e3", "99999999999999999999", "²"])
def test_what_is_no_number_of_a_page_is_not_found(told):
    with pytest.raises(Http404):
        asked(f"page={told}")

"""How alike deciders decide, and what a new threshold document would change (ILACS 2023, paragraph 2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import STOCKTON, Cast, a_contact, a_key, counted_queries, decisions_for, walk
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import actions, thresholds
from lantern.frontdoor.figures import likeness
from lantern.frontdoor.figures.likeness import Alike, Line, most_apart_first, wilson
from lantern.frontdoor.models import Contact, Outcome, ThresholdDraft
from lantern.frontdoor.queries import consistency as counted
from lantern.frontdoor.thresholds import Clause, SomebodyWasQuicker, Wording
from lantern.frontdoor.views import consistency as views
from lantern.partnership import queries as partnership
from lantern.partnership.models import ThresholdDocument
from lantern.spine.lifecycle import MoveRefused

pytestmark = pytest.mark.django_db


# ---- shares and intervals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("some", "whole", "low", "high"),
    [(0, 20, 0, 17), (20, 20, 83, 100), (50, 100, 40, 60), (1, 10, 1, 41)],
)
def test_an_interval_holds_for_small_numbers_and_near_nought_and_all(
    some: int, whole: int, low: int, high: int
) -> None:
    """Wilson's score interval: 0 of 20 lies between 0 and 16.1 of 100, 1 of 10 between 1.8 and 40.4."""
    share = wilson(some, whole)
    assert (share.low, share.high) == (low, high)


def line(key: str, low: int, high: int, *, deciders: int = 5) -> Line:
    return Line(key, {1: low, 3: high}, deciders)


def test_what_is_too_few_or_about_few_people_is_not_told() -> None:
    assert not line("1", 10, 9).can_be_told
    assert not line("1", 500, 500, deciders=2).can_be_told, "a line about two people would be about persons"
    assert line("1", 10, 10, deciders=3).can_be_told
    assert Alike("neglect", "2A", [line("1", 10, 10), line("2", 3, 3)]).gap is None


def test_groups_that_differ_by_more_than_chance_come_first() -> None:
    apart = Alike("neglect", "2A", [line("1", 90, 10), line("2", 40, 60)])
    alike = Alike("housing", "2A", [line("1", 12, 8), line("2", 11, 9)])
    unknown = Alike("missing", "2A", [line("1", 500, 1)])
    assert apart.is_more_than_chance
    assert not alike.is_more_than_chance
    assert most_apart_first([unknown, alike, apart]) == [apart, alike, unknown]
    assert [each.key for each in apart.told] == ["2", "1"]


# ---- counting --------------------------------------------------------------------------------------------------------


def decided(cast: Cast, *, reasons: list[str], level: int, children: int = 1) -> Contact:
    now = timezone.now()
    with acting(cast.officer):
        contact = walk(
            a_contact(cast.officer, at=now, children=children, reasons=reasons), "screened", cast=cast, at=now
        )
    with acting(cast.social_worker):
        contact = Contact.objects.get(pk=contact.pk)
        said = decisions_for(contact, Outcome.ADVICE)
        said = [replace(each, level=level if place == 0 else 1, clauses=["2.1"]) for place, each in enumerate(said)]
        actions.decide(contact, decisions=said, by=cast.social_worker, at=now, version=contact.version)
    with acting(cast.manager):
        contact = Contact.objects.get(pk=contact.pk)
        actions.sign_off(contact, note="Read it.", by=cast.manager, at=now, version=contact.version)
    return contact


def test_like_contacts_are_counted_once_each_at_their_highest_level(cast: Cast) -> None:
    decided(cast, reasons=["neglect", "housing"], level=3, children=2)
    decided(cast, reasons=["neglect"], level=2)
    decided(cast, reasons=["housing"], level=2)
    with acting(cast.manager), counted_queries() as statements:
        found = {one.reason: one for one in counted.alike_by([STOCKTON], "team", now=timezone.now())}
    assert len(statements) == 1
    only = found["neglect"].lines[0]
    assert (found["neglect"].source, only.levels, only.deciders) == ("2A", {3: 1, 2: 1}, 1)
    assert only.key == str(cast.social_worker.team_id), "the team of the post in which it was decided"
    assert found["housing"].contacts == 1
    with acting(cast.manager):
        by_post = counted.alike_by([STOCKTON], "group", now=timezone.now())
        assert {each.key for one in by_post for each in one.lines} == {"hub_social_worker"}


def test_the_page_compares_and_says_what_is_too_few(
    cast: Cast, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(cast, reasons=["neglect"], level=3)
    client = as_person(cast.manager)
    with counted_queries() as statements:
        empty = client.get(reverse("consistency")).content.decode()
    assert "Too few to tell" in empty
    assert len(statements) <= 4, statements
    other = partnership.emergency_duty_of(STOCKTON).pk
    lines = [line(str(cast.manager.team_id), 90, 10), line(str(other), 40, 60)]
    monkeypatch.setattr(views.counted, "alike_by", lambda *_, **__: [Alike("neglect", "2A", lines)])
    listed = client.get(reverse("consistency")).content.decode()
    assert "More than chance" in listed
    assert cast.social_worker.name not in listed
    one = client.get(reverse("consistency"), {"reason": "neglect", "source": "2A"}).content.decode()
    assert "more than chance explains" in one
    assert "Level 3 or 4" in one
    assert as_person(cast.social_worker).get(reverse("consistency")).status_code == 403


def test_what_can_not_be_counted_in_time_asks_for_one_area(
    cast: Cast, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*_: Any, **__: Any) -> None:
        raise views.TooMuchToCount

    monkeypatch.setattr(views.counted, "alike_by", too_much)
    assert "Choose one area" in as_person(cast.manager).get(reverse("consistency")).content.decode()


# ---- what a new threshold document would change ----------------------------------------------------------------------


def in_force() -> ThresholdDocument:
    return partnership.threshold_document(STOCKTON, timezone.localdate())


def test_versions_are_compared_clause_by_clause() -> None:
    one = Wording(
        "1",
        {"1": {"name": "Universal"}},
        (Clause("1.1", 1, "Home", "Safe  home"), Clause("1.2", 1, "School", "At school")),
    )
    two = Wording(
        "2", {"1": {"name": "All"}}, (Clause("1.1", 1, "Home", "Safe home"), Clause("1.3", 1, "New", "Heard"))
    )
    (level,) = thresholds.compared(one, two)
    assert level.is_renamed
    assert [(each.clause, each.kind) for each in level.clauses] == [
        ("1.1", "same"),
        ("1.2", "removed"),
        ("1.3", "added"),
    ]
    assert thresholds.touched([level]) == ["1.2"], "nobody cited what is new, and white space is no wording"
    assert thresholds.next_number(1, (*one.clauses, *two.clauses)) == "1.4"


def test_a_manager_drafts_and_sees_which_decisions_cited_what_would_change(cast: Cast, as_person: Any) -> None:
    contact = decided(cast, reasons=["neglect"], level=2)
    client, document = as_person(cast.manager), in_force()
    assert "There is no draft yet" in client.get(reverse("what_would_change")).content.decode()
    form = client.get(reverse("draft_threshold")).content.decode()
    assert "Draft the next version" in form
    typed: dict[str, Any] = {"act": str(a_key()), "version": "0", "document": str(document.pk)}
    for level, told in document.levels.items():
        typed |= {f"name_{level}": told["name"], f"summary_{level}": told["summary"], f"new_{level}": ""}
    for each in partnership.descriptors(document):
        typed[f"clause_{each.clause.replace('.', '_')}"] = each.text
    refused = client.post(reverse("draft_threshold"), typed | {"name_1": "", "clause_2_1": "Kept words"})
    assert refused.status_code == 422
    assert "Give level 1 a name" in refused.content.decode()
    assert "Kept words" in refused.content.decode()
    typed |= {"clause_2_1": "", "new_2": "The child is heard.\n\nThe child is seen alone."}
    assert client.post(reverse("draft_threshold"), typed).status_code == 302
    with counted_queries() as statements:
        shown = client.get(reverse("what_would_change")).content.decode()
    assert len(statements) <= 8, statements
    assert "Taken out" in shown
    assert "The child is seen alone." in shown
    assert "Decisions of the last 12 months cited them 1 time" in shown
    listed = client.get(reverse("decisions_citing"), {"clause": "2.1", "outcome": "advice"}).content.decode()
    assert contact.reference in listed
    assert as_person(cast.social_worker).get(reverse("draft_threshold")).status_code == 403


def test_of_two_who_draft_at_once_the_second_is_told_and_loses_nothing(cast: Cast, as_person: Any) -> None:
    """Promise P3: nobody overwrites another unseen."""
    document, now = in_force(), timezone.now()
    with acting(cast.manager):
        words = thresholds.as_published(document)
        draft = thresholds.save_draft(document, words, seen=0, by=cast.manager, at=now)
        thresholds.save_draft(document, words, seen=1, by=cast.manager, at=now)
        with pytest.raises(SomebodyWasQuicker):
            thresholds.save_draft(document, words, seen=1, by=cast.manager, at=now)
        assert ThresholdDraft.objects.get(pk=draft.pk).version == 2
    with acting(cast.social_worker), pytest.raises(MoveRefused):
        thresholds.save_draft(document, words, seen=2, by=cast.social_worker, at=now)
    with acting(cast.elsewhere):
        assert thresholds.draft_of(document, cast.elsewhere.authorities) is None
    client = as_person(cast.other_manager)
    typed: dict[str, Any] = {"act": str(a_key()), "version": "1", "new_1": "Mine."}
    typed |= {f"name_{level}": told["name"] for level, told in document.levels.items()}
    shown = client.post(reverse("draft_threshold"), typed).content.decode()
    assert "Somebody was quicker" in shown
    assert "Mine." in shown


def test_the_draft_can_be_read_as_a_version_of_an_area_file() -> None:
    import tomllib

    document = ThresholdDocument(title="Needs", version="2025", levels={}, in_force_from=dt.date(2025, 1, 1))
    words = Wording("draft", {"1": {"name": 'Every "child"', "summary": "All"}}, (Clause("1.1", 1, "At home", "Safe"),))
    read = tomllib.loads(thresholds.as_area_file(document, words))["threshold_document"]["version"][0]
    assert read["level"][0]["clauses"] == [{"id": "1.1", "domain": "at-home", "text": "Safe"}]
    assert read["domains"] == [{"code": "at-home", "name": "At home"}]


def test_the_numbers_that_keep_small_groups_out_are_the_same_everywhere() -> None:
    from lantern.frontdoor.queries.demand import TOO_FEW

    assert likeness.TOO_FEW == TOO_FEW

"""Why something was decided for a child stands in their chronology, as it was written in the decision."""

from __future__ import annotations

import dataclasses

import pytest
from tests.cast import TUESDAY_NOON, Cast, a_contact, counted_queries, decisions_for, walk

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Outcome
from lantern.people import papers
from lantern.people.queries import record_of
from lantern.spine import ledger

pytestmark = pytest.mark.django_db


def test_the_reasons_for_and_against_and_what_is_not_known_are_told_with_the_decision(cast: Cast) -> None:
    """Working Together 2023, chapter 3: the rationale of a decision is recorded. FD5: not in another document."""
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    contact = walk(contact, "screened", cast=cast)
    with acting(cast.social_worker):
        (decision,) = decisions_for(contact, Outcome.NO_FURTHER_ACTION)
        decision = dataclasses.replace(
            decision, speaks_for="Two earlier bruises.", speaks_against="", not_known="Who was at home that night."
        )
        actions.decide(contact, decisions=[decision], by=cast.social_worker, at=TUESDAY_NOON, version=contact.version)
        child = contact.reported.get().person_id
        with counted_queries() as statements:
            entries = ledger.chronology([child])
        assert len(statements) == 1
        (told,) = [each for each in entries if each.kind.code == "child_decided"]
        assert told.note == (
            f"Why: {decision.rationale}\n\nWhat speaks for it: Two earlier bruises."
            "\n\nWhat is not known, and why it could not wait: Who was at home that night."
        )
        several = ledger.chronology([child, contact.pk])
        assert [each.note for each in several if each.kind.code == "child_decided"] == [told.note]
        paper = papers.chronology(
            record_of(contact.reported.get().person.reference, by=cast.social_worker, now=TUESDAY_NOON),
            entries[::-1],
            recipient="Sam Court",
            by=cast.social_worker,
            at=TUESDAY_NOON,
            on=TUESDAY_NOON.date(),
            most=100,
        )
        assert "Two earlier bruises." in str(paper.blocks)

"""What it costs to take in a worry: every officer of a busy morning does it at once."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError
from tests.cast import TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact, ReportedPerson
from lantern.spine.lifecycle import AlreadyDone
from lantern.spine.models import Act, Clock

pytestmark = pytest.mark.django_db


HEAD_TEACHER = {"source": "2A", "name": "Head Teacher", "phone": "01632 960555", "answer_by": "phone"}


def received(cast: Cast, *, children: int, key: uuid.UUID | None = None, **referrer: object) -> Contact:
    return actions.receive(
        authority_id=cast.officer.authorities[0],
        contact={"channel": "telephone", "what_happened": "Seen with a bruise.", "reasons": ["neglect"]},
        referrer={**HEAD_TEACHER, **referrer},
        people=[actions.Reported("child", {"first_names": f"Child{index}"}) for index in range(children)],
        by=cast.officer,
        at=TUESDAY_NOON,
        key=key,
    )


def test_a_contact_is_one_statement_for_each_table_however_many_children_it_names(cast: Cast) -> None:
    """Act, episode, contact, event, clocks, referrer, reported people; and the routing rules that hold now."""
    with acting(cast.officer):
        received(cast, children=1)
        with counted_queries() as statements:
            contact = received(cast, children=5, key=a_key())
        assert sum(each.lstrip().lower().startswith("insert") for each in statements) == 7
        assert len(statements) == 8, "\n".join(statements)
        assert ReportedPerson.objects.filter(contact=contact).count() == 5


def test_a_contact_is_written_with_its_nearest_clock(cast: Cast) -> None:
    with acting(cast.officer):
        written = Contact.objects.get(pk=received(cast, children=1).pk)
        first = Clock.objects.filter(episode_id=written.pk, stopped_at=None).order_by("due_at")[0]
        assert (written.next_due_at, written.next_due) == (first.due_at, first.timescale)
        assert first.started_by.kind == "contact_received"


def test_a_key_used_before_writes_nothing_and_a_contact_that_fails_leaves_its_key_unused(cast: Cast) -> None:
    """Twice is once; and whoever is told of a mistake can press again."""
    key = a_key()
    with acting(cast.officer):
        with pytest.raises(IntegrityError, match="referrer_anonymous_is_unnamed"):
            received(cast, children=1, key=key, anonymous=True)
        assert not Act.objects.filter(key=key).exists()
        first = received(cast, children=1, key=key)
        with pytest.raises(AlreadyDone) as again:
            received(cast, children=2, key=key)
        assert again.value.episode_id == first.pk
        assert Contact.objects.count() == 1

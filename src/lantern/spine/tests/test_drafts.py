"""Drafts: what is typed is kept on the server, encrypted, for its writer alone, and two windows never overwrite each
other unseen.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from tests.cast import TUESDAY_NOON, Cast

from lantern.access.context import acting
from lantern.access.people_acting import public_visitor
from lantern.spine import drafts
from lantern.spine.models import Draft
from lantern.spine.sealing import SealBroken, seal, unseal

pytestmark = pytest.mark.django_db

TYPED = {"what_happened": ["Zebra crossing, a bruise."]}


def test_a_draft_is_found_again_as_it_was_left(cast: Cast) -> None:
    with acting(cast.officer):
        drafts.save("telephone_contact", TYPED, by=cast.officer, at=TUESDAY_NOON)
        found = drafts.find("telephone_contact", by=cast.officer)
        assert found is not None
        assert (found.values, found.version) == (TYPED, 1)


def test_a_draft_belongs_to_one_record(cast: Cast) -> None:
    """A draft restored on the wrong child's record is a leak."""
    with acting(cast.officer):
        drafts.save("decision", TYPED, by=cast.officer, at=TUESDAY_NOON, record="C-1")
        assert drafts.find("decision", by=cast.officer, record="C-2") is None


def test_two_windows_do_not_overwrite_each_other(cast: Cast) -> None:
    with acting(cast.officer):
        drafts.save("decision", TYPED, by=cast.officer, at=TUESDAY_NOON)
        drafts.save("decision", {"what_happened": ["Second window."]}, by=cast.officer, at=TUESDAY_NOON, version=1)
        with pytest.raises(drafts.DraftConflict) as conflict:
            drafts.save("decision", {"what_happened": ["First window."]}, by=cast.officer, at=TUESDAY_NOON, version=1)
        assert conflict.value.theirs.values == {"what_happened": ["Second window."]}


def test_nobody_else_finds_it_and_a_visitor_finds_only_their_own(cast: Cast) -> None:
    with acting(cast.officer):
        drafts.save("report", TYPED, by=cast.officer, at=TUESDAY_NOON)
    with acting(cast.manager):
        assert not Draft.objects.exists()
    mine, other = public_visitor("a" * 64), public_visitor("b" * 64)
    with acting(mine):
        drafts.save("report", TYPED, by=mine, at=TUESDAY_NOON)
    with acting(other):
        assert not Draft.objects.exists()
        assert drafts.find("report", by=other) is None


def test_what_was_typed_is_nowhere_readable_in_the_table(cast: Cast) -> None:
    with acting(cast.officer):
        drafts.save("report", TYPED, by=cast.officer, at=TUESDAY_NOON)
        with connection.cursor() as cursor:
            cursor.execute("select encode(sealed_values, 'escape') from spine_draft")
            assert "Zebra" not in cursor.fetchone()[0]


def test_a_sealed_value_does_not_open_in_another_place() -> None:
    sealed = seal({"to": "12 Fir Street"}, place="people_address.line:1")
    assert unseal(sealed, place="people_address.line:1") == {"to": "12 Fir Street"}
    with pytest.raises(SealBroken):
        unseal(sealed, place="people_address.line:2")
    with pytest.raises(SealBroken):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), place="people_address.line:1")


def test_what_was_sealed_in_another_lantern_opens_with_the_key_that_came_with_it(settings: Any) -> None:
    sealed = seal({"words": "Kept to the byte."}, place="disclosure_disclosedcopy.document:1")
    theirs, settings.FIELD_KEYS = settings.FIELD_KEYS[1], {1: b"k" * 32}
    with pytest.raises(SealBroken):
        unseal(sealed, place="disclosure_disclosedcopy.document:1")
    settings.RECEIVED_FIELD_KEYS = [b"n" * 32, theirs]
    assert unseal(sealed, place="disclosure_disclosedcopy.document:1") == {"words": "Kept to the byte."}
    with pytest.raises(SealBroken):
        unseal(sealed, place="disclosure_disclosedcopy.document:2")


def test_a_sent_form_leaves_no_draft(cast: Cast) -> None:
    with acting(cast.officer):
        drafts.save("report", TYPED, by=cast.officer, at=TUESDAY_NOON)
        drafts.discard("report", by=cast.officer)
        assert drafts.mine(by=cast.officer) == []

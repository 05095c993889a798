"""Drafts: any long form saves itself to the server while it is typed, and is found again on any device.

Keyed to person (or, in public, to a visitor's secret), form, form version and record. Two windows on one draft never
overwrite each other
unseen: saving names the version it started from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from lantern.law import timescales as law
from lantern.spine.actors import Actor
from lantern.spine.models import Draft
from lantern.spine.sealing import seal, unseal

KEPT = "draft-kept"
"""The local standard, in law/, that says how long an untouched draft is kept."""


@dataclass(frozen=True)
class Saved:
    """A draft as it stands on the server."""

    values: dict[str, Any]
    version: int
    saved_at: dt.datetime
    form_version: int


class DraftConflict(Exception):
    """Another window or device saved this draft since. ``theirs`` is what stands on the server."""

    def __init__(self, theirs: Saved) -> None:
        super().__init__("This draft was changed somewhere else.")
        self.theirs = theirs


def _whose(by: Actor) -> dict[str, Any]:
    """Whose drafts: a signed-in person's, or those of one visitor's secret."""
    visitor = getattr(by, "visitor", "")
    return (
        {"user_id": by.user_id, "visitor": ""} if by.user_id is not None else {"user__isnull": True, "visitor": visitor}
    )


def _mine(by: Actor, form: str, record: str) -> Any:
    return Draft.objects.filter(form=form, record=record, **_whose(by))


def _place(draft: Draft) -> str:
    return f"spine_draft.sealed_values:{draft.pk}"


def _opened(draft: Draft) -> Saved:
    return Saved(unseal(draft.sealed_values, place=_place(draft)), draft.version, draft.saved_at, draft.form_version)


def save(
    form: str,
    values: dict[str, Any],
    *,
    by: Actor,
    at: dt.datetime,
    record: str = "",
    version: int | None = None,
    form_version: int = 1,
    url: str = "",
) -> Saved:
    """Keep what is typed so far. ``version`` is the one the page holds (None for a first save).

    Raises DraftConflict when the server holds a newer one; nothing is overwritten.
    """
    expires = law.due_at(law.timescale(KEPT), at) or at
    with transaction.atomic():
        draft = _mine(by, form, record).first()
        if draft is None:
            draft = Draft(
                user_id=by.user_id,
                visitor=getattr(by, "visitor", ""),
                form=form,
                form_version=form_version,
                record=record,
                url=url,
                saved_at=at,
                expires_at=expires,
            )
            draft.sealed_values = seal(values, place=_place(draft))
            try:
                with transaction.atomic():
                    draft.save(force_insert=True)
                return Saved(values, 1, at, form_version)
            except IntegrityError:
                draft = _mine(by, form, record).get()
        if version is None or version != draft.version:
            theirs = _opened(draft)
            if theirs.values == values:
                return theirs
            raise DraftConflict(theirs)
        changed = Draft.objects.filter(pk=draft.pk, version=version).update(
            version=F("version") + 1,
            sealed_values=seal(values, place=_place(draft)),
            saved_at=at,
            expires_at=expires,
            form_version=form_version,
            url=url or draft.url,
        )
        if not changed:
            raise DraftConflict(_opened(_mine(by, form, record).get()))
        return Saved(values, version + 1, at, form_version)


def find(form: str, *, by: Actor, record: str = "") -> Saved | None:
    """The draft of this form about this record, if there is one."""
    draft = _mine(by, form, record).first()
    return _opened(draft) if draft else None


def discard(form: str, *, by: Actor, record: str = "") -> None:
    """Forget a draft: its form was sent, or the person said so."""
    _mine(by, form, record).delete()


def mine(*, by: Actor) -> list[Draft]:
    """The reader's own drafts, newest first, to go on with."""
    return list(Draft.objects.filter(**_whose(by)).defer("sealed_values").order_by("-saved_at")[:50])


def purge() -> int:
    """Remove drafts that nobody touched for as long as one is kept. Returns how many.

    Only the part of the system that keeps time does it, and sees none of them. The database judges by its own clock,
    and a draft that is saved meanwhile stays.
    """
    with connection.cursor() as cursor:
        cursor.execute("select access.purge_drafts()")
        return int(cursor.fetchone()[0])

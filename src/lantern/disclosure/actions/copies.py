"""What goes out: each copy is made once, kept to the byte, and never changed."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid

from django.db import transaction
from django.db.models import Max

from lantern.disclosure import papers
from lantern.disclosure.models import AccessRequest, DisclosedCopy
from lantern.disclosure.states import REQUEST
from lantern.interface import documents
from lantern.law.codes import code_set
from lantern.spine.actors import Actor, somebody
from lantern.spine.sealing import seal, unseal


def _place(copy: DisclosedCopy) -> str:
    return f"disclosure_disclosedcopy.sealed_content:{copy.pk}"


def _next_number(request: AccessRequest) -> int:
    return (request.copies.aggregate(last=Max("number"))["last"] or 0) + 1


def _keep(request: AccessRequest, number: int, recipient: str, *, by: Actor, at: dt.datetime) -> DisclosedCopy:
    made = documents.pdf(papers.answer(request, copy=number, recipient=recipient, by=by, at=at))
    copy = DisclosedCopy(
        request_id=request.pk,
        episode_id=request.pk,
        authority_id=request.authority_id,
        restricted=request.restricted,
        number=number,
        recipient=recipient,
        sha256=hashlib.sha256(made).hexdigest(),
        user_id=somebody(by),
        made_by_name=by.name[:120],
        made_at=at,
    )
    copy.sealed_content = seal(base64.b64encode(made).decode(), place=_place(copy))
    copy.save(force_insert=True)
    return copy


def content_of(copy: DisclosedCopy) -> bytes:
    """The document exactly as it went out. Raises SealBroken when it was altered."""
    return base64.b64decode(unseal(copy.sealed_content, place=_place(copy)))


@transaction.atomic
def disclose(
    request: AccessRequest,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> DisclosedCopy:
    """Make the first copy for the requester, with a schedule of what is withheld. The clock stops."""
    number = _next_number(request)
    REQUEST.make(
        "disclose",
        request,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"copy": number, "outcome": request.get_outcome_display().lower()},
        late_reason=late_reason,
    )
    return _keep(request, number, request.requester_name, by=by, at=at)


@transaction.atomic
def refuse(
    request: AccessRequest,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> DisclosedCopy:
    """Refuse as a whole, as approved. The letter says why, and how to complain (UK GDPR Art. 12(4))."""
    REQUEST.make(
        "refuse",
        request,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"ground": code_set("withholding_reason").label(request.refusal_reason).lower()},
        late_reason=late_reason,
    )
    return _keep(request, _next_number(request), request.requester_name, by=by, at=at)


@transaction.atomic
def another_copy(
    request: AccessRequest,
    *,
    recipient: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> DisclosedCopy:
    """Make another copy of what was disclosed, for a named recipient, with a number of its own."""
    number = _next_number(request)
    REQUEST.make("copy", request, by=by, at=at, version=version, key=key, payload={"copy": number})
    return _keep(request, number, recipient, by=by, at=at)

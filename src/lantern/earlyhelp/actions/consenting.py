"""Who in the family agrees that which agency is told what; and what is told, which never goes further than that."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from lantern.access.context import sending_to
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp import rules
from lantern.earlyhelp.models import Consent, EarlyHelp, Shared
from lantern.earlyhelp.states import EARLY_HELP
from lantern.law.codes import code_set
from lantern.partnership.models import Agency
from lantern.spine.actors import refused
from lantern.spine.lifecycle import Made, MoveRefused

ENDED = "ended"
"""What is shared with an agency when its consent is withdrawn: that it is."""


@transaction.atomic
def answer_consent(
    help_: EarlyHelp,
    *,
    agency: Agency,
    about: Sequence[int],
    given: bool,
    sharing: Sequence[str] = (),
    given_by: str,
    how: str,
    when: dt.datetime,
    words: str = "",
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Record what the family answered when asked whether an agency may be told: for these people (their numbers in the
    family), and to what. A refusal is kept like a yes.
    """
    names = {each["number"]: each["name"] for each in help_.subjects}
    if not about or any(number not in names for number in about):
        raise MoveRefused(refused("Say about whom the agency may be told.", next_step="Choose at least one person."))
    if given and not sharing:
        raise MoveRefused(refused("Say what may be told.", next_step="Choose at least one thing."))
    labels = ", ".join(code_set("early_help_sharing").label(each).lower() for each in sharing)
    payload = {"agency": agency.name} | ({"what": labels} if given else {})
    made = EARLY_HELP.make(
        "consent_given" if given else "consent_refused",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload=payload,
    )
    Consent.objects.bulk_create(
        Consent(
            episode_id=help_.pk,
            authority_id=help_.authority_id,
            restricted=help_.restricted,
            agency=agency,
            about=number,
            about_name=names[number],
            answer=Consent.Answer.GIVEN if given else Consent.Answer.REFUSED,
            sharing=list(sharing) if given else [],
            given_by=given_by,
            how=how,
            words=words,
            at=when,
            recorded_by_name=by.name[:120],
        )
        for number in about
    )
    return made


@transaction.atomic
def withdraw_consent(
    help_: EarlyHelp,
    *,
    agency: Agency,
    given_by: str,
    how: str,
    words: str = "",
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The family takes its consent for an agency back: for everybody it was given for, from this moment. The agency is
    told that much and nothing after it. Raises MoveRefused where nothing stands.
    """
    stood = [
        each
        for (agency_id, _), each in rules.standing(consents_of(help_)).items()
        if agency_id == agency.pk and each["answer"] == rules.GIVEN
    ]
    if not stood:
        raise MoveRefused(refused(f"No consent stands for {agency.name}."))
    made = EARLY_HELP.make(
        "consent_withdrawn",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": agency.name},
        note=words,
    )
    Consent.objects.bulk_create(
        Consent(
            episode_id=help_.pk,
            authority_id=help_.authority_id,
            restricted=help_.restricted,
            agency=agency,
            about=each["about"],
            about_name=each["about_name"],
            answer=Consent.Answer.WITHDRAWN,
            given_by=given_by,
            how=how,
            words=words,
            at=at,
            recorded_by_name=by.name[:120],
        )
        for each in stood
    )
    if Shared.objects.filter(episode_id=help_.pk, partner_agency=agency).exists():
        told = {
            "heading": "Nothing more will be shared",
            "text": "The family withdrew its consent. What you were told before stays with you, under your own rules; "
            "nothing new about this family will reach you from here. If you are worried about a child, tell the hub.",
        }
        _write_shared(help_, agency, ENDED, "Consent was withdrawn", [told], by=by, at=at)
    return made


def consents_of(help_: EarlyHelp) -> list[dict[str, Any]]:
    """Every answer, oldest first. One statement."""
    found = Consent.objects.filter(episode_id=help_.pk).order_by("recorded_at", "id")
    return [dict(each) for each in found.values("agency_id", "about", "about_name", "answer", "sharing")]


@transaction.atomic
def share(
    help_: EarlyHelp,
    *,
    agency: Agency,
    what: str,
    title: str,
    body: Sequence[dict[str, str]],
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Give an agency a copy, frozen now. ``body`` is a list of headings with text. Raises MoveRefused where somebody in
    the family has not agreed, or has withdrawn: it is asked at this moment, after the record's version was.
    """
    made = EARLY_HELP.make(
        "share",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": agency.name, "what": code_set("early_help_sharing").label(what)},
    )
    # The move has locked the record: a withdrawal that is recorded meanwhile waits, or was before and is seen here.
    answer = rules.may_be_told(agency.name, agency.pk, what, help_.subjects, consents_of(help_))
    if not answer:
        raise MoveRefused(answer)
    _write_shared(help_, agency, what, title, list(body), by=by, at=at)
    return made


def _write_shared(
    help_: EarlyHelp,
    agency: Agency,
    what: str,
    title: str,
    body: list[dict[str, str]],
    *,
    by: ActingPerson,
    at: dt.datetime,
) -> None:
    # What is another agency's to read is not this one's to write, except for the authority.
    with sending_to(help_.authority_id):
        Shared(
            episode_id=help_.pk,
            authority_id=help_.authority_id,
            partner_agency=agency,
            restricted=help_.restricted,
            family_reference=help_.reference,
            what=what,
            title=title,
            body=body,
            lead_team_id=help_.owner_team_id,
            shared_at=at,
            shared_by_name=by.name[:120],
        ).save(force_insert=True)

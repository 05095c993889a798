"""Everything that changes forms, what was said in them, and what is shown of it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from lantern.learning import themes as library
from lantern.learning.models import Theme
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.acts import claim, require
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.voices import permissions as may
from lantern.voices.library import LIBRARY, Kind
from lantern.voices.models import Feedback, VoiceForm, YouSaid
from lantern.voices.states import FEEDBACK

_SIGNS = "bcdfghjkmnpqrstvwxz23456789"


@transaction.atomic
def open_form(
    *,
    keeper: int,
    title: str,
    service: str,
    audience: str,
    questions: Sequence[str],
    own_question: str = "",
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> VoiceForm:
    """Make a form of questions of the library, and one question of one's own, answered in words."""
    require(by.may(may.READ_FEEDBACK))
    claim(key, move="voices.open", by=by)
    chosen = [
        {"code": each.code, "kind": str(each.kind), "text": each.text(audience)}
        for each in LIBRARY
        if each.code in questions
    ]
    if own_question.strip():
        chosen.append({"code": "own", "kind": str(Kind.WORDS), "text": own_question.strip()})
    if not chosen:
        raise MoveRefused(refused("A form asks something.", next_step="Choose at least one question."))
    made = VoiceForm(
        authority_id=keeper,
        code="".join(secrets.choice(_SIGNS) for _ in range(8)),
        title=title.strip(),
        service=service.strip(),
        audience=audience,
        questions=chosen,
        opened_by_name=by.name[:120],
        opened_at=at,
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def close_form(form: VoiceForm, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> None:
    """Close a form: its address says so, and where else to turn. What was said stays."""
    require(by.may(may.READ_FEEDBACK))
    claim(key, move="voices.close", by=by)
    VoiceForm.objects.filter(pk=form.pk, closed_at__isnull=True).update(closed_at=at)


@transaction.atomic
def give(
    form: VoiceForm,
    *,
    answers: Mapping[str, str],
    worry: bool,
    language: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Made:
    """Somebody says how it was. Nothing is kept of who they are."""
    if form.closed_at is not None:
        raise MoveRefused(refused("This form is closed."))
    asked = {each["code"] for each in form.questions}
    found = Feedback(
        authority_id=form.authority_id,
        owner_team=partnership.business_team(form.authority_id),
        form=form,
        answers={code: said.strip() for code, said in answers.items() if code in asked and said.strip()},
        language=language,
        worry=worry,
    )
    return FEEDBACK.begin("give_worry" if worry else "give", found, by=by, at=at, key=key)


@transaction.atomic
def read(
    found: Feedback,
    *,
    says: str,
    themes: Iterable[Theme],
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """It was read: what it says without names, and the themes it carries. What says that somebody is afraid is read
    only when it is said what the hub was told.
    """
    if found.worry and not found.told_hub:
        raise MoveRefused(refused("Say first what the hub was told.", next_step="Tell the hub."))
    made = FEEDBACK.make("read", found, by=by, at=at, version=version, key=key, late_reason=late_reason)
    Feedback.objects.filter(pk=found.pk).update(says=says.strip(), read_at=at, read_by_name=by.name[:120])
    library.carry_all(themes, episode=found, by=by, at=at, evidence="said")
    return made


@transaction.atomic
def tell_hub(
    found: Feedback, *, words: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Write down what the hub was told, or why there was nothing to tell it."""
    made = FEEDBACK.make("tell_hub", found, by=by, at=at, version=version, key=key)
    Feedback.objects.filter(pk=found.pk).update(told_hub=words.strip())
    return made


@transaction.atomic
def show(
    *,
    keeper: int,
    said: str,
    did: str,
    form: VoiceForm | None,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> YouSaid:
    """Show everybody what people said and what was done."""
    require(by.may(may.READ_FEEDBACK))
    claim(key, move="voices.show", by=by)
    made = YouSaid(
        authority_id=keeper, form=form, said=said.strip(), did=did.strip(), by_name=by.name[:120], shown_at=at
    )
    made.save(force_insert=True)
    return made

"""What is done to a separation run: planned, counted, ruled, approved twice, exported, proved, closed, or given up."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.custody.models import SeparationRun
from lantern.custody.questions import JOINT, QUESTIONS, RULES
from lantern.custody.states import HALF_APPROVED, SEPARATION
from lantern.partnership.models import Agency, Authority, Team, TeamKind
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused


class NothingToSeparate(ValueError):
    """These authorities can not leave. The text says why."""


@transaction.atomic
def plan(
    *, leaving: list[Authority], leaves_on: dt.date, going_to: str, ask: str, by: Actor, at: dt.datetime
) -> SeparationRun:
    """Begin a run. Raises NothingToSeparate when nobody would stay, or the council that leaves is not known."""
    codes = sorted(each.pk for each in leaving)
    served = {code for team in Team.objects.filter(kind=TeamKind.HUB) for code in team.covers}
    if missing := [each.short_name for each in leaving if each.pk not in served]:
        raise NothingToSeparate(f"{', '.join(missing)} is not served by a hub here, so it can not leave.")
    stays = Authority.objects.filter(pk__in=served - set(codes)).order_by("pk")
    beside = _shares_a_hub(codes)
    staying = next((each for each in stays if each.pk in beside), stays.first())
    if staying is None:
        raise NothingToSeparate("Nobody would stay here. To move a whole Lantern, restore its backup elsewhere.")
    council = Agency.objects.filter(authority_id=codes[0], kind="childrens_social_care").order_by("pk").first()
    if council is None:
        raise NothingToSeparate(f"No council is named for {leaving[0].short_name}: name one in its area file.")
    keeper = Team.objects.filter(kind=TeamKind.GOVERNANCE, covers__contains=[staying.pk]).order_by("pk").first()
    if keeper is None:
        raise NothingToSeparate(f"{staying.short_name} has no information governance team: name one in its area file.")
    run = SeparationRun(
        authority_id=staying.pk,
        partner_agency_id=council.pk,
        owner_team_id=keeper.pk,
        leaving=codes,
        leaves_on=leaves_on,
        going_to=going_to,
        ask=ask,
    )
    words = {"leaving": ", ".join(each.short_name for each in leaving), "day": f"{leaves_on:%-d %B %Y}"}
    SEPARATION.begin("plan", run, by=by, at=at, payload=words)
    return run


def _shares_a_hub(codes: list[int]) -> set[int]:
    hubs = Team.objects.filter(kind=TeamKind.HUB, covers__overlap=codes)
    return {code for team in hubs for code in team.covers} - set(codes)


@transaction.atomic
def counted(run: SeparationRun, *, preview: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    """Keep what was counted. What families were found may have changed, so rules of vanished families are dropped."""
    families = {f"family:{family['key']}" for family in preview["families"]}
    rules = {code: rule for code, rule in run.rules.items() if not code.startswith("family:") or code in families}
    SEPARATION.make(
        "preview", run, by=by, at=at, version=run.version, payload={"rows": f"{preview['rows']['g']:,}"}, about=[]
    )
    SeparationRun.objects.filter(pk=run.pk).update(preview=preview, previewed_at=at, rules=rules)
    run.preview, run.previewed_at, run.rules = preview, at, rules


@transaction.atomic
def choose(
    run: SeparationRun,
    *,
    question: str,
    rule: str,
    lead: int | None = None,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> None:
    """Choose the rule of one question, or of one family (``family:<reference>``). Raises MoveRefused."""
    asked = QUESTIONS.get("families" if question.startswith("family:") else question)
    if asked is None or rule not in asked.rules:
        raise MoveRefused(refused("There is no such rule for this question.", next_step="Choose one of those offered."))
    if rule == JOINT and lead is None:
        raise MoveRefused(refused("Say who leads.", next_step="Name the authority that answers for what both keep."))
    family = question.removeprefix("family:") if question.startswith("family:") else ""
    told = {"question": f"The family of {family}" if family else str(asked.title), "rule": str(RULES[rule])}
    SEPARATION.make("rule", run, by=by, at=at, version=version, key=key, payload=told, about=[])
    run.rules = run.rules | {question: {"rule": rule, "lead": lead if rule == JOINT else None}}
    SeparationRun.objects.filter(pk=run.pk).update(rules=run.rules)


@transaction.atomic
def approve(
    run: SeparationRun, *, by: Any, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> SeparationRun:
    """Approve for the approver's own council: the first of two, or the second. Raises MoveRefused."""
    second = run.state == HALF_APPROVED
    agency = Agency.objects.filter(pk=by.agency_id).values_list("name", flat=True).first() or ""
    SEPARATION.make(
        "approve" if second else "approve_first",
        run,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": agency},
        about=[],
    )
    who = (
        {"second_approved_by_id": by.user_id, "second_approved_by_name": by.name[:120]}
        if second
        else {
            "first_approved_by_id": by.user_id,
            "first_approved_by_name": by.name[:120],
            "first_approved_for_id": by.agency_id,
        }
    )
    SeparationRun.objects.filter(pk=run.pk).update(**who)
    return SeparationRun.objects.get(pk=run.pk)


@transaction.atomic
def reopen(
    run: SeparationRun, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> None:
    """Open a run for another look: both approvals, and what was exported and proved, no longer stand."""
    SEPARATION.make(
        "reopen", run, by=by, at=at, version=version, key=key, note=reason, facts={"reason": reason}, about=[]
    )
    SeparationRun.objects.filter(pk=run.pk).update(
        first_approved_by=None,
        first_approved_by_name="",
        first_approved_for=None,
        second_approved_by=None,
        second_approved_by_name="",
        manifest_sha256="",
        proof={},
    )


@transaction.atomic
def abandon(
    run: SeparationRun, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> None:
    """Give a run up. Nothing was changed for anybody, so nothing has to be put back."""
    SEPARATION.make(
        "abandon", run, by=by, at=at, version=version, key=key, note=reason, facts={"reason": reason}, about=[]
    )


@transaction.atomic
def exported(run: SeparationRun, *, manifest: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    """Keep which export this is."""
    rows = sum(table["rows"] for table in manifest["tables"].values())
    facts = {"rows": f"{rows:,}", "tables": str(len(manifest["tables"])), "manifest": manifest["sha256"][:12]}
    SEPARATION.make("export", run, by=by, at=at, version=run.version, payload=facts, about=[])
    SeparationRun.objects.filter(pk=run.pk).update(manifest_sha256=manifest["sha256"], proof={})
    run.manifest_sha256 = manifest["sha256"]


@transaction.atomic
def proved(run: SeparationRun, *, proof: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    """Keep the proof that both sides hold the same."""
    facts = {"rows": f"{proof['rows']:,}"}
    SEPARATION.make("prove", run, by=by, at=at, version=run.version, payload=facts, about=[])
    SeparationRun.objects.filter(pk=run.pk).update(proof=proof)
    run.proof = proof


def closed(run: SeparationRun, *, by: Actor, at: dt.datetime) -> None:
    """Write down that the records were closed here, in the transaction that closes them."""
    names = Authority.objects.filter(pk__in=run.leaving).order_by("pk").values_list("short_name", flat=True)
    facts = {"leaving": ", ".join(names), "going_to": run.going_to}
    SEPARATION.make("close", run, by=by, at=at, version=run.version, payload=facts, about=[])

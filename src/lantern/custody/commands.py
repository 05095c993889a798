"""`lantern separate`: one authority leaves a shared hub with its records, whole and proved; and arrives in another."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from lantern.custody import actions, archive, closing, receiving
from lantern.custody.catalogue import UnassignedTable
from lantern.custody.exporting import ChangedMeanwhile, compare, export
from lantern.custody.keeping import everything, keeper
from lantern.custody.models import Arrival, SeparationRun
from lantern.custody.previewing import KINDS, preview
from lantern.custody.questions import QUESTIONS, RULES, counted, unanswered
from lantern.custody.states import APPROVED, EXPORTED, PROVED, SEPARATION
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority
from lantern.spine.lifecycle import MoveRefused

type Report = Callable[[str], None]


class SeparationRefused(Exception):
    """What was asked can not be done now. The text says why, and what to do."""


_PLAIN = (
    actions.NothingToSeparate,
    archive.ArchiveBroken,
    ChangedMeanwhile,
    MoveRefused,
    UnassignedTable,
    receiving.NotReceived,
)


def separate(arguments: argparse.Namespace) -> int:
    """Do one step. Every step is whole or leaves nothing; only ``close`` changes anything for readers."""
    steps: dict[str, Callable[[argparse.Namespace], None]] = {
        "plan": _plan,
        "preview": _preview,
        "rule": _rule,
        "export": _export,
        "receive": _receive,
        "prove": _prove,
        "close": _close,
        "list": _list,
    }
    try:
        steps[arguments.what](arguments)
    except _PLAIN as problem:
        raise SeparationRefused(str(problem)) from problem
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _named(code: str) -> Authority:
    for each in Authority.objects.all():
        if code.lower() in {str(each.pk), each.ons_code.lower(), each.code.lower(), each.short_name.lower()}:
            return each
    raise SeparationRefused(f"There is no authority “{code}” here.")


def _run(reference: str) -> SeparationRun:
    run = SeparationRun.objects.filter(reference=reference.upper()).first()
    if run is None:
        raise SeparationRefused(f"There is no separation run {reference}. `lantern separate list` names them.")
    return run


def _by(run: SeparationRun) -> Any:
    return keeper([run.authority_id, *run.leaving])


def _plan(arguments: argparse.Namespace) -> None:
    leaving = [_named(code) for code in arguments.leaving]
    with everything() as (cursor, catalogue):
        run = actions.plan(
            leaving=leaving,
            leaves_on=arguments.on,
            going_to=arguments.to,
            ask=arguments.ask,
            by=keeper(each.pk for each in Authority.objects.all()),
            at=timezone.now(),
        )
        actions.counted(run, preview=preview(cursor, catalogue, run), by=_by(run), at=timezone.now())
    _say(f"Planned as {run.reference}.")
    _tell(run)


def _preview(arguments: argparse.Namespace) -> None:
    with everything() as (cursor, catalogue):
        run = _run(arguments.run)
        actions.counted(run, preview=preview(cursor, catalogue, run), by=_by(run), at=timezone.now())
    _tell(run)


def _tell(run: SeparationRun) -> None:
    for kind in KINDS:
        sides = run.preview["kinds"].get(kind, {})
        goes, both, stays = (sides.get(side, 0) for side in "gbs")
        _say(f"{kind.capitalize()}: {goes:,} go, {both:,} are kept by both, {stays:,} stay.")
    posts = run.preview["posts"]
    _say(f"Posts: {posts['only_leaving']:,} work only for who leaves; {posts['both']:,} work for both sides.")
    for code, count in counted(run).items():
        chosen = run.rules.get(code, {}).get("rule")
        if count:
            _say(f"{QUESTIONS[code].title}: {count:,}. {RULES[chosen] if chosen else 'No rule yet'}.")
    for table, count in run.preview["left_behind"].items():
        _say(f"Left behind: {count:,} rows of {table} name somebody who stays.")
    for line in unanswered(run):
        _say(f"Still to decide: {line}.")


def _rule(arguments: argparse.Namespace) -> None:
    with everything():
        run = _run(arguments.run)
        lead = _named(arguments.lead).pk if arguments.lead else None
        actions.choose(
            run,
            question=arguments.question,
            rule=arguments.rule,
            lead=lead,
            by=_by(run),
            at=timezone.now(),
            version=run.version,
        )
    _say(f"{arguments.question}: {RULES[arguments.rule]}.")


def _export(arguments: argparse.Namespace) -> None:
    target = Path(arguments.directory)
    with everything() as (cursor, catalogue):
        run = _run(arguments.run)
        if run.state not in (APPROVED, EXPORTED, PROVED):
            raise SeparationRefused(
                f"{run.reference} is {SEPARATION.states[run.state].lower()}: both councils approve first."
            )
        manifest = export(cursor, catalogue, run, target, _say)
        actions.exported(run, manifest=manifest, by=_by(run), at=timezone.now())
    rows = sum(table["rows"] for table in manifest["tables"].values())
    _say(f"Exported {rows:,} rows of {len(manifest['tables'])} tables to {target}. It is confidential: encrypt it.")


def _receive(arguments: argparse.Namespace) -> None:
    folder = Path(arguments.directory)
    source = archive.opened(folder)
    at = timezone.now()
    with everything(locking=True) as (cursor, catalogue):
        came = receiving.receive(cursor, catalogue, source, _say)
        for each in source.manifest["leaving"]:
            Arrival.objects.create(
                authority_id=each["id"],
                run_reference=source.manifest["run"],
                manifest_sha256=source.sha256,
                arrived_at=at,
                counts={name: table["rows"] for name, table in came.tables.items()},
                alike=came.alike,
            )
    partnership.forget()
    receipt = {
        "format": archive.FORMAT,
        "manifest_sha256": source.sha256,
        "received_at": at.isoformat(),
        "tables": came.tables,
    }
    (Path(arguments.receipt) if arguments.receipt else folder / archive.RECEIPT).write_text(
        json.dumps(receipt, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    _say(f"Received {came.rows:,} rows, the same as exported. Give {archive.RECEIPT} back to who sent them.")
    if came.alike:
        _say(f"{len(came.alike):,} pairs may be the same person: look at them under Separation. Nobody was joined.")


def _prove(arguments: argparse.Namespace) -> None:
    folder = Path(arguments.directory)
    source = archive.opened(folder)
    with everything() as (cursor, catalogue):
        run = _run(arguments.run)
        _same_export(run, source)
        compare(cursor, catalogue, run, source, _say)
        partition = _partition(source.manifest)
        receipt = _receipt(Path(arguments.receipt) if arguments.receipt else folder / archive.RECEIPT, source)
        proof = {
            "rows": sum(table["rows"] for table in source.manifest["tables"].values()),
            "tables": partition,
            "manifest_sha256": source.sha256,
            "received_at": receipt["received_at"],
            "left_behind": source.manifest["left_behind"],
            "files": len(source.manifest["attachments"]),
        }
        actions.proved(run, proof=proof, by=_by(run), at=timezone.now())
    _say(f"Proved: {proof['rows']:,} rows are the same here, in the export, and where they were received.")


def _same_export(run: SeparationRun, source: archive.Archive) -> None:
    if source.sha256 != run.manifest_sha256:
        raise SeparationRefused(f"This is not the export of {run.reference}: its manifest is another.")


def _partition(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """For each table: all rows, and how many went, stayed or are shared. Together they are all of them."""
    found = {
        name: {
            "went": table["of"].get("g", 0),
            "shared": table["of"].get("b", 0),
            "stayed": table["of"].get("s", 0),
            "sha256": table["sha256"],
        }
        for name, table in manifest["tables"].items()
    }
    for name, sides in manifest["stays"].items():
        found[name] = {"went": 0, "shared": 0, "stayed": sides.get("s", 0), "sha256": ""}
    for name, table in manifest["tables"].items():
        if table["rows"] != found[name]["went"] + found[name]["shared"]:
            raise SeparationRefused(
                f"{name}: {table['rows']:,} rows are in the export, not as many as were sorted to go."
            )
    return found


def _receipt(place: Path, source: archive.Archive) -> dict[str, Any]:
    if not place.is_file():
        raise SeparationRefused(
            f"There is no receipt at {place}. Everything here agrees with the export; whoever received it sends back"
            f" the {archive.RECEIPT} that `lantern separate receive` wrote."
        )
    receipt: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    if receipt.get("manifest_sha256") != source.sha256:
        raise SeparationRefused("The receipt is for another export.")
    for name, table in source.manifest["tables"].items():
        came = receipt["tables"].get(name, {})
        if (came.get("rows"), came.get("sha256")) != (table["rows"], table["sha256"]):
            raise SeparationRefused(f"{name} did not arrive as it was sent.")
    return receipt


def _close(arguments: argparse.Namespace) -> None:
    source = archive.opened(Path(arguments.directory))
    with everything(locking=True) as (cursor, catalogue):
        run = _run(arguments.run)
        if run.state != PROVED:
            raise SeparationRefused(f"{run.reference} is {SEPARATION.states[run.state].lower()}: prove it first.")
        if run.leaves_on > timezone.localdate() and not arguments.early:
            raise SeparationRefused(f"They leave on {run.leaves_on:%-d %B %Y}. To close before that, add --early.")
        _same_export(run, source)
        # The run itself is a record that stays: it is written before what goes is compared and closed.
        kept = closing.close(cursor, catalogue, run, source, _say)
        actions.closed(run, by=_by(run), at=timezone.now())
    partnership.forget()
    _say(
        f"Closed. {kept['person_id']:,} people and {kept['episode_id']:,} pieces of work stay open here. Take"
        " the authority out of the area file, so that it reads as it is."
    )


def _list(arguments: argparse.Namespace) -> None:
    del arguments
    with everything():
        runs = list(SeparationRun.objects.order_by("-opened_at"))
        arrivals = list(Arrival.objects.order_by("-arrived_at"))
    for run in runs:
        _say(f"{run.reference}  {SEPARATION.states[run.state]}  {', '.join(map(str, run.leaving))} on {run.leaves_on}")
    for arrival in arrivals:
        _say(f"{arrival.run_reference}  received {arrival.arrived_at:%d %b %Y}  {arrival.authority_id}")
    if not runs and not arrivals:
        _say("Nothing was separated or received here.")

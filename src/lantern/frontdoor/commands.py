"""What the front door does from the command line: bringing in a file of contacts, and what time itself does."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from django.utils import timezone

from lantern.access import sender_links, tries, waiting_mail
from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.frontdoor import importing, notices, reminders
from lantern.frontdoor.figures import keeping, likely_late
from lantern.frontdoor.models import NoticeBatch
from lantern.frontdoor.sampling import drawing
from lantern.partnership import queries as partnership
from lantern.partnership.models import CASE_HOLDING, Authority, Post
from lantern.spine import drafts

DONE, FAILED, USAGE, SOME_ROWS_REFUSED = 0, 1, 2, 4
"""Exit codes, as for every command of the product."""

_LINE_EVERY = 5.0  # seconds between lines of progress


def import_contacts(arguments: argparse.Namespace) -> int:
    """Bring in a file of police notices for one authority. Good rows come in, each once; refused rows go to a file
    with what is wrong.

    Each notice is one transaction: broken off half-way, the same command goes on where it stopped. The exit code is 4
    when rows were refused.
    """
    path = Path(arguments.file)
    authority = _authority(arguments.authority)
    if authority is None:
        codes = ", ".join(f"{each.pk} {each.short_name}" for each in partnership.authorities())
        return _say(f"Say which authority receives them with --authority. Known here: {codes}.", USAGE)
    by = _actor(arguments.by, authority)
    if by is None:
        return _say(
            f"There is no post {arguments.by} that works for {authority.short_name} and is held by somebody.", USAGE
        )
    try:
        content = path.read_bytes()
    except OSError as problem:
        return _say(f"{path} can not be read: {problem.strerror}.", FAILED)
    now = timezone.now()
    try:
        if arguments.check:
            return _tell(notices.read_notices(content, received_on=now.astimezone(partnership.LONDON).date()), None)
        with acting(by):
            batch = importing.take_in(content, authority_id=authority.pk, by=by, at=now)
    except notices.NoticeFileError as problem:
        return _say(str(problem), FAILED)
    if batch.sealed_content is None:
        return _say(f"This very file was imported before: {batch.imported} contacts. Nothing was done.", DONE)
    with acting(by):
        found = importing.sort(batch)
    imported = _import(found, batch, by)
    with acting(by):
        importing.finish(batch, found, at=timezone.now())
    print(f"{imported} contacts came in. {len(found.repeated)} were here already.")
    if found.changed:
        rows = ", ".join(str(notice.row_numbers[0]) for notice in found.changed)
        print(f"{len(found.changed)} were here already in other words; read them beside their contacts: row {rows}.")
    return _tell(
        found.read, Path(arguments.refused) if arguments.refused else path.with_name(f"{path.stem}-refused.csv")
    )


def _import(found: importing.Sorted, batch: NoticeBatch, by: ActingPerson) -> int:
    imported, shown = 0, time.monotonic()
    for number, notice in enumerate(found.new, 1):
        with acting(by):
            imported += importing.import_notice(notice, batch, by=by, at=timezone.now())
        if time.monotonic() - shown > _LINE_EVERY:
            shown = time.monotonic()
            print(f"{number:,} of {len(found.new):,} notices", file=sys.stderr, flush=True)
    return imported


def _tell(read: notices.NoticeBatch, refused_to: Path | None) -> int:
    """Say what was in the file, row by row where something is wrong. Row numbers are those a spreadsheet shows; no
    names are printed.
    """
    print(f"{read.rows_read} rows read, {len(read.notices)} notices, {len(read.refused)} rows refused.")
    for problem in read.problems:
        place = f"row {problem.row_number}" + (f", {problem.column}" if problem.column else "")
        print(f"  {place}: {problem.message}", file=sys.stderr)
    if not read.refused:
        return DONE
    if refused_to is not None:
        refused_to.touch(mode=0o600)
        refused_to.write_bytes(notices.write_refused(read))
        print(f"The refused rows are in {refused_to}. Put right what is wrong and import that file.")
    return SOME_ROWS_REFUSED


def _authority(code: str | None) -> Authority | None:
    known = partnership.authorities()
    if code is None:
        return known[0] if len(known) == 1 else None
    return next((each for each in known if code.lower() in (str(each.pk), each.code, each.ons_code.lower())), None)


def _actor(post_code: str | None, authority: Authority) -> ActingPerson | None:
    """The holder of a post, or the part of the system that imports."""
    if post_code is None:
        return clockwork(authority.pk)
    post = Post.objects.select_related("team__agency", "holder").filter(code=post_code, holder__is_active=True).first()
    if (
        post is None
        or post.holder is None
        or post.team.kind not in CASE_HOLDING
        or authority.pk not in post.team.covers
    ):
        return None
    return ActingPerson(
        user_id=post.holder.pk,
        name=str(post.holder),
        role=post.role,
        post_id=post.pk,
        post_title=post.title,
        team_id=post.team_id,
        team_kind=post.team.kind,
        team_name=post.team.name,
        agency_id=post.team.agency_id,
        agency_name=post.team.agency.name,
        covers=tuple(post.team.covers),
        authorities=(authority.pk,),
    )


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code


def tick(arguments: argparse.Namespace | None = None) -> int:
    """Do what is due by now: remind, escalate, offer the night's contacts to the day team, send the notices that wait,
    forget drafts nobody came back to, draw last week's second looks, and keep the figures of finished days true.
    """
    now = timezone.now()
    done = reminders.tick(now)
    sent = reminders.send_notices(now)
    with acting(clockwork(keeps_time=True)):
        forgotten = drafts.purge()
        tries.purge(now)
        sender_links.purge(now)
    sent += waiting_mail.send_waiting(now)
    drawn = drawing.draw(now)
    counted = keeping.keep(now)
    likely_late.keep(now)
    print(
        f"{done.reminded} reminded, {done.escalated} escalated, {done.handed_over} handed over, {sent} messages sent,"
        f" {done.not_rung} call backs missed, {forgotten} old drafts removed, {drawn} second looks drawn,"
        f" {counted} days counted."
    )
    return DONE

"""What this room does from the command line: an agency's feed of pointers."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from django.utils import timezone

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.disclosure import known_to
from lantern.disclosure.models import KnownToFeed
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency
from lantern.spine.lifecycle import MoveRefused

DONE, FAILED, USAGE, SOME_ROWS_REFUSED = 0, 1, 2, 4


def import_known_to(arguments: argparse.Namespace) -> int:
    """Replace what an agency lent to an area's known-to index by what a file holds. Exit code 4 when rows were refused.

    No name is printed: row numbers, as a spreadsheet shows them.
    """
    agency = Agency.objects.filter(code=arguments.agency).first()
    if agency is None:
        return _say(f"There is no agency {arguments.agency}.", USAGE)
    areas = partnership.authorities()
    wanted = (arguments.authority or "").lower()
    chosen = [each for each in areas if wanted in (str(each.pk), each.code, each.ons_code.lower())]
    if not chosen:
        codes = ", ".join(f"{each.pk} {each.short_name}" for each in areas)
        return _say(f"Say which area it is for with --authority. Known here: {codes}.", USAGE)
    try:
        content = Path(arguments.file).read_bytes()
    except OSError as problem:
        return _say(f"{arguments.file} can not be read: {problem.strerror}.", FAILED)
    by = replace(clockwork(chosen[0].pk), agency_id=agency.pk, agency_name=agency.name)
    try:
        with acting(by):
            before = KnownToFeed.objects.filter(partner_agency_id=agency.pk, authority_id=chosen[0].pk).first()
            feed, told = known_to.feed(content, authority_id=chosen[0].pk, by=by, at=timezone.now())
    except (known_to.FeedRefused, MoveRefused) as problem:
        return _say(str(problem), FAILED)
    print(f"{feed.rows:,} pointers are fed for {chosen[0].short_name}; {before.rows if before else 0:,} were replaced.")
    for number, wrong in told.problems:
        print(f"  row {number}: {wrong}", file=sys.stderr)
    return SOME_ROWS_REFUSED if told.problems else DONE


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code

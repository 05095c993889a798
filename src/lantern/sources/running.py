"""A list from the file to its pointers: sent, checked, compared, and kept true against the list that follows it.

Batches are all or nothing, and a run that was broken off goes on where it stood: a row whose hash is kept was done.
Nobody's name is in a log, an error or a figure.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lantern.law.linking import machine_links
from lantern.people import matching, pointers
from lantern.sources import engines, estimating, mapping
from lantern.sources.engines import Acting, Comparison, Met
from lantern.sources.estimating import POSSIBLE, Estimate, Stratum
from lantern.sources.mapping import Entry, ListRefused, Reading, Table
from lantern.sources.models import ANSWERED, Pair, Row, Run, Source
from lantern.sources.permissions import COMPARE_LISTED, LINK_LISTS
from lantern.spine import acts
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.sealing import seal, unseal

AT_ONCE = 300
"""Rows that are compared while somebody waits: a second or two. Longer lists are compared within a minute or so, by the
clockwork."""

BATCH = 2_000
_HELD_FROM, _STRONG_ENOUGH, _ALSO = 0.95, 0.99, 0.2
"""The score from which a pair waits for the machine; the strength find-the-child must give it, too, which is *certain*:
nobody is that by name and birthday alone; and the score at which somebody else is not out of the question.
"""

_ASKED_OF_EACH, _SAMPLED_BELOW, _SAMPLED_AGAIN = 3, 15, 25
"""Candidates of a row that somebody is asked about; pairs drawn from each stratum that no machine links; and pairs
drawn from a later list.
"""

ACTIVE = (Run.State.QUEUED, Run.State.RUNNING)


class ListBusy(Exception):
    """Another run of this source is at work."""


# ---- A list is sent, and checked -------------------------------------------------------------------------------------


def source_for(code: str, *, authority_id: int, title: str = "", by: Actor) -> Source:
    """The source with this code, made when there is none yet."""
    found, _made = Source.objects.get_or_create(
        authority_id=authority_id,
        code=code,
        defaults={"title": (title or code.replace("-", " ").capitalize())[:60], "changed_by_name": by.name[:120]},
    )
    return found


@transaction.atomic
def send(content: bytes, source: Source, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Run:
    """Keep a list, sealed, with how its columns seem to read. Nothing is compared yet. Raises ListRefused, MoveRefused,
    AlreadyDone.
    """
    acts.require(by.may(LINK_LISTS, source))
    table = mapping.read_table(content)
    acts.claim(key, move="list.send", by=by)
    run = Run(
        authority_id=source.authority_id,
        source=source,
        sha256=hashlib.sha256(content).hexdigest(),
        mapping=mapping.propose(table, source.mapping),
        asked_at=at,
        asked_by_id=by.user_id,
        asked_by_name=by.name[:120],
        rows=len(table.rows),
    )
    run.sealed_content = seal(base64.b64encode(content).decode(), place=_place(run))
    run.save(force_insert=True)
    return run


def _place(run: Run) -> str:
    return f"sources_run.sealed_content:{run.pk}"


def table_of(run: Run) -> Table:
    """The list of a run that is not compared yet. Raises LookupError when it is no longer kept."""
    if run.sealed_content is None:
        raise LookupError("The file of this run is no longer kept.")
    return mapping.read_table(base64.b64decode(unseal(run.sealed_content, place=_place(run))))


@transaction.atomic
def settle_mapping(run: Run, chosen: dict[str, str], *, by: Actor) -> None:
    """Say how the columns read. It is remembered for the source when the list is compared."""
    acts.require(by.may(LINK_LISTS, run))
    if run.state != Run.State.SENT:
        raise MoveRefused(refused(_("This list was compared already.")))
    run.mapping = {heading: chosen.get(heading, fact) for heading, fact in run.mapping.items()}
    run.save(update_fields=["mapping"])


@transaction.atomic
def start(run: Run, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None, engine: str = "") -> None:
    """Let a list be compared as it was checked. Raises MoveRefused while another list of the source is at work, or when
    nothing here can compare so long a list.
    """
    acts.require(by.may(LINK_LISTS, run))
    if run.state not in (Run.State.SENT, Run.State.FAILED):
        raise MoveRefused(refused(_("This list was compared already.")))
    if wrong := mapping.what_is_wrong(run.mapping):
        raise MoveRefused(refused(wrong))
    if Run.objects.filter(source_id=run.source_id, state__in=ACTIVE).exclude(pk=run.pk).exists():
        raise MoveRefused(
            refused(_("Another list of this source is being compared."), next_step=_("Wait until it is done."))
        )
    try:
        run.engine = engines.chosen(engine, run.rows)
    except ListRefused as problem:
        raise MoveRefused(refused(str(problem))) from None
    acts.claim(key, move="list.start", by=by)
    Source.objects.filter(pk=run.source_id).update(
        mapping=run.mapping, changed_at=at, changed_by_name=by.name[:120], version=F("version") + 1
    )
    run.state, run.started_at, run.problem = Run.State.QUEUED, at, ""
    run.save(update_fields=["state", "engine", "started_at", "problem"])


@transaction.atomic
def give_up(run: Run, *, by: Actor, at: dt.datetime) -> None:
    """Forget a list that was not compared."""
    acts.require(by.may(LINK_LISTS, run))
    if run.state not in (Run.State.SENT, Run.State.FAILED):
        raise MoveRefused(refused(_("This list is being compared, or was.")))
    run.state, run.finished_at, run.sealed_content = Run.State.GIVEN_UP, at, None
    run.save(update_fields=["state", "finished_at", "sealed_content"])


# ---- It is compared --------------------------------------------------------------------------------------------------


@contextmanager
def _alone(run: Run) -> Iterator[None]:
    """Nobody else works on this source meanwhile, in any process. Raises ListBusy."""
    number = int.from_bytes(run.source_id.bytes[-6:])
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise ListBusy("Another list of this source is being compared.")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [number])


@dataclass
class Work:
    """What is to be done of a list: rows that are new or say something else, those that say the same, and rows of the
    last list that are gone.
    """

    changed: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def compare(
    run: Run,
    *,
    by: Actor,
    at: dt.datetime,
    acting: Acting,
    learn: bool = False,
    say: Callable[[str], None] = lambda _: None,
    stop_after: int | None = None,
) -> Run:
    """Compare a list that was started, or go on with one that was broken off. The run as it stands afterwards.

    Raises ListBusy; ListRefused when the list can no longer be read. ``stop_after`` batches: for tests of breaking off.
    """
    with _alone(run):
        with acting(by):
            run = Run.objects.select_related("source").get(pk=run.pk)
            if run.state not in ACTIVE:
                return run
            if run.state == Run.State.QUEUED:
                Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING)
            reading = mapping.read_rows(table_of(run), run.mapping, on=at.date(), source=run.source.code)
            work = _sorted(run, reading)
            known = run.model or ({} if learn else run.source.model)
            touched = _people_changed(run)
        comparison = engines.compare(
            run.engine, work.changed, authority_id=run.authority_id, by=by, acting=acting, known=known, say=say
        )
        if not run.model and comparison.model:
            with acting(by):
                Run.objects.filter(pk=run.pk).update(model=comparison.model)
        again = engines.compare(
            run.engine, work.unchanged, authority_id=run.authority_id, by=by, acting=acting,
            known=comparison.model or known, only=touched, say=say,
        )  # fmt: skip
        with acting(by):
            drafts = _drafts(run, comparison.met)
            met_again = _drafts(run, again.met)
        for number, start_at in enumerate(range(0, len(work.changed), BATCH)):
            if stop_after is not None and number >= stop_after:
                raise KeyboardInterrupt
            with acting(by), transaction.atomic():
                _write(run, work.changed[start_at : start_at + BATCH], drafts)
            say(f"{min(start_at + BATCH, len(work.changed)):,} of {len(work.changed):,} rows are kept")
        with acting(by), transaction.atomic():
            for some in batched(met_again, BATCH):
                _add(run, {who: met_again[who] for who in some}, set(some))
            return _finish(run, reading, work, comparison, at)


def _sorted(run: Run, reading: Reading) -> Work:
    kept = dict(Row.objects.filter(source_id=run.source_id).values_list("who", "says"))
    done = Work()
    for entry in reading.entries:
        (done.unchanged if kept.pop(entry.who, None) == entry.says else done.changed).append(entry)
    done.gone = list(kept)
    return done


_CHANGED = """
select p.id from people_person p
where p.authority_id = %(authority)s and not p.restricted and (p.recorded_at > %(since)s or p.id in (
    select s.person_id from spine_eventsubject s join spine_event e on e.id = s.event_id
    where e.recorded_at > %(since)s and e.authority_id = %(authority)s and e.episode_id is null))
"""


def _people_changed(run: Run) -> list[uuid.UUID]:
    """Whoever was recorded, or had something recorded of them, since the last list of this source was compared."""
    last = (
        Run.objects.filter(source_id=run.source_id, state=Run.State.DONE)
        .order_by("-started_at")
        .values_list("started_at", flat=True)
        .first()
    )
    if last is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"authority": run.authority_id, "since": last})
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class _Draft:
    met: Met
    state: str
    why: str
    dropped: bool = False
    drawn: bool = False
    """Drawn for the sample although nobody would be asked: so that what is missed can be told."""


def _drafts(run: Run, met: Sequence[Met]) -> dict[str, list[_Draft]]:
    """What becomes of each pair: the machine may link it, somebody is asked, or nobody is known; by row.

    Pairs hang together in clusters: a row that may be two people, or a person two rows may be, is never the machine's.
    """
    one = _read_as_one({each.person for each in met})
    people_of: dict[str, set[uuid.UUID]] = {}
    rows_of: dict[uuid.UUID, set[str]] = {}
    for each in met:
        if max(each.score, each.strength) >= _ALSO:
            people_of.setdefault(each.entry.who, set()).add(one.get(each.person, each.person))
            rows_of.setdefault(each.person, set()).add(each.entry.who)
    found: dict[str, list[_Draft]] = {}
    share = _SAMPLED_BELOW / max(1, sum(each.score < POSSIBLE for each in met))
    for each in sorted(met, key=lambda one: (-one.score, -one.strength)):
        listed = found.setdefault(each.entry.who, [])
        why = ""
        if len(people_of.get(each.entry.who, ())) > 1:
            why = "two_people"
        elif len(rows_of.get(each.person, ())) > 1:
            why = "two_rows"
        elif each.strength < _STRONG_ENOUGH:
            why = "limited"
        asked = max(each.score, each.strength if each.strength >= 0.5 else 0.0) >= POSSIBLE
        dropped = not asked or len(listed) >= _ASKED_OF_EACH
        held = each.score >= _HELD_FROM and not why
        state = Pair.State.HELD if held else Pair.State.WAITING
        if held and run.source.links_from is not None and each.score >= run.source.links_from:
            state = Pair.State.LINKED
        drawn = dropped and each.score < POSSIBLE and _die(run, each) < share
        listed.append(_Draft(each, state, why, dropped, drawn))
    return found


def _read_as_one(people: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select person_id, cluster from people_linkedrecord where person_id = any(%s)", [list(people)])
        return dict(cursor.fetchall())


_KEEP_ROWS = """
insert into sources_row (source_id, authority_id, who, says)
select %s, %s, who, says from unnest(%s::text[], %s::text[]) as told (who, says)
on conflict (source_id, who) do update set says = excluded.says
"""


def _write(run: Run, entries: Sequence[Entry], drafts: dict[str, list[_Draft]]) -> None:
    """Keep a batch of rows and their pairs. What people answered stands; what a machine said of these rows goes."""
    whos = [each.who for each in entries]
    Pair.objects.filter(source_id=run.source_id, who__in=whos).exclude(state__in=ANSWERED).delete()
    _add(run, {who: drafts[who] for who in whos if who in drafts}, set(whos))
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ROWS, [run.source_id, run.authority_id, whos, [each.says for each in entries]])
    Run.objects.filter(pk=run.pk).update(written=F("written") + len(entries))


def _add(run: Run, drafts: dict[str, list[_Draft]], whos: set[str]) -> None:
    known = Pair.objects.filter(source_id=run.source_id, who__in=whos)
    answered = {(who, person): pk for pk, who, person in known.values_list("pk", "who", "person_id")}
    fresh, again = [], []
    settled = set(
        Pair.objects.filter(source_id=run.source_id, who__in=whos, state=Pair.State.SAME).values_list("who", flat=True)
    )
    for who, listed in drafts.items():
        for draft in listed:
            if draft.dropped and not draft.drawn:
                continue
            pair = _pair(run, draft)
            if (kept := answered.get((who, draft.met.person))) is not None:
                pair.pk = kept
                again.append(pair)
            elif who not in settled:  # somebody said who it is: nobody is asked about others
                fresh.append(pair)
    Pair.objects.bulk_create(fresh, batch_size=1_000, ignore_conflicts=True)
    Pair.objects.bulk_update(again, ["number", "said", "facts", "score", "strength", "in_list"], batch_size=1_000)


def _die(run: Run, met: Met) -> float:
    """A number from 0 to 1 that is as good as thrown, and the same when a run goes on."""
    thrown = hashlib.sha256(f"{run.pk}{met.entry.who}{met.person}".encode()).digest()
    return int.from_bytes(thrown[:4]) / 2**32


def _pair(run: Run, draft: _Draft) -> Pair:
    entry = draft.met.entry
    return Pair(
        authority_id=run.authority_id,
        source_id=run.source_id,
        run=run,
        person_id=draft.met.person,
        who=entry.who,
        number=entry.number,
        said=entry.said,
        facts=matching.packed(matching.side_of(entry.description)),
        score=draft.met.score,
        strength=draft.met.strength,
        why_asked=draft.why,
        sampled=draft.dropped,
        state=Pair.State.WAITING if draft.dropped else draft.state,
    )


def _finish(run: Run, reading: Reading, work: Work, comparison: Comparison, at: dt.datetime) -> Run:
    """End what the list no longer says, draw the sample, and write down what came of it."""
    source = run.source
    for start_at in range(0, len(work.gone), BATCH):
        some = work.gone[start_at : start_at + BATCH]
        Row.objects.filter(source_id=source.pk, who__in=some).delete()
        Pair.objects.filter(source_id=source.pk, who__in=some).exclude(state__in=ANSWERED).delete()
        Pair.objects.filter(source_id=source.pk, who__in=some).update(in_list=False)
    _draw(run)
    if comparison.model:
        source.model = comparison.model
    source.save(update_fields=["model"])
    run.refresh_from_db()
    run.state, run.finished_at, run.sealed_content = Run.State.DONE, at, None
    run.refused, run.unchanged, run.withdrawn = reading.refused_count, len(work.unchanged), len(work.gone)
    run.figures = {
        **comparison.figures,
        "below": _below_of_the_last(run) + sum(each.score < POSSIBLE for each in comparison.met),
        "problems": reading.refused[:50],
        "rows_with_somebody": len({each.entry.who for each in comparison.met if each.score >= POSSIBLE}),
    }
    run.save()
    keep_pointers(source, at=at)
    return run


def _below_of_the_last(run: Run) -> int:
    last = Run.objects.filter(source_id=run.source_id, state=Run.State.DONE).exclude(pk=run.pk).order_by("-asked_at")
    found = last.values_list("figures", flat=True).first()
    return int((found or {}).get("below", 0))


def _draw(run: Run) -> None:
    """Draw the sample that people compare: of what the machine might link evenly, and some of each stratum below."""
    standard = machine_links()
    mine = Pair.objects.filter(run=run)
    first = run.source.links_from is None
    wanted = estimating.sample_for(standard.most_wrong, standard.sure) if first else _SAMPLED_AGAIN
    _mark(mine.filter(state__in=(Pair.State.HELD, Pair.State.LINKED)), wanted)
    waiting = mine.filter(state=Pair.State.WAITING)
    # Whatever the score of those that no machine may link: they are judged with the highest of these.
    _mark(waiting.filter(score__gte=0.8), 2 * _SAMPLED_BELOW)
    for floor, below in ((0.5, 0.8), (0.2, 0.5), (POSSIBLE, 0.2)):
        _mark(waiting.filter(score__gte=floor, score__lt=below), _SAMPLED_BELOW)


def _mark(pairs: Any, wanted: int) -> int:
    # Keys end in random bits: their last letters are as good as a die, and the same when a run goes on.
    drawn = sorted(pairs.values_list("pk", flat=True), key=lambda pk: pk.hex[-12:])[:wanted]
    return int(Pair.objects.filter(pk__in=drawn).update(sampled=True))


# ---- What is said of it ----------------------------------------------------------------------------------------------


def keep_pointers(source: Source, *, at: dt.datetime) -> pointers.Kept:
    """Make the pointers of a source what machine and people say now of the rows that are in its list."""
    told = Pair.objects.filter(
        source_id=source.pk, in_list=True, state__in=(Pair.State.LINKED, Pair.State.SAME)
    ).values_list("person_id", "who", "number", "state", "answered_by_name", "answered_at")
    return pointers.keep(
        (
            pointers.Said(
                person,
                who,
                number,
                None if state == Pair.State.SAME else source.wrong_at_most,
                name if state == Pair.State.SAME else "",
                answered_at or at,
            )
            for person, who, number, state, name, answered_at in told
        ),
        authority_id=source.authority_id,
        source=source.code,
        title=source.title,
        at=at,
    )


@dataclass(frozen=True)
class Judgement:
    """What the sample of a source's list says: strata, estimates for each score from which the machine might link, and
    how many of the sample were drawn and are compared.
    """

    strata: list[Stratum]
    estimates: list[Estimate]
    drawn: int
    answered: int

    def best(self, most_wrong: float) -> Estimate | None:
        """The lowest score from which no more may be wrong than that."""
        return next((each for each in reversed(self.estimates) if each.wrong_at_most <= most_wrong), None)


_JUDGED = """
select width_bucket(case when why_asked <> '' then least(score, 0.9) else score end, %s::float8[]) as stratum,
       count(*), count(*) filter (where sampled), count(*) filter (where sampled and state = any(%s)),
       count(*) filter (where sampled and state = 'same'),
       count(*) filter (where state = any(%s)), count(*) filter (where state = 'same')
from sources_pair where source_id = %s and in_list group by 1
"""


def judgement(run: Run) -> Judgement:
    """The sample of a source as it was answered so far. A pair that no machine may link is judged with those below. One
    statement.
    """
    answered = [str(each) for each in ANSWERED]
    edges = list(estimating.STRATA[::-1])
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED, [edges, answered, answered, run.source_id])
        told = {len(edges) - bucket: counts for bucket, *counts in cursor.fetchall()}
    strata, drawn, compared = [], 0, 0
    for place, (floor, below) in enumerate(estimating.edges()):
        pairs, sampled, of_sample, same_of_sample, all_answered, all_same = told.get(place, (0,) * 6)
        drawn, compared = drawn + sampled, compared + of_sample
        if place == len(edges):
            pairs = max(pairs, int(run.figures.get("below", 0)))
        whole = all_answered == pairs
        strata.append(
            Stratum(floor, below, pairs, all_answered if whole else of_sample, all_same if whole else same_of_sample)
        )
    return Judgement(strata, estimating.estimates(strata, machine_links().sure), drawn, compared)


@transaction.atomic
def draw_more(run: Run, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> int:
    """Draw as many again of what the machine might link: a wrong answer asks for a longer sample. How many were."""
    acts.require(by.may(LINK_LISTS, run))
    acts.claim(key, move="list.draw", by=by)
    standard = machine_links()
    left = Pair.objects.filter(source_id=run.source_id, in_list=True, state=Pair.State.HELD, sampled=False)
    return _mark(left, estimating.sample_for(standard.most_wrong, standard.sure))


@transaction.atomic
def accept(run: Run, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Estimate:
    """Let the machine link what its sample has shown to be right often enough. Raises MoveRefused when it has not."""
    acts.require(by.may(LINK_LISTS, run))
    standard = machine_links()
    told = judgement(run)
    best = told.best(standard.most_wrong)
    if best is None:
        raise MoveRefused(
            refused(
                _("The sample does not show yet that at most %(share)s in 100 would be wrong.")
                % {"share": f"{standard.most_wrong * 100:g}"},
                next_step=_("Compare more of it."),
            )
        )
    acts.claim(key, move="list.accept", by=by)
    source = run.source
    source.links_from, source.wrong_at_most = best.floor, best.wrong_at_most
    source.accepted_at, source.accepted_by_name = at, by.name[:120]
    source.save(update_fields=["links_from", "wrong_at_most", "accepted_at", "accepted_by_name"])
    Pair.objects.filter(source=source, state=Pair.State.HELD, why_asked="", score__gte=best.floor).update(
        state=Pair.State.LINKED
    )
    keep_pointers(source, at=at)
    return best


@transaction.atomic
def answer(pair: Pair, said: str, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> None:
    """Somebody compared a row with a person. The answer is for ever; giving another one later changes it, and the
    pointer follows at once. Raises MoveRefused, AlreadyDone.
    """
    acts.require(by.may(COMPARE_LISTED, pair))
    if said not in ANSWERED:
        raise MoveRefused(refused(_("Say whether they are the same person.")))
    acts.claim(key, move="list.answer", by=by)
    pair.state, pair.answered_at, pair.answered_by_name = said, at, by.name[:120]
    pair.save(update_fields=["state", "answered_at", "answered_by_name"])
    if said == Pair.State.SAME:
        # The others of this row, about whom nobody was asked yet, are not asked about any more.
        Pair.objects.filter(source_id=pair.source_id, who=pair.who, sampled=False).exclude(state__in=ANSWERED).delete()
    pointers.follow(
        pointers.Said(pair.person_id, pair.who, pair.number, None, by.name[:120], at),
        holds=said == Pair.State.SAME and pair.in_list,
        authority_id=pair.authority_id,
        source=pair.source.code,
        title=pair.source.title,
        at=at,
    )


def waiting_runs() -> Iterable[Run]:
    """Lists that were started and are not done: to be compared, or broken off. As whoever looks may see them."""
    return Run.objects.filter(state__in=ACTIVE).order_by("asked_at")

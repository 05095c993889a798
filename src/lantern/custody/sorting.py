"""Each row goes, stays, or is kept by both: decided for people, work and events, and from them for every other table.

Works inside one transaction, in temporary tables, and changes nothing. A row goes only where everything it names goes
too, so that an export never points to what is not in it; one that can not is *left behind*: it stays, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lantern.custody import questions
from lantern.custody.catalogue import EVENT, HISTORY, PERSON, Catalogue, Table
from lantern.custody.families import SharedFamily

GOES, STAYS, BOTH = "g", "s", "b"

IN_FLIGHT = """
select e.id, case when e.kind = 'check' then 'unanswered_checks'
                  when e.kind = 'handoff' and e.state = 'offered' then 'waiting_handoffs'
                  when e.kind = 'contact' then 'open_contacts' else 'other_open_work' end as question,
       exists (select 1 from spine_clock c where c.episode_id = e.id and c.stopped_at is null) as timed
from spine_episode e where e.authority_id = any (%(left)s) and e.closed_at is null
"""


@dataclass
class Sorted:
    """How many rows of each table go, stay, or are kept by both, and how many of those that stay were left behind."""

    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    left_behind: dict[str, int] = field(default_factory=dict)

    def total(self, side: str) -> int:
        return sum(sides.get(side, 0) for sides in self.tables.values())


class Sorting:
    """The sides of one separation, ready to be asked for. Lives in the transaction it was made in."""

    def __init__(
        self,
        cursor: Any,
        catalogue: Catalogue,
        *,
        leaving: Iterable[int],
        rules: dict[str, Any],
        families: Iterable[SharedFamily],
    ) -> None:
        self.cursor, self.catalogue = cursor, catalogue
        self.left = sorted(leaving)
        self.rules = rules
        self._people(families)
        self._work()
        self._events()

    def _run(self, statement: str, **values: Any) -> int:
        self.cursor.execute(statement, {"left": self.left, **values} if "%(" in statement else None)
        return int(self.cursor.rowcount)

    def _made(self, name: str, query: str) -> None:
        # A temporary table can not be made by a statement with parameters; authorities are whole numbers of our own.
        line = "array[" + ",".join(str(int(each)) for each in self.left) + "]::smallint[]"
        self.cursor.execute(f"drop table if exists pg_temp.{name}")
        self.cursor.execute(f"create temporary table {name} on commit drop as {query.replace('{left}', line)}")
        self.cursor.execute(f"create unique index on {name} (id)")
        self.cursor.execute(f"analyze {name}")

    # ---- people

    def _people(self, families: Iterable[SharedFamily]) -> None:
        self._made(
            "sort_person",
            "select id, authority_id, authority_id = any ({left}) as leaves,"
            " (case when authority_id = any ({left}) then 'g' else 's' end)::text as side,"
            " null::smallint as lead, '{}'::smallint[] as readers from people_person",
        )
        for family in families:
            chosen = questions.family_rule(self.rules, family.key)
            rule = chosen.get("rule")
            people = [person.id for person in family.people]
            readers = sorted(family.authorities() - set(self.left))
            lead = chosen.get("lead")
            if rule == questions.JOINT:
                self._run(
                    "update sort_person set side = 'b', lead = %(lead)s, readers = %(readers)s"
                    " where id = any (%(people)s)",
                    lead=lead,
                    readers=readers,
                    people=people,
                )
            elif rule == questions.STAYS:
                self._run(
                    "update sort_person set side = 's', readers = %(readers)s where id = any (%(people)s) and leaves",
                    readers=readers,
                    people=people,
                )
            elif rule == questions.GOES:
                self._run(
                    "update sort_person set side = 'b', lead = authority_id where id = any (%(people)s) and not leaves",
                    people=people,
                )

    # ---- work

    def _work(self) -> None:
        self._made(
            "sort_episode",
            "select id, authority_id, because_of_id, authority_id = any ({left}) as leaves,"
            " (case when authority_id = any ({left}) then 'g' else 's' end)::text as side,"
            " null::smallint as lead, '{}'::smallint[] as readers from spine_episode",
        )
        self.cursor.execute("create index on sort_episode (because_of_id)")
        # Work about a family follows the family; of several the one that keeps more here.
        self._run(
            "update sort_episode e set side = f.side, lead = f.lead, readers = f.readers from ("
            " select distinct on (i.episode_id) i.episode_id, p.side, p.lead, p.readers"
            " from spine_involvement i join sort_person p on p.id = i.person_id"
            " where (p.leaves and p.side <> 'g') or (not p.leaves and p.side = 'b')"
            " order by i.episode_id, (p.side = 's') desc, p.lead) f"
            " where f.episode_id = e.id and (e.leaves or f.side = 'b')"
        )
        for code in ("open_contacts", "other_open_work", "unanswered_checks", "waiting_handoffs"):
            rule = (self.rules.get(code) or {}).get("rule")
            if rule not in (questions.STAYS, questions.JOINT):
                continue
            stays = rule == questions.STAYS
            self._run(
                "update sort_episode e set side = %(side)s, lead = %(lead)s,"
                " readers = coalesce(nullif(e.readers, '{}'), (select array(select c from unnest(t.covers) c"
                " where not c = any (%(left)s)) from partnership_team t join spine_episode o on o.owner_team_id = t.id"
                " where o.id = e.id))"
                f" from ({IN_FLIGHT}) f where f.id = e.id and f.question = %(code)s and e.side <> 's'",
                side=STAYS if stays else BOTH,
                lead=None if stays else (self.rules[code].get("lead") or self.left[0]),
                code=code,
            )
        self._whole_contacts()
        # Whoever stands in work that is kept here is kept readable beside it.
        self._run(
            "update sort_person p set side = 'b', lead = coalesce(p.lead, p.authority_id), readers = k.readers from ("
            " select i.person_id, max(e.readers) as readers"
            " from spine_involvement i join sort_episode e on e.id = i.episode_id"
            " where e.leaves and e.side <> 'g' group by i.person_id) k"
            " where k.person_id = p.id and p.leaves and p.side = 'g'"
        )

    def _whole_contacts(self) -> None:
        """A contact with its questions and handoffs is one piece of work, whichever of them asked for the rule."""
        stronger = (
            "update sort_episode e set side = o.side, lead = o.lead, readers = o.readers from sort_episode o"
            " where {joined} and e.leaves = o.leaves and ((o.side = 's' and e.leaves and e.side <> 's')"
            " or (o.side = 'b' and e.side = case when e.leaves then 'g' else 's' end))"
        )
        while self._run(stronger.format(joined="o.id = e.because_of_id")) + self._run(
            stronger.format(joined="o.because_of_id = e.id")
        ):
            pass
        # What led to something that goes must not be missing there.
        while self._run(
            "update sort_episode p set side = 'b', lead = coalesce(p.lead, p.authority_id) from sort_episode e"
            " where e.because_of_id = p.id and e.side <> 's' and p.side = 's'"
        ):
            pass

    # ---- events

    def _events(self) -> None:
        self._made(
            "sort_event",
            "select e.id, coalesce(w.side, ("
            " select case when min(p.side) = max(p.side) then min(p.side) else 'b' end"
            " from spine_eventsubject s join sort_person p on p.id = s.person_id where s.event_id = e.id),"
            " case when e.authority_id = any ({left}) then 'g' else 's' end)::text as side"
            " from spine_event e left join sort_episode w on w.id = e.episode_id",
        )

    # ---- every other table

    def side_of(self, table: Table, alias: str = "t") -> str:
        """The side of a row, as an expression over one alias of its table."""
        settled = self._settled(table, alias)
        if settled:
            return settled
        side = self._anchored(table, alias)
        needed = [
            f'({alias}."{column.name}" is null or {present})'
            for column in table.columns
            if column.points_to in self.catalogue.held and (present := self._present(table, column, alias))
        ]
        if not needed:
            return side
        return f"(case when {side} <> 's' and {' and '.join(needed)} then {side} else 's' end)"

    def _settled(self, table: Table, alias: str) -> str:
        """People, work and events have their side already."""
        if table.name == PERSON:
            return f"(select o.side from sort_person o where o.id = {alias}.id)"
        if self.catalogue.is_episode(table.name):
            return f'(select o.side from sort_episode o where o.id = {alias}."{table.key[0]}")'
        if table.name == EVENT:
            return f"(select o.side from sort_event o where o.id = {alias}.id)"
        return ""

    def _anchored(self, table: Table, alias: str) -> str:
        """What a row follows: its event, its work, its person, or whatever it hangs on; else its authority."""
        event, work, people, others = [], [], [], []
        for column in sorted(table.columns, key=lambda each: each.name not in ("episode_id", "person_id")):
            value = f'{alias}."{column.name}"'
            if column.points_to == EVENT and column.name in table.key:
                event.append(f"(select o.side from sort_event o where o.id = {value})")
            elif column.points_to and column.points_to in self.catalogue.held:
                if self.catalogue.is_episode(column.points_to):
                    work.append(f"(select o.side from sort_episode o where o.id = {value})")
                elif column.points_to == PERSON:
                    people.append(f"(select o.side from sort_person o where o.id = {value})")
                elif column.points_to not in (EVENT, table.name):
                    others.append(self._parent(column, value))
        own = "'s'"
        line = "array[" + ",".join(str(int(each)) for each in self.left) + "]::smallint[]"
        if table.has_authority:
            own = f"case when {alias}.authority_id = any ({line}) then 'g' else 's' end"
        found = [*event, *work, *people] or others
        side = f"coalesce({', '.join([*found, own])})"
        if not table.has_authority:
            return side
        # What belongs to somebody who stays can be given a copy of, and is never closed here.
        return f"(case when {side} = 'g' and not {alias}.authority_id = any ({line}) then 'b' else {side} end)"

    def _parent(self, column: Any, value: str) -> str:
        parent = self.catalogue.tables[column.points_to]
        inner = f"p{len(value)}"
        return (
            f'(select {self.side_of(parent, inner)} from public."{parent.name}" {inner}'
            f' where {inner}."{parent.key[0]}" = {value})'
        )

    def _present(self, table: Table, column: Any, alias: str) -> str:
        """That what a column names is there too, where the row goes."""
        if column.points_to == table.name:
            return ""
        value = f'{alias}."{column.name}"'
        if column.points_to == PERSON:
            found = f"(select o.side from sort_person o where o.id = {value})"
        elif self.catalogue.is_episode(column.points_to):
            found = f"(select o.side from sort_episode o where o.id = {value})"
        elif column.points_to == EVENT:
            found = f"(select o.side from sort_event o where o.id = {value})"
        else:
            found = self._parent(column, value)
        return f"coalesce({found}, 's') <> 's'"

    def history_side(self, alias: str = "h") -> str:
        """The side of a line of row history: that of the row it is about; of one that is gone, of who controlled it."""
        cases = []
        for table in self.catalogue.held.values():
            column = table.column(table.key[0])
            if len(table.key) == 1 and column and column.kind == "uuid":
                cases.append(
                    f"when '{table.name}' then (select {self.side_of(table, 'x')} from public.\"{table.name}\" x"
                    f" where x.\"{table.key[0]}\" = nullif({alias}.row_id, '')::uuid)"
                )
        line = "array[" + ",".join(str(int(each)) for each in self.left) + "]::smallint[]"
        gone = f"case when ({alias}.before ->> 'authority_id')::smallint = any ({line}) then 'g' else 's' end"
        return f"coalesce(case {alias}.table_name {' '.join(cases)} end, {gone}, 's')"

    # ---- counting

    def count(self) -> Sorted:
        """Every row of every table, once."""
        found = Sorted()
        for table in self.catalogue.held.values():
            self.cursor.execute(
                f'select side, count(*) from (select {self.side_of(table)} as side from public."{table.name}" t) s'
                " group by side"
            )
            found.tables[table.name] = {side: int(rows) for side, rows in self.cursor.fetchall()}
            if not self._settled(table, "t"):
                self.cursor.execute(
                    f"select count(*) from public.\"{table.name}\" t where {self._anchored(table, 't')} <> 's'"
                    f" and {self.side_of(table)} = 's'"
                )
                if behind := int(self.cursor.fetchone()[0]):
                    found.left_behind[table.name] = behind
        self.cursor.execute(
            f"select side, count(*) from (select {self.history_side()} as side from access.{HISTORY} h) s group by side"
        )
        found.tables[HISTORY] = {side: int(rows) for side, rows in self.cursor.fetchall()}
        for name in self.catalogue.other:
            self.cursor.execute(f'select count(*) from public."{name}"')
            found.tables[name] = {STAYS: int(self.cursor.fetchone()[0])}
        return found

"""The catalogue lint: what PostgreSQL itself says about policies, roles and privileges, held against what must be true.

Run after every migration and at start-up; a finding stops the product from serving. Sources of each check: the traps
that were met with
row-level security on this stack, ``docs/decisions/0004-row-level-security.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from lantern.access.row_functions import DEFINER_FUNCTIONS, SEEING_FUNCTIONS
from lantern.access.rows import RULES, THIRD_PARTY, our_models, row_rule

_APPLICATION = ("lantern_app", "lantern_task", "lantern_report", "lantern_seal")
_MAY_BYPASS = {"lantern_migrate", "lantern_backup"}


type _Ask = Callable[..., list[tuple[Any, ...]]]
type _Ruled = dict[str, type[models.Model]]


def findings(connection: BaseDatabaseWrapper) -> list[str]:
    """Everything wrong, in plain words; an empty list when the database is safe to serve from."""
    ruled: _Ruled = {}
    exempt = set(THIRD_PARTY)
    for model in our_models():
        rule = RULES["reference"] if model._meta.auto_created else row_rule(model)
        if rule.using is None:
            exempt.add(model._meta.db_table)
        else:
            ruled[model._meta.db_table] = model

    with connection.cursor() as cursor:

        def rows_of(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
            cursor.execute(statement, parameters or [])
            return list(cursor.fetchall())

        return [
            *_tables(rows_of, ruled, exempt),
            *_views(rows_of),
            *_roles(rows_of),
            *_privileges(rows_of),
            *_functions(rows_of),
            *_policies(rows_of, ruled),
            *_triggers(rows_of, ruled),
        ]


def _tables(rows_of: _Ask, ruled: _Ruled, exempt: set[str]) -> Iterator[str]:
    """Every table has a rule or a reviewed exemption, is walled where it has a rule, and belongs to no role that serves."""
    tables = rows_of(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner), c.relkind::text "
        "from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p', "
        "'v', 'm', 'f')"
    )
    for name, secured, forced, owner, kind in tables:
        if kind == "m":
            yield f"{name} is a materialised view: it has no policies."
        elif kind == "f":
            yield f"{name} is a foreign table: it has no policies."
        elif kind in ("r", "p"):
            if name not in ruled and name not in exempt:
                yield f"{name} has no row rule and no reviewed exemption."
            if name in ruled and not (secured and forced):
                yield f"{name}: row-level security must be enabled and forced."
            if owner in _APPLICATION:
                yield f"{name} is owned by {owner}, who must own nothing."


def _views(rows_of: _Ask) -> Iterator[str]:
    """A view reads as its reader."""
    for (name,) in rows_of(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in "
        "('public', 'access')"
        " and c.relkind = 'v' and not coalesce('security_invoker=true' = any(c.reloptions), false)"
    ):
        yield f"The view {name} must be security_invoker: otherwise it shows rows its reader may not see."


def _roles(rows_of: _Ask) -> Iterator[str]:
    """No role of ours is a superuser, passes the wall unless it must, or makes databases and roles."""
    for role, superuser, bypass, creates_db, creates_role in rows_of(
        "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname like "
        "'lantern%%'"
    ):
        if superuser:
            yield f"{role} is a superuser."
        if bypass and role not in _MAY_BYPASS:
            yield f"{role} bypasses row-level security."
        if role in _APPLICATION and (creates_db or creates_role):
            yield f"{role} may create databases or roles."


def _privileges(rows_of: _Ask) -> Iterator[str]:
    """No role that serves may change how tables are made, make objects, or read the key that signs who acts."""
    for table, role, privilege in rows_of(
        "select c.relname, r.rolname, p.privilege from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " cross join (values ('TRUNCATE'), ('TRIGGER'), ('REFERENCES'), ('MAINTAIN')) p(privilege)"
        " join pg_roles r on r.rolname = any (%s)"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and has_table_privilege(r.oid, c.oid, "
        "p.privilege)",
        [list(_APPLICATION)],
    ):
        yield f"{role} may {privilege} {table}."
    for role, schema in rows_of(
        "select r.rolname, n.nspname from pg_roles r, pg_namespace n where r.rolname = any (%s)"
        " and n.nspname in ('public', 'access', 'extensions') and has_schema_privilege(r.oid, n.oid, 'CREATE')",
        [list(_APPLICATION)],
    ):
        yield f"{role} may create objects in the schema {schema}."
    for (role,) in rows_of(
        "select rolname from pg_roles where rolname = any (%s) and has_database_privilege(oid, "
        "current_database(), 'TEMP')",
        [list(_APPLICATION)],
    ):
        yield f"{role} may create temporary tables."
    for (role,) in rows_of(
        "select rolname from pg_roles where rolname = any (%s) and has_table_privilege(oid, "
        "'access.context_key', 'SELECT')",
        [[*_APPLICATION, "lantern_backup"]],
    ):
        if role != "lantern_backup":
            yield f"{role} may read the key that signs who is acting."


def _functions(rows_of: _Ask) -> Iterator[str]:
    """Functions that run as their owner are reviewed, fixed in their search path, and see what they must."""
    for name, schema, config in rows_of(
        "select p.proname, n.nspname, coalesce(array_to_string(p.proconfig, ','), '') from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname not in ('pg_catalog', "
        "'information_schema', 'extensions')"
    ):
        if name not in DEFINER_FUNCTIONS:
            yield f"{schema}.{name} is a security definer function that nobody has reviewed."
        if "search_path=" not in str(config):
            yield f"{schema}.{name} is a security definer function without a fixed search path."

    for (name,) in rows_of(
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid "
        "= p.proowner"
        " where n.nspname = 'access' and p.proname = any (%s) and not (r.rolbypassrls or r.rolsuper)",
        [list(SEEING_FUNCTIONS)],
    ):
        yield f"access.{name} is bound by row-level security: grants and exclusions would not be seen."


def _policies(rows_of: _Ask, ruled: _Ruled) -> Iterator[str]:
    """Each walled table has one policy for each action, which lets nobody through at large and asks once a statement."""
    read_once = [
        f"access.{name}()"
        for (name,) in rows_of(
            "select proname from pg_proc where pronamespace = 'access'::regnamespace and pronargs = 0"
            " and prorettype <> 'trigger'::regtype"
        )
    ]
    policies: dict[str, dict[str, int]] = {}
    for table, action, permissive, using, check in rows_of(
        "select tablename, cmd, permissive, coalesce(qual, ''), coalesce(with_check, '') from pg_policies where "
        "schemaname = 'public'"
    ):
        if permissive == "PERMISSIVE":
            policies.setdefault(str(table), {}).setdefault(str(action), 0)
            policies[str(table)][str(action)] += 1
        if "true" in (str(using), str(check)):
            yield f"{table}: a policy for {action} lets everybody through."
        for accessor in read_once:
            if str(using).count(accessor) > str(using).count(f"SELECT {accessor}"):
                yield f"{table}: {accessor} is called for every row; put it in a sub-select."
    for table in ruled:
        actions = policies.get(table, {})
        if "SELECT" not in actions and "ALL" not in actions:
            yield f"{table} has no policy for reading."
        for action, count in actions.items():
            if count > 1:
                yield f"{table} has {count} permissive policies for {action}: the widest wins."


def _triggers(rows_of: _Ask, ruled: _Ruled) -> Iterator[str]:
    """What is append-only refuses change."""
    for table, model in ruled.items():
        if getattr(model, "append_only", False) and not rows_of(
            "select 1 from pg_trigger where tgrelid = %s::regclass and tgname = 'append_only' and tgenabled <> 'D'",
            [f'public."{table}"'],
        ):
            yield f"{table} must refuse change and has lost its trigger."

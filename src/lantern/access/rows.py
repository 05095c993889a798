"""Row-level security: the second wall. Every table names its rule; this module turns the rules into PostgreSQL
policies and privileges.

Applied by ``lantern migrate`` after every migration, in one transaction, and checked by the lint in
``access.row_lint``. Policies are plain SQL over values read once per statement (sub-selects become init-plans of the
functions in ``access.row_functions``); no function runs per row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from lantern.access.row_functions import BELONGING_SQL, CONTEXT_SQL, SEEING_SQL

APPLICATION_ROLES = ("lantern_app", "lantern_task")

_AUTHORITY = "authority_id = any ((select access.authorities())::smallint[])"
_PARTNER = "partner_agency_id = (select access.agency_id())"
_OWN = "((user_id is not null and user_id = (select access.user_id())) or (user_id is null and visitor = (select access.visitor())))"
_KEEPS_TIME = "(select access.keeps_time())"

TIMED = {"spine_episode": "", "spine_involvement": "", "spine_notice": "", "spine_clock": " and late_reason = ''"}
"""Tables whose restricted rows the part of the system that keeps time may see, so that restricted work is chased like
any other: that it exists, whose it is, which persons' numbers it is about, and until when. No name and no text stands
in them; a clock that carries a reason in words is left out.
"""


def _for_time(table: str) -> str:
    """The exception for the part of the system that keeps time, where the table has one."""
    return f" or ({_KEEPS_TIME}{TIMED[table]})" if table in TIMED else ""


_NOTHING_CLOSED = "(select access.nothing_closed())"


def _here(person: str = "", episode: str = "", *, works: bool = False) -> str:
    """That a row's authority keeps its records here, or this one of them stays open here although they have left:
    to be read, or with ``works`` to be worked on.
    """
    which = "staying" if works else "kept"
    kept = "not authority_id = any ((select access.elsewhere())::smallint[])"
    if person:
        kept += f" or {person} = any ((select access.{which}_people())::uuid[])"
    if episode:
        kept += f" or {episode} = any ((select access.{which}_episodes())::uuid[])"
    return f"({kept})"


def _person_open(person: str) -> str:
    """A row about one person: not restricted unless granted, and never for somebody who may not see them."""
    return (
        f"(not restricted or {person} = any ((select access.granted())::uuid[]))"
        f" and ({_NOTHING_CLOSED} or (not {person} = any ((select access.denied())::uuid[])"
        f" and {_here(person)}))"
    )


def _episode_open(episode: str, *, timed: str = "") -> str:
    """A row about an episode: when restricted, only for those granted everybody restricted in it; never where somebody
    denied is in it.
    """
    return (
        f"(not restricted or {episode} = any ((select access.opened_episodes())::uuid[]){timed})"
        f" and ({_NOTHING_CLOSED} or (not {episode} = any ((select access.closed_episodes())::uuid[])"
        f" and {_here('', episode)}))"
    )


def _record_open(person: str, episode: str, *, timed: str = "") -> str:
    """A row about a person in an episode: open to those granted either, closed to those denied either. The person may
    not be known yet.
    """
    return (
        f"(not restricted or {person} = any ((select access.granted())::uuid[])"
        f" or {episode} = any ((select access.opened_episodes())::uuid[]){timed})"
        f" and ({_NOTHING_CLOSED} or (({person} is null or not {person} = any ((select access.denied())::uuid[]))"
        f" and not {episode} = any ((select access.closed_episodes())::uuid[])"
        f" and {_here(person, episode)}))"
    )


def _seen_through(parent: str, key: str) -> str:
    """A row that can not be marked restricted later, because it is never changed: whoever sees its parent sees it."""
    return f"exists (select 1 from public.{parent} parent where parent.id = {key}{_not_for_time(parent, 'parent')})"


def _not_for_time(table: str, named: str) -> str:
    """That a restricted work exists opens nothing that hangs on it to the part of the system that keeps time."""
    return f" and not ({named}.restricted and {_KEEPS_TIME})" if table in TIMED else ""


def _partner_open(model: type[models.Model]) -> str:
    """What is shared with the reader's agency, for somebody who does not work for the authority. Whoever does is bound
    by its restrictions, also where two teams of one agency share; and who is excluded stays excluded.
    """
    columns, table = _columns(model), model._meta.db_table
    episode = f"{table}.id" if table == "spine_episode" else f"{table}.episode_id"
    if table == "spine_episode" or "episode_id" in columns:
        kept_out = (
            f"({_NOTHING_CLOSED} or not {episode} = any ((select access.closed_episodes())::uuid[]))"
            f" and {_not_departed(episode)}"
        )
    else:
        kept_out = _seen_through("spine_event", f"{table}.event_id")
    return f"({_PARTNER} and not ({_AUTHORITY}) and {kept_out})"


def _not_departed(episode: str) -> str:
    """For agencies, which work for no authority: that this one keeps its records here, or this work stays here."""
    return (
        "(not authority_id = any ((select access.departed())::smallint[])"
        f" or {episode} = any ((select access.staying_episodes())::uuid[]))"
    )


def _places(model: type[models.Model]) -> tuple[str, str]:
    """The columns by which a row is about a person or an episode."""
    columns, table = _columns(model), model._meta.db_table
    person = "id" if table == "people_person" else "person_id" if "person_id" in columns else ""
    episode = "id" if table == "spine_episode" else "episode_id" if "episode_id" in columns else ""
    return person and f"{table}.{person}", episode and f"{table}.{episode}"


def _ours(model: type[models.Model]) -> str:
    """A row of an authority the reader works for, that is here to be read."""
    return f"{_AUTHORITY} and ({_NOTHING_CLOSED} or {_here(*_places(model))})"


def _writes(model: type[models.Model]) -> str:
    """A row may be written for an authority the writer works for; of one that left, only what is worked on here."""
    table, columns = model._meta.db_table, _columns(model)
    worked = _here(*_places(model), works=True)
    if "event_id" in columns:
        worked += f" or access.told_of_what_stays({table}.event_id)"
    if table == "spine_event":
        # What happened to a person outside any work; whether the person may be changed, their own rows say.
        worked += " or (episode_id is null and cardinality((select access.staying_people())::uuid[]) > 0)"
    return f"({_AUTHORITY} and ({_NOTHING_CLOSED} or {worked}))"


def _leads(model: type[models.Model]) -> str:
    """A part of work that the reader's agency leads for an authority: whoever sees that work, as the agency whose it
    is, sees its parts and writes them. Who works for the authority is bound by its own rules.
    """
    work = f"e.id = {model._meta.db_table}.episode_id and e.{_PARTNER}{_not_for_time('spine_episode', 'e')}"
    return f"(not ({_AUTHORITY}) and exists (select 1 from public.spine_episode e where {work}))"


def _partner_writes(model: type[models.Model]) -> str:
    _, episode = _places(model)
    return f"({_PARTNER} and {_not_departed(episode)})" if episode else _PARTNER


@dataclass(frozen=True)
class RowRule:
    """Who may see rows of a table (``using``) and write them (``check``). ``using`` of None means reference data
    without policies.
    """

    name: str
    using: Callable[[type[models.Model]], str] | None
    check: Callable[[type[models.Model]], str] | None = None
    why_exempt: str = ""


def _columns(model: type[models.Model]) -> set[str]:
    return {str(field.column) for field in model._meta.local_fields}


def _opened(model: type[models.Model]) -> str:
    columns = _columns(model)
    table = model._meta.db_table
    if "restricted" not in columns:
        return f"({_NOTHING_CLOSED} or {_here(*_places(model))})"
    if "UPDATE" not in grants_of(model):
        return _through_parent(model)
    if table == "people_person":
        return _person_open("id")
    if {"person_id", "episode_id"} <= columns:
        return _record_open("person_id", f"{table}.episode_id", timed=_for_time(table))
    if "person_id" in columns:
        return _person_open("person_id")
    if table == "spine_episode":
        return _episode_open(f"{table}.id", timed=_for_time(table))
    if "episode_id" in columns:
        return _episode_open(f"{table}.episode_id", timed=_for_time(table))
    return "not restricted"


def _through_parent(model: type[models.Model]) -> str:
    """Append-only rows follow their episode or person, so that restricting a record hides its whole past at once."""
    columns, table = _columns(model), model._meta.db_table
    if table == "spine_event":
        told = "select 1 from public.spine_eventsubject told where told.event_id = spine_event.id"
        episode = _seen_through("spine_episode", "spine_event.episode_id")
        return f"case when episode_id is null then exists ({told}) else {episode} end"
    for column, parent in (
        ("event_id", "spine_event"),
        ("person_id", "people_person"),
        ("episode_id", "spine_episode"),
    ):
        if column in columns and not (table == "spine_eventsubject" and column == "event_id"):
            return _seen_through(parent, f"{table}.{column}")
    return "not restricted"


def _through_episode(model: type[models.Model]) -> str:
    """A table that extends the episode: whoever sees the episode's row sees this one. One index probe on the key both
    share.
    """
    same = f"e.id = {model._meta.db_table}.episode_ptr_id{_not_for_time('spine_episode', 'e')}"
    return f"exists (select 1 from public.spine_episode e where {same})"


def _both_people(model: type[models.Model]) -> str:
    """A row that says something about two people: only for those who may see both."""
    table = model._meta.db_table
    one, other = (_seen_through("people_person", f"{table}.{column}") for column in ("person_id", "other_id"))
    return f"{one} and {other}"


def _is_named(model: type[models.Model]) -> str:
    """That the reader is named in the work this row hangs on (the model's ``named_through``, a column), in the table in
    which its room keeps such names (``named_in``, a model).
    """
    through, names = (getattr(model, said) for said in ("named_through", "named_in"))
    return (
        f"exists (select 1 from public.{apps.get_model(names)._meta.db_table} n"
        f" where n.episode_id = {model._meta.db_table}.{through}"
        " and n.user_id = (select access.user_id()) and n.ended_at is null)"
    )


def _named(model: type[models.Model]) -> str:
    """A row in which words stand that only those who are named may read: over and above who sees the work itself."""
    seen = _through_episode(model) if "episode_ptr_id" in _columns(model) else ""
    return f"{seen or _seen_through('spine_episode', f'{model._meta.db_table}.episode_id')} and {_is_named(model)}"


def _named_or_partner(model: type[models.Model]) -> str:
    """What an agency was told and gave: for the agency, and for those who are named in the work."""
    same = f"e.id = {model._meta.db_table}.episode_ptr_id{_not_for_time('spine_episode', 'e')}"
    mine = "e.partner_agency_id = (select access.agency_id())"
    return f"exists (select 1 from public.spine_episode e where {same} and ({mine} or {_is_named(model)}))"


def _begun_or_named(model: type[models.Model]) -> str:
    """Written with the episode itself, when nobody is named yet; and afterwards by those who are."""
    return _episode_known(model) if "episode_ptr_id" in _columns(model) else _named(model)


def _episode_known(model: type[models.Model]) -> str:
    """Whoever sees the episode may write the table that extends it: also the part of the system that keeps time, which
    offers the night's work to the day and can not read it.
    """
    return f"exists (select 1 from public.spine_episode e where e.id = {model._meta.db_table}.episode_ptr_id)"


RULES: dict[str, RowRule] = {
    rule.name: rule
    for rule in (
        RowRule("authority", lambda m: f"{_AUTHORITY} and {_opened(m)}", _writes),
        RowRule("authority_unfiltered", _ours, _writes),
        RowRule(
            "authority_write_own",
            _ours,
            lambda m: f"{_ours(m)} and user_id is not distinct from (select access.user_id())",
        ),
        RowRule(
            "authority_or_partner",
            lambda m: f"(({_AUTHORITY} and {_opened(m)}) or {_partner_open(m)})",
            lambda m: f"({_writes(m)} or {_partner_writes(m)})",
        ),
        RowRule(
            "authority_or_agency",
            lambda m: f"(({_AUTHORITY} and {_opened(m)}) or {_PARTNER})",
            lambda m: f"({_AUTHORITY} or {_PARTNER})",
        ),
        RowRule(
            "authority_or_leading",
            lambda m: f"(({_AUTHORITY} and {_opened(m)}) or {_leads(m)})",
            lambda m: f"({_writes(m)} or {_leads(m)})",
        ),
        RowRule("through_episode", _through_episode, _episode_known),
        RowRule("named", _named, _begun_or_named),
        RowRule("named_or_partner", _named_or_partner, _episode_known),
        RowRule("of_episode", lambda m: _seen_through("spine_episode", f"{m._meta.db_table}.episode_id")),
        RowRule("through_person", lambda m: _seen_through("people_person", f"{m._meta.db_table}.person_id")),
        RowRule("both_people", _both_people),
        RowRule(
            "own",
            lambda m: _OWN,
        ),
        RowRule(
            "own_or_authority",
            lambda m: f"(({_AUTHORITY} and {_opened(m)}) or {_OWN})",
            lambda m: f"({_writes(m)} or {_OWN})",
        ),
        RowRule(
            "reference",
            None,
            why_exempt="Reference data about organisations; names no child and is changed only by commands.",
        ),
        RowRule(
            "sign_in",
            None,
            why_exempt=(
                "Needed before anybody is known: accounts and sessions. Holds workers' names, no child's record."
            ),
        ),
        RowRule(
            "published",
            None,
            why_exempt=(
                "What an area publishes to everybody on its first public page. Names no child; a page asks for a"
                " permission and the area before it changes one."
            ),
        ),
        RowRule(
            "learned",
            None,
            why_exempt=(
                "How much agreeing tells, learned from many people on record: holds no name that fewer than five of"
                " them bear. A page asks for a permission before it changes which weights count."
            ),
        ),
        RowRule(
            "counted",
            None,
            why_exempt=(
                "How often one source tried something: a keyed hash and a moment, for an hour. Names nobody and no record."
            ),
        ),
    )
}

THIRD_PARTY: dict[str, tuple[str, str]] = {
    "django_content_type": ("SELECT", "Names of tables."),
    "django_migrations": ("SELECT", "Names of migrations."),
    "django_site": ("SELECT", "The name of this site."),
    "auth_permission": ("SELECT", "Django's own permission names; rights here come from posts."),
    "auth_group": ("SELECT", "Unused groups of Django's own."),
    "auth_group_permissions": ("SELECT", "Unused groups of Django's own."),
    "access_user_groups": ("SELECT", "Unused groups of Django's own."),
    "access_user_user_permissions": ("SELECT", "Unused permissions of Django's own."),
    "account_emailaddress": ("SELECT, INSERT, UPDATE, DELETE", "Workers' addresses, needed to sign in."),
    "account_emailconfirmation": ("SELECT, INSERT, UPDATE, DELETE", "Workers' addresses, needed to sign in."),
    "mfa_authenticator": ("SELECT, INSERT, UPDATE, DELETE", "Second factors, needed to sign in."),
    "socialaccount_socialaccount": (
        "SELECT, INSERT, UPDATE, DELETE",
        "Links to the council's identity provider, needed to sign in.",
    ),
    "socialaccount_socialapp": ("SELECT", "The council's identity provider."),
    "socialaccount_socialapp_sites": ("SELECT", "The council's identity provider."),
    "socialaccount_socialtoken": ("SELECT, INSERT, UPDATE, DELETE", "Tokens of the council's identity provider."),
}
"""Tables of packages we use: what the web process may do to them, and why they need no row rule."""


class UnruledTable(Exception):
    """A table says nothing about who may see its rows: refuse to serve rather than guess."""


def row_rule(model: type[models.Model]) -> RowRule:
    """The rule a model declares. Raises UnruledTable when it declares none."""
    name = model.__dict__.get("row_rule") or getattr(model, "row_rule", None)
    if not name or name not in RULES:
        raise UnruledTable(f"{model._meta.label} must say who may see its rows (row_rule).")
    return RULES[name]


def our_models() -> list[type[models.Model]]:
    """Every model of ours that has a table, the automatic many-to-many ones included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("lantern.")
        and model._meta.managed
        and not model._meta.proxy
        and model._meta.db_table not in THIRD_PARTY
    ]


def grants_of(model: type[models.Model]) -> str:
    if model._meta.auto_created:
        return "SELECT"
    return str(getattr(model, "row_grants", "SELECT"))


_NO_HISTORY = frozenset(
    {
        "spine_act",
        "spine_draft",
        "spine_notice",
        "access_try",
        "access_senderlink",
        "access_waitingmail",
        "people_searchkey",
        "people_searchfacts",
        "disclosure_knowntopointer",
        "disclosure_knowntoanswer",
        "frontdoor_figureskept",
        "frontdoor_countedday",
        "frontdoor_dayfigure",
        "frontdoor_steptime",
        "frontdoor_lateforecast",
        "frontdoor_forecasttrial",
    }
)
"""Tables that hold no record of a child: acts already done, drafts (encrypted, short-lived), the outbox, tries, links
sent to work addresses, what finding derives from facts whose own history is kept, and numbers that can be counted again. And what an agency lent to
the known-to index: taken back means gone.
"""


def keeps_history(model: type[models.Model]) -> bool:
    """Whether changes to a table's rows are kept beneath the ledger: every table of records that may change at all."""
    changeable = "UPDATE" in grants_of(model) or "DELETE" in grants_of(model)
    return changeable and not getattr(model, "append_only", False) and model._meta.db_table not in _NO_HISTORY


def rule_statements() -> list[str]:
    """Every statement that makes the tables' policies and privileges what the models say. Safe to run again and
    again.
    """
    made: list[str] = []
    roles = ", ".join(APPLICATION_ROLES)
    for model in our_models():
        table = model._meta.db_table
        rule = RULES["reference"] if model._meta.auto_created else row_rule(model)
        quoted = f'public."{table}"'
        made.append(f"revoke all on {quoted} from public, {roles}, lantern_report, lantern_seal")
        made.append(f"grant {grants_of(model)} on {quoted} to {roles}")
        if rule.using is None:
            continue
        using = rule.using(model)
        check = (rule.check or rule.using)(model)
        made.append(f"alter table {quoted} enable row level security")
        made.append(f"alter table {quoted} force row level security")
        for action in ("select", "insert", "update", "delete"):
            made.append(f"drop policy if exists lantern_{action} on {quoted}")
        made.append(f"create policy lantern_select on {quoted} for select to {roles}, lantern_report using ({using})")
        grants = grants_of(model)
        if "INSERT" in grants:
            made.append(f"create policy lantern_insert on {quoted} for insert to {roles} with check ({check})")
        if "UPDATE" in grants:
            made.append(
                f"create policy lantern_update on {quoted} for update to {roles} using ({using}) with check ({check})"
            )
        if "DELETE" in grants:
            made.append(
                f"create policy lantern_delete on {quoted} for delete to {roles} using (({using}) and ({check}))"
            )
        if keeps_history(model):
            key = model._meta.pk.column
            made.append(f"drop trigger if exists row_history on {quoted}")
            made.append(
                f"create trigger row_history after update or delete on {quoted}"
                f" for each row execute function access.keep_row_history('{key}')"
            )
        if getattr(model, "append_only", False):
            made.append(f"drop trigger if exists append_only on {quoted}")
            made.append(
                f"create trigger append_only before update or delete or truncate on {quoted} for each statement "
                "execute function public.refuse_change()"
            )
    for table, (grants, _) in THIRD_PARTY.items():
        made.append(
            f"do $$ begin if to_regclass('public.{table}') is not null then revoke all on public.{table} from "
            f"public, {roles};"
            f" grant {grants} on public.{table} to {roles}; end if; end $$"
        )
    made.append(f"grant usage on all sequences in schema public to {roles}")
    return made


def apply(connection: BaseDatabaseWrapper, context_key: bytes) -> int:
    """Make the database's policies what the models say, in one transaction. Needs the migrating role. Returns how many
    statements ran.
    """
    statements = rule_statements()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CONTEXT_SQL)
        cursor.execute("reset role")
        cursor.execute(SEEING_SQL)
        cursor.execute(BELONGING_SQL)
        cursor.execute("set role lantern_owner")
        cursor.execute(
            "insert into access.context_key (one, key) values (true, %s) on conflict (one) do update set key = "
            "excluded.key",
            [context_key],
        )
        for statement in statements:
            cursor.execute(statement)
    return len(statements)

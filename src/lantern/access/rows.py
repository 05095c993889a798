"""Row-level security: the second wall. Every table names its rule; this module turns the rules into PostgreSQL
policies and privileges.

Applied by ``lantern migrate`` after every migration, in one transaction, and checked by the lint in
``access.row_lint``. Policies are plain
SQL over values read once per statement (sub-selects become init-plans); no function runs per row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

APPLICATION_ROLES = ("lantern_app", "lantern_task")

# ---- what the signed context says
# -------------------------------------------------------------------------------------------------------

CONTEXT_SQL = """
create schema if not exists access;
revoke all on schema access from public;
grant usage on schema access to lantern_app, lantern_task, lantern_report;

create table if not exists access.context_key (one boolean primary key default true check (one), key bytea not null);
revoke all on access.context_key from public;

-- The parts of the context when its signature, process and expiry are right; otherwise null, and null sees nothing.
create or replace function access.context() returns text[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
    parts text[] := string_to_array(current_setting('lantern.context', true), '|');
    secret bytea;
begin
    if cardinality(parts) is distinct from 12 or parts[10] <> pg_backend_pid()::text
       or parts[11]::bigint < extract(epoch from now())::bigint then
        return null;
    end if;
    select k.key into secret from access.context_key k;
    if parts[12] = encode(sha256(secret || sha256(secret || convert_to(array_to_string(parts[1:11], '|'), 'UTF8'))),
                          'hex') then
        return parts;
    end if;
    return null;
end $$;

-- One part each. Bodies that are parsed here and now, so that a policy is planned with them in place of a call: a page
-- asks for them some thirty times.
create or replace function access.user_id() returns integer language sql stable parallel restricted
    return nullif((access.context())[1], '')::integer;
create or replace function access.agency_id() returns bigint language sql stable parallel restricted
    return nullif((access.context())[3], '')::bigint;
create or replace function access.team_id() returns bigint language sql stable parallel restricted
    return nullif((access.context())[4], '')::bigint;
create or replace function access.authorities() returns smallint[] language sql stable parallel restricted
    return coalesce(string_to_array(nullif((access.context())[5], ''), ',')::smallint[], '{}');
create or replace function access.granted() returns uuid[] language sql stable parallel restricted
    return coalesce(string_to_array(nullif((access.context())[6], ''), ',')::uuid[], '{}');
-- The seventh part holds what is closed to this reader: people, and after a semicolon authorities whose records are
-- elsewhere. One part, so that whoever nothing is closed to is asked once.
create or replace function access.denied() returns uuid[] language sql stable parallel restricted
    return coalesce(string_to_array(nullif(split_part((access.context())[7], ';', 1), ''), ',')::uuid[], '{}');
create or replace function access.elsewhere() returns smallint[] language sql stable parallel restricted
    return coalesce(string_to_array(nullif(split_part((access.context())[7], ';', 2), ''), ',')::smallint[], '{}');
create or replace function access.nothing_closed() returns boolean language sql stable parallel restricted
    return coalesce((access.context())[7], '') = '';
create or replace function access.visitor() returns text language sql stable parallel restricted
    return nullif((access.context())[8], '');
create or replace function access.keeps_time() returns boolean language sql stable parallel restricted
    return coalesce((access.context())[9], '') = 'time';

-- Only our own: those of SEEING_SQL belong to another role from the second run on.
do $$ declare each regprocedure; begin
    for each in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'access'::regnamespace
        and pg_get_userbyid(p.proowner) = current_user and p.prorettype <> 'trigger'::regtype
    loop
        execute format('revoke all on function %s from public', each);
        execute format('grant execute on function %s to lantern_app, lantern_task, lantern_report', each);
    end loop;
end $$;

-- Row history beneath the event ledger: catches bulk updates and raw SQL too. Written by trigger only; no role of the
-- application reads it.
create table if not exists access.row_history (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    transaction_id xid8 not null default pg_current_xact_id(),
    role name not null,
    user_id integer,
    post_id bigint,
    table_name name not null,
    row_id text not null,
    operation text not null,
    before jsonb not null
);
create index if not exists row_history_of_row on access.row_history (table_name, row_id, id);
revoke all on access.row_history from public;

-- Keeps what a row was before it was changed or removed: of a change only the columns that differ, with the key.
create or replace function access.keep_row_history() returns trigger language plpgsql security definer set search_path
= pg_catalog, pg_temp as $$
declare
    was jsonb := to_jsonb(old);
    parts text[] := access.context();
begin
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(o.key, o.value) into was from jsonb_each(to_jsonb(old)) o join
        jsonb_each(to_jsonb(new)) n using (key)
            where o.value is distinct from n.value;
        if was is null then
            return null;
        end if;
    end if;
    insert into access.row_history (role, user_id, post_id, table_name, row_id, operation, before)
        values (session_user, nullif(parts[1], '')::integer, nullif(parts[2], '')::bigint, tg_table_name,
                coalesce(to_jsonb(old)->>tg_argv[0], ''), tg_op, was);
    return null;
end $$;

create or replace function public.refuse_change() returns trigger language plpgsql set search_path = pg_catalog,
pg_temp as $$
begin
    raise exception 'This table is append-only: nothing in it is changed or removed.' using errcode = 'LN001';
end $$;
"""
"""Objects that the policies stand on. Security definer functions are few, fixed in their search path, and listed for
the lint.
"""

SEEING_SQL = """
grant execute on all functions in schema access to lantern_migrate;

-- What a request needs to know about a signed-in browser, in one statement and before there is a context. Returns one
-- row or none.
create or replace function access.signed_in(browser text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'session', jsonb_build_object('session_data', s.session_data, 'expire_date', s.expire_date),
        'user', case when u.id is null then null else jsonb_build_object(
            'id', u.id, 'username', u.username, 'display_name', u.display_name, 'email', u.email, 'password',
            u.password,
            'is_staff', u.is_staff, 'is_superuser', u.is_superuser, 'is_active', u.is_active) end,
        'posts', coalesce((
            select jsonb_agg(jsonb_build_object(
                'id', p.id, 'title', p.title, 'role', p.role, 'chosen', p.id = s.post_id,
                'team_id', t.id, 'team_name', t.name, 'team_kind', t.kind, 'covers', to_jsonb(t.covers),
                'agency_id', a.id, 'agency_name', a.name,
                'elsewhere', (select jsonb_agg(d.authority_id) from public.custody_departure d
                              where d.kept_for && t.covers and not d.authority_id = any (t.covers)),
                'only_read', (select jsonb_agg(d.authority_id) from public.custody_departure d
                              where d.kept_for && t.covers and not d.authority_id = any (t.covers) and not exists (
                                  select 1 from public.custody_kept k
                                  where k.authority_id = d.authority_id and k.rule = 'stays'))) order by (p.id = s.post_id) desc nulls last, p.id)
            from public.partnership_post p join public.partnership_team t on t.id = p.team_id join
            public.partnership_agency a on a.id = t.agency_id
            where p.holder_id = u.id and u.is_active
              and (p.starts_on is null or p.starts_on <= (now() at time zone 'Europe/London')::date)
              and (p.ends_on is null or p.ends_on >= (now() at time zone 'Europe/London')::date)), '[]'),
        -- Records read as one are opened together, to those let into each that is restricted in its own right; and
        -- closed together, to those kept out of any.
        'granted', coalesce((
            with let_in as (
                select person_id from public.access_grant
                where user_id = u.id and withdrawn_at is null and until > now()
                union
                select m.person_id from public.access_restrictionmember m join public.access_restriction r on r.id =
                m.restriction_id
                where m.user_id = u.id and r.kind = 'only_these' and r.ended_at is null)
            select jsonb_agg(distinct g.person_id) from (
                select person_id from let_in
                union all
                select o.person_id from let_in l join public.people_linkedrecord m on m.person_id = l.person_id
                join public.people_linkedrecord o on o.cluster = m.cluster
                where not exists (
                    select 1 from public.people_linkedrecord k join public.access_restriction r
                    on r.person_id = k.person_id and r.kind = 'only_these' and r.ended_at is null
                    where k.cluster = m.cluster and k.person_id not in (select person_id from let_in))) g), '[]'),
        'denied', coalesce((select jsonb_agg(distinct coalesce(o.person_id, m.person_id))
            from public.access_restrictionmember m join public.access_restriction r on r.id = m.restriction_id
            left join public.people_linkedrecord k on k.person_id = m.person_id
            left join public.people_linkedrecord o on o.cluster = k.cluster
            where m.user_id = u.id and r.kind = 'not_these' and r.ended_at is null), '[]'))
    from public.access_session s left join public.access_user u on u.id = s.user_id and u.is_active
    where s.session_key = browser and s.expire_date > now()
$$;

-- Whether this reference names a restricted record that the reader's post covers and nobody has closed to them: its
-- id, or nothing.
-- For break-glass alone: the reader can not see the row they must be let into.
create or replace function access.restricted_record(wanted text) returns table (person uuid, authority smallint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p.id, p.authority_id from public.people_person p
    where p.reference = wanted and p.restricted and p.authority_id = any (access.authorities()) and not p.id = any
    (access.denied())
    union
    select p.id, p.authority_id from public.spine_episode e join public.spine_involvement i on i.episode_id = e.id
    join public.people_person p on p.id = i.person_id
    where e.reference = wanted and p.restricted and p.authority_id = any (access.authorities()) and not p.id = any
    (access.denied())
    union
    select p.id, p.authority_id from public.people_person w join public.people_linkedrecord m on m.person_id = w.id
    join public.people_linkedrecord o on o.cluster = m.cluster join public.people_person p on p.id = o.person_id
    where w.reference = wanted and p.restricted and p.authority_id = any (access.authorities()) and not p.id = any
    (access.denied())
$$;

-- The records that are read as one with this one, itself among them: so that whoever restricts a record, and need not
-- see it, restricts all that is read with it. Numbers only, of the caller's own authorities.
create or replace function access.read_as_one(wanted uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct each.id), '{}') from (
        select wanted as id
        union all
        select o.person_id from public.people_linkedrecord m join public.people_linkedrecord o on o.cluster = m.cluster
        where m.person_id = wanted) each
    join public.people_person p on p.id = each.id and p.authority_id = any (access.authorities())
$$;

-- Make the clusters of these records, and of those they were read with, what the links that stand say. Everything that
-- it writes follows from the links, whoever calls it.
create or replace function access.gather_linked(these uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    touched uuid[];
begin
    select array_agg(distinct id) into touched from (
        select unnest(these) as id
        union all
        select o.person_id from public.people_linkedrecord m join public.people_linkedrecord o on o.cluster = m.cluster
        where m.person_id = any (these)) before;
    delete from public.people_linkedrecord where person_id = any (touched);
    insert into public.people_linkedrecord (person_id, cluster)
        with recursive reach(start, id) as (
            select id, id from unnest(touched) as t(id)
            union
            select r.start, case when l.person_id = r.id then l.other_id else l.person_id end
            from reach r join public.people_link l
            on l.parted_at is null and (l.person_id = r.id or l.other_id = r.id))
        select start, (array_agg(id order by id))[1] from reach group by start having count(*) > 1;
end $$;

-- Episodes that restricted people open to this reader: granted one of them, and no other restricted person in it is
-- closed to them.
create or replace function access.opened_episodes() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct i.episode_id), '{}') from public.spine_involvement i
    where i.person_id = any (access.granted()) and not exists (
        select 1 from public.spine_involvement o join public.people_person p on p.id = o.person_id
        where o.episode_id = i.episode_id and p.restricted and not p.id = any (access.granted()))
$$;

-- Episodes about somebody who is closed to this reader.
create or replace function access.closed_episodes() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct i.episode_id), '{}') from public.spine_involvement i where i.person_id = any
    (access.denied())
$$;

-- Put an event of an episode into the chronology of everybody the episode is about. Whoever acts may be an agency that
-- answers a question or takes a child on, and may not see who else it concerns; the child's history must hold it all
-- the same. Only the caller's own event.
create or replace function access.tell_everybody(told uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into public.spine_eventsubject (event_id, person_id, authority_id, happened_at, kind, restricted)
    select e.id, i.person_id, e.authority_id, e.happened_at, e.kind, e.restricted
    from public.spine_event e join public.spine_involvement i on i.episode_id = e.episode_id
    where e.id = told and e.actor_id is not distinct from access.user_id()
    on conflict do nothing
$$;

-- Questions about restricted children that are past their time, for the part of the system that keeps time: which, of
-- whom, and when it asked before. Nothing of what was asked, and nobody's name.
create or replace function access.restricted_checks_late(moment timestamptz)
returns table (asked uuid, asked_team bigint, due timestamptz, reminded timestamptz, reminders smallint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.episode_ptr_id, k.asked_team_id, c.due_at, k.reminded_at, k.reminders
    from public.frontdoor_check k join public.spine_episode e on e.id = k.episode_ptr_id
    join public.spine_clock c on c.episode_id = e.id
    where access.keeps_time() and e.authority_id = any (access.authorities()) and e.restricted and e.state = 'asked'
      and k.escalated_at is null and c.timescale = 'agency-checks' and c.stopped_at is null and c.due_at < moment
$$;

-- Write down on a restricted question that its agency was reminded, or that it was raised with the agency's manager.
create or replace function access.restricted_check_chased(wanted uuid, moment timestamptz, raised boolean) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update public.frontdoor_check k
    set reminded_at = case when raised then k.reminded_at else moment end,
        reminders = case when raised then k.reminders else k.reminders + 1 end,
        escalated_at = case when raised then moment else k.escalated_at end
    from public.spine_episode e
    where k.episode_ptr_id = wanted and e.id = wanted and e.restricted
      and access.keeps_time() and e.authority_id = any (access.authorities())
$$;

-- Who may open these restricted episodes now: named or granted for every restricted person in them, and closed to
-- nobody of them. So that only they are told that something waits.
create or replace function access.may_open(wanted uuid[]) returns table (episode uuid, worker integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with limited as (
        -- Of records read as one, those that are restricted in their own right.
        select distinct i.episode_id, coalesce(own.person_id, i.person_id) as person_id
        from public.spine_involvement i join public.people_person p on p.id = i.person_id
        left join lateral (
            select o.person_id from public.people_linkedrecord m join public.people_linkedrecord o
            on o.cluster = m.cluster
            where m.person_id = i.person_id and exists (
                select 1 from public.access_restriction r
                where r.person_id = o.person_id and r.kind = 'only_these' and r.ended_at is null)) own on true
        where i.episode_id = any (wanted) and p.restricted
          and access.keeps_time() and i.authority_id = any (access.authorities())
    ), let_in as (
        select g.person_id, g.user_id from public.access_grant g where g.withdrawn_at is null and g.until > now()
        union
        select m.person_id, m.user_id from public.access_restrictionmember m
        join public.access_restriction r on r.id = m.restriction_id where r.kind = 'only_these' and r.ended_at is null
    )
    select l.episode_id, n.user_id from limited l join let_in n using (person_id)
    where not exists (
        select 1 from public.spine_involvement i join public.access_restrictionmember m on m.person_id = i.person_id
        join public.access_restriction r on r.id = m.restriction_id
        where i.episode_id = l.episode_id and m.user_id = n.user_id and r.kind = 'not_these' and r.ended_at is null)
    group by l.episode_id, n.user_id
    having count(*) = (select count(*) from limited o where o.episode_id = l.episode_id)
$$;

-- Remove what nobody has touched for as long as an untouched draft is kept. By the database's own clock, so that no
-- caller can be early; a draft that is saved at this moment has a new end by the time its row is free, and stays.
create or replace function access.purge_drafts() returns bigint
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    with gone as (
        delete from public.spine_draft where expires_at < now() and access.keeps_time() returning 1
    ) select count(*) from gone
$$;

-- Records of authorities that keep theirs elsewhere, but which stay open here to whoever works for one of those they
-- are kept for: people and work, and those of them that are worked on here as before.
create or replace function access.kept_people() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.person_id), '{}') from public.custody_kept k
    where k.person_id is not null and k.for_authorities && access.authorities()
$$;
create or replace function access.kept_episodes() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.episode_id), '{}') from public.custody_kept k
    where k.episode_id is not null and k.for_authorities && access.authorities()
$$;
create or replace function access.staying_people() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.person_id), '{}') from public.custody_kept k
    where k.person_id is not null and k.rule = 'stays'
$$;
create or replace function access.staying_episodes() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(k.episode_id), '{}') from public.custody_kept k
    where k.episode_id is not null and k.rule = 'stays'
$$;
-- That an event is of work that stays here, or of none: for the writing of what is told with it.
create or replace function access.told_of_what_stays(told uuid) returns boolean
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select 1 from public.spine_event e where e.id = told
                   and (e.episode_id is null or e.episode_id = any (access.staying_episodes())))
$$;
-- Authorities whose records are elsewhere: for agencies, which work for no authority.
create or replace function access.departed() returns smallint[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(d.authority_id), '{}') from public.custody_departure d
$$;

-- On which London days contacts were opened whose figures may have changed since a moment, and when: by what the ledger
-- recorded about them, about what they led to, or about anybody in them; also where the reader may not see it, because
-- a record that was restricted leaves the figures at once. Days of contacts that are closed to this reader, and of the
-- other contacts of those people, have always changed. No number, no name: days of the reader's own authorities.
-- Little was told since, whatever the statistics guess: from each event by index to the days it touches, never through
-- the tables of years.
create or replace function access.days_to_count_again(since timestamptz)
returns table (authority smallint, day date, changed timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
    with told as (
        -- Events are numbered by the time at which they were written.
        select v.id, v.episode_id, v.recorded_at from public.spine_event v
        where v.id >= (lpad(to_hex((extract(epoch from since) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
    ), hit as (
        select c.authority_id, c.opened_at, t.recorded_at from told t
        join public.spine_episode e on e.id = t.episode_id
        join public.spine_episode c on c.id in (e.id, e.because_of_id) and c.kind = 'contact'
        union all
        -- Whether a child was here before is told of later contacts too.
        select i.authority_id, i.opened_at, t.recorded_at from told t
        join public.spine_episode e on e.id = t.episode_id and e.kind = 'contact'
        join public.spine_eventsubject s on s.event_id = t.id
        join public.spine_involvement i on i.person_id = s.person_id and i.kind = 'contact'
        and i.opened_at > e.opened_at
        union all
        -- What is told of a person holds for the records that are read as one with theirs.
        select i.authority_id, i.opened_at, t.recorded_at from told t
        join public.spine_eventsubject s on s.event_id = t.id and t.episode_id is null
        cross join lateral (
            select s.person_id as id
            union select o.person_id from public.people_linkedrecord m
            join public.people_linkedrecord o on o.cluster = m.cluster where m.person_id = s.person_id) about
        join public.spine_involvement i on i.person_id = about.id and i.kind = 'contact'
        union all
        select i.authority_id, i.opened_at, 'infinity' from public.spine_involvement o
        join public.spine_involvement i on i.person_id = o.person_id and i.kind = 'contact'
        where o.episode_id = any ((select access.closed_episodes())::uuid[])
    )
    select h.authority_id, (h.opened_at at time zone 'Europe/London')::date, max(h.recorded_at) from hit h
    where h.authority_id = any ((select access.authorities())::smallint[]) group by 1, 2
$$;

do $$ declare each text; begin
    foreach each in array array['tell_everybody(uuid)', 'signed_in(text)', 'restricted_record(text)', 'opened_episodes()',
        'closed_episodes()', 'restricted_checks_late(timestamptz)',
        'restricted_check_chased(uuid, timestamptz, boolean)', 'may_open(uuid[])', 'purge_drafts()',
        'read_as_one(uuid)', 'gather_linked(uuid[])', 'kept_people()', 'kept_episodes()', 'staying_people()',
        'staying_episodes()', 'told_of_what_stays(uuid)', 'departed()',
        'days_to_count_again(timestamptz)']
    loop
        execute format('alter function access.%s owner to lantern_migrate', each);
        execute format('revoke all on function access.%s from public', each);
        execute format('grant execute on function access.%s to lantern_app, lantern_task, lantern_report', each);
    end loop;
end $$;
"""
"""Functions that must see what their caller may not, in order to say what the caller may. They belong to the migrating
role, which
row-level security does not bind; each filters by itself, by session key or by the signed context.
"""

DEFINER_FUNCTIONS = frozenset(
    {
        "context",
        "user_id",
        "agency_id",
        "team_id",
        "authorities",
        "granted",
        "denied",
        "nothing_closed",
        "visitor",
        "keeps_time",
        "restricted_checks_late",
        "restricted_check_chased",
        "may_open",
        "purge_drafts",
        "read_as_one",
        "gather_linked",
        "kept_people",
        "kept_episodes",
        "staying_people",
        "staying_episodes",
        "told_of_what_stays",
        "departed",
        "elsewhere",
        "days_to_count_again",
        "signed_in",
        "tell_everybody",
        "restricted_record",
        "opened_episodes",
        "closed_episodes",
        "keep_row_history",
    }
)
"""Security definer functions that have been reviewed. The lint refuses any other."""

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
        RowRule("through_episode", _through_episode, _episode_known),
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
        "people_searchkey",
        "people_searchfacts",
        "disclosure_knowntopointer",
        "disclosure_knowntoanswer",
        "frontdoor_figureskept",
        "frontdoor_countedday",
        "frontdoor_dayfigure",
    }
)
"""Tables that hold no record of a child: acts already done, drafts (encrypted, short-lived), the outbox, tries, what
finding derives from facts whose own history is kept, and numbers that can be counted again. And what an agency lent to
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
        cursor.execute("set role lantern_owner")
        cursor.execute(
            "insert into access.context_key (one, key) values (true, %s) on conflict (one) do update set key = "
            "excluded.key",
            [context_key],
        )
        for statement in statements:
            cursor.execute(statement)
    return len(statements)

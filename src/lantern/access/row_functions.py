"""The functions that row-level security stands on: what the signed context says, row history, and the few that must see
what their caller may not. SQL, made again with every ``lantern migrate`` by ``access.rows``.

Security definer functions are few, fixed in their search path, and named here for the lint in ``access.row_lint``.
"""

from __future__ import annotations

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
"""What the signed context says, a part each; and what keeps row history and refuses change."""

_WAITS_IN_GROUPS = """
    with scope as (
        select access.authorities() as here, access.elsewhere() as left_us, access.departed() as gone,
               access.agency_id() as agency,
               not exists (select 1 from public.partnership_authority a
                           where a.id = any (access.authorities()) and a.kind = 'council') as partner
    ), open_now as (
        select e.id, e.because_of_id, e.opened_at from public.spine_episode e, scope s
        where e.kind = 'handoff' and e.closed_at is null and e.state in ('offered', 'accepted')
          and e.authority_id = any (s.here) and not e.authority_id = any (s.left_us)
        union all
        select e.id, e.because_of_id, e.opened_at from public.spine_episode e, scope s
        where s.partner and e.kind = 'handoff' and e.closed_at is null and e.state in ('offered', 'accepted')
          and e.partner_agency_id = s.agency and not e.authority_id = any (s.gone)
    ), waits as (
        select o.id, o.because_of_id, extract(epoch from at - o.opened_at)::integer / 86400 as days
        from open_now o join public.spine_handoff h on h.episode_ptr_id = o.id where not h.purpose = any (apart)
    ), grouped as (
        select distinct w.id, i.person_id, w.days, g.named from waits w
        join public.spine_involvement i on i.episode_id = w.id and i.part = 'child'
        join public.people_person p on p.id = i.person_id
        cross join lateral (
            select unnest(coalesce(nullif(c.reasons, '{}'), array[''])) as named
            from (select 1) one left join public.frontdoor_contact c on c.episode_ptr_id = w.because_of_id
            where what = 'need'
            union all
            select case when p.born_on is null or p.born_on > at::date then ''
                        else extract(year from age(at::date, p.born_on))::integer::text end
            where what = 'age'
            union all
            select coalesce((select x.ward_id::text from public.people_address a
                join public.partnership_postcodeward x on x.postcode = a.postcode
                     and (x.from_date is null or x.from_date <= at::date)
                     and (x.until_date is null or x.until_date >= at::date)
                where a.person_id = p.id and not a.protected and not p.restricted
                  and (a.from_date is null or a.from_date <= at::date)
                  and (a.until_date is null or a.until_date >= at::date)
                order by a.from_date desc nulls last limit 1), '')
            where what = 'ward') g
    )
"""
"""Who waits, and the groups each child is counted in, for the functions that count them and that say who they are."""

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
                                  where k.authority_id = d.authority_id and k.rule = 'stays')))
                order by (p.id = s.post_id) desc nulls last, p.id)
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

-- The words of a name, without accents, apostrophes and capitals.
create or replace function access.words_of(name text) returns text[]
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
    select string_to_array(btrim(regexp_replace(
        lower(extensions.unaccent(translate(name, chr(39) || chr(8217), ''))), '[^[:alpha:]]+', ' ', 'g')), ' ')
$$;

-- Whom to ask about somebody whose record the reader may not open: only where whoever limited it said that it may be
-- known to exist, and only for a reader who knows exactly whom they look for, by a birthday with a first and a last
-- name or by a number. Of several limits the strictest wins; nobody is told of a record that is closed to them by name.
create or replace function access.ask_about(named text, born date, numbers text[])
returns table (person uuid, authority smallint, ask text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p.id, p.authority_id, r.whom_to_ask
    from public.access_restriction r join public.people_person p on p.id = r.person_id
    where r.kind = 'only_these' and r.ended_at is null and r.says_it_exists and not exists (
        select 1 from public.access_restriction o
        where o.person_id = p.id and o.kind = 'only_these' and o.ended_at is null and not o.says_it_exists)
      and p.authority_id = any (access.authorities())
      and not p.id = any (access.denied()) and not p.id = any (access.granted())
      and (exists (select 1 from public.people_identifier i
                   where i.person_id = p.id and i.kind in ('nhs', 'upn', 'former_upn') and i.value = any (numbers))
           or p.born_on = born and p.birth_known_to = 'day' and exists (
               select 1 from public.people_personname n
               where n.person_id = p.id and n.last_name <> ''
                 and (access.words_of(n.first_names))[1] = any (access.words_of(named))
                 and access.words_of(n.last_name) <@ access.words_of(named)))
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

-- What somebody of the caller's own team has that the caller can not see, as two numbers: forms they began, and
-- restricted work of the team that they hold and that is closed to the caller. So that nothing is left behind when a
-- caseload moves. No name, no word, no reference. The worker of a supervision is whom it is about, and does not move.
create or replace function access.held_besides(worker integer) returns table (drafts bigint, unseen bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with ours as (
        select 1 where access.team_id() is not null and (
            exists (select 1 from public.partnership_post p where p.holder_id = worker and p.team_id = access.team_id())
            or exists (select 1 from public.spine_episode e where e.kind <> 'supervision' and e.closed_at is null
                       and e.owner_team_id = access.team_id() and e.worker_id = worker))
    )
    select (select count(*) from public.spine_draft d where d.user_id = worker and exists (select 1 from ours)),
           (select count(*) from public.spine_episode e where e.kind <> 'supervision' and e.closed_at is null
            and e.owner_team_id = access.team_id() and e.worker_id = worker
            and e.authority_id = any (access.authorities())
            and ((e.restricted and not e.id = any (access.opened_episodes()))
                 or e.id = any (access.closed_episodes()))
            and exists (select 1 from ours))
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

-- Who opened a page on which what the reader's own agency gave is shown: when, who, in which post and team, on what
-- footing, on which page. For the agency alone, which may not read the log of looks; never the reason that was written,
-- which may tell of the child. While the words were closed nobody read them.
create or replace function access.reads_of_answer(wanted uuid, pages text[])
returns table (at timestamptz, who text, post text, team text, why text, page text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with answer as (
        select k.episode_ptr_id as id, k.answered_at, k.closed_before, e.because_of_id as contact,
               coalesce(greatest((k.open_until + 1)::timestamp at time zone 'Europe/London',
                                 (select max(v.happened_at) from public.spine_event v
                                  where v.episode_id = e.id and v.kind = 'answer_term_changed')
                                 ), 'infinity') as closes,
               k.open_until
        from public.frontdoor_check k join public.spine_episode e on e.id = k.episode_ptr_id
        where k.episode_ptr_id = wanted and e.partner_agency_id = access.agency_id() and k.answer = 'relevant'
    ), about as (
        select i.person_id from answer a join public.spine_involvement i on i.episode_id = a.id
    ), opened as (
        select l.at, l.user_id, l.post_id, l.why, l.page from answer a
        join public.access_look l on l.episode_id = a.contact and l.at >= a.answered_at
        union
        select l.at, l.user_id, l.post_id, l.why, l.page from answer a cross join about b
        join public.access_look l on l.person_id = b.person_id and l.at >= a.answered_at
        where l.page in ('child_told', 'child_told_print')
        union
        select l.at, l.user_id, l.post_id, l.why, l.page from answer a cross join about b
        join public.spine_involvement i on i.person_id = b.person_id and i.kind = 'access_request'
        join public.disclosure_helditem h
        on h.request_id = i.episode_id and starts_with(h.origin, 'answer:' || a.id::text || ':')
        join public.access_look l on l.episode_id = i.episode_id and l.at >= h.gathered_at
    )
    select o.at, coalesce(u.display_name, 'Not known'), coalesce(p.title, ''), coalesce(t.name, ''), o.why, o.page
    from opened o cross join answer a
    left join public.access_user u on u.id = o.user_id
    left join public.partnership_post p on p.id = o.post_id
    left join public.partnership_team t on t.id = p.team_id
    where o.page = any (pages) and (a.open_until is null or o.at < a.closes)
      and not exists (select 1 from jsonb_array_elements(a.closed_before) c
                      where o.at >= (c ->> 0)::timestamptz and o.at < (c ->> 1)::timestamptz)
    order by o.at desc limit 200
$$;

-- How many children wait for each team and service and for how many days, how many are being helped, and what became
-- of what was asked of it since a moment: of the caller's authorities, or of what the caller's agency was asked.
-- Restricted or not, so that nobody is missing from a count. No name, no word, no reference.
create or replace function access.waits(at timestamptz, since timestamptz, apart text[], looked jsonb) returns table (
    team bigint, service bigint, unanswered bigint, days integer[], helped bigint, stale bigint,
    asked bigint, accepted bigint, declined bigint, full_up bigint, seen bigint, seen_in_time bigint, seen_late bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with scope as (
        select access.authorities() as here, access.elsewhere() as left_us, access.departed() as gone,
               access.agency_id() as agency,
               -- Whoever works for no council; the partnership as keeper of its own records is none.
               not exists (select 1 from public.partnership_authority a
                           where a.id = any (access.authorities()) and a.kind = 'council') as partner
    ), open_now as (
        select e.id, e.state, e.opened_at, e.priority, e.authority_id from public.spine_episode e, scope s
        where e.kind = 'handoff' and e.closed_at is null and e.authority_id = any (s.here)
          and not e.authority_id = any (s.left_us)
        union all
        select e.id, e.state, e.opened_at, e.priority, e.authority_id from public.spine_episode e, scope s
        where s.partner and e.kind = 'handoff' and e.closed_at is null and e.partner_agency_id = s.agency
          and not e.authority_id = any (s.gone)
    ), lately as (
        select e.id, e.state, e.opened_at from public.spine_episode e, scope s
        where e.kind = 'handoff' and e.opened_at >= since and e.authority_id = any (s.here)
          and not e.authority_id = any (s.left_us)
        union all
        select e.id, e.state, e.opened_at from public.spine_episode e, scope s
        where s.partner and e.kind = 'handoff' and e.opened_at >= since and e.partner_agency_id = s.agency
          and not e.authority_id = any (s.gone)
    ), now_waiting as (
        select h.to_team_id, h.service_id, count(*) filter (where o.state = 'offered') as unanswered,
               array_agg(extract(epoch from at - o.opened_at)::integer / 86400)
                   filter (where o.state <> 'seen') as days,
               count(*) filter (where o.state = 'seen') as helped,
               count(*) filter (where o.state <> 'seen' and coalesce(h.looked_at, o.opened_at)
                   < ((looked -> o.authority_id::text) ->> (coalesce(o.priority, 3) - 1))::timestamptz) as stale
        from open_now o join public.spine_handoff h on h.episode_ptr_id = o.id
        where not h.purpose = any (apart) group by 1, 2
    ), became as (
        select h.to_team_id, h.service_id, count(*) as asked, count(h.accepted_at) as accepted,
               count(*) filter (where l.state = 'declined') as declined,
               count(*) filter (where l.state = 'declined' and h.decline_code = 'no_places') as full_up,
               count(h.first_seen_at) as seen,
               count(*) filter (where c.stopped_at <= c.due_at and h.first_seen_at is not null) as seen_in_time,
               count(*) filter (where coalesce(c.stopped_at, at) > c.due_at) as seen_late
        from lately l join public.spine_handoff h on h.episode_ptr_id = l.id
        left join public.spine_clock c on c.episode_id = l.id and c.timescale = 'handoff-first-seen'
             and h.accepted_at is not null
        where not h.purpose = any (apart) group by 1, 2
    )
    select coalesce(n.to_team_id, b.to_team_id), coalesce(n.service_id, b.service_id), coalesce(n.unanswered, 0),
           coalesce(n.days, '{}'), coalesce(n.helped, 0), coalesce(n.stale, 0), coalesce(b.asked, 0),
           coalesce(b.accepted, 0), coalesce(b.declined, 0), coalesce(b.full_up, 0), coalesce(b.seen, 0),
           coalesce(b.seen_in_time, 0), coalesce(b.seen_late, 0)
    from now_waiting n full join became b on b.to_team_id = n.to_team_id
         and b.service_id is not distinct from n.service_id
$$;

-- How long children wait now, by need (the reasons of the contact that led there), by age or by ward: for each group
-- the days of everybody in it. A child of several needs counts in each; a protected address lies nowhere. Numbers
-- alone, of restricted children too, of what the reader answers for as in access.waits.
create or replace function access.waits_by(what text, at timestamptz, apart text[])
returns table (named text, days integer[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
<<waits in groups>>    select named, array_agg(days) from grouped group by named
$$;

-- The handoffs behind such a number, with the days of each child in them: for whoever works for the authority, who then
-- reads of them what they may see. For nobody else: why a family came, and where it lives, an agency is told or not.
create or replace function access.waits_in(what text, at timestamptz, apart text[], wanted text[])
returns table (episode uuid, days integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
<<waits in groups>>    select id, days from grouped where named = any (wanted) and not (select partner from scope)
$$;

-- How full each service is, and how long families waited for it: for whoever chooses one, whose authority it was that
-- asked is all the same. Days from the offer to the first contact of those asked since a moment, and days so far of
-- those who still wait. A handoff that names no service asks a team for the only one it gives. Numbers alone.
create or replace function access.service_load(at timestamptz, since timestamptz) returns table (
    service bigint, helped bigint, waited integer[], waiting integer[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with single as (
        select team_id, min(id) as id from public.partnership_service group by team_id having count(*) = 1
    ), asked as (
        select coalesce(h.service_id, o.id) as service_id, h.first_seen_at, e.opened_at, e.state
        from public.spine_episode e join public.spine_handoff h on h.episode_ptr_id = e.id
        left join single o on o.team_id = h.to_team_id
        where e.kind = 'handoff' and access.user_id() is not null and (e.closed_at is null or e.opened_at >= since)
          and coalesce(h.service_id, o.id) is not null
    )
    select service_id, count(*) filter (where state = 'seen'),
           array_agg(extract(epoch from first_seen_at - opened_at)::integer / 86400)
               filter (where first_seen_at is not null and opened_at >= since),
           array_agg(extract(epoch from at - opened_at)::integer / 86400)
               filter (where state in ('offered', 'accepted'))
    from asked group by service_id
$$;
""".replace("<<waits in groups>>", _WAITS_IN_GROUPS.lstrip("\n"))
"""Functions that must see what their caller may not, in order to say what the caller may. They belong to the migrating
role, which row-level security does not bind; each filters by itself, by session key or by the signed context.
"""

SEEING_FUNCTIONS = (
    "ask_about",
    "closed_episodes",
    "days_to_count_again",
    "departed",
    "gather_linked",
    "held_besides",
    "kept_episodes",
    "kept_people",
    "may_open",
    "opened_episodes",
    "purge_drafts",
    "read_as_one",
    "reads_of_answer",
    "restricted_check_chased",
    "restricted_checks_late",
    "restricted_record",
    "service_load",
    "signed_in",
    "staying_episodes",
    "staying_people",
    "tell_everybody",
    "told_of_what_stays",
    "waits",
    "waits_by",
    "waits_in",
)
"""The functions of ``SEEING_SQL``, each reviewed."""

DEFINER_FUNCTIONS = frozenset({"context", "keep_row_history", *SEEING_FUNCTIONS})
"""Security definer functions that have been reviewed. The lint refuses any other."""

BELONGING_SQL = f"""
do $$ declare each regprocedure; begin
    for each in select p.oid::regprocedure from pg_proc p
        where p.pronamespace = 'access'::regnamespace and p.proname = any ('{{{",".join(SEEING_FUNCTIONS)}}}')
    loop
        execute format('alter function %s owner to lantern_migrate', each);
        execute format('revoke all on function %s from public', each);
        execute format('grant execute on function %s to lantern_app, lantern_task, lantern_report', each);
    end loop;
end $$;
"""
"""Gives the functions of ``SEEING_SQL`` to the migrating role, and their use to those who serve."""

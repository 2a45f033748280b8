-- Phrases: who may write, approve, return and retire them, and what a device counted of their use.

insert into sync.role_right (role, act, offline)
select role, act, false
from (values
    ('frontliner', array['phrase.written', 'phrase.retired']),
    ('supervisor', array['phrase.written', 'phrase.approved', 'phrase.returned', 'phrase.retired']),
    ('owner', array['phrase.written', 'phrase.approved', 'phrase.returned', 'phrase.retired'])
) as rights (role, acts)
cross join lateral unnest(acts) as act
union all
select role, act, true
from unnest(array['frontliner', 'supervisor']) as role
cross join unnest(array['interaction.offered', 'phrase.counted']) as act;

create index fact_counted on sync.fact (scope_id, (doc #>> '{body,day}')) where kind = 'phrase.counted';

-- What becomes of a phrase, as opposed to how often it was said.
create function sync.is_phrase(fact_kind text) returns boolean
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select fact_kind in ('phrase.written', 'phrase.approved', 'phrase.returned', 'phrase.retired')
$$;

-- A new version: complete, for those for whom its scope stands, and by somebody who may speak for them.
create function sync.check_written(home integer, phrase uuid, body jsonb, who text, role text, before jsonb) returns void
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    entry    jsonb := body -> 'entry';
    audience jsonb := body -> 'audience';
    for_kind text := audience ->> 'kind';
    place    text := (select code from scope where scope_id = home);
begin
    if jsonb_typeof(entry) is distinct from 'object' or octet_length(entry::text) > 16384
        or coalesce(btrim(entry ->> 'text'), '') = '' or coalesce(entry ->> 'stage', '') = ''
        -- nothing that whoever approves it does not see: line ends, other controls, signs without width or that turn text
        or strpos(replace(entry::text, '\"', ''), '\') > 0
        or entry::text ~ '[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]'
    then
        perform reject('invalid', 'entry');
    end if;
    if (audience in (
        '{"kind": "organisation"}', jsonb_build_object('kind', 'branch', 'branch', place),
        jsonb_build_object('kind', 'staff', 'branch', place, 'staff', who))
        and (for_kind = 'organisation') = (home = 0)) is not true
        or before is not null and before -> 'audience' is distinct from audience
    then
        perform reject('invalid', 'audience');
    end if;
    -- nobody's but the organisation's may take the place of an entry that is there already
    if for_kind <> 'organisation' and entry ->> 'id' is distinct from 'p-' || phrase then
        perform reject('invalid', 'entry.id');
    end if;
    if for_kind = 'organisation' and role <> 'owner' then
        perform reject('not_permitted', 'phrase.written');
    end if;
end
$$;

-- How often phrases were offered and said on one device in one day: told once, and in numbers alone.
create function sync.check_counted(home integer, counted uuid, body jsonb, device text) returns void
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    day text := body ->> 'day';
begin
    if (day ~ '^2[0-9]{3}-[0-9]{2}-[0-9]{2}$'
        -- a day that the calendar has: others run over into the next month
        and to_char((left(day, 4) || '-01-01')::date + make_interval(
            months => substr(day, 6, 2)::integer - 1, days => substr(day, 9, 2)::integer - 1), 'YYYY-MM-DD') = day
        and body - array['day', 'counts'] = '{}' and jsonb_typeof(body -> 'counts') = 'array'
        and jsonb_array_length(body -> 'counts') <= 2000) is not true
        or day::date > current_date + 1
    then
        perform reject('invalid', 'counts');
    end if;
    -- under other names too: a device has one voice a day
    if exists (
        select from fact where scope_id = home and subject_id = counted and kind = 'phrase.counted'
    ) or exists (
        select from fact where scope_id = home and kind = 'phrase.counted' and doc #>> '{body,day}' = day
          and doc ->> 'device_id' = device
    ) then
        perform reject('duplicate', 'day');
    end if;
end
$$;

-- Asked for each fact about a phrase, by whichever way it comes, under the lock of its scope: of two at once one is late.
create function sync.check_phrase() returns trigger
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    body   jsonb := new.doc -> 'body';
    who    text := new.doc ->> 'actor';
    role   text;
    before fact;
    newest integer;
    audience jsonb;
begin
    if new.case_id is not null or new.doc ->> 'customer_id' is not null then
        perform reject('invalid', 'subject');
    end if;
    if new.kind = 'phrase.counted' then
        perform check_counted(new.scope_id, new.subject_id, body, new.doc ->> 'device_id');
        return new;
    end if;
    if octet_length(body::text) > 20480 then
        perform reject('too_large', new.kind);
    end if;
    if (jsonb_typeof(body -> 'version') = 'number' and body ->> 'version' ~ '^[1-9][0-9]{0,5}$') is not true then
        perform reject('invalid', 'version');
    end if;
    select doc ->> 'role' into role from reference
    where scope_id = 0 and kind = 'staff' and key = who and not deleted;
    select * into before from fact
    where scope_id = new.scope_id and subject_id = new.subject_id and kind = 'phrase.written'
    order by (doc #>> '{body,version}')::integer desc limit 1;
    newest := coalesce((before.doc #>> '{body,version}')::integer, 0);
    if (body ->> 'version')::integer <> newest + (new.kind = 'phrase.written')::integer then
        perform reject('stale', 'version');
    end if;
    if new.kind = 'phrase.written' then
        perform check_written(new.scope_id, new.subject_id, body, who, role, before.doc -> 'body');
        return new;
    end if;
    -- what was decided is decided; retiring is a decision about what was approved, or about what waits
    if exists (
        select from fact
        where scope_id = new.scope_id and subject_id = new.subject_id and is_phrase(kind) and kind <> 'phrase.written'
          and doc #>> '{body,version}' = body ->> 'version'
          and (new.kind <> 'phrase.retired' or kind = 'phrase.retired')
    ) then
        perform reject('stale', 'version');
    end if;
    if new.kind = 'phrase.approved' and before.doc ->> 'actor' = who then
        perform reject('not_permitted', 'author');
    end if;
    if new.kind = 'phrase.returned' and coalesce(btrim(body ->> 'reason'), '') = '' then
        perform reject('reason_required', 'reason');
    end if;
    audience := before.doc #> '{body,audience}';
    if (role = 'owner' or role = 'supervisor' and not (new.kind = 'phrase.retired' and audience ->> 'kind' = 'organisation')
        or new.kind = 'phrase.retired' and audience ->> 'staff' = who) is not true
    then
        perform reject('not_permitted', new.kind);
    end if;
    return new;
end
$$;

create trigger check_phrase before insert on sync.fact
    for each row when (new.kind like 'phrase.%') execute function sync.check_phrase();

-- What is for everybody lies beside the facts of a branch on each device, told apart by the id alone: no fact of a
-- branch takes its place there.
create function sync.check_not_everybodys() returns trigger
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    if exists (
        select from added join fact as f on f.scope_id = 0 and f.id = added.id where added.scope_id <> 0
    ) then
        perform reject('duplicate', 'fact_pkey');
    end if;
    return null;
end
$$;

create trigger check_not_everybodys after insert on sync.fact
    referencing new table as added
    for each statement execute function sync.check_not_everybodys();

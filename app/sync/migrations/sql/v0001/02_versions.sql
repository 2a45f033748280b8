-- How a writer takes a version of a scope, and the guard that catches one who did not.

-- UUIDv7, also where the server has none of its own (before PostgreSQL 18).
create function sync.new_id() returns uuid
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $$
    select encode(
        set_bit(set_bit(overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6
        ), 52, 1), 53, 1), 'hex')::uuid
$$;

-- Every function that writes calls this first. The token is new for each call, so a value that a client set before is void.
create function sync.begin_write() returns void
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $$
    select set_config('loket.write', gen_random_uuid()::text, true)
$$;

-- Branches first, then units, each in ascending order: every writer keeps to it, so none waits in a circle.
create function sync.lock_scopes(scopes integer[]) returns void
    language sql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
    select from scope
    where scope_id in (select unnest(scopes))
    order by kind = 'unit', scope_id
    for no key update
$$;

-- The version of this scope in the write under way: one for each scope, however many rows are written.
create function sync.bump(of_scope integer, who text) returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    token  uuid := nullif(current_setting('loket.write', true), '')::uuid;
    taken  bigint;
    taken_by uuid;
begin
    if token is null then
        raise exception 'a scope is bumped outside of a write' using errcode = 'LG001';
    end if;
    select ver, bump_token into taken, taken_by from scope where scope_id = of_scope;
    if taken is null then
        raise exception 'scope_unknown' using errcode = 'LR001', detail = of_scope::text;
    end if;
    if taken_by = token then
        return taken;
    end if;
    update scope set ver = ver + 1, bump_token = token where scope_id = of_scope returning ver into taken;
    insert into scope_log (scope_id, ver, actor) values (of_scope, taken, who);
    if (select notify from meta) then
        perform pg_notify('s' || of_scope, taken::text);
    end if;
    return taken;
end
$$;

create function sync.guard_version() returns trigger
    language plpgsql
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    if exists (
        select from changed
        where not exists (
            select from scope
            where scope.scope_id = changed.scope_id
              and scope.ver = changed.ver
              and scope.bump_token = nullif(current_setting('loket.write', true), '')::uuid
        )
    ) then
        raise exception 'a row of % was written without a version of its scope', tg_table_name
            using errcode = 'LG001', hint = 'write through the functions of the schema loket';
    end if;
    return null;
end
$$;

do $$
declare
    guarded text;
begin
    foreach guarded in array array['customer', 'case_file', 'fact', 'reference', 'delivery', 'scope_exit'] loop
        execute format(
            'create trigger guard_insert after insert on sync.%1$I referencing new table as changed
                 for each statement execute function sync.guard_version();
             create trigger guard_update after update on sync.%1$I referencing new table as changed
                 for each statement execute function sync.guard_version()', guarded);
    end loop;
end
$$;

-- A version tells which write made it.

create or replace function sync.bump(of_scope integer, who text) returns bigint
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
    insert into scope_log (scope_id, ver, actor, mark) values (of_scope, taken, who, token);
    if (select notify from meta) then
        perform pg_notify('s' || of_scope, taken::text);
    end if;
    return taken;
end
$$;

-- As before, but asked once for each version and not for each row.
create or replace function sync.guard_version() returns trigger
    language plpgsql
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    token uuid := nullif(current_setting('loket.write', true), '')::uuid;
begin
    if exists (
        select from (select distinct scope_id, ver from changed) as written
        where not exists (
            select from scope
            where scope.scope_id = written.scope_id and scope.ver = written.ver and scope.bump_token = token
        )
    ) then
        raise exception 'a row of % was written without a version of its scope', tg_table_name
            using errcode = 'LG001', hint = 'write through the functions of the schema loket';
    end if;
    return null;
end
$$;

-- What an administrator does: moves between branches, and operations that were put aside.

-- A customer with all cases and all that happened goes to another branch; who held the rows hears that they left.
create function sync.move_customer(customer uuid, to_branch text, who text default session_user) returns jsonb
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    target integer;
    home   integer;
    cases  uuid[];
    facts  uuid[];
begin
    select scope_id into target from scope where kind = 'branch' and code = to_branch;
    if target is null then
        perform reject('not_found', 'branch');
    end if;
    select c.scope_id into home from customer as c
    where c.scope_id in (select scope_id from scope where kind = 'branch') and c.id = move_customer.customer
      and not c.deleted;
    if home is null then
        perform reject('not_found', 'customer');
    end if;
    if home = target then
        return jsonb_build_object('from', home, 'to', target, 'cases', 0, 'facts', 0);
    end if;
    perform begin_write();
    perform lock_scopes(array[home, target]);
    if not exists (select from customer as c where c.scope_id = home and c.id = move_customer.customer) then
        raise exception 'moved meanwhile' using errcode = 'serialization_failure';
    end if;
    cases := array(select id from case_file as c where c.scope_id = home and c.customer_id = move_customer.customer);
    facts := array(
        select id from fact
        where scope_id = home and case_id = any (cases)
        union
        select id from fact where scope_id = home and doc ->> 'customer_id' = move_customer.customer::text
        union
        select id from fact where scope_id = home and subject_id = move_customer.customer);
    perform lock_scopes(array(
        select scope_id from delivery
        where home_scope = home and (tbl, id) in (
            select 'customer', move_customer.customer
            union all select 'case_file', unnest(cases)
            union all select 'fact', unnest(facts))));
    perform bump(home, who);
    perform bump(target, who);
    perform leave(home, target, 'customer', array[move_customer.customer], who);
    perform leave(home, target, 'case_file', cases, who);
    perform leave(home, target, 'fact', facts, who);
    return jsonb_build_object(
        'from', home, 'to', target, 'cases', cardinality(cases), 'facts', cardinality(facts));
end
$$;

create function sync.leave(home integer, target integer, of_tbl text, ids uuid[], who text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    execute format('update %I set scope_id = $2, ver = bump($2, $4) where scope_id = $1 and id = any ($3)', of_tbl)
        using home, target, ids, who;
    insert into scope_exit (scope_id, tbl, id, ver, to_scope)
    select home, of_tbl, id, bump(home, who), target from unnest(ids) as id
    on conflict (scope_id, tbl, id) do update set ver = excluded.ver, to_scope = excluded.to_scope;
    update delivery set home_scope = target, ver = bump(scope_id, who)
    where home_scope = home and tbl = of_tbl and id = any (ids);
end
$$;

-- As before, but a case is found also where it moved to: its number keeps the branch that gave it.
create or replace function sync.case_by_number(case_number text) returns sync.case_file
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    found_case case_file;
    written    text := upper(btrim(case_number));
begin
    -- PMT-2025-JKT101-00042: the third part is the branch and two characters of the device
    with recursive place (scope_id) as (
        select scope_id from scope
        where kind = 'branch' and code = regexp_replace(split_part(written, '-', 3), '..$', '')
        union
        select x.to_scope
        from place
        cross join lateral (
            select distinct to_scope from scope_exit where scope_id = place.scope_id and tbl = 'case_file'
        ) as x
    )
    select c.* into found_case
    from place join case_file as c on c.scope_id = place.scope_id and c.number = written;
    if found_case.id is null then
        raise exception 'unknown case %', case_number
            using errcode = 'no_data_found', hint = 'give the number as it was given to the customer';
    end if;
    return found_case;
end
$$;

-- All operations that were put aside together with this one.
create function sync.held_with(of_op uuid) returns setof sync.quarantine
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select with_it.*
    from quarantine as asked
    join quarantine as with_it on with_it.device_id = asked.device_id and with_it.resolved_at is null
        and with_it.payload ->> 'tx_id' is not distinct from asked.payload ->> 'tx_id'
    where asked.op_id = of_op and asked.resolved_at is null
    order by with_it.seq
$$;

-- The operations of one transaction that was put aside once more, under locks that are held; gives what became of it.
create function sync.retry_group(
    d sync.device, ops jsonb, ids uuid[], since timestamptz, who text
) returns text
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    result text;
begin
    delete from applied_op where op_id = any (ids);
    update quarantine set resolved_by = who, resolved_at = now() where op_id = any (ids);
    perform apply_group(d, ops, case
        when abs(d.skew_seconds) > 300 then make_interval(secs => d.skew_seconds) else interval '0' end);
    select outcome into result from applied_op where op_id = ids[1];
    if result <> 'held' then
        update applied_op set settled_at = now() where op_id = any (ids);
    else
        update quarantine set at = since, tried_at = clock_timestamp() where op_id = any (ids);
    end if;
    return result;
end
$$;

-- Try once more what was put aside; gives what became of it, or null where nothing is held under that id.
create function sync.retry_held(of_op uuid, who text default session_user) returns text
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    held quarantine[] := array(select h from held_with(of_op) as h);
    ids  uuid[] := array(select op_id from unnest(held));
    ops  jsonb := (select jsonb_agg(payload order by seq) from unnest(held));
    d    device;
    result text;
begin
    if ops is null then
        return null;
    end if;
    select * into d from device where device_id = held[1].device_id for no key update;
    perform begin_write();
    perform lock_for(ops, d);
    return retry_group(d, ops, ids, (select min(at) from unnest(held)), who);
end
$$;

-- Give up what was put aside: the device takes it back, and its people are told.
create function sync.drop_held(of_op uuid, who text default session_user) returns integer
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    ids uuid[] := array(select op_id from held_with(of_op));
begin
    update applied_op
    set outcome = 'rejected', code = 'dropped', message = null, settled_at = now() where op_id = any (ids);
    update quarantine set resolved_by = who, resolved_at = now() where op_id = any (ids);
    return cardinality(ids);
end
$$;

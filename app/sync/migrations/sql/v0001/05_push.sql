-- Push: operations of one device, in its order, each with exactly one effect.

-- What one operation does, or an error: LR001 is a refusal by a rule, anything else was not foreseen.
create function sync.apply_op(d sync.device, op jsonb) returns jsonb
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    op_kind text := op ->> 'kind';
    payload jsonb := op -> 'payload';
    home    integer := (op ->> 'scope_id')::integer;
    row_id  uuid := (op ->> 'row_id')::uuid;
    wanted  text := case when op_kind = 'fact.add' then payload ->> 'kind' else op_kind end;
    signed  session;
begin
    if octet_length(op::text) > 262144 then
        perform reject('too_large', op_kind);
    end if;
    select * into signed from session
    where session_id = (op ->> 'session_id')::uuid and device_id = d.device_id;
    -- without a time it would be a session that never ends
    if signed.session_id is null or coalesce((op ->> 'at')::timestamptz, 'infinity') >= signed.expires_at then
        perform reject('not_signed_in', wanted);
    end if;
    if not exists (select from role_right where role = signed.role and act = wanted) then
        perform reject('not_permitted', wanted);
    end if;
    -- elsewhere a unit writes of the cases that it was given, and nothing else
    if home is distinct from d.scope_id and not (
        op_kind = 'fact.add' and is_for_units(wanted) and exists (
            select from delivery
            where scope_id = d.unit_scope_id and tbl = 'case_file'
              and id = (payload ->> 'case_id')::uuid and home_scope = home)
    ) then
        perform reject('not_permitted', 'scope');
    end if;
    case op_kind
        when 'customer.add' then
            perform add_customer(home, row_id, payload, signed.login);
        when 'customer.edit' then
            return edit_customer(home, row_id, payload -> 'changes', signed.login);
        when 'case.open' then
            if payload ->> 'opened_by' is distinct from signed.login then
                perform reject('not_permitted', 'opened_by');
            end if;
            perform add_case(home, row_id, payload, signed.login);
        when 'fact.add' then
            if payload ->> 'actor' is distinct from signed.login then
                perform reject('not_permitted', 'actor');
            end if;
            perform add_fact(home, row_id, payload || jsonb_build_object('device_id', d.device_id), signed.login);
        else
            raise exception 'unknown kind of operation' using errcode = 'LG002';
    end case;
    return null;
end
$$;

-- Every scope that these operations may bump, so that all heads are locked before the first row is written.
create function sync.lock_for(ops jsonb) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    homes integer[];
    units integer[];
begin
    select array_agg(distinct (op ->> 'scope_id')::integer) into homes
    from jsonb_array_elements(ops) as op where op ->> 'scope_id' ~ '^[0-9]{1,9}$';
    perform lock_scopes(homes);
    -- who sees a row of these scopes cannot change any more
    select array_agg(distinct scope_id) into units
    from (
        select delivery.scope_id
        from jsonb_array_elements(ops) as op
        join delivery on delivery.home_scope = any (homes)
            and (delivery.tbl, delivery.id::text) in (
                ('case_file', op #>> '{payload,case_id}'), ('customer', op ->> 'row_id'))
        union
        select unnest(units_of_process(op #>> '{payload,process_key}'))
        from jsonb_array_elements(ops) as op where op ->> 'kind' = 'case.open'
    ) as seeing;
    perform lock_scopes(units);
end
$$;

create function sync.is_transient(state text) returns boolean
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select left(state, 2) in ('40', '53', '55', '57', '58', '08')
$$;

-- Operations of one local transaction: all applied, all rejected, or all put aside.
create function sync.apply_group(d sync.device, ops jsonb) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    op     jsonb;
    note   jsonb;
    state  text;
    about  text;
    violated text;
    fault  text;
    result text;
    result_code text;
begin
    begin
        for op in select * from jsonb_array_elements(ops) loop
            note := apply_op(d, op);
            insert into applied_op (op_id, device_id, seq, scope_id, ver, outcome, code, detail)
            values (
                (op ->> 'op_id')::uuid, d.device_id, (op ->> 'seq')::bigint, (op ->> 'scope_id')::integer,
                (select ver from scope where scope_id = (op ->> 'scope_id')::integer),
                'applied', case when note ? 'conflicts' then 'conflict' end, note);
        end loop;
        return;
    exception when others then
        get stacked diagnostics
            state = returned_sqlstate, about = pg_exception_detail,
            violated = constraint_name, fault = message_text;
        if is_transient(state) then
            raise;
        end if;
        result := 'held';
        result_code := state;
        if state = 'LR001' then
            result := 'rejected';
            result_code := fault;
        elsif violated in ('customer_number', 'case_number', 'customer_pkey', 'case_file_pkey', 'fact_pkey') then
            result := 'rejected';
            result_code := 'duplicate';
            about := violated;
        else
            about := null;
        end if;
    end;
    -- `op` is still the one that failed
    insert into applied_op (op_id, device_id, seq, outcome, code, message)
    select (each ->> 'op_id')::uuid, d.device_id, (each ->> 'seq')::bigint, result,
        case when each = op then result_code else 'with_another' end,
        case when each = op then about else op ->> 'op_id' end
    from jsonb_array_elements(ops) as each;
    if result = 'held' then
        insert into quarantine (op_id, device_id, seq, payload, sqlstate, message)
        select (each ->> 'op_id')::uuid, d.device_id, (each ->> 'seq')::bigint, each, state, fault
        from jsonb_array_elements(ops) as each;
    end if;
end
$$;

create function loket.push(
    token text, incarnation uuid, epoch uuid, first_seq bigint, ops jsonb, protocol integer
) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d       device := device_of(token);
    m       meta;
    tx      record;
    known   integer;
    last    bigint;
begin
    select * into d from device where device_id = d.device_id for no key update;
    select * into m from meta;
    if d.incarnation is distinct from push.incarnation then
        raise exception 'fork' using errcode = 'LK004';
    end if;
    if m.epoch is distinct from push.epoch then
        raise exception 'epoch' using errcode = 'LK005';
    end if;
    if first_seq > d.last_seq + 1 then
        return jsonb_build_object(
            'last_seq', d.last_seq, 'results', '[]'::jsonb, 'epoch', m.epoch, 'need', d.last_seq + 1);
    end if;
    perform begin_write();
    perform lock_for(ops);
    last := d.last_seq;
    for tx in
        select jsonb_agg(op order by n) as ops, count(*) as size, min(n) as place,
            min((op ->> 'seq')::bigint) as from_seq, max((op ->> 'seq')::bigint) as to_seq,
            row_number() over (order by min(n)) as nth
        from jsonb_array_elements(ops) with ordinality as each (op, n)
        group by op ->> 'tx_id'
        order by min(n)
    loop
        -- more sub-transactions than this overflow a backend's cache
        if tx.nth > 50 or tx.from_seq <> first_seq + tx.place - 1 or tx.to_seq <> tx.from_seq + tx.size - 1 then
            raise exception 'malformed' using errcode = 'LK009';
        end if;
        select count(*) into known from applied_op
        where op_id in (select (op ->> 'op_id')::uuid from jsonb_array_elements(tx.ops) as op);
        if tx.from_seq <= d.last_seq then
            if known <> tx.size or tx.to_seq > d.last_seq then
                raise exception 'fork' using errcode = 'LK004';
            end if;
            continue;
        end if;
        if known = 0 then
            perform apply_group(d, tx.ops);
        elsif known <> tx.size then
            raise exception 'fork' using errcode = 'LK004';
        end if;
        last := tx.to_seq;
    end loop;
    update device set last_seq = last, last_seen = now(), protocol = push.protocol where device_id = d.device_id;
    return jsonb_build_object(
        'last_seq', last,
        'epoch', m.epoch,
        'head_ver', (select ver from scope where scope_id = d.scope_id),
        'results', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'op_id', a.op_id, 'seq', op ->> 'seq', 'outcome', a.outcome, 'code', a.code, 'message', a.message
            ) order by n), '[]')
            from jsonb_array_elements(ops) with ordinality as each (op, n)
            join applied_op as a on a.op_id = (op ->> 'op_id')::uuid));
end
$$;

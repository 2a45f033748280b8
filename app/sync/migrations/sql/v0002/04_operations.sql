-- What one operation does: clocks, places that moved, sessions opened offline.

-- The time that counts for a claimed one: freed of what the device's clock is ahead, and never in the future.
create function sync.counted(claimed timestamptz, skew interval) returns timestamptz
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when claimed - skew > case when skew = interval '0' then now() + interval '5 minutes' else now() end then now()
        else claimed - skew end
$$;

-- A document whose time `field` is put right; what the device claimed stays beside it.
create function sync.timed(doc jsonb, field text, skew interval) returns jsonb
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select case
        when counted((doc ->> field)::timestamptz, skew) = (doc ->> field)::timestamptz then doc
        else doc || jsonb_build_object(field, counted((doc ->> field)::timestamptz, skew), 'said_at', doc -> field)
    end
$$;

-- Where a row is now that was in scope `stated` once.
create function sync.home_of(stated integer, of_tbl text, of_id uuid) returns integer
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    place integer := stated;
    next_ integer;
begin
    for hop in 1..20 loop
        if of_tbl = 'customer' and exists (select from customer where scope_id = place and id = of_id)
            or of_tbl = 'case_file' and exists (select from case_file where scope_id = place and id = of_id)
        then
            return place;
        end if;
        -- what is late by more than that does not follow any more
        select x.to_scope into next_ from scope_exit as x join scope_log as l on l.scope_id = x.scope_id and l.ver = x.ver
        where x.scope_id = place and x.tbl = of_tbl and x.id = of_id
          and l.at > now() - make_interval(days => (select retain_days from meta));
        if next_ is null then
            return stated;
        end if;
        place := next_;
    end loop;
    return stated;
end
$$;

-- A row that was made in a scope for something that had left it: it never comes there, and the device is told so.
create function sync.note_exit(of_scope integer, of_tbl text, of_id uuid, to_home integer, who text) returns void
    language sql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
    insert into scope_exit (scope_id, tbl, id, ver, to_scope)
    values (of_scope, of_tbl, of_id, bump(of_scope, who), to_home)
    on conflict (scope_id, tbl, id) do update set ver = excluded.ver, to_scope = excluded.to_scope
$$;

-- A session that the device opened by itself, for somebody who had logged in there online not long before.
create function sync.open_offline(d sync.device, op jsonb, skew interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    person jsonb;
    whose  text := op #>> '{payload,login}';
    opened timestamptz := counted((op #>> '{payload,opened_at}')::timestamptz, skew);
    ending timestamptz := (op #>> '{payload,expires_at}')::timestamptz - skew;
    days   integer;
begin
    select doc into person from reference
    where scope_id = 0 and kind = 'staff' and key = whose and not deleted
      and doc ->> 'branch_code' = (select code from scope where scope_id = d.scope_id);
    days := case when person ->> 'role' in ('supervisor', 'owner', 'admin') then 3 else 7 end;
    if person is null or opened is null or ending is null or not exists (
        select from session
        where device_id = any (lineage(d)) and login = whose and online and not revoked
          and opened_at > opened - make_interval(days => days) and opened_at <= opened + interval '5 minutes'
    ) then
        perform reject('not_signed_in', 'session.open');
    end if;
    insert into session (session_id, device_id, login, role, opened_at, expires_at, online)
    values (
        (op ->> 'row_id')::uuid, d.device_id, whose, person ->> 'role', opened,
        least(ending, opened + interval '12 hours'), false);
end
$$;

-- A session that this database has lost, as by a failover: of somebody who works there, and logs in on this device,
-- before or since. It lets do what one lets that the device opened by itself, and as long after a log-in.
create function sync.lost_session(d sync.device, op jsonb, skew interval) returns sync.session
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    since  timestamptz := counted((op ->> 'at')::timestamptz, skew);
    opened session;
begin
    if exists (select from session where session_id = (op ->> 'session_id')::uuid) then
        return null;
    end if;
    insert into session (session_id, device_id, login, role, opened_at, expires_at, online)
    select (op ->> 'session_id')::uuid, d.device_id, key, doc ->> 'role', since, since + interval '12 hours', false
    from reference
    where scope_id = 0 and kind = 'staff' and key = op ->> 'who' and not deleted
      and doc ->> 'branch_code' = (select code from scope where scope_id = d.scope_id)
      and exists (
          select from session as s
          where s.device_id = any (lineage(d)) and s.login = key and s.online and not s.revoked
            and abs(extract(epoch from s.opened_at - since)) < 86400 * case
                when doc ->> 'role' in ('supervisor', 'owner', 'admin') then 3 else 7 end)
    returning * into opened;
    return opened;
end
$$;

drop function sync.apply_op(sync.device, jsonb);

-- What one operation does, or an error: LR001 is a refusal by a rule, anything else was not foreseen.
create function sync.apply_op(d sync.device, op jsonb, skew interval default '0') returns jsonb
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    op_kind text := op ->> 'kind';
    payload jsonb := op -> 'payload';
    stated  integer := (op ->> 'scope_id')::integer;
    home    integer := stated;
    row_id  uuid := (op ->> 'row_id')::uuid;
    wanted  text := case when op_kind = 'fact.add' then payload ->> 'kind' else op_kind end;
    of_case uuid := case when op_kind = 'fact.add' then (payload ->> 'case_id')::uuid end;
    signed  session;
    entitled role_right;
begin
    if octet_length(op::text) > 262144 then
        perform reject('too_large', op_kind);
    end if;
    if op_kind = 'unreadable' then
        raise exception 'an operation that this database cannot hold' using errcode = 'LG005';
    end if;
    if op_kind = 'session.open' then
        perform open_offline(d, op, skew);
        return null;
    end if;
    select * into signed from session
    where session_id = (op ->> 'session_id')::uuid and device_id = any (lineage(d)) and not revoked;
    if signed.session_id is null and op ? 'who' then
        signed := lost_session(d, op, skew);
    end if;
    -- without a time it would be a session that never ends
    if signed.session_id is null or op ->> 'at' is null
        or counted((op ->> 'at')::timestamptz, skew) >= signed.expires_at
    then
        perform reject('not_signed_in', wanted);
    end if;
    select * into entitled from role_right where role = signed.role and act = wanted;
    if entitled.role is null then
        perform reject('not_permitted', wanted);
    end if;
    if not (signed.online or entitled.offline) then
        perform reject('needs_network', wanted);
    end if;
    if stated is distinct from d.scope_id then
        -- elsewhere a unit writes of the cases that it was given, and nothing else
        select home_scope into home from delivery
        where scope_id = d.unit_scope_id and tbl = 'case_file' and id = of_case
          and op_kind = 'fact.add' and is_for_units(wanted);
        if home is null or stated is null or home <> stated and home_of(stated, 'case_file', of_case) <> home then
            perform reject('not_permitted', 'scope');
        end if;
    elsif of_case is not null then
        home := home_of(stated, 'case_file', of_case);
    elsif op_kind = 'customer.edit' then
        home := home_of(stated, 'customer', row_id);
    elsif op_kind <> 'customer.add' then
        home := home_of(stated, 'customer', (payload ->> 'customer_id')::uuid);
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
            perform check_instant(payload -> 'opened_at', 'opened_at');
            perform add_case(home, row_id, timed(payload, 'opened_at', skew), signed.login);
        when 'fact.add' then
            if payload ->> 'actor' is distinct from signed.login then
                perform reject('not_permitted', 'actor');
            end if;
            perform check_instant(payload -> 'at', 'at');
            perform add_fact(
                home, row_id, timed(payload, 'at', skew) || jsonb_build_object('device_id', d.device_id), signed.login);
        else
            raise exception 'unknown kind of operation' using errcode = 'LG002';
    end case;
    if home <> stated then
        perform note_exit(
            stated, case op_kind when 'case.open' then 'case_file' else 'fact' end, row_id, home, signed.login);
    end if;
    return null;
end
$$;

-- Do one operation and keep what came of it.
create function sync.settle(d sync.device, op jsonb, skew interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    note jsonb := apply_op(d, op, skew);
begin
    -- a conflict is told with the pull too, since the answer to the push may get lost
    insert into applied_op (op_id, device_id, seq, scope_id, ver, outcome, code, detail, settled_at)
    values (
        (op ->> 'op_id')::uuid, d.device_id, (op ->> 'seq')::bigint, (op ->> 'scope_id')::integer,
        (select ver from scope where scope_id = (op ->> 'scope_id')::integer),
        'applied', case when note ? 'conflicts' then 'conflict' end, note,
        case when note ? 'conflicts' then now() end);
end
$$;

drop function sync.lock_for(jsonb);

-- Every scope that these operations of a device may bump, so that all heads are locked before the first row is written.
create function sync.lock_for(ops jsonb, d sync.device) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    id_form constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
    homes integer[];
    cases text[];
    edited text[];
    processes text[];
    moved integer[];
    units integer[];
begin
    select array_agg(distinct o.scope_id::integer) filter (where o.scope_id ~ '^[0-9]{1,9}$'),
        array_agg(distinct o.payload ->> 'case_id') filter (
            where split_part(o.payload ->> 'kind', '.', 1) in ('case', 'promise', 'question')),
        array_agg(distinct o.row_id) filter (where o.kind = 'customer.edit'),
        array_agg(distinct o.payload ->> 'process_key') filter (where o.kind = 'case.open')
    into homes, cases, edited, processes
    from jsonb_to_recordset(ops) as o (kind text, scope_id text, row_id text, payload jsonb);
    -- where the device has nothing to write, nobody waits for it
    select array_agg(home) into homes from unnest(homes) as home
    where home = d.scope_id or exists (
        select from delivery where scope_id = d.unit_scope_id and tbl = 'case_file' and home_scope = home);
    if exists (select from scope_exit where scope_id = any (homes)) then
        select array_agg(distinct home_of(x.scope_id, x.tbl, x.id)) into moved
        from (
            select distinct unnest(array[op ->> 'row_id', op #>> '{payload,case_id}', op #>> '{payload,customer_id}'])
            from jsonb_array_elements(ops) as op
        ) as named (id)
        join scope_exit as x on x.scope_id = any (homes) and x.tbl in ('customer', 'case_file')
            and x.id = case when named.id ~ id_form then named.id::uuid end;
    end if;
    perform lock_scopes(homes || moved);
    -- who sees a row of these scopes cannot change any more
    select array_agg(distinct scope_id) into units
    from (
        select v.scope_id
        from (select 'case_file', unnest(cases) union all select 'customer', unnest(edited)) as named (tbl, id)
        join delivery as v on v.home_scope = any (homes || moved) and v.tbl = named.tbl
            and v.id = case when named.id ~ id_form then named.id::uuid end
        union
        select unnest(units_of_process(process_key)) from unnest(processes) as process_key
    ) as seeing;
    perform lock_scopes(units);
end
$$;

-- As before; a case that moved away while its branch was waited for is followed.
create or replace function sync.record_fact(
    of_case sync.case_file, fact_kind text, subject uuid, step text, who text, fact_body jsonb
) returns uuid
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    fact_id uuid := new_id();
begin
    perform begin_write();
    for attempt in 1..5 loop
        perform lock_scopes(array[of_case.scope_id]);
        exit when exists (select from case_file where scope_id = of_case.scope_id and id = of_case.id);
        of_case := case_by_number(of_case.number);
    end loop;
    perform lock_scopes(seen_by(of_case.scope_id, 'case_file', of_case.id));
    perform add_fact(of_case.scope_id, fact_id, jsonb_build_object(
        'kind', fact_kind, 'subject_id', subject, 'customer_id', of_case.customer_id, 'case_id', of_case.id,
        'step_key', step, 'at', clock_timestamp(), 'actor', who, 'device_id', null, 'body', fact_body), who);
    return fact_id;
end
$$;

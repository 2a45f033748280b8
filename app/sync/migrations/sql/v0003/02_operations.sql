-- As before, but for phrases that everybody may say: their facts are written in the scope of the reference data.

create or replace function sync.apply_op(d sync.device, op jsonb, skew interval default '0') returns jsonb
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
    if stated = 0 and op_kind = 'fact.add' and is_phrase(wanted) then
        -- what everybody may say lives with the reference data; `check_phrase` says who writes it
        home := 0;
    elsif stated is distinct from d.scope_id then
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

create or replace function sync.lock_for(ops jsonb, d sync.device) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    id_form constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
    homes integer[];
    cases text[];
    edited text[];
    processes text[];
    phrases boolean;
    moved integer[];
    units integer[];
begin
    select array_agg(distinct o.scope_id::integer) filter (where o.scope_id ~ '^[0-9]{1,9}$'),
        array_agg(distinct o.payload ->> 'case_id') filter (
            where split_part(o.payload ->> 'kind', '.', 1) in ('case', 'promise', 'question')),
        array_agg(distinct o.row_id) filter (where o.kind = 'customer.edit'),
        array_agg(distinct o.payload ->> 'process_key') filter (where o.kind = 'case.open'),
        bool_or(is_phrase(o.payload ->> 'kind'))
    into homes, cases, edited, processes, phrases
    from jsonb_to_recordset(ops) as o (kind text, scope_id text, row_id text, payload jsonb);
    -- where the device has nothing to write, nobody waits for it
    select array_agg(home) into homes from unnest(homes) as home
    where home = d.scope_id or home = 0 and phrases or exists (
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

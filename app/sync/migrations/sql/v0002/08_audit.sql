-- The audit chain read again: by its device, by an administrator, and as the trail of one customer.

-- The links of this device as they are kept, so that it can lay its own beside them.
create function loket.audit_head(token text, from_seq bigint, protocol integer)
    returns table (seq bigint, op_id uuid, chain text)
    language plpgsql stable security definer
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    d device := device_of(token);
begin
    perform check_protocol(protocol);
    return query
        select a.seq, a.op_id, a.chain from audit as a
        where a.device_id = d.device_id and a.seq >= from_seq order by a.seq limit 50000;
end
$$;

-- What does not add up, recomputed from the rows: links, and the facts that were made of them.
create function sync.audit_faults()
    returns table (device_id uuid, seq bigint, op_id uuid, fault text)
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    with line as materialized (
        select a.*, d.chain_after,
            lag(a.seq, 1, d.chain_after) over of_device as seq_before,
            lag(a.chain, 1, sha256_hex(a.device_id::text)) over of_device as chain_before
        from audit as a join device as d using (device_id)
        window of_device as (partition by a.device_id order by a.seq)
    ),
    checked as materialized (
        select *,
            op ->> 'kind' in ('none', 'unreadable')
                or content = encode(sha256(convert_to(op::text, 'UTF8')), 'hex') and op ->> 'op_id' = op_id::text as kept,
            anchor or seq <> seq_before + 1
                or chain = encode(sha256(convert_to(chain_before || ':' || content, 'UTF8')), 'hex') as linked
        from line
    )
    select device_id, seq_before + 1, null::uuid, 'removed' from checked where seq <> seq_before + 1
    union all
    select d.device_id, coalesce(max(a.seq), d.chain_after) + 1, null, 'removed'
    from device as d left join audit as a using (device_id)
    group by d.device_id having coalesce(max(a.seq), d.chain_after) < d.last_seq
    union all
    select device_id, seq, op_id, case
        when kept and exists (
            select from line as other
            where other.device_id = checked.device_id
              and checked.chain in (
                  encode(sha256(convert_to(other.chain || ':' || checked.content, 'UTF8')), 'hex'),
                  encode(sha256(convert_to(sha256_hex(other.device_id::text) || ':' || checked.content, 'UTF8')), 'hex'))
        ) then 'reordered' else 'altered' end
    from checked where not (kept and linked)
    union all
    select device_id, seq, op_id, 'unsound' from line where not sound
    union all
    select a.device_id, a.seq, a.op_id, case when f.id is null then 'fact_removed' else 'fact_altered' end
    from checked as a
    join applied_op as o on o.op_id = a.op_id and o.outcome = 'applied'
    left join fact as f on f.id::text = a.op ->> 'row_id'
    where a.kept and a.op ->> 'kind' = 'fact.add' and (
        f.id is null or f.deleted
        or f.kind <> (a.op #>> '{payload,kind}')
        or f.subject_id::text <> (a.op #>> '{payload,subject_id}')
        or (f.doc - '{at,said_at,device_id}'::text[]) <> ((a.op -> 'payload') - '{at,said_at,device_id}'::text[])
        or coalesce(f.doc -> 'said_at', f.doc -> 'at') <> (a.op #> '{payload,at}'))
    order by 1, 2
$$;

-- Everything that was done with a customer's record, in all branches, by whom and where; that it was read is kept too.
create function loket.trail(token text, session uuid, customer uuid) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d      device := device_of(token);
    signed session;
    home   integer;
    entries jsonb;
begin
    select * into signed from session as s
    where s.session_id = trail.session and s.device_id = any (lineage(d)) and s.online and not s.revoked
      and s.expires_at > now();
    if signed.session_id is null then
        raise exception 'not_permitted' using errcode = 'LK006', detail = 'session';
    end if;
    if not exists (select from role_right where role = signed.role and act = 'customer.trail_read') then
        raise exception 'not_permitted' using errcode = 'LK006', detail = 'customer.trail_read';
    end if;
    select c.scope_id into home from customer as c
    where c.scope_id in (select scope_id from scope where kind = 'branch') and c.id = trail.customer;
    if home is null then
        raise exception 'not_permitted' using errcode = 'LK006', detail = 'customer';
    end if;
    select coalesce(jsonb_agg(jsonb_build_object(
        'at', at, 'actor', actor, 'act', act, 'device', device, 'branch', branch, 'op_id', op_id,
        'case_number', case_number) order by at, op_id), '[]')
    into entries
    from trail_of(trail.customer);
    perform begin_write();
    perform lock_scopes(array[home]);
    perform add_fact(home, new_id(), jsonb_build_object(
        'kind', 'customer.trail_read', 'subject_id', trail.customer, 'customer_id', trail.customer, 'case_id', null,
        'step_key', null, 'at', clock_timestamp(), 'actor', signed.login, 'device_id', d.device_id,
        'body', '{}'::jsonb), signed.login);
    return entries;
end
$$;

create function sync.trail_of(customer uuid)
    returns table (at timestamptz, actor text, act text, device text, branch text, op_id uuid, case_number text)
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    with done as materialized (
        -- the first device that handed an operation over; one that went on from it may have done so again
        select distinct on (a.op_id) a.op_id, a.device_id, a.op
        from audit as a join applied_op as o on o.op_id = a.op_id and o.outcome = 'applied'
        where coalesce(a.op #>> '{payload,customer_id}', a.op ->> 'row_id') = customer::text
        order by a.op_id, o.device_id <> a.device_id
    ),
    told as materialized (
        select * from fact
        where scope_id in (select scope_id from scope where kind = 'branch') and doc ->> 'customer_id' = customer::text
    )
    select coalesce((f.doc ->> 'at')::timestamptz, (a.op ->> 'at')::timestamptz),
        coalesce(f.doc ->> 'actor', s.login),
        case when a.op ->> 'kind' = 'fact.add' then a.op #>> '{payload,kind}' else a.op ->> 'kind' end,
        d.name, b.code, a.op_id,
        (select number from case_file as c
         where c.scope_id in (select scope_id from scope where kind = 'branch')
           and c.id::text = coalesce(
               a.op #>> '{payload,case_id}', case when a.op ->> 'kind' = 'case.open' then a.op ->> 'row_id' end))
    from done as a
    join device as d using (device_id)
    join scope as b on b.scope_id = d.scope_id
    left join session as s on s.session_id::text = a.op ->> 'session_id'
    left join told as f on f.id::text = a.op ->> 'row_id'
    union all
    -- what came before there was a chain, or from another system
    select (f.doc ->> 'at')::timestamptz, f.doc ->> 'actor', f.kind, d.name, b.code, null,
        (select number from case_file as c where c.scope_id = f.scope_id and c.id = f.case_id)
    from told as f
    join scope as b on b.scope_id = f.scope_id
    left join device as d on d.device_id::text = f.doc ->> 'device_id'
    where not exists (select from done as a where a.op ->> 'row_id' = f.id::text)
$$;

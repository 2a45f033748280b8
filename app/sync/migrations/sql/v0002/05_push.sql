-- Push: operations of one device, in its order, each with exactly one effect.

-- All of these operations as one: facts in sets. An error means that they have to be looked at one by one.
create function sync.apply_at_once(d sync.device, ops jsonb, skew interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    lineage uuid[] := lineage(d);
    ceiling timestamptz := case when skew = interval '0' then now() + interval '5 minutes' else now() end;
    own     jsonb := jsonb_build_object('device_id', d.device_id);
    moved   boolean;
    said    said_fact[];
    sound   boolean;
begin
    -- nothing of these depends on a fact, and facts may depend on them
    perform settle(d, op, skew)
    from jsonb_array_elements(ops) as op where op ->> 'kind' is distinct from 'fact.add';

    moved := exists (select from scope_exit where scope_id = d.scope_id);
    select
        array_agg((
            op_id, seq, scope_id, row_id, kind, (payload ->> 'subject_id')::uuid, case_id, login,
            case
                when skew = interval '0' and said_at::timestamptz <= ceiling then payload || own
                else timed(payload, 'at', skew) || own
            end)::said_fact),
        bool_and(coalesce(
            least(at - skew, ceiling) < expires_at and at is not null
            and (online and offline is not null or offline)
            and scope_id = d.scope_id
            and payload ->> 'actor' = login
            -- the usual form of `check_instant`; groups that capture make it five times as slow
            and said_at ~ '^(?:19|[2-8][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}[+]00:00$'
            and jsonb_typeof(payload -> 'body') = 'object'
            -- far from the greatest size, however it is written
            and pg_column_size(payload) < 40000
            and (not for_units or exists (
                select from case_file as c where c.scope_id = o.scope_id and c.id = o.case_id and not c.deleted))
            and (not moved or not exists (
                select from scope_exit as x
                where x.scope_id = o.scope_id and (x.tbl, x.id) in (
                    ('case_file', o.case_id), ('customer', (o.payload ->> 'customer_id')::uuid)))), false))
    into said, sound
    from (
        select o.*, o.payload ->> 'kind' as kind, o.payload ->> 'at' as said_at, (o.payload ->> 'case_id')::uuid as case_id,
            split_part(o.payload ->> 'kind', '.', 1) in ('case', 'promise', 'question') as for_units,
            s.login, s.expires_at, s.online, r.offline
        from jsonb_to_recordset(ops) as o (
            op_id uuid, seq bigint, kind text, scope_id integer, row_id uuid, session_id uuid, at timestamptz,
            payload jsonb)
        left join session as s on s.session_id = o.session_id and s.device_id = any (lineage) and not s.revoked
        left join role_right as r on r.role = s.role and r.act = o.payload ->> 'kind'
        where o.kind = 'fact.add'
    ) as o (op_id, seq, op_kind, scope_id, row_id, session_id, at, payload, kind, said_at, case_id, for_units,
            login, expires_at, online, offline);
    if said is null then
        return;
    end if;
    if not sound then
        raise exception 'not all at once' using errcode = 'LG006';
    end if;
    perform check_report(home, case_id, doc ->> 'step_key', doc #>> '{body,status}')
    from unnest(said) where kind = 'case.report';
    perform check_body(doc -> 'body')
    from unnest(said) where doc -> 'body' ?| array['estimate_at', 'due_at', 'answer_due_at', 'cost'];

    perform bump(home, actor) from (select distinct on (home) home, actor from unnest(said)) as homes;
    insert into fact (scope_id, id, ver, kind, subject_id, case_id, doc)
    select f.home, f.id, s.ver, f.kind, f.subject_id, f.case_id, f.doc
    from unnest(said) as f join scope as s on s.scope_id = f.home;
    perform deliver_facts(said);
    insert into applied_op (op_id, device_id, seq, scope_id, ver, outcome)
    select f.op_id, d.device_id, f.seq, f.home, s.ver, 'applied'
    from unnest(said) as f join scope as s on s.scope_id = f.home;
end
$$;

create function sync.deliver_facts(said sync.said_fact[]) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    perform bump(unit, who)
    from (
        select d.scope_id as unit, min(f.actor) as who
        from unnest(said) as f
        join delivery as d on d.home_scope = f.home and d.tbl = 'case_file' and d.id = f.case_id
        where split_part(f.kind, '.', 1) in ('case', 'promise', 'question')
        group by d.scope_id
    ) as units;
    if found then
        insert into delivery (scope_id, tbl, id, ver, home_scope)
        select d.scope_id, 'fact', f.id, s.ver, f.home
        from unnest(said) as f
        join delivery as d on d.home_scope = f.home and d.tbl = 'case_file' and d.id = f.case_id
        join scope as s on s.scope_id = d.scope_id
        where split_part(f.kind, '.', 1) in ('case', 'promise', 'question');
    end if;
end
$$;

drop function sync.apply_group(sync.device, jsonb);

-- Operations of one local transaction: all applied, all rejected, or all put aside.
create function sync.apply_group(d sync.device, ops jsonb, skew interval) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    op     jsonb;
    state  text;
    about  text;
    violated text;
    fault  text;
    result text;
    result_code text;
begin
    begin
        for op in select * from jsonb_array_elements(ops) loop
            perform settle(d, op, skew);
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
        if state = 'LR001' and ops @> '[{"again": true}]' then
            -- it was accepted once, and this database has lost it: it waits for what else is still to come again
            result_code := 'waits';
            fault := concat_ws(': ', fault, about);
            state := 'LG008';
            about := null;
        elsif state = 'LR001' then
            result := 'rejected';
            result_code := fault;
        elsif violated in (
            'customer_number', 'case_number', 'customer_pkey', 'case_file_pkey', 'fact_pkey', 'session_pkey')
        then
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
        from jsonb_array_elements(ops) as each
        on conflict (op_id) do update
        set sqlstate = excluded.sqlstate, message = excluded.message, resolved_by = null, resolved_at = null;
    end if;
end
$$;

-- The first fifty transactions one by one; gives the last number that was settled.
-- More sub-transactions than this overflow a backend's cache.
create function sync.apply_some(d sync.device, ops jsonb, skew interval) returns bigint
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    tx   record;
    last bigint := 0;
begin
    for tx in
        select jsonb_agg(op order by n) filter (where a.op_id is null and op ->> 'kind' is distinct from 'none') as ops,
            max((op ->> 'seq')::bigint) as to_seq
        from jsonb_array_elements(ops) with ordinality as each (op, n)
        left join applied_op as a on a.op_id = (op ->> 'op_id')::uuid
        group by op ->> 'tx_id'
        order by min(n)
        limit 50
    loop
        if tx.ops is not null then
            perform apply_group(d, tx.ops, skew);
        end if;
        last := tx.to_seq;
    end loop;
    return last;
end
$$;

-- One entry for each operation, whatever became of it; gives the last link.
create function sync.chain_on(d sync.device, ops jsonb) returns text
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    head     text := coalesce(d.chain_head, sha256_hex(d.device_id::text));
    entries  jsonb[];
    contents text[];
    links    text[] := '{}';
    claimed  text := ops #>> '{0,chain}';
    anchor   boolean := false;
    unchained boolean := not d.chained and d.last_seq > 0;
    content  text;
begin
    select array_agg(op - '{seq,content,chain,again,who}'::text[] order by n) into entries
    from jsonb_array_elements(ops) with ordinality as each (op, n);
    select array_agg(case
        when o.kind in ('none', 'unreadable') and length(o.content) = 64 then o.content
        else encode(sha256(convert_to(e.entry::text, 'UTF8')), 'hex') end)
    into contents
    from rows from (unnest(entries), jsonb_to_recordset(ops) as (kind text, content text)) as e (entry, kind, content)
    cross join lateral (select e.kind, e.content) as o;
    foreach content in array contents loop
        head := encode(sha256(convert_to(head || ':' || content, 'UTF8')), 'hex');
        if unchained then
            anchor := coalesce(claimed <> head and claimed <> '' and ops #>> '{0,content}' = content, false);
            head := case when anchor then claimed else head end;
            unchained := false;
        end if;
        links := links || head;
    end loop;
    insert into audit (device_id, seq, op_id, op, content, chain, sound, anchor)
    select d.device_id, o.seq, o.op_id, o.entry, o.made, o.link,
        (o.sent is null or o.sent in ('', o.made)) and (o.chain is null or o.chain in ('', o.link)),
        anchor and o.link = links[1]
    from rows from (
        unnest(entries, contents, links),
        jsonb_to_recordset(ops) as (seq bigint, op_id uuid, content text, chain text)
    ) as o (entry, made, link, seq, op_id, sent, chain);
    return head;
end
$$;

-- What was said of operations, in the form of the answer; of strangers' nothing is told.
create function sync.results_of(ops jsonb, upto bigint, kin uuid[]) returns jsonb
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'op_id', a.op_id, 'seq', o.seq, 'outcome', a.outcome, 'code', a.code, 'message', a.message,
        'conflicts', a.detail -> 'conflicts'
    ) order by o.seq), '[]')
    from jsonb_to_recordset(ops) as o (op_id uuid, seq bigint)
    join applied_op as a on a.op_id = o.op_id and a.device_id = any (kin)
    where o.seq <= upto
$$;

create function sync.check_numbers(first_seq bigint, ops jsonb) returns void
    language plpgsql immutable
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    if jsonb_array_length(ops) > 500 or (
        select coalesce(bool_or(seq is distinct from first_seq + n - 1), false)
            or count(distinct coalesce(tx_id, '')) <> count(*) filter (where begins)
        from (
            select o.seq, o.tx_id, row_number() over () as n,
                coalesce(o.tx_id, '') is distinct from lag(coalesce(o.tx_id, '')) over () as begins
            from jsonb_to_recordset(ops) as o (seq bigint, tx_id text)
        ) as numbered
    ) then
        raise exception 'malformed' using errcode = 'LK009';
    end if;
end
$$;

-- What had to wait for something that was lost too, of this branch and of this device: it may be here by now.
-- Whole transactions: whoever has the first operation of one has all of it, and nobody else tries a part.
create function sync.waiting_for(d sync.device, kin uuid[]) returns sync.quarantine[]
    language sql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
    with waits as (
        select q.op_id, q.device_id, q.payload ->> 'tx_id' as tx_id from quarantine as q
        where q.sqlstate = 'LG008' and q.resolved_at is null
          and (q.tried_at is null or q.tried_at < clock_timestamp() - interval '1 second')
          and (q.device_id = any (kin) or q.payload ->> 'scope_id' = d.scope_id::text)
          and not exists (
              select from quarantine as before
              where before.device_id = q.device_id and before.payload ->> 'tx_id' = q.payload ->> 'tx_id'
                and before.seq < q.seq and before.sqlstate = 'LG008' and before.resolved_at is null)
        order by q.at, q.seq limit 25
        for update skip locked
    )
    select coalesce(array_agg(q order by q.at, q.seq), '{}') from waits as w
    join quarantine as q on q.device_id = w.device_id
        and (q.op_id = w.op_id or q.payload ->> 'tx_id' = w.tx_id)
    where q.sqlstate = 'LG008' and q.resolved_at is null
$$;

create function sync.try_waiting(held sync.quarantine[]) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    tx record;
begin
    for tx in
        select device_id, jsonb_agg(payload order by seq) as ops, array_agg(op_id) as ids, min(at) as since
        from unnest(held) group by device_id, payload ->> 'tx_id' order by min(at), min(seq)
    loop
        perform retry_group(d, tx.ops, tx.ids, tx.since, 'sync') from device as d where d.device_id = tx.device_id;
    end loop;
end
$$;

drop function loket.push(text, uuid, uuid, bigint, jsonb, integer);

create function loket.push(
    token text, incarnation uuid, epoch uuid, first_seq bigint, ops jsonb, protocol integer,
    sent_at timestamptz default null
) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
    -- planning these statements anew for each call would take longer than running them
    set plan_cache_mode = force_generic_plan
as $$
declare
    d     device := device_of(token);
    m     meta;
    ahead interval := coalesce(sent_at - clock_timestamp(), '0');
    skew  interval := '0';
    fresh jsonb := ops;
    known integer;
    state text;
    last  bigint;
    head  text;
    kin   uuid[] := kin(d);
    held  quarantine[];
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
    perform check_numbers(first_seq, ops);
    last := d.last_seq;
    if first_seq <= d.last_seq then
        if exists (
            select from jsonb_to_recordset(ops) as o (op_id uuid, seq bigint)
            where o.seq <= d.last_seq and (
                not exists (select from applied_op as a where a.op_id = o.op_id and a.device_id = any (kin))
                -- it may be known as another device's, and the number may have been used for something else
                or exists (
                    select from audit as u
                    where u.device_id = d.device_id and u.seq = o.seq and u.op_id <> o.op_id))
        ) then
            raise exception 'fork' using errcode = 'LK004';
        end if;
        select coalesce(jsonb_agg(op order by n), '[]') into fresh
        from jsonb_array_elements(ops) with ordinality as each (op, n)
        where (op ->> 'seq')::bigint > d.last_seq;
    end if;
    if abs(extract(epoch from ahead)) > 300 then
        skew := ahead;
    end if;
    if jsonb_array_length(fresh) > 0 then
        if exists (
            select from jsonb_to_recordset(fresh) as o (op_id uuid)
            join applied_op as a on a.op_id = o.op_id and a.device_id <> all (kin)
        ) then
            -- nobody else can have made that id
            raise exception 'malformed' using errcode = 'LK009';
        end if;
        perform begin_write();
        held := waiting_for(d, kin);
        perform lock_for(fresh || coalesce((select jsonb_agg(h.payload) from unnest(held) as h), '[]'), d);
        select count(*) into known
        from jsonb_to_recordset(fresh) as o (op_id uuid, kind text)
        where o.kind in ('none', 'unreadable') or exists (select from applied_op as a where a.op_id = o.op_id);
        last := null;
        begin
            perform apply_at_once(d, case when known = 0 then fresh else (
                select coalesce(jsonb_agg(op order by n), '[]')
                from jsonb_array_elements(fresh) with ordinality as each (op, n)
                where op ->> 'kind' is distinct from 'none'
                  and not exists (select from applied_op as a where a.op_id = (op ->> 'op_id')::uuid)) end, skew);
            last := first_seq + jsonb_array_length(ops) - 1;
        exception when others then
            get stacked diagnostics state = returned_sqlstate;
            if is_transient(state) then
                raise;
            end if;
        end;
        if last is null then
            last := apply_some(d, fresh, skew);
            select jsonb_agg(op order by n) into fresh
            from jsonb_array_elements(fresh) with ordinality as each (op, n) where (op ->> 'seq')::bigint <= last;
        end if;
        if known > 0 then
            insert into applied_op (op_id, device_id, seq, outcome, code)
            select o.op_id, d.device_id, o.seq, 'rejected', 'withdrawn'
            from jsonb_to_recordset(fresh) as o (op_id uuid, seq bigint, kind text)
            where o.kind = 'none'
            on conflict (op_id) do nothing;
        end if;
        head := chain_on(d, fresh);
        perform try_waiting(held);
    end if;
    update device as mine
    set last_seq = last, last_seen = now(), protocol = push.protocol,
        chain_head = coalesce(head, mine.chain_head),
        chained = mine.chained or coalesce(ops #>> '{0,chain}', '') <> '',
        skew_seconds = case when sent_at is null then mine.skew_seconds else extract(epoch from ahead) end
    where mine.device_id = d.device_id;
    return jsonb_build_object(
        'last_seq', last, 'epoch', m.epoch, 'results', results_of(ops, last, kin),
        'head_ver', (select ver from scope where scope_id = d.scope_id));
end
$$;

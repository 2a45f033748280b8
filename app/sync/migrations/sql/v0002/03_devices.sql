-- Devices: greeting, becoming another one after a clone or a restored image, sessions.

create function sync.lineage(d sync.device) returns uuid[]
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select (d).ancestors || (d).device_id
$$;

-- The same with all that went on from one of them: a clone hands over what the other one had waiting too.
create function sync.kin(d sync.device) returns uuid[]
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select array_agg(device_id) from device
    where device_id = (lineage(d))[1] or ancestors @> array[(lineage(d))[1]]
$$;

create function sync.sha256_hex(value text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select encode(sha256(convert_to(value, 'UTF8')), 'hex')
$$;

-- A standby greets too, but keeps no note of it.
create or replace function loket.hello(token text, protocol integer) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d device := device_of(token);
    m meta;
    held quarantine[];
begin
    if not pg_is_in_recovery() then
        held := waiting_for(d, kin(d));
        if cardinality(held) > 0 then
            perform begin_write();
            perform lock_for((select jsonb_agg(h.payload) from unnest(held) as h), d);
            perform try_waiting(held);
        end if;
        -- a push whose client was cut off may hold the row for a while: a greeting does not wait for it
        update device set last_seen = now(), protocol = hello.protocol
        where device_id in (select device_id from device where device_id = d.device_id for no key update skip locked);
    end if;
    select * into m from meta;
    return jsonb_build_object(
        'epoch', m.epoch, 'server_time', clock_timestamp(), 'min_protocol', m.min_protocol,
        'cur_protocol', m.cur_protocol, 'last_seq', d.last_seq, 'scopes', scopes_of(d), 'notify', m.notify,
        'primary', not pg_is_in_recovery());
end
$$;

create function sync.identity_of(d sync.device) returns jsonb
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select jsonb_build_object(
        'device_id', (d).device_id, 'incarnation', (d).incarnation, 'device_code', (d).code, 'name', (d).name,
        'scope_id', (d).scope_id, 'branch_code', (select code from scope where scope_id = (d).scope_id),
        'unit_scope_id', (d).unit_scope_id, 'unit_code', (select code from scope where scope_id = (d).unit_scope_id))
$$;

-- The n-th device of a branch in two characters: 01 to 99, then A0 to ZZ.
create function sync.device_code(n integer) returns text
    language plpgsql immutable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    rest integer := n - 100;
begin
    if n <= 99 then
        return lpad(n::text, 2, '0');
    end if;
    if rest >= 36 * 26 then
        raise exception 'a branch has no more device codes' using errcode = 'LG004';
    end if;
    return chr(65 + rest / 36) || substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', rest % 36 + 1, 1);
end
$$;

-- Go on as another device of the same place: what this one did up to `base_seq` counts as settled.
-- The token is the caller's own, so that an answer that was lost can be asked for again.
create function loket.fork(token text, new_token_sha256 text, base_seq bigint, protocol integer) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d      device := device_of(token);
    made   device;
    root   uuid := (lineage(d))[1];
    count_ integer;
    fresh  uuid := new_id();
begin
    perform check_protocol(protocol);
    if (new_token_sha256 ~ '^[0-9a-f]{64}$' and base_seq >= 0) is not true then
        raise exception 'malformed' using errcode = 'LK009';
    end if;
    -- one fork of a lineage at a time
    perform from device where device_id = root for no key update;
    select * into made from device where token_sha256 = decode(new_token_sha256, 'hex');
    if made.device_id is not null then
        if not made.ancestors @> array[d.device_id] or made.revoked then
            raise exception 'wrong_token' using errcode = 'LK001';
        end if;
        -- more may have been settled since the answer that was lost
        update device set last_seq = fork.base_seq, chain_after = fork.base_seq
        where device_id = made.device_id and last_seq = chain_after;
        return identity_of(made);
    end if;
    if (select count(*) from device where ancestors @> array[root] and forked_at > now() - interval '1 day') >= 8 then
        raise exception 'fork' using errcode = 'LK004', detail = 'too_many';
    end if;
    select count(*) + 2 into count_ from device where ancestors @> array[root];
    insert into device (
        device_id, incarnation, scope_id, unit_scope_id, code, name, token_sha256, last_seq, last_seen, protocol,
        ancestors, forked_at, chain_head, chain_after, chained)
    select fresh, gen_random_uuid(), d.scope_id, d.unit_scope_id, device_code(last_device),
        regexp_replace(d.name, ' \([0-9]+\)$', '') || format(' (%s)', count_), decode(new_token_sha256, 'hex'),
        base_seq, now(), fork.protocol, lineage(d), now(), sha256_hex(fresh::text), base_seq, true
    from next_device(d.scope_id) as last_device
    returning * into made;
    return identity_of(made);
end
$$;

create function sync.next_device(of_branch integer) returns integer
    language sql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
    update scope set last_device = last_device + 1 where scope_id = of_branch returning last_device
$$;

-- A device that is lost takes with it all that went on from it.
create function sync.revoke_device(of_device uuid) returns integer
    language sql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
    with gone as (
        update device set revoked = true where device_id = of_device or ancestors @> array[of_device] returning 1
    )
    select count(*)::integer from gone
$$;

-- Nothing may be done any more under what this person opened.
create function loket.end_sessions(login text) returns integer
    language sql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
    with gone as (
        update session set revoked = true where session.login = end_sessions.login and not revoked returning 1
    )
    select count(*)::integer from gone
$$;

create function sync.remove_reference(of_kind text, of_key text, who text) returns boolean
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    perform begin_write();
    perform lock_scopes(array[0]);
    if not exists (
        select from reference where scope_id = 0 and kind = of_kind and key = of_key and not deleted
    ) then
        return false;
    end if;
    update reference set deleted = true, ver = bump(0, who) where scope_id = 0 and kind = of_kind and key = of_key;
    return true;
end
$$;

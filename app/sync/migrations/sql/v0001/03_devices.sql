-- Who is calling: a device by its token, a member of staff by the role under which the connection was opened.

-- SQLSTATEs that clients know: LK001 wrong token, LK002 revoked, LK003 too old, LK004 fork, LK005 epoch,
-- LK006 not permitted, LK007 already enrolled, LK008 the shared database is older than the client, LK009 malformed.
create function sync.device_of(token text) returns sync.device
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    found_device device;
begin
    select * into found_device from device where token_sha256 = sha256(convert_to(token, 'UTF8'));
    if found_device.device_id is null then
        raise exception 'wrong_token' using errcode = 'LK001';
    end if;
    if found_device.revoked then
        raise exception 'device_revoked' using errcode = 'LK002';
    end if;
    return found_device;
end
$$;

create function sync.scopes_of(d sync.device) returns integer[]
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case when (d).unit_scope_id is null
        then array[0, (d).scope_id]
        else array[0, (d).scope_id, (d).unit_scope_id] end
$$;

create function sync.check_protocol(protocol integer) returns void
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    served meta;
begin
    select * into served from meta;
    if protocol < served.min_protocol then
        raise exception 'too_old' using errcode = 'LK003', detail = served.min_protocol::text;
    end if;
    if protocol > served.cur_protocol then
        raise exception 'shared_older' using errcode = 'LK008', detail = served.cur_protocol::text;
    end if;
end
$$;

-- Tells which protocols are served; a client that is too old may still hand over what it has done, so this refuses none.
create function loket.hello(token text, protocol integer) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d device := device_of(token);
    m meta;
begin
    update device set last_seen = now(), protocol = hello.protocol where device_id = d.device_id;
    select * into m from meta;
    return jsonb_build_object(
        'epoch', m.epoch, 'server_time', now(), 'min_protocol', m.min_protocol, 'cur_protocol', m.cur_protocol,
        'last_seq', d.last_seq, 'scopes', scopes_of(d), 'notify', m.notify);
end
$$;

-- Give a device its identity. It may be asked again until the device has pushed something: an answer can get lost.
create function loket.enrol(token text, protocol integer) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d device := device_of(token);
    fresh uuid := gen_random_uuid();
begin
    perform check_protocol(protocol);
    update device set incarnation = fresh, last_seen = now(), protocol = enrol.protocol
    where device_id = d.device_id and last_seq = 0;
    if not found then
        raise exception 'already_enrolled' using errcode = 'LK007';
    end if;
    return jsonb_build_object(
        'device_id', d.device_id, 'incarnation', fresh, 'device_code', d.code, 'name', d.name,
        'scope_id', d.scope_id, 'branch_code', (select code from scope where scope_id = d.scope_id),
        'unit_scope_id', d.unit_scope_id, 'unit_code', (select code from scope where scope_id = d.unit_scope_id));
end
$$;

-- Log in: the connection itself proved who it is; this binds the person to the device for a working day.
create function loket.open_session(token text) returns jsonb
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d device := device_of(token);
    person jsonb;
    branch jsonb;
    opened session;
begin
    select doc into person from reference
    where scope_id = 0 and kind = 'staff' and key = session_user and not deleted;
    if person is null then
        raise exception 'not_permitted' using errcode = 'LK006', detail = 'staff';
    end if;
    select doc into branch from reference
    where scope_id = 0 and kind = 'branch' and key = (select code from scope where scope_id = d.scope_id);
    if person ->> 'branch_code' <> branch ->> 'code' then
        raise exception 'not_permitted' using errcode = 'LK006', detail = 'branch';
    end if;
    insert into session (session_id, device_id, login, role, opened_at, expires_at)
    values (new_id(), d.device_id, session_user, person ->> 'role', now(), now() + interval '12 hours')
    returning * into opened;
    return jsonb_build_object(
        'id', opened.session_id, 'staff_login', opened.login, 'staff_name', person ->> 'name', 'role', opened.role,
        'branch_code', branch ->> 'code', 'branch_name', branch ->> 'name', 'zone', branch ->> 'zone',
        'scope_id', d.scope_id, 'unit_code', person ->> 'unit_code',
        'opened_at', opened.opened_at, 'expires_at', opened.expires_at);
end
$$;

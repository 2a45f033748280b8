-- Pull: what is new after the device's cursors, from one snapshot (these functions are STABLE and so share the caller's).

-- The last version of a page with room for so many rows: a version is never cut in two.
create or replace function sync.page_end(of_scope integer, after bigint, head bigint, room integer) returns bigint
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select least(case when count(*) < room then head else max(ver) end, after + 20000)
    from (
        (select ver from customer where scope_id = of_scope and ver > after and ver <= head order by ver limit room)
        union all
        (select ver from case_file where scope_id = of_scope and ver > after and ver <= head order by ver limit room)
        union all
        (select ver from fact where scope_id = of_scope and ver > after and ver <= head order by ver limit room)
        union all
        (select ver from reference where scope_id = of_scope and ver > after and ver <= head order by ver limit room)
        union all
        (select ver from delivery where scope_id = of_scope and ver > after and ver <= head order by ver limit room)
        union all
        (select ver from scope_exit where scope_id = of_scope and ver > after and ver <= head order by ver limit room)
        order by ver
        limit room
    ) as versions
$$;

-- Rows for clients of protocol 1, one by one; what left the scope is deleted there as far as they can tell.
create or replace function sync.page_rows(of_scope integer, after bigint, upto bigint) returns json
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select coalesce(json_agg(line order by at_ver, place, id), '[]')
    from (
        select ver as at_ver, 0 as place, id, json_build_array(tbl, scope_id, id, ver, true, '{}'::json) as line
        from scope_exit where scope_id = of_scope and ver > after and ver <= upto
        union all
        select ver, 1, id, json_build_array('customer', scope_id, id, ver, deleted, doc)
        from customer where scope_id = of_scope and ver > after and ver <= upto
        union all
        select ver, 2, id, json_build_array('case_file', scope_id, id, ver, deleted, doc)
        from case_file where scope_id = of_scope and ver > after and ver <= upto
        union all
        select ver, 3, id, json_build_array('fact', scope_id, id, ver, deleted, doc)
        from fact where scope_id = of_scope and ver > after and ver <= upto
        union all
        select ver, 4, id, json_build_array('reference', scope_id, id, ver, deleted,
            json_build_object('kind', kind, 'key', key, 'doc', doc))
        from reference where scope_id = of_scope and ver > after and ver <= upto
        union all
        select d.ver, 1, d.id, json_build_array('customer', c.scope_id, c.id, c.ver, c.deleted, c.doc)
        from delivery as d join customer as c on c.scope_id = d.home_scope and c.id = d.id
        where d.scope_id = of_scope and d.tbl = 'customer' and d.ver > after and d.ver <= upto
        union all
        select d.ver, 2, d.id, json_build_array('case_file', c.scope_id, c.id, c.ver, c.deleted, c.doc)
        from delivery as d join case_file as c on c.scope_id = d.home_scope and c.id = d.id
        where d.scope_id = of_scope and d.tbl = 'case_file' and d.ver > after and d.ver <= upto
        union all
        select d.ver, 3, d.id, json_build_array('fact', f.scope_id, f.id, f.ver, f.deleted, f.doc)
        from delivery as d join fact as f on f.scope_id = d.home_scope and f.id = d.id
        where d.scope_id = of_scope and d.tbl = 'fact' and d.ver > after and d.ver <= upto
    ) as lines
$$;

-- Rows of some versions as columns, which is twice as fast to write as row by row; those that others refer to first.
create function sync.page_columns(of_scope integer, after bigint, upto bigint, out parts json[], out size integer)
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select
        array_agg(json_build_object(
            'tbl', tbl, 'scope_id', home, 'ids', ids, 'vers', vers, 'deleted', gone, 'docs', docs) order by place),
        sum(n)::integer
    from (
        select 0 as place, 'exit' as tbl, of_scope as home, count(*) as n, json_agg(id) as ids, json_agg(ver) as vers,
            json_agg(true) as gone, json_agg(json_build_object('tbl', tbl)) as docs
        from scope_exit where scope_id = of_scope and ver > after and ver <= upto
        union all
        select 1, 'customer', of_scope, count(*), json_agg(id), json_agg(ver), json_agg(deleted), json_agg(doc)
        from customer where scope_id = of_scope and ver > after and ver <= upto
        union all
        select 2, 'case_file', of_scope, count(*), json_agg(id), json_agg(ver), json_agg(deleted), json_agg(doc)
        from case_file where scope_id = of_scope and ver > after and ver <= upto
        union all
        select 3, 'fact', of_scope, count(*), json_agg(id), json_agg(ver), json_agg(deleted), json_agg(doc)
        from fact where scope_id = of_scope and ver > after and ver <= upto
        union all
        select 4, 'reference', of_scope, count(*), json_agg(id), json_agg(ver), json_agg(deleted),
            json_agg(json_build_object('kind', kind, 'key', key, 'doc', doc))
        from reference where scope_id = of_scope and ver > after and ver <= upto
        union all
        select 5, d.tbl, d.home_scope, count(*), json_agg(c.id), json_agg(c.ver), json_agg(c.deleted), json_agg(c.doc)
        from delivery as d join customer as c on c.scope_id = d.home_scope and c.id = d.id
        where d.scope_id = of_scope and d.tbl = 'customer' and d.ver > after and d.ver <= upto
        group by d.tbl, d.home_scope
        union all
        select 6, d.tbl, d.home_scope, count(*), json_agg(c.id), json_agg(c.ver), json_agg(c.deleted), json_agg(c.doc)
        from delivery as d join case_file as c on c.scope_id = d.home_scope and c.id = d.id
        where d.scope_id = of_scope and d.tbl = 'case_file' and d.ver > after and d.ver <= upto
        group by d.tbl, d.home_scope
        union all
        select 7, d.tbl, d.home_scope, count(*), json_agg(f.id), json_agg(f.ver), json_agg(f.deleted), json_agg(f.doc)
        from delivery as d join fact as f on f.scope_id = d.home_scope and f.id = d.id
        where d.scope_id = of_scope and d.tbl = 'fact' and d.ver > after and d.ver <= upto
        group by d.tbl, d.home_scope
    ) as tables
    where n > 0
$$;

-- What became of operations that were refused, put aside, or settled after that; also of clones, which share them.
create function sync.refusals_of(d sync.device, protocol integer) returns json
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select coalesce(json_agg(json_build_object(
        'op_id', op_id, 'seq', seq, 'outcome', outcome, 'code', code, 'message', message,
        'conflicts', detail -> 'conflicts') order by seq), '[]')
    from (
        select * from applied_op
        where device_id = any (kin(d)) and (outcome <> 'applied' or settled_at is not null and protocol > 1)
          and coalesce(settled_at, at) > now() - make_interval(days => (select retain_days from meta))
        order by coalesce(settled_at, at) desc, seq desc limit 200
    ) as newest
$$;

-- The answer where a device stands at the head of each of its scopes, in one statement: most pulls are such; else null.
create function sync.quiet_page(d sync.device, cursors jsonb, protocol integer, primary_ boolean) returns json
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select json_build_object(
        'epoch', m.epoch, 'server_time', clock_timestamp(), 'last_seq', (d).last_seq, 'primary', primary_,
        'refused', refusals_of(d, protocol), 'scopes', s.pages, 'parts', '[]'::json)
    from meta as m, lateral (
        select
            json_agg(json_build_object(
                'scope_id', scope_id, 'covered_to', ver, 'head', ver, 'rewound', false, 'mark', bump_token,
                'versions', '[]'::json)) as pages,
            bool_and((cursors -> scope_id::text ->> 'ver')::bigint is not distinct from ver
                and (cursors -> scope_id::text ->> 'mark')::uuid is not distinct from bump_token) as known
        from scope where scope_id in (0, (d).scope_id, (d).unit_scope_id)
    ) as s
    where s.known
$$;

create or replace function loket.pull(token text, cursors jsonb, lim integer, protocol integer) returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
    -- planning these statements anew for each call would take longer than running them
    set plan_cache_mode = force_generic_plan
as $$
declare
    d        device := device_of(token);
    quiet    json;
    primary_ boolean := not pg_is_in_recovery();
    of_scope integer;
    known    jsonb;
    after    bigint;
    head     bigint;
    upto     bigint;
    parted   boolean;
    rewound  boolean;
    room     integer := least(greatest(lim, 1), 10000);
    page     record;
    pages    json[] := '{}';
    parts    json[] := '{}';
begin
    perform check_protocol(protocol);
    if protocol > 1 then
        quiet := quiet_page(d, cursors, protocol, primary_);
        if quiet is not null then
            return quiet;
        end if;
    end if;
    foreach of_scope in array scopes_of(d) loop
        known := cursors -> of_scope::text;
        -- clients of protocol 1 send the version alone
        after := coalesce(case when jsonb_typeof(known) = 'object' then known ->> 'ver' else known #>> '{}' end, '0');
        select ver into head from scope where scope_id = of_scope;
        parted := protocol > 1 and after > 0 and known ->> 'mark' is not null and not exists (
            select from scope_log as l
            where l.scope_id = of_scope and l.ver = after and l.mark = (known ->> 'mark')::uuid);
        rewound := primary_ and protocol > 1 and (after > head or parted);
        -- a replica that lags, or that the device's history is not part of, has nothing to say: what it would add to a
        -- rewound cursor would hide from the primary that it is one
        head := case when parted and not primary_ then after else greatest(head, after) end;
        upto := after;
        if head > after and room > 0 and not rewound then
            upto := page_end(of_scope, after, head, room);
            if protocol > 1 then
                page := page_columns(of_scope, after, upto);
            else
                select array[lines] as parts, json_array_length(lines) as size into page
                from page_rows(of_scope, after, upto) as lines;
            end if;
            room := room - coalesce(page.size, 0);
            parts := parts || page.parts;
        end if;
        pages := pages || json_build_object(
            'scope_id', of_scope, 'covered_to', upto, 'head', head, 'rewound', rewound,
            'mark', coalesce(case when upto = after then known ->> 'mark' end, (
                select mark::text from scope_log where scope_id = of_scope and ver = upto)),
            'versions', array(
                select ver from scope_log
                where scope_id = of_scope and ver > after and ver <= upto order by ver));
    end loop;
    return json_build_object(
        'epoch', (select epoch from meta), 'server_time', clock_timestamp(), 'last_seq', d.last_seq, 'primary', primary_,
        'refused', refusals_of(d, protocol), 'scopes', array_to_json(pages), 'parts', array_to_json(parts));
end
$$;

-- Sums over the rows of a scope that a device holds, by table and bucket; computed from the rows, never stored.
create function sync.digest_of(d sync.device, of_scope integer)
    returns table (tbl text, bucket integer, size bigint, value bigint)
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select tbl, get_byte(uuid_send(id), 15), count(*), (sum((
        'x' || encode(substring(sha256(convert_to(id || ':' || ver, 'UTF8')) for 8), 'hex'))::bit(64)::bigint
        & 2305843009213693951) % 2305843009213693951)::bigint
    from (
        select 'customer' as tbl, id, ver from customer where scope_id = of_scope and not deleted
        union all
        select 'case_file', id, ver from case_file where scope_id = of_scope and not deleted
        union all
        select 'fact', id, ver from fact where scope_id = of_scope and not deleted
        union all
        select 'reference', id, ver from reference where scope_id = of_scope and not deleted
        union all
        -- what a unit was given; rows of the device's own branch count there
        select 'customer', c.id, c.ver
        from delivery as v join customer as c on c.scope_id = v.home_scope and c.id = v.id and not c.deleted
        where v.scope_id = of_scope and v.tbl = 'customer' and v.home_scope <> (d).scope_id
        union all
        select 'case_file', c.id, c.ver
        from delivery as v join case_file as c on c.scope_id = v.home_scope and c.id = v.id and not c.deleted
        where v.scope_id = of_scope and v.tbl = 'case_file' and v.home_scope <> (d).scope_id
        union all
        select 'fact', f.id, f.ver
        from delivery as v join fact as f on f.scope_id = v.home_scope and f.id = v.id and not f.deleted
        where v.scope_id = of_scope and v.tbl = 'fact' and v.home_scope <> (d).scope_id
    ) as held
    group by 1, 2
$$;

create function sync.check_scope(d sync.device, of_scope integer) returns void
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    if (of_scope = any (scopes_of(d))) is not true then
        raise exception 'not_permitted' using errcode = 'LK006', detail = 'scope';
    end if;
end
$$;

create function loket.digest(token text, scope_id integer, protocol integer) returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    d    device := device_of(token);
    head bigint;
begin
    perform check_protocol(protocol);
    perform check_scope(d, digest.scope_id);
    select s.ver into head from scope as s where s.scope_id = digest.scope_id;
    return json_build_object(
        'scope_id', digest.scope_id, 'ver', head,
        'mark', (select l.mark from scope_log as l where l.scope_id = digest.scope_id and l.ver = head),
        'tables', (
            select coalesce(json_object_agg(tbl, sums), '{}')
            from (
                select tbl, json_agg(json_build_array(bucket, size, value) order by bucket) as sums
                from digest_of(d, digest.scope_id) group by tbl
            ) as tables));
end
$$;

-- Rows of some buckets in the order of their ids, as a pull gives them; `after` of the answer is null at the end.
create function loket.bucket_rows(
    token text, scope_id integer, tbl text, buckets integer[], after uuid, lim integer, protocol integer
) returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d      device := device_of(token);
    room   integer := least(greatest(lim, 1), 10000);
    start  uuid := coalesce(after, '00000000-0000-0000-0000-000000000000');
    columns_ text := case tbl when 'reference'
        then 'json_build_object(''kind'', r.kind, ''key'', r.key, ''doc'', r.doc)' else 'r.doc' end;
    lines  json;
    size   integer;
    final  uuid;
begin
    perform check_protocol(protocol);
    perform check_scope(d, bucket_rows.scope_id);
    if tbl is null or tbl not in ('customer', 'case_file', 'fact', 'reference') then
        raise exception 'malformed' using errcode = 'LK009';
    end if;
    execute format(
        $statement$
        select json_agg(line order by id), count(*), (array_agg(id order by id desc))[1]
        from (
            select r.id, json_build_array(%1$L, r.scope_id, r.id, r.ver, r.deleted, %2$s) as line
            from %3$s
            where r.id > $2 and not r.deleted and get_byte(uuid_send(r.id), 15) = any ($3)
            order by r.id limit $4
        ) as page
        $statement$,
        tbl, columns_,
        case when bucket_rows.scope_id = d.unit_scope_id
            then format(
                '%1$I as r join delivery as v on v.scope_id = $1 and v.tbl = %1$L and v.id > $2 and v.id = r.id
                    and v.home_scope = r.scope_id and v.home_scope <> $5', tbl)
            else format('(select * from %I where scope_id = $1) as r', tbl) end)
    into lines, size, final
    using bucket_rows.scope_id, start, buckets, room, d.scope_id;
    return json_build_object(
        'rows', coalesce(lines, '[]'), 'after', case when size >= room then final end);
end
$$;

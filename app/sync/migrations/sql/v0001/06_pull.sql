-- Pull: what is new after the device's cursors, from one snapshot (these functions are STABLE and so share the caller's).

-- The last version of a page with room for so many rows: a version is never cut in two.
create function sync.page_end(of_scope integer, after bigint, head bigint, room integer) returns bigint
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
        order by ver
        limit room
    ) as versions
$$;

create function sync.page_rows(of_scope integer, after bigint, upto bigint) returns json
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select coalesce(json_agg(line order by at_ver, place, id), '[]')
    from (
        select ver as at_ver, 1 as place, id, json_build_array('customer', scope_id, id, ver, deleted, doc) as line
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

create function loket.pull(token text, cursors jsonb, lim integer, protocol integer) returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    d        device := device_of(token);
    of_scope integer;
    after    bigint;
    head     bigint;
    upto     bigint;
    room     integer := least(greatest(lim, 1), 10000);
    lines    json;
    pages    json[] := '{}';
    parts    json[] := '{}';
begin
    perform check_protocol(protocol);
    foreach of_scope in array scopes_of(d) loop
        after := coalesce((cursors ->> of_scope::text)::bigint, 0);
        -- an older head than the device's cursor comes from a replica that lags: nothing to say
        select greatest(ver, after) into head from scope where scope_id = of_scope;
        upto := after;
        if head > after and room > 0 then
            upto := page_end(of_scope, after, head, room);
            lines := page_rows(of_scope, after, upto);
            room := room - json_array_length(lines);
            parts := parts || lines;
        end if;
        pages := pages || json_build_object(
            'scope_id', of_scope, 'covered_to', upto, 'head', head,
            'versions', array(
                select ver from scope_log
                where scope_id = of_scope and ver > after and ver <= upto order by ver));
    end loop;
    return json_build_object(
        'epoch', (select epoch from meta), 'server_time', now(), 'last_seq', d.last_seq,
        'refused', (
            select coalesce(json_agg(json_build_object(
                'op_id', op_id, 'seq', seq, 'outcome', outcome, 'code', code, 'message', message) order by seq), '[]')
            from (
                select * from applied_op
                where device_id = d.device_id and outcome <> 'applied'
                  and at > now() - make_interval(days => (select retain_days from meta))
                order by seq desc limit 200
            ) as newest),
        'scopes', array_to_json(pages), 'parts', array_to_json(parts));
end
$$;

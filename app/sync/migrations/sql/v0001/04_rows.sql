-- How each kind of row is written: checked, under a version of its scope, and delivered to the units that must see it.

-- A refusal by a rule of the business: its code is for the program, its detail says about what.
create function sync.reject(code text, about text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = 'LR001', message = code, detail = coalesce(about, '');
end
$$;

-- An instant that every client can read: ISO 8601 with offset, in years that no change of zone takes out of the calendar.
create function sync.check_instant(value jsonb, about text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    written text := value #>> '{}';
begin
    if written is null then
        return;
    end if;
    if jsonb_typeof(value) <> 'string'
        or written !~ '^(19|[2-8][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?([+-][0-9]{2}:[0-9]{2}|Z)$'
    then
        perform reject('invalid', about);
    end if;
    perform written::timestamptz;
end
$$;

-- What every client must be able to rely on in the body of a fact, whoever wrote it.
create function sync.check_body(body jsonb) returns void
    language plpgsql immutable
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    if jsonb_typeof(body) is distinct from 'object' then
        perform reject('invalid', 'body');
    end if;
    perform check_instant(body -> 'estimate_at', 'estimate_at');
    perform check_instant(body -> 'due_at', 'due_at');
    perform check_instant(body -> 'answer_due_at', 'answer_due_at');
    if body ->> 'cost' !~ '^[0-9]{1,16}$' or jsonb_typeof(body -> 'cost') not in ('number', 'null') then
        perform reject('invalid', 'cost');
    end if;
end
$$;

-- A profile is text, field by field; what is of another type could not be shown anywhere.
create function sync.check_profile(profile jsonb) returns void
    language plpgsql immutable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    wrong text;
begin
    if jsonb_typeof(profile) is distinct from 'object' then
        perform reject('invalid', 'customer');
    end if;
    select key into wrong from jsonb_each(profile)
    where jsonb_typeof(value) not in ('string', 'null')
       or key = 'kind' and value #>> '{}' not in ('person', 'company', 'walk_in', 'internal')
       or key = 'honorific' and value #>> '{}' not in ('Bapak', 'Ibu', 'Kak', 'Mas', 'Mbak')
       or key = 'birth_date' and value #>> '{}' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    limit 1;
    if wrong is not null then
        perform reject('invalid', wrong);
    end if;
    if coalesce(btrim(profile ->> 'name'), '') = '' then
        perform reject('required', 'name');
    end if;
    perform (profile ->> 'birth_date')::date;
end
$$;

create function sync.process_doc(process_key text) returns jsonb
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select doc from reference where scope_id = 0 and kind = 'process' and key = process_key and not deleted
$$;

create function sync.units_of_process(process_key text) returns integer[]
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select coalesce(array_agg(distinct scope.scope_id), '{}')
    from jsonb_array_elements(process_doc(process_key) -> 'steps') as step
    join scope on scope.kind = 'unit' and scope.code = step ->> 'unit'
$$;

create function sync.seen_by(home integer, of_tbl text, of_id uuid) returns integer[]
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select coalesce(array_agg(scope_id order by scope_id), '{}')
    from delivery where home_scope = home and tbl = of_tbl and id = of_id
$$;

create function sync.deliver(home integer, of_tbl text, of_id uuid, to_scopes integer[], who text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    target integer;
begin
    foreach target in array to_scopes loop
        insert into delivery (scope_id, tbl, id, ver, home_scope)
        values (target, of_tbl, of_id, bump(target, who), home)
        on conflict (scope_id, tbl, id) do update set ver = excluded.ver;
    end loop;
end
$$;

create function sync.add_customer(home integer, row_id uuid, row_doc jsonb, who text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
begin
    perform check_profile(row_doc);
    insert into customer (scope_id, id, ver, customer_number, doc)
    values (home, row_id, bump(home, who), row_doc ->> 'customer_number', row_doc);
end
$$;

-- Field by field against the value that the agent saw; what moved meanwhile stays, and the edit is kept as a conflict.
create function sync.edit_customer(home integer, row_id uuid, changes jsonb, who text) returns jsonb
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    before jsonb;
    merged jsonb;
    field  text;
    change jsonb;
    conflicts jsonb := '[]';
begin
    select doc into before from customer where scope_id = home and id = row_id and not deleted;
    if before is null then
        perform reject('not_found', 'customer');
    end if;
    merged := before;
    for field, change in select * from jsonb_each(changes) loop
        if (before ->> field) is not distinct from (change ->> 'seen')
            or (before ->> field) is not distinct from (change ->> 'value')
        then
            merged := merged || jsonb_build_object(field, change -> 'value');
        else
            conflicts := conflicts || jsonb_build_object(
                'field', field, 'seen', change -> 'seen', 'value', change -> 'value', 'shared', before -> field);
        end if;
    end loop;
    perform check_profile(merged);
    if merged <> before then
        update customer
        set doc = merged, customer_number = merged ->> 'customer_number', ver = bump(home, who)
        where scope_id = home and id = row_id;
        perform deliver(home, 'customer', row_id, seen_by(home, 'customer', row_id), who);
    end if;
    return case when conflicts = '[]' then null else jsonb_build_object('conflicts', conflicts) end;
end
$$;

create function sync.add_case(home integer, row_id uuid, row_doc jsonb, who text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    for_customer uuid := (row_doc ->> 'customer_id')::uuid;
    units integer[];
begin
    if process_doc(row_doc ->> 'process_key') is null then
        perform reject('not_found', 'process');
    end if;
    if row_doc ->> 'opened_at' is null then
        perform reject('required', 'opened_at');
    end if;
    perform check_instant(row_doc -> 'opened_at', 'opened_at');
    perform check_instant(row_doc -> 'due_at', 'due_at');
    if row_doc ->> 'kind' is null or row_doc ->> 'kind' not in ('request', 'complaint', 'question') then
        perform reject('invalid', 'kind');
    end if;
    if coalesce(btrim(row_doc ->> 'title'), '') = '' then
        perform reject('required', 'title');
    end if;
    if not exists (select from customer where scope_id = home and id = for_customer and not deleted) then
        perform reject('not_found', 'customer');
    end if;
    insert into case_file (scope_id, id, ver, number, customer_id, process_key, doc)
    values (home, row_id, bump(home, who), row_doc ->> 'number', for_customer, row_doc ->> 'process_key', row_doc);
    units := units_of_process(row_doc ->> 'process_key');
    perform deliver(home, 'customer', for_customer, units, who);
    perform deliver(home, 'case_file', row_id, units, who);
end
$$;

-- Units see what concerns their work on a case; what was said at the counter stays in the branch.
create function sync.is_for_units(fact_kind text) returns boolean
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select split_part(fact_kind, '.', 1) in ('case', 'promise', 'question')
$$;

create function sync.check_report(home integer, of_case uuid, step text, status text) returns void
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    template jsonb;
begin
    if status is null or status not in ('waiting', 'in_progress', 'on_hold', 'done', 'failed') then
        perform reject('invalid', 'status');
    end if;
    select process_doc(process_key) into template from case_file where scope_id = home and id = of_case;
    if not exists (select from jsonb_array_elements(template -> 'steps') as s where s ->> 'key' = step) then
        perform reject('not_found', 'step');
    end if;
end
$$;

create function sync.add_fact(home integer, row_id uuid, row_doc jsonb, who text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    fact_kind text := row_doc ->> 'kind';
    of_case uuid := (row_doc ->> 'case_id')::uuid;
begin
    if is_for_units(fact_kind) and not exists (
        select from case_file where scope_id = home and id = of_case and not deleted
    ) then
        perform reject('not_found', 'case');
    end if;
    if fact_kind = 'case.report' then
        perform check_report(home, of_case, row_doc ->> 'step_key', row_doc #>> '{body,status}');
    end if;
    if row_doc ->> 'at' is null then
        perform reject('required', 'at');
    end if;
    perform check_instant(row_doc -> 'at', 'at');
    perform check_body(row_doc -> 'body');
    insert into fact (scope_id, id, ver, kind, subject_id, case_id, doc)
    values (home, row_id, bump(home, who), fact_kind, (row_doc ->> 'subject_id')::uuid, of_case, row_doc);
    if is_for_units(fact_kind) then
        perform deliver(home, 'fact', row_id, seen_by(home, 'case_file', of_case), who);
    end if;
end
$$;

-- Reference data has one owner: written online by the commands of an administrator, read by everybody.
create function sync.put_reference(of_kind text, of_key text, row_doc jsonb, who text) returns uuid
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    row_id uuid;
begin
    perform begin_write();
    perform lock_scopes(array[0]);
    select id into row_id from reference
    where scope_id = 0 and kind = of_kind and key = of_key and doc = row_doc and not deleted;
    if row_id is not null then
        return row_id;
    end if;
    insert into reference (scope_id, id, ver, kind, key, doc)
    values (0, new_id(), bump(0, who), of_kind, of_key, row_doc)
    on conflict on constraint reference_key
        do update set doc = excluded.doc, ver = excluded.ver, deleted = false
    returning id into row_id;
    return row_id;
end
$$;

-- What other systems call, with the rights of loket_integrator. Errors name what is wrong and, in the hint, what would be right.

create function sync.case_by_number(case_number text) returns sync.case_file
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    found_case case_file;
begin
    -- PMT-2025-JKT101-00042: the third part is the branch and two characters of the device
    select c.* into found_case
    from scope
    join case_file as c on c.scope_id = scope.scope_id and c.number = upper(btrim(case_number))
    where scope.kind = 'branch'
      and scope.code = regexp_replace(split_part(upper(btrim(case_number)), '-', 3), '..$', '');
    if found_case.id is null then
        raise exception 'unknown case %', case_number
            using errcode = 'no_data_found', hint = 'give the number as it was given to the customer';
    end if;
    return found_case;
end
$$;

create function sync.check_step(template jsonb, step_key text, status text, code text) returns void
    language plpgsql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    step  jsonb;
    codes jsonb;
    entry jsonb;
begin
    select s into step from jsonb_array_elements(template -> 'steps') as s where s ->> 'key' = step_key;
    if step is null then
        raise exception 'process % has no step %', template ->> 'key', step_key
            using errcode = 'no_data_found',
            hint = 'steps: ' || (select string_agg(s ->> 'key', ', ') from jsonb_array_elements(template -> 'steps') as s);
    end if;
    if status is null or status not in ('waiting', 'in_progress', 'on_hold', 'done', 'failed') then
        raise exception 'unknown status %', status
            using errcode = 'invalid_parameter_value', hint = 'status: waiting, in_progress, on_hold, done, failed';
    end if;
    if code is null then
        return;
    end if;
    select coalesce(step -> 'codes', '[]') || coalesce((
        select doc -> 'codes' from reference
        where scope_id = 0 and kind = 'glossary' and key = 'glossary' and not deleted), '[]')
    into codes;
    select c into entry from jsonb_array_elements(codes) as c where c ->> 'code' = check_step.code limit 1;
    if entry is null then
        raise exception 'unknown code % for step %', code, step_key
            using errcode = 'no_data_found',
            hint = 'codes: ' || coalesce((
                select string_agg(c ->> 'code', ', ') from jsonb_array_elements(codes) as c
                where c ->> 'status' = check_step.status), '');
    end if;
    if entry ->> 'status' <> status then
        raise exception 'code % means status %, not %', code, entry ->> 'status', status
            using errcode = 'invalid_parameter_value', hint = 'give the status that the code means, or another code';
    end if;
end
$$;

-- Every clock of every branch must be able to show it.
create function sync.check_shown(moment timestamptz, about text) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if moment < '1900-01-02 00:00+00' or moment >= '9000-01-01 00:00+00' then
        raise exception '% is out of range', about
            using errcode = 'invalid_parameter_value', hint = 'give a time between the years 1900 and 9000';
    end if;
end
$$;

create function sync.record_fact(
    of_case sync.case_file, fact_kind text, subject uuid, step text, who text, fact_body jsonb
) returns uuid
    language plpgsql volatile
    set search_path = pg_catalog, sync, pg_temp
as $$
declare
    fact_id uuid := new_id();
begin
    perform begin_write();
    perform lock_scopes(array[of_case.scope_id]);
    perform lock_scopes(seen_by(of_case.scope_id, 'case_file', of_case.id));
    perform add_fact(of_case.scope_id, fact_id, jsonb_build_object(
        'kind', fact_kind, 'subject_id', subject, 'customer_id', of_case.customer_id, 'case_id', of_case.id,
        'step_key', step, 'at', clock_timestamp(), 'actor', who, 'device_id', null, 'body', fact_body), who);
    return fact_id;
end
$$;

-- Say how far a step of a case is; gives the id of the report. `reported_by` is a person or a system, by default the login.
create function loket.report_step(
    case_number text, step_key text, status text, code text default null, estimate_at timestamptz default null,
    cost bigint default null, reason text default null, unit text default null, reported_by text default null
) returns uuid
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    of_case  case_file := case_by_number(case_number);
    template jsonb := process_doc(of_case.process_key);
    own_unit text;
begin
    perform check_step(template, step_key, status, code);
    select s ->> 'unit' into own_unit
    from jsonb_array_elements(template -> 'steps') as s where s ->> 'key' = report_step.step_key;
    if unit is not null and not exists (select from scope where kind = 'unit' and scope.code = report_step.unit) then
        raise exception 'unknown unit %', unit
            using errcode = 'no_data_found', hint = 'this step belongs to unit ' || own_unit;
    end if;
    if cost < 0 or cost > 1000000000000000 then
        raise exception 'cost % is out of range', cost
            using errcode = 'invalid_parameter_value', hint = 'whole rupiah, zero or more';
    end if;
    perform check_shown(estimate_at, 'estimate_at');
    return record_fact(of_case, 'case.report', of_case.id, step_key, coalesce(reported_by, session_user),
        jsonb_build_object(
            'status', status, 'code', code, 'estimate_at', estimate_at, 'cost', cost, 'reason', reason,
            'unit', coalesce(unit, own_unit)));
end
$$;

-- Open a case for a customer of a branch, named by customer number or id; gives the number to tell the customer.
create function loket.open_case(
    branch text, customer text, process_key text, title text default null, kind text default null,
    due_at timestamptz default null, opened_by text default null
) returns text
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    home     scope;
    template jsonb := process_doc(open_case.process_key);
    whose    uuid;
    zone     text;
    of_kind  text;
    who      text := coalesce(opened_by, session_user);
    count_   integer;
    number   text;
begin
    select * into home from scope where scope.kind = 'branch' and scope.code = upper(branch);
    if home.scope_id is null then
        raise exception 'unknown branch %', branch
            using errcode = 'no_data_found', hint = 'give the code of a branch';
    end if;
    if template is null then
        raise exception 'unknown process %', process_key
            using errcode = 'no_data_found',
            hint = 'processes: ' || coalesce((
                select string_agg(key, ', ' order by key) from reference
                where scope_id = 0 and reference.kind = 'process' and not deleted), '');
    end if;
    of_kind := coalesce(open_case.kind, template ->> 'kind');
    if of_kind not in ('request', 'complaint', 'question') then
        raise exception 'unknown kind %', of_kind
            using errcode = 'invalid_parameter_value', hint = 'kind: request, complaint, question';
    end if;
    perform check_shown(due_at, 'due_at');
    select id into whose from customer as c
    where c.scope_id = home.scope_id and not c.deleted
      and (c.customer_number = open_case.customer
           or c.id = case when open_case.customer ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                     then open_case.customer::uuid end);
    if whose is null then
        raise exception 'unknown customer %', open_case.customer
            using errcode = 'no_data_found', hint = 'give a customer number or id of this branch';
    end if;
    perform begin_write();
    perform lock_scopes(array[home.scope_id]);
    perform lock_scopes(units_of_process(process_key) || seen_by(home.scope_id, 'customer', whose));
    update scope set last_case = last_case + 1 where scope_id = home.scope_id returning last_case into count_;
    select doc ->> 'zone' into zone from reference
    where scope_id = 0 and reference.kind = 'branch' and key = home.code;
    -- device 00 stands for other systems
    number := format('%s-%s-%s00-%s',
        case of_kind when 'request' then 'PMT' when 'complaint' then 'KLH' else 'TNY' end,
        extract(year from now() at time zone zone), home.code, lpad(count_::text, 5, '0'));
    perform add_case(home.scope_id, new_id(), jsonb_build_object(
        'number', number, 'customer_id', whose, 'process_key', process_key,
        'process_version', template -> 'version', 'kind', of_kind,
        'title', coalesce(nullif(btrim(title), ''), template ->> 'customer_words'),
        'opened_at', clock_timestamp(), 'opened_by', who, 'due_at', due_at), who);
    return number;
end
$$;

-- Each step of a case as its reports tell it, in the order of the process; what is done stays done.
create function sync.steps_of(of_case sync.case_file)
    returns table (place bigint, step jsonb, status text, reported_at timestamptz, estimate_at timestamptz)
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    with report as (
        select doc ->> 'step_key' as step_key, doc #>> '{body,status}' as status, (doc ->> 'at')::timestamptz as at,
            (doc #>> '{body,estimate_at}')::timestamptz as estimate_at,
            row_number() over (order by ver, doc ->> 'at', id) as nth
        from fact
        where scope_id = of_case.scope_id and case_id = of_case.id and kind = 'case.report' and not deleted
    )
    select t.place, t.step,
        case when bool_or(r.status = 'done') then 'done'
            else coalesce((array_agg(r.status order by r.nth desc))[1], 'waiting') end,
        (array_agg(r.at order by r.nth desc))[1],
        -- a failed attempt takes its estimate with it
        (array_agg(r.estimate_at order by r.nth desc) filter (
            where r.estimate_at is not null and not exists (
                select from report as failed
                where failed.step_key = r.step_key and failed.status = 'failed' and failed.nth > r.nth)))[1]
    from jsonb_array_elements(process_doc(of_case.process_key) -> 'steps') with ordinality as t (step, place)
    left join report as r on r.step_key = t.step ->> 'key'
    group by t.place, t.step
$$;

-- Where a case stands as a whole, by the last word on it; that all steps are done is seen from the steps.
create function sync.status_of(of_case sync.case_file) returns text
    language sql stable
    set search_path = pg_catalog, sync, pg_temp
as $$
    select coalesce((
        select case kind when 'case.reopened' then 'open' else split_part(kind, '.', 2) end
        from fact
        where scope_id = of_case.scope_id and case_id = of_case.id and not deleted
          and kind in ('case.waiting_customer', 'case.resolved', 'case.rejected', 'case.reopened')
        order by ver desc, doc ->> 'at' desc, id desc limit 1), 'open')
$$;

-- Steps that a unit has still to finish, of all branches, the case that came to it last first, at most `lim` rows.
-- `your_turn`: every step before it is done and nobody waits for the customer. `since` leaves out what came to the unit
-- earlier, whenever it was opened; who asks again and again should let the times overlap by some seconds.
create function loket.open_steps(to_unit text, since timestamptz default null, lim integer default 100)
    returns table (case_number text, process_key text, step_key text, step_name text, status text,
                   reported_at timestamptz, estimate_at timestamptz, opened_at timestamptz, your_turn boolean)
    language plpgsql stable security definer
    set search_path = pg_catalog, sync, pg_temp
as $$
#variable_conflict use_column
declare
    own   integer;
    start bigint;
begin
    select scope_id into own from scope where kind = 'unit' and code = to_unit;
    if own is null then
        raise exception 'unknown unit %', to_unit
            using errcode = 'no_data_found',
            hint = 'units: ' || coalesce((select string_agg(code, ', ' order by code) from scope where kind = 'unit'), '');
    end if;
    -- read from the newest version backwards: as far as `since`, no further
    select coalesce(max(ver), 0) into start from scope_log where scope_id = own and at < since;
    return query
        select c.number, c.process_key, s.step ->> 'key', s.step ->> 'name', s.status,
            s.reported_at, s.estimate_at, (c.doc ->> 'opened_at')::timestamptz,
            s.done_before and status_of(c) = 'open'
        from delivery as d
        join case_file as c on c.scope_id = d.home_scope and c.id = d.id and not c.deleted
        cross join lateral (
            select *, coalesce(bool_and(status = 'done') over (
                order by place rows between unbounded preceding and 1 preceding), true) as done_before
            from steps_of(c)
        ) as s
        where d.scope_id = own and d.tbl = 'case_file' and d.ver > start
          and s.step ->> 'unit' = to_unit and s.status <> 'done' and status_of(c) not in ('resolved', 'rejected')
        order by d.ver desc, d.id, s.place
        limit least(greatest(lim, 1), 1000);
end
$$;

-- Questions that wait for an answer of a unit, oldest first.
create function loket.open_questions(to_unit text)
    returns table (question_id uuid, case_number text, question text, asked_by text, asked_at timestamptz,
                   answer_due_at timestamptz)
    language sql stable security definer
    set search_path = pg_catalog, sync, pg_temp
as $$
    select q.subject_id, c.number, q.doc #>> '{body,text}', q.doc ->> 'actor', (q.doc ->> 'at')::timestamptz,
        (q.doc #>> '{body,answer_due_at}')::timestamptz
    from scope as own
    cross join scope as home
    join fact as q on q.scope_id = home.scope_id and q.kind = 'question.asked' and q.doc #>> '{body,to_unit}' = to_unit
    join delivery as d on d.scope_id = own.scope_id and d.tbl = 'fact' and d.id = q.id and d.home_scope = q.scope_id
    join case_file as c on c.scope_id = q.scope_id and c.id = q.case_id
    where own.kind = 'unit' and own.code = to_unit and home.kind = 'branch'
      and not exists (
          select from fact as a
          where a.scope_id = q.scope_id and a.subject_id = q.subject_id and a.kind = 'question.answered')
    order by d.ver, q.id
$$;

-- Answer a question that was asked on a case; gives the id of the answer.
create function loket.answer_question(
    case_number text, question_id uuid, answer text, answered_by text default null
) returns uuid
    language plpgsql volatile security definer
    set search_path = pg_catalog, sync, pg_temp
    set timezone = 'UTC'
as $$
declare
    of_case case_file := case_by_number(case_number);
begin
    if coalesce(btrim(answer), '') = '' then
        raise exception 'the answer is empty' using errcode = 'invalid_parameter_value', hint = 'give the answer as text';
    end if;
    if not exists (
        select from fact
        where scope_id = of_case.scope_id and subject_id = question_id and kind = 'question.asked'
          and case_id = of_case.id
    ) then
        raise exception 'unknown question %', question_id
            using errcode = 'no_data_found', hint = 'see loket.open_questions(unit)';
    end if;
    return record_fact(of_case, 'question.answered', question_id, null, coalesce(answered_by, session_user),
        jsonb_build_object('text', btrim(answer)));
end
$$;

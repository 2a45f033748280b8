-- Tables of the shared database. The scope leads every key of synced data; no sequence, no key across scopes.

create table sync.meta (
    only_row     boolean primary key default true check (only_row),
    epoch        uuid not null,
    min_protocol integer not null,
    cur_protocol integer not null,
    retain_days  integer not null,
    -- a wake-up for stations that LISTEN; for small sites only, so it can be switched off
    notify       boolean not null
);

-- One row for each branch, each unit, and 0 for reference data. Locking this row is what orders a scope's writers.
create table sync.scope (
    scope_id    integer primary key,
    kind        text not null check (kind in ('reference', 'branch', 'unit')),
    code        text not null,
    ver         bigint not null default 0,
    bump_token  uuid,
    last_device integer not null default 0,
    last_case   integer not null default 0,
    constraint scope_code unique (kind, code)
) with (fillfactor = 50);

-- Exactly one row for each bump: the proof that a pull left nothing out.
create table sync.scope_log (
    scope_id integer not null,
    ver      bigint not null,
    actor    text not null,
    at       timestamptz not null default now(),
    primary key (scope_id, ver)
);

create table sync.customer (
    scope_id        integer not null,
    id              uuid not null,
    ver             bigint not null,
    deleted         boolean not null default false,
    customer_number text,
    doc             jsonb not null,
    primary key (scope_id, id)
);
create index customer_ver on sync.customer (scope_id, ver);
create unique index customer_number on sync.customer (scope_id, customer_number) where not deleted;

create table sync.case_file (
    scope_id    integer not null,
    id          uuid not null,
    ver         bigint not null,
    deleted     boolean not null default false,
    number      text not null,
    customer_id uuid not null,
    process_key text not null,
    doc         jsonb not null,
    primary key (scope_id, id)
);
create index case_file_ver on sync.case_file (scope_id, ver);
create unique index case_number on sync.case_file (scope_id, number);
create index case_file_customer on sync.case_file (scope_id, customer_id);

create table sync.fact (
    scope_id    integer not null,
    id          uuid not null,
    ver         bigint not null,
    deleted     boolean not null default false,
    kind        text not null,
    subject_id  uuid not null,
    case_id     uuid,
    doc         jsonb not null,
    primary key (scope_id, id)
);
create index fact_ver on sync.fact (scope_id, ver);
create index fact_subject on sync.fact (scope_id, subject_id);
create index fact_case on sync.fact (scope_id, case_id) where case_id is not null;
create index fact_question on sync.fact (scope_id, (doc #>> '{body,to_unit}')) where kind = 'question.asked';

create table sync.reference (
    scope_id integer not null check (scope_id = 0),
    id       uuid not null,
    ver      bigint not null,
    deleted  boolean not null default false,
    kind     text not null,
    key      text not null,
    doc      jsonb not null,
    primary key (scope_id, id),
    constraint reference_key unique (scope_id, kind, key)
);
create index reference_ver on sync.reference (scope_id, ver);

-- A row of a branch that a unit must see too: it comes with the unit's own versions.
create table sync.delivery (
    scope_id   integer not null,
    tbl        text not null check (tbl in ('customer', 'case_file', 'fact')),
    id         uuid not null,
    ver        bigint not null,
    home_scope integer not null,
    primary key (scope_id, tbl, id)
);
create index delivery_ver on sync.delivery (scope_id, ver);
-- what a unit was given to work on, newest first, without the many facts in between
create index delivery_case on sync.delivery (scope_id, ver) where tbl = 'case_file';
create index delivery_row on sync.delivery (home_scope, tbl, id);

-- A row that left a scope; filled when a case or a customer moves.
create table sync.scope_exit (
    scope_id integer not null,
    tbl      text not null,
    id       uuid not null,
    ver      bigint not null,
    primary key (scope_id, tbl, id)
);
create index scope_exit_ver on sync.scope_exit (scope_id, ver);

create table sync.device (
    device_id     uuid primary key,
    incarnation   uuid,
    scope_id      integer not null,
    unit_scope_id integer,
    code          text not null check (code ~ '^[0-9A-Z]{2}$'),
    name          text not null,
    token_sha256  bytea not null,
    last_seq      bigint not null default 0,
    last_seen     timestamptz,
    protocol      integer,
    revoked       boolean not null default false,
    constraint device_code unique (scope_id, code),
    constraint device_token unique (token_sha256)
) with (fillfactor = 50);

create table sync.session (
    session_id uuid primary key,
    device_id  uuid not null,
    login      text not null,
    role       text not null,
    opened_at  timestamptz not null,
    expires_at timestamptz not null
);

-- What each role may do: an operation's kind or, for `fact.add`, the fact's kind. Data, so that it can be extended.
create table sync.role_right (
    role text not null,
    act  text not null,
    primary key (role, act)
);

create table sync.applied_op (
    op_id     uuid primary key,
    device_id uuid not null,
    seq       bigint not null,
    scope_id  integer,
    ver       bigint,
    outcome   text not null check (outcome in ('applied', 'rejected', 'held')),
    code      text,
    message   text,
    detail    jsonb,
    at        timestamptz not null default now()
);
create index applied_op_refused on sync.applied_op (device_id, seq) where outcome <> 'applied';

-- Operations that failed in a way nobody foresaw: kept whole for a person to look at, so that nothing waits behind them.
create table sync.quarantine (
    op_id       uuid primary key,
    device_id   uuid not null,
    seq         bigint not null,
    payload     jsonb not null,
    sqlstate    text not null,
    message     text not null,
    at          timestamptz not null default now(),
    resolved_by text,
    resolved_at timestamptz
);

-- The login that devices share; only the owner reads this, to tell a new device its address.
create table sync.client_login (
    only_row boolean primary key default true check (only_row),
    role     text not null,
    password text not null
);

insert into sync.meta (epoch, min_protocol, cur_protocol, retain_days, notify)
values (gen_random_uuid(), 1, 1, 30, true);

insert into sync.scope (scope_id, kind, code) values (0, 'reference', 'reference');

insert into sync.role_right (role, act)
select role, act
from (values
    ('frontliner', array[
        'customer.add', 'customer.edit', 'case.open', 'case.waiting_customer', 'case.resolved', 'case.reopened',
        'promise.made', 'promise.moved', 'promise.kept', 'promise.withdrawn', 'question.asked', 'question.answered',
        'interaction.started', 'interaction.mood', 'interaction.stage', 'interaction.case', 'interaction.said',
        'interaction.note', 'interaction.help', 'interaction.ended']),
    ('supervisor', array[
        'customer.add', 'customer.edit', 'case.open', 'case.report', 'case.waiting_customer', 'case.resolved',
        'case.rejected', 'case.reopened',
        'promise.made', 'promise.moved', 'promise.kept', 'promise.withdrawn', 'question.asked', 'question.answered',
        'interaction.started', 'interaction.mood', 'interaction.stage', 'interaction.case', 'interaction.said',
        'interaction.note', 'interaction.help', 'interaction.ended']),
    ('backoffice', array[
        'case.report', 'case.waiting_customer', 'case.resolved', 'case.rejected', 'case.reopened',
        'question.asked', 'question.answered']),
    ('admin', array['customer.add', 'customer.edit', 'case.report'])
) as rights (role, acts)
cross join lateral unnest(acts) as act
union all
select role, act
from unnest(array['frontliner', 'supervisor', 'backoffice', 'owner', 'admin']) as role
cross join unnest(array['customer.viewed', 'customer.revealed', 'customer.identified']) as act;

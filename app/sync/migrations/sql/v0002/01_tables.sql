-- What protocol 2 adds to the tables. Nothing is taken away: clients of protocol 1 are served on.

-- Which write made a version: a history that was rewound and written on has the same numbers, but other marks.
alter table sync.scope_log add column mark uuid not null default gen_random_uuid();
alter table sync.scope_log alter column mark drop default;

alter table sync.scope_exit add column to_scope integer;

alter table sync.device
    -- the devices that this one went on from, the oldest first
    add column ancestors uuid[] not null default '{}',
    add column forked_at timestamptz,
    add column skew_seconds double precision,
    -- the last link of its audit chain; null stands for the beginning
    add column chain_head text,
    -- the number after which its audit chain begins
    add column chain_after bigint not null default 0,
    -- whether the device has made links of its own
    add column chained boolean not null default false;
update sync.device set chain_after = last_seq;
create index device_ancestors on sync.device using gin (ancestors);

alter table sync.session
    add column online boolean not null default true,
    add column revoked boolean not null default false;
create index session_device on sync.session (device_id, login);

-- Whether a session that was opened without the shared database may do it too.
alter table sync.role_right add column offline boolean not null default true;
insert into sync.role_right (role, act)
select role, 'customer.trail_read' from unnest(array['supervisor', 'admin', 'owner']) as role;
update sync.role_right set offline = false
where act in ('customer.revealed', 'case.rejected', 'customer.trail_read');

-- When an operation that had been held was settled.
alter table sync.applied_op add column settled_at timestamptz;
create index applied_op_settled on sync.applied_op (device_id, seq) where settled_at is not null;

-- When something that waits for what was lost with it was tried last.
alter table sync.quarantine add column tried_at timestamptz;
create index quarantine_waiting on sync.quarantine (device_id, at) where sqlstate = 'LG008' and resolved_at is null;

-- What every device did, in its order, each entry chained to the one before.
create table sync.audit (
    device_id uuid not null,
    seq       bigint not null,
    op_id     uuid not null,
    op        jsonb not null,
    content   text not null,
    chain     text not null,
    -- whether the device had made the same link
    sound     boolean not null,
    -- a device that had been chaining by itself before the shared database did: its first link stands as it came
    anchor    boolean not null default false,
    primary key (device_id, seq)
);
create index audit_about on sync.audit ((coalesce(op #>> '{payload,customer_id}', op ->> 'row_id')));

create index fact_customer on sync.fact (scope_id, (doc ->> 'customer_id')) where doc ->> 'customer_id' is not null;

-- A fact of a push as it is about to be written.
create type sync.said_fact as (
    op_id uuid, seq bigint, home integer, id uuid, kind text, subject_id uuid, case_id uuid, actor text, doc jsonb
);

update sync.meta set cur_protocol = 2;

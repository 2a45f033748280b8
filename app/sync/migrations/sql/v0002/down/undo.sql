-- What the second step added; the functions of the first step are made anew after this, with their triggers.

do $$
declare
    thing record;
begin
    for thing in
        select p.oid::regprocedure as name from pg_proc as p
        where p.pronamespace in ('sync'::regnamespace, 'loket'::regnamespace)
    loop
        execute format('drop function %s cascade', thing.name);
    end loop;
end
$$;

drop type sync.said_fact;
drop table sync.audit;
drop index sync.device_ancestors, sync.session_device, sync.applied_op_settled, sync.fact_customer;
alter table sync.scope_log drop column mark;
alter table sync.scope_exit drop column to_scope;
alter table sync.device
    drop column ancestors, drop column forked_at, drop column skew_seconds, drop column chain_head,
    drop column chain_after, drop column chained;
alter table sync.session drop column online, drop column revoked;
delete from sync.role_right where act = 'customer.trail_read';
alter table sync.role_right drop column offline;
alter table sync.applied_op drop column settled_at;
drop index sync.quarantine_waiting;
alter table sync.quarantine drop column tried_at;
update sync.meta set cur_protocol = 1;

-- Nobody may do anything but call what is named here.

revoke all on all functions in schema sync from public;
revoke all on all functions in schema loket from public;
revoke all on all tables in schema sync from public;

grant execute on function loket.push(text, uuid, uuid, bigint, jsonb, integer, timestamptz) to loket_device;
grant execute on function loket.fork(text, text, bigint, integer) to loket_device;
grant execute on function loket.digest(text, integer, integer) to loket_device;
grant execute on function loket.bucket_rows(text, integer, text, integer[], uuid, integer, integer) to loket_device;
grant execute on function loket.audit_head(text, bigint, integer) to loket_device;
grant execute on function loket.trail(text, uuid, uuid) to loket_device;

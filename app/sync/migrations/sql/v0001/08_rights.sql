-- Nobody may do anything but call what is named here.

revoke all on all functions in schema sync from public;
revoke all on all functions in schema loket from public;
revoke all on all tables in schema sync from public;

grant usage on schema loket to loket_device, loket_staff, loket_integrator;
grant execute on function loket.hello(text, integer) to loket_device;
grant execute on function loket.enrol(text, integer) to loket_device;
grant execute on function loket.push(text, uuid, uuid, bigint, jsonb, integer) to loket_device;
grant execute on function loket.pull(text, jsonb, integer, integer) to loket_device;
grant execute on function loket.open_session(text) to loket_staff;
grant execute on function loket.report_step(
    text, text, text, text, timestamptz, bigint, text, text, text) to loket_integrator;
grant execute on function loket.open_case(text, text, text, text, text, timestamptz, text) to loket_integrator;
grant execute on function loket.open_steps(text, timestamptz, integer) to loket_integrator;
grant execute on function loket.open_questions(text) to loket_integrator;
grant execute on function loket.answer_question(text, uuid, text, text) to loket_integrator;

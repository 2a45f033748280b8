-- Everything that the first step made; the two schemas and the version table belong to `shared init`.

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
    for thing in
        select c.oid::regclass as name from pg_class as c
        where c.relnamespace = 'sync'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
    loop
        execute format('drop table %s cascade', thing.name);
    end loop;
end
$$;

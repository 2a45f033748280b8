-- What the third step added. Facts about phrases stay: a program that does not know them leaves them aside.

drop trigger check_not_everybodys on sync.fact;
drop function sync.check_not_everybodys();
drop trigger check_phrase on sync.fact;
drop function sync.check_phrase();
drop function sync.check_counted(integer, uuid, jsonb, text);
drop function sync.check_written(integer, uuid, jsonb, text, text, jsonb);
drop function sync.is_phrase(text);
drop index sync.fact_counted;
delete from sync.role_right where act like 'phrase.%' or act = 'interaction.offered';

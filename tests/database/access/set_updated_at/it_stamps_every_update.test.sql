-- A table's updated_at follows its rows, whatever the statement says
create table pg_temp.thing (note text, updated_at timestamptz not null default '2000-01-01');
create trigger _100_timestamps before update on pg_temp.thing for each row execute function private.set_updated_at();
insert into pg_temp.thing values ('a');
update pg_temp.thing set note = 'b', updated_at = '1999-01-01';
select is(updated_at, now(), 'now, not what was asked for') from pg_temp.thing;

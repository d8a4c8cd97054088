-- An address is found by plain equality: lower case, without spaces around it
create table pg_temp.thing (email text);
create trigger _200_normalise before insert or update on pg_temp.thing for each row execute function private.normalise_email();
insert into pg_temp.thing values ('  Ann@EXAMPLE.com '), (null);
select set_eq('select email from pg_temp.thing', array['ann@example.com', null], 'normalised; null stays');

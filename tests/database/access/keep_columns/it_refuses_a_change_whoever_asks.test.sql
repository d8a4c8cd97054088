-- T4: keep_columns() refuses a change of the columns it names, and no other
create table pg_temp.thing (id integer, slug text, note text);
create trigger _200_keep before update on pg_temp.thing for each row execute function private.keep_columns('id', 'slug');
insert into pg_temp.thing values (1, 'a', 'x'), (2, null, 'y');
select tests.refuses($$update pg_temp.thing set slug = 'b' where id = 1$$, 'immutable', 'a change');
select tests.refuses($$update pg_temp.thing set slug = null where id = 1$$, 'immutable', 'to null');
select tests.refuses($$update pg_temp.thing set slug = 'b' where id = 2$$, 'immutable', 'from null');
select lives_ok($$update pg_temp.thing set slug = slug, id = id, note = 'z'$$, 'the same value is none');

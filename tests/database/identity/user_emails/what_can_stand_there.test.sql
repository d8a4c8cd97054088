-- T12: one primary address a person, one person a verified address, any number of others
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
create temp table u as select tests.user_of('ann@a.test') as ann, tests.user_of('bob@b.test') as bob;
select lives_ok($$insert into user_emails (user_id, email) select ann, e from u, unnest(array['b@x.test', 'C@x.test']) e$$, 'two more');
select throws_ok($$insert into user_emails (user_id, email, is_primary) select ann, 'd@x.test', true from u$$, '23505', null, 'not two primary ones');
select throws_ok($$insert into user_emails (user_id, email) select ann, 'B@X.test' from u$$, '23505', null, 'not the same twice, whatever its case');
select lives_ok($$insert into user_emails (user_id, email) select bob, 'b@x.test' from u$$, 'another person may claim it');
select lives_ok($$update user_emails set verified = true where email = 'b@x.test' and user_id = (select ann from u)$$, 'one verifies it');
select throws_ok($$update user_emails set verified = true where email = 'b@x.test'$$, '23505', null, 'the other cannot, then');
select throws_ok($$insert into user_emails (user_id, email) select ann, repeat('x', 321) from u$$, '23514', null, 'too long');

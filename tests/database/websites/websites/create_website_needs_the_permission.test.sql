-- A6, T10: who may not create websites
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('col@a.test'), 'admin', now());
select tests.act_as('ed@a.test');
select tests.refuses($$select create_website('X')$$, 'forbidden', 'an editor');
select tests.act_as('col@a.test');
select tests.refuses($$select create_website('X')$$, 'forbidden', 'a collaborator, even an admin of a website');
select tests.act_as_anon();
select throws_ok($$select create_website('X')$$, '42501', null, 'nobody in particular');
select tests.act_as('ann@a.test');
select throws_ok($$insert into websites (name) values ('X')$$, '42501', null, 'a plain insert, which would make a site without a home page');
select throws_ok('delete from websites', '42501', null, 'nor does anybody delete one');

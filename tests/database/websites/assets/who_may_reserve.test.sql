-- S11: content.write reserves; a collaborator for their website only; nobody for another tenant
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.sign_up(e, '{"signup_as": "invitee"}') from unnest('{viv@v.test,ed@e.test,col@c.test}'::text[]) e;
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('viv@v.test', tests.tenant_of('ann@a.test'), 'viewer'), tests.add_member('ed@e.test', tests.tenant_of('ann@a.test'), 'editor');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select set_config('t.other', private.create_website_for(tests.tenant_of('ann@a.test'), 'Other', 'other-site')::text, true);
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, tests.user_of('col@c.test'), 'editor', now());
select tests.act_as('ed@e.test');
select lives_ok($$select reserve_asset('a.png', 10, 'image/png')$$, 'an editor');
select lives_ok($$select reserve_asset('a.png', 10, 'image/png', current_setting('t.first')::uuid)$$, 'for a website');
select tests.act_as('viv@v.test');
select tests.refuses($$select reserve_asset('a.png', 10, 'image/png')$$, 'forbidden', 'a viewer');
select tests.act_as('col@c.test', tests.tenant_of('ann@a.test'));
select tests.refuses($$select reserve_asset('a.png', 10, 'image/png')$$, 'forbidden', 'a collaborator, for the tenant');
select tests.refuses($$select reserve_asset('a.png', 10, 'image/png', current_setting('t.other')::uuid)$$, 'forbidden', 'for another website');
select lives_ok($$select reserve_asset('a.png', 10, 'image/png', current_setting('t.first')::uuid)$$, 'for theirs');
select is((select count(*)::integer from assets), 2, 'and sees what belongs to that one');
select tests.act_as('bob@b.test');
select tests.refuses($$select reserve_asset('a.png', 10, 'image/png', current_setting('t.first')::uuid)$$, 'not_found', 'another tenant''s website');
select is((select count(*)::integer from assets), 0, 'another tenant sees none');
select throws_ok($$insert into assets (original_filename, cloudinary_public_id, size_bytes) values ('a', 'b', 1)$$, '42501', null, 'nobody writes the row');
select tests.act_as_anon();
select throws_ok($$select reserve_asset('a.png', 10, 'image/png')$$, '42501', null, 'a visitor');
select tests.act_as_owner();
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select tests.act_as('ed@e.test', tests.tenant_of('ann@a.test'));
select tests.refuses($$select reserve_asset('a.png', 10, 'image/png')$$, 'tenant_suspended', 'while suspended');

-- S11: what a draft or a visitor uses is not deleted unless somebody insists; its room comes back, its file goes
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.sign_up(e, '{"signup_as": "invitee"}') from unnest('{viv@v.test,col@c.test}'::text[]) e;
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('viv@v.test', tests.tenant_of('ann@a.test'), 'viewer');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select set_config('t.other', private.create_website_for(tests.tenant_of('ann@a.test'), 'Other', 'other-site')::text, true);
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, tests.user_of('col@c.test'), 'editor', now());
select tests.act_as('ann@a.test');
create temporary table made as select n, (reserve_asset(n || '.png', 10, 'image/png', case n when 'collaborators' then current_setting('t.first')::uuid end)).asset_id as id
from unnest('{unused,draft,live,branding,pending,collaborators}'::text[]) n;
grant select on made to public;
select set_config('t.asset', id::text, true) from made where n = 'draft';
select tests.act_as_owner();
select is(tests.upload(id), 'ready', n) from made where n <> 'pending';
select tests.act_as('ann@a.test');
update components set props = props || jsonb_build_object('background_image', (select secure_url from assets where original_filename = 'live.png')) where type = 'hero';
update websites set favicon_url = (select secure_url from assets where original_filename = 'branding.png') where id = current_setting('t.other')::uuid;
update pages set status = 'published';
select lives_ok('select publish_website(id) from websites', 'published');
update websites set favicon_url = null;
update components set props = props || jsonb_build_object('background_image', (select secure_url from assets where original_filename in ('draft.png'))) where type = 'hero' and website_id = current_setting('t.other')::uuid;
update components set props = props || jsonb_build_object('background_image', (select secure_url from assets where original_filename in ('collaborators.png'))) where type = 'hero' and website_id <> current_setting('t.other')::uuid;
select lives_ok(format('select delete_asset(%L)', id), n) from made where n in ('unused', 'pending');
select tests.refuses(format('select delete_asset(%L)', id), 'asset_in_use', n) from made where n in ('draft', 'live', 'branding', 'collaborators');
select throws_ok(format('select delete_asset(%L, null)', id), 'PT409', 'That asset is used on websites: 2', 'and says where, roughly') from made where n = 'live';
select is((select used from tenant_usage(private.tenant_id()) where resource = 'storage_bytes'), 40::bigint, 'two gave their room back');
-- who may not
select tests.act_as('viv@v.test');
select tests.refuses(format('select delete_asset(%L, true)', id), 'forbidden', 'a viewer: ' || n) from made where n = 'draft';
select throws_ok('delete from assets', '42501', null, 'and nobody by a plain delete');
select tests.act_as('col@c.test', tests.tenant_of('ann@a.test'));
select tests.refuses(format('select delete_asset(%L, true)', id), 'not_found', 'a collaborator does not see ' || n) from made where n = 'draft';
select tests.refuses(format('select delete_asset(%L)', id), 'asset_in_use', 'their own is used') from made where n = 'collaborators';
select lives_ok(format('select delete_asset(%L, true)', id), 'and they may insist') from made where n = 'collaborators';
select tests.act_as('bob@b.test');
select tests.refuses(format('select delete_asset(%L, true)', id), 'not_found', 'another tenant''s') from made where n = 'draft';
select tests.refuses('select delete_asset(gen_random_uuid())', 'not_found', 'like one that is not there');
select tests.act_as('ann@a.test');
select lives_ok(format('select delete_asset(%L, true)', id), n) from made where n in ('draft', 'live', 'branding');
select is_empty('select * from assets', 'all gone');
select is_empty('select * from asset_uses', 'with their uses');
select is((select used from tenant_usage(private.tenant_id()) where resource = 'storage_bytes'), 0::bigint, 'and their room');
select lives_ok($$update components set is_visible = is_visible, props = props || '{"note": 1}'$$, 'what mentions them can still be changed');
select tests.act_as_owner();
select is((select count(distinct payload)::integer from private.outbox where kind = 'delete_asset'), 6, 'their files are deleted');
select set_eq($$select metadata ->> 'name', jsonb_array_length(metadata -> 'used_in_websites') from audit_logs where action = 'asset.deleted'$$,
  $$values ('unused.png', null), ('pending.png', null), ('draft.png', 1), ('live.png', 2), ('branding.png', 1), ('collaborators.png', 1)$$, 'and the log says what was used');

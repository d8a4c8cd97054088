-- S7: a restore is exact, ids included, and can itself be undone
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.version', (save_page_version((select id from pages))).id::text, true);
prepare state as select jsonb_agg(to_jsonb(c) - 'updated_at' - 'created_at' order by id)::text from components c;
create temporary table before as execute state;
delete from components where type = 'hero';
update components set props = props || '{"heading": "Changed"}' where type = 'features';
update components set order_key = case type when 'navbar' then 'a4' else 'a0' end where type in ('navbar', 'footer');
insert into components (page_id, type) select id, 'faq' from pages;
create temporary table after as execute state;
select is((restore_page_version(current_setting('t.version')::uuid)).slug, '/', 'restored');
select results_eq('state', 'select * from before', 'everything is as it was');
select is((select trigger::text from page_versions order by saved_at desc limit 1), 'pre_restore', 'what there was is saved');
select isnt(restore_page_version((select id from page_versions where trigger = 'pre_restore')), null, 'undone');
select results_eq('state', 'select * from after', 'exactly as well');

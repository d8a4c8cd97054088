-- S1, S2, S8: each invariant of websites that a query can see is seen
-- breaks invariants on purpose
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select tests.act_as_owner();
select is_empty('select * from private.check_invariants_websites()', 'all is well');
update usage_counters set website_count = 7;
select results_eq('select invariant from private.check_invariants_websites()', $$values ('website_count counts websites that are not archived')$$, 'a counter');
update usage_counters set website_count = 1;
update websites set page_count = 7;
select results_eq('select invariant from private.check_invariants_websites()', $$values ('page_count counts pages')$$, 'another');
update websites set page_count = 1;
update private.directory set serving = false;
select results_eq('select invariant from private.check_invariants_websites()', $$values ('the directory names every host, its live deployment and whether it is served')$$, 'the directory');
update private.directory set serving = true, key = 'other.localhost';
select is((select count(*)::integer from private.check_invariants_websites()), 2, 'a host too many and one missing');
select tests.act_as('ann@a.test');
select throws_ok('select * from private.check_invariants_websites()', '42501', null, 'clients may not ask');

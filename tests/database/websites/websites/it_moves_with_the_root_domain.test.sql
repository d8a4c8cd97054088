-- S5: changing the root domain moves every subdomain
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select add_domain(tests.website_of('ann@a.test'), 'www.ann.test');
select tests.act_as_owner();
select record_domain_check(tenant_id, id, array[cname_target]) from domain_verifications;
update private.settings set value = 'sites.test' where key = 'root_domain';
select set_eq($$select key from private.directory where kind = 'host'$$, $$select subdomain || '.sites.test' from websites union all select 'www.ann.test'$$, 'all hosts moved, domains of others stay');
select is(v.cname_target, w.subdomain || '.sites.test', 'and have somewhere new to point to') from domain_verifications v join websites w on w.id = v.website_id;

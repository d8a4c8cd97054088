-- S5: changing the root domain moves every subdomain
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
update private.settings set value = 'sites.test' where key = 'root_domain';
select set_eq($$select key from private.directory where kind = 'host'$$, $$select subdomain || '.sites.test' from websites$$, 'all hosts moved');

-- S6: a type that is in use stays
select tests.sign_up('ann@a.test');
select throws_ok($$delete from component_types where type = 'hero'$$, '23503', null, 'in use');
select lives_ok($$delete from component_types where type = 'faq'$$, 'not in use');

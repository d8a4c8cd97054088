-- An audited write marks its tenant as active, at most hourly
select tests.sign_up('ann@a.test');
update tenants set last_active_at = now() - interval '59 minutes';
select private.record_audit('a.b', null, null, '{}', tests.tenant_of('ann@a.test'));
select is(last_active_at, now() - interval '59 minutes', 'within the hour: untouched') from tenants;
update tenants set last_active_at = now() - interval '61 minutes';
select private.record_audit('a.b', null, null, null, tests.tenant_of('ann@a.test'));
select is(last_active_at, now(), 'after it: now') from tenants;
select lives_ok($$select private.record_audit('platform.act', null, null)$$, 'an act of the platform has no tenant');
select throws_ok(format('select private.record_audit(%L, null, null)', a), '23514', null, 'action ' || left(a, 20)) from unnest(array['', 'a', 'A.b', 'a.b.', 'a b.c', repeat('a', 99) || '.b']) a;
select throws_ok($$select private.record_audit('a.b', null, null, '[]')$$, '23514', null, 'metadata is an object');

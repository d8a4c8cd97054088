-- T5: offboarded → active within 90 days; the companions of a status come and go with it
select tests.sign_up('ann@a.test');
update tenants set status = 'suspended';
select is(suspended_for, 'admin', 'suspended by an admin where nobody says') from tenants;
update tenants set status = 'offboarded';
select is(row(suspended_for is null, offboard_scheduled_at), row(true, now()), 'the moment of offboarding stands there') from tenants;
update tenants set offboard_scheduled_at = now() - interval '91 days';
select tests.refuses('update tenants set status = $$active$$', 'status_transition', 'after 90 days');
update tenants set offboard_scheduled_at = now() - interval '89 days';
select lives_ok('update tenants set status = $$active$$', 'before');
select is(offboard_scheduled_at, null, 'and is gone') from tenants;
select throws_ok('update tenants set suspended_for = $$payment$$', '23514', null, 'no reason without a suspension');
select throws_ok('update tenants set offboard_scheduled_at = now()', '23514', null, 'no moment without an offboarding');
update tenants set status = 'suspended', suspended_for = 'payment';
select is(suspended_for, 'payment', 'the reason given stays') from tenants;

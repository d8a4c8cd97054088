-- A1: no permission named, no permission held
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select is(private.can(null), false, 'can');
select is(private.can_on(null, null), false, 'can_on');
select ok(private.can_on('content.read', null), 'a member holds it on every website, a new one included');

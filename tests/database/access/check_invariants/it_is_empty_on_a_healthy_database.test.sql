-- Every domain's invariants hold after its main journey
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select is_empty('select * from private.check_invariants()', 'nothing is broken');
select has_function('private', 'check_invariants_' || d, d || ' has its own') from unnest(array['tenancy', 'websites']) d;
select throws_ok(format('set local role %I; select private.check_invariants()', r), '42501', null, 'not for ' || r)
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r;

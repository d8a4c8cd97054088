-- Keys are unique across tenants: a taken one is a neutral 409, one's own again is none
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
create temp table t as select tests.tenant_of('ann@a.test') as ann, tests.tenant_of('bob@b.test') as bob, gen_random_uuid() as object;
select lives_ok($$select private.directory_claim('embed_key', 'k', ann, object) from t$$, 'claimed');
select lives_ok($$select private.directory_claim('embed_key', 'k', ann, object) from t$$, 'claimed again by the same');
select tests.refuses($$select private.directory_claim('embed_key', 'k', bob, object) from t$$, 'taken', 'not by another tenant');
select tests.refuses($$select private.directory_claim('embed_key', 'k', ann, gen_random_uuid()) from t$$, 'taken', 'nor another object');
select throws_like($$select private.directory_claim('embed_key', 'k', bob, object) from t$$, 'That embed_key is already taken', 'and it says no more');
select lives_ok($$select private.directory_claim('referral_code', 'k', bob, object) from t$$, 'of another kind it is another key');
select throws_ok(format('select private.directory_claim(%L, %L, ann, object) from t', k, v), '23514', null, k || ' ' || left(v, 5)) from (values ('Host', 'x'), ('', 'x'), ('host', ''), ('host', repeat('x', 513))) v (k, v);
select throws_ok($$select private.directory_claim('embed_key', 'x', gen_random_uuid(), object) from t$$, '23503', null, 'a tenant there is');

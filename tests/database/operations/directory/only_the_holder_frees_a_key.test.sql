-- Releasing a key takes its tenant and object; afterwards anybody may claim it
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
create temp table t as select tests.tenant_of('ann@a.test') as ann, tests.tenant_of('bob@b.test') as bob, gen_random_uuid() as object;
select private.directory_claim('embed_key', 'k', ann, object) from t;
select private.directory_release('embed_key', 'k', bob, object), private.directory_release('embed_key', 'k', ann, ann), private.directory_release('embed_key', 'K', ann, object) from t;
select tests.refuses($$select private.directory_claim('embed_key', 'k', bob, object) from t$$, 'taken', 'others free nothing');
select private.directory_release('embed_key', 'k', ann, object) from t;
select lives_ok($$select private.directory_claim('embed_key', 'k', bob, object) from t$$, 'freed');
select lives_ok($$select private.directory_release('embed_key', 'none', ann, object) from t$$, 'a key that is none is no error');
select throws_ok($$insert into private.directory (kind, key, tenant_id, object_id, serving) select 'host', 'x', ann, object, true from t$$, '23514', null, 'nothing is served without a deployment');

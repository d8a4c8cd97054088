-- A2, S3: a token that claims another tenant, or names it, does not publish there
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select set_config('t.website', tests.website_of('ann@a.test')::text, true);
select tests.request('authenticated', tests.claims_of('eve@e.test') || jsonb_build_object('tenant_id', tests.tenant_of('ann@a.test'), 'permissions', ',site.publish,'), '{}');
select tests.refuses($$select publish_website(current_setting('t.website')::uuid)$$, 'not_found', 'claims give nothing');
select tests.refuses(format('select tests.act_as(%L, %L)', 'eve@e.test', tests.tenant_of('ann@a.test')), 'tenant_not_allowed', 'nor does naming the tenant');
select set_config('app.current_tenant_id', tests.tenant_of('ann@a.test')::text, true);
select tests.refuses($$select tests.act_as('eve@e.test')$$, 'tenant_not_allowed', 'nor the setting');

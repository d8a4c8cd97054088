-- B6, T10: the tenant's credits are the team's; a collaborator uses them by AI actions on their own website, one at a time
select tests.sign_up('ann@a.test'), tests.sign_up('col@c.test', '{"signup_as": "invitee"}');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true), set_config('t.website', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'growth');
select private.add_credits(current_setting('t.tenant')::uuid, 'free', 1000, 'admin', 'x');
create temp table token as select tests.invite('col@c.test', current_setting('t.tenant')::uuid, 'editor', current_setting('t.website')::uuid) as token;
grant select on token to public;
select tests.act_as('col@c.test');
select is((accept_invitation((select token from token))).status, 200, 'an editor of one website');
select tests.act_as('col@c.test');
select is((begin_ai_action('suggest_copy', current_setting('t.website')::uuid)).status, 200, 'may ask an AI there');
select tests.refuses($$select consume_credits(1000, null, 'all of it')$$, 'forbidden', 'but not use up what the tenant has');

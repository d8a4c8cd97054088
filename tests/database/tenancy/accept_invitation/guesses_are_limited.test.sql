-- T8, A10: wrong tokens are answered, not raised, so that each one costs; too many are answered 429, whatever the token
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test'), tests.sign_up('new@n.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
create temp table tok as select tests.invite('eve@e.test', tests.tenant_of('ann@a.test')) as token;
grant select on tok to public;
select tests.act_as('eve@e.test');
select results_eq($$select distinct (accept_invitation(n::text)).status from generate_series(1, 10) n$$, array[404], 'ten guesses');
select row_eq($$select * from accept_invitation('x')$$, row(429, 'rate_limited', null, null, null)::invitation_answer, 'one too many');
select is(current_setting('response.status'), '429', 'also as the status of the response');
select is((accept_invitation((select token from tok))).status, 429, 'even the right one waits');
select tests.act_as_owner();
update private.rate_limit_buckets set updated_at = updated_at - interval '1 minute';
select tests.act_as('eve@e.test');
select is((accept_invitation((select token from tok))).status, 200, 'a minute later there is one more');
-- many accounts at one address
select tests.act_as_owner();
insert into private.rate_limit_buckets (key, tokens, allowed, updated_at) values ('accept_invitation 203.0.113.9', 0, true, clock_timestamp() + interval '1 minute');
select tests.request('authenticated', tests.claims_of('new@n.test'), '{"x-forwarded-for": "203.0.113.9"}');
select is((accept_invitation('x')).status, 429, 'an address has its own');

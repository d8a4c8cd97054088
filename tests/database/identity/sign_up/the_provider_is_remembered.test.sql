-- T1: an address remembers how it came
insert into auth.users (id, email, email_confirmed_at, raw_app_meta_data) values
  (gen_random_uuid(), 'a@a.test', now(), '{"provider": "google"}'), (gen_random_uuid(), 'b@a.test', now(), '{"provider": "email"}'),
  (gen_random_uuid(), 'c@a.test', now(), null), (gen_random_uuid(), 'd@a.test', now(), '[]'),
  (gen_random_uuid(), 'e@a.test', now(), jsonb_build_object('provider', repeat('x', 1000)));
select set_eq('select email, via from user_emails', $$values ('a@a.test', 'google'), ('b@a.test', 'email:password'), ('c@a.test', 'email:password'),
  ('d@a.test', 'email:password'), ('e@a.test', repeat('x', 80))$$, 'via');

-- T1: before the owner's address is confirmed, editing goes and publishing does not
select tests.sign_up('ann@a.test', '{}', false);
select tests.act_as('ann@a.test');
select lives_ok($$update components set is_visible = false where type = 'gallery'$$, 'editing');
select tests.refuses($$select publish_website(tests.website_of('ann@a.test'))$$, 'email_not_confirmed', 'publishing');
select tests.act_as_owner();
update auth.users set email_confirmed_at = now();
select tests.act_as('ann@a.test');
select lives_ok($$select publish_website(tests.website_of('ann@a.test'))$$, 'confirmed');

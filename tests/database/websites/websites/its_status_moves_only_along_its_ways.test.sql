-- S8: what a website's status can become, whoever sets it
select tests.sign_up('ann@a.test');
select throws_ok('update websites set status = ''published''', '23514', null, 'published without a publish');
update websites set status = 'archived';
select tests.refuses('update websites set status = ''suspended''', 'conflict', 'an archived one is not suspended');
update websites set status = 'draft';
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select tests.act_as_owner();
select tests.refuses('update websites set status = ''draft''', 'conflict', 'published does not become draft again');

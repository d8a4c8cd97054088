-- The full name is made of first and last name where none is given, and follows them
select tests.sign_up('ann@a.test', '{"first_name": "Ann"}');
select is(full_name, 'Ann', 'the first name alone') from users;
update users set last_name = 'Lee';
select is(full_name, 'Ann Lee', 'both') from users;
update users set full_name = 'Dr. Lee';
update users set first_name = 'Anna';
select is(full_name, 'Dr. Lee', 'one of its own stays') from users;
update users set full_name = '';
select is(full_name, 'Anna Lee', 'emptied, it is made of the parts again') from users;
update users set first_name = null, last_name = null;
select is(full_name, null, 'no parts, no name') from users;

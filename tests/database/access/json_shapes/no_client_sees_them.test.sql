-- A4: the shapes of JSON columns are read by triggers alone
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok('select * from private.json_shapes', '42501', null, 'a person reads none');
select tests.act_as_service();
select throws_ok('select * from private.json_shapes', '42501', null, 'nor does the service');
select throws_ok($$select private.check_json('{}', 'a', '', '$.a', '[]', 1)$$, '42501', null, 'nobody asks by themselves');
select tests.act_as_owner();
select is_empty($$
  select s.table_name, s.column_name from private.json_shapes s
  where not exists (select from tests.our_columns c where c.table_name::text = s.table_name and c.name = s.column_name and c.type = 'jsonb')
$$, 'each is a column there is');
select is_empty($$
  select s.table_name, s.column_name, c.value ->> 'key' from private.json_shapes s, jsonb_array_elements(s.checks) c
  where jsonb_path_match('{}', (c.value ->> 'path')::jsonpath) is not true or c.value ->> 'message' not like 'expected %'
$$, 'each check lets pass what is not there, and says what was expected');

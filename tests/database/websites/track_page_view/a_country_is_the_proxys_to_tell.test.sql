-- S12: the country comes from the header the operator trusts, and from no other
create temp table site as select tests.counted_site('ann@a.test') as host;
grant select on site to public;
select tests.visit_as('192.0.2.1', p_headers => '{"cf-ipcountry": "IN", "x-country": "IN"}');
select track_page_view(host, '/') from site;
select tests.act_as_owner();
select is(country, null, 'none is trusted unless one is named') from private.raw_page_events;
delete from private.raw_page_events;
update private.settings set value = 'cf-ipcountry' where key = 'country_header';
select tests.visit_as('192.0.2.1', p_headers => '{"cf-ipcountry": "in", "x-country": "US"}');
select track_page_view(host, '/') from site;
select tests.visit_as('192.0.2.2', p_headers => '{"cf-ipcountry": "T1"}');
select track_page_view(host, '/') from site;
select tests.act_as_owner();
select set_eq('select country from private.raw_page_events', array['IN', null], 'what it says, if it is one');

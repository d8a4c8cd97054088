-- T2: a slug that a tenant or a host has is not given again; where four characters are used up, it has more
select tests.sign_up('ann@a.test');
insert into private.directory (kind, key, tenant_id, object_id)
select 'host', lpad(to_hex(n), 4, '0') || '.localhost', tests.tenant_of('ann@a.test'), gen_random_uuid() from generate_series(0, 65535) n;
select matches(private.generate_slug('ピザ'), '^[0-9a-f]{5,9}$', 'no name is left without a slug');
delete from private.directory where key ~ '^[0-9a-f]{4}[.]';

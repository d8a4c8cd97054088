-- A9: every reason that a function names is documented
select set_eq(
  $$select distinct m[1] from pg_proc p, lateral regexp_matches(p.prosrc, 'private\.fail\(\s*''([a-z0-9_]+)''\s*[,)]', 'g') m
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, coalesce(to_regnamespace('valet'), 'public'))
    except select reason from private.errors$$,
  array[]::text[], 'none is missing');

-- Fractional indexing in base 62, the same keys as the npm package fractional-indexing
-- makes, so that browsers and the database can mix theirs. A key is an integer (its first
-- letter tells how long: Z and a are the shortest, A and z the longest) and a fraction
-- without trailing zeros; keys sort bytewise.
--  1. Check both keys; put them in order.
--  2. Open ended: the next integer down or up, while there is one.
--  3. Different integers: the next integer up, if it is below b.
--  4. Else a fraction half-way.
create or replace function public.order_key_between(a text default null, b text default null) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  c_digits constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  c_smallest constant text := 'A' || repeat('0', 26);
  v_low text := a;
  v_high text := b;
  v_key text;
  v_head text;
  v_length integer;
  v_low_integer text;
  v_low_fraction text := '';
  v_high_integer text;
  v_high_fraction text;
  v_integer text;
  v_digit integer;
  v_high_digit integer;
  v_same integer;
  v_up boolean;
begin
  -- 1.
  if a collate "C" > b collate "C" then v_low := b; v_high := a; end if;
  foreach v_key in array array[v_low, v_high] loop
    continue when v_key is null;
    v_head := left(v_key, 1);
    v_length := case when v_head collate "C" >= 'a' then ascii(v_head) - 95 else 92 - ascii(v_head) end;
    if length(v_key) > 1000 or v_key !~ '^[A-Za-z][0-9A-Za-z]+$' or length(v_key) < v_length or v_key = c_smallest
       or (length(v_key) > v_length and right(v_key, 1) = '0') then
      perform private.fail('invalid_input', format('"%s" is not an order key', left(v_key, 60)));
    end if;
    if v_key = v_low and v_low_integer is null then
      v_low_integer := left(v_key, v_length);
      v_low_fraction := substr(v_key, v_length + 1);
    else
      v_high_integer := left(v_key, v_length);
      v_high_fraction := substr(v_key, v_length + 1);
    end if;
  end loop;
  if v_low = v_high then
    perform private.fail('invalid_input', 'there is no order key between two equal ones');
  end if;

  -- 2.
  if v_low is null and v_high is null then return 'a0'; end if;
  if v_low is null then
    if v_high_integer <> v_high and v_high_integer <> c_smallest then return v_high_integer; end if;
    v_integer := v_high_integer;
    v_up := false;
    if v_high_integer = c_smallest then
      v_low_integer := c_smallest;
      v_integer := null;
    end if;
  elsif v_low_integer is distinct from v_high_integer then
    v_integer := v_low_integer;
    v_up := true;
  end if;

  -- one step from v_integer, if that is wanted; carrying over like an odometer
  if v_integer is not null then
    v_head := left(v_integer, 1);
    v_key := '';
    for i in reverse length(v_integer) .. 2 loop
      v_digit := strpos(c_digits, substr(v_integer, i, 1)) - 1 + case when v_up then 1 else -1 end;
      if v_digit between 0 and 61 then
        v_integer := left(v_integer, i - 1) || substr(c_digits, v_digit + 1, 1) || v_key;
        v_head := null;
        exit;
      end if;
      v_key := case when v_up then '0' else 'z' end || v_key;
    end loop;
    if v_head is not null then
      -- every digit carried: the next head, with as many digits as it stands for
      v_integer := case
        when v_up and v_head = 'z' or not v_up and v_head = 'A' then null
        when v_up and v_head = 'Z' then 'a0'
        when not v_up and v_head = 'a' then 'Zz'
        when v_up then chr(ascii(v_head) + 1) || case when v_head > 'Z' collate "C" then v_key || '0' else substr(v_key, 2) end
        else chr(ascii(v_head) - 1) || case when v_head > 'Z' collate "C" then substr(v_key, 2) else v_key || 'z' end
      end;
    end if;
    if not v_up then return v_integer; end if;
    -- 3.
    if v_integer is not null and (v_high is null or v_integer collate "C" < v_high collate "C") then return v_integer; end if;
    v_high_fraction := null;
  end if;

  -- 4.
  v_key := v_low_integer;
  loop
    if v_high_fraction is not null then
      v_same := 0;
      while coalesce(nullif(substr(v_low_fraction, v_same + 1, 1), ''), '0') = substr(v_high_fraction, v_same + 1, 1) loop
        v_same := v_same + 1;
      end loop;
      v_key := v_key || left(v_high_fraction, v_same);
      v_low_fraction := substr(v_low_fraction, v_same + 1);
      v_high_fraction := substr(v_high_fraction, v_same + 1);
    end if;
    v_digit := case when v_low_fraction = '' then 0 else strpos(c_digits, left(v_low_fraction, 1)) - 1 end;
    v_high_digit := case when v_high_fraction is null then 62 else strpos(c_digits, left(v_high_fraction, 1)) - 1 end;
    if v_high_digit - v_digit > 1 then
      return v_key || substr(c_digits, round((v_digit + v_high_digit) / 2.0)::integer + 1, 1);
    end if;
    if length(v_high_fraction) > 1 then return v_key || left(v_high_fraction, 1); end if;
    v_key := v_key || substr(c_digits, v_digit + 1, 1);
    v_low_fraction := substr(v_low_fraction, 2);
    v_high_fraction := null;
  end loop;
end
$$;
comment on function public.order_key_between(text, text) is
  'An order key between a and b; null for a or b means before all or after all others. Raises PT400 invalid_input for what is not an order key (of at most 1000 characters), or two equal ones.';
revoke all on function public.order_key_between(text, text) from public;
grant execute on function public.order_key_between(text, text) to authenticated, service_role;

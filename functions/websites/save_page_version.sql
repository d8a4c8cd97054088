-- S7. The triggers of page_versions do the work.
create or replace function public.save_page_version(
  page uuid, trigger public.page_version_trigger default 'manual', label text default null
) returns public.page_versions
language sql volatile security invoker set search_path = ''
as $$
  insert into public.page_versions (page_id, trigger, label) values (page, trigger, label) returning *
$$;
comment on function public.save_page_version(uuid, public.page_version_trigger, text) is
  'Saves the page''s components as they are; the oldest versions beyond the plan''s limit go. trigger says why: auto, manual, or pre_ai before the AI edits it. Errors: 42501 without content.write, PT404.';
revoke all on function public.save_page_version(uuid, public.page_version_trigger, text) from public;
grant execute on function public.save_page_version(uuid, public.page_version_trigger, text) to authenticated;

-- Files: each person has one in the bucket avatars. The table is the platform's: we add policies, can't comment on them, and
-- it refuses everything else.

drop policy if exists select_own_avatar on storage.objects;
create policy select_own_avatar on storage.objects for select to authenticated
  using (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');

drop policy if exists insert_own_avatar on storage.objects;
create policy insert_own_avatar on storage.objects for insert to authenticated
  with check (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');

drop policy if exists update_own_avatar on storage.objects;
create policy update_own_avatar on storage.objects for update to authenticated
  using (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar')
  with check (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');

drop policy if exists delete_own_avatar on storage.objects;
create policy delete_own_avatar on storage.objects for delete to authenticated
  using (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');

-- What may be uploaded. No SVG: it can carry scripts, and is shown under the address of whoever opens it. First values only:
-- what an operator has added or taken away stays.
insert into private.asset_formats (content_type, format, asset_type)
select v.content_type, v.format, v.asset_type::public.asset_type
from (values
  ('image/jpeg', 'jpg', 'image'),
  ('image/png', 'png', 'image'),
  ('image/webp', 'webp', 'image'),
  ('image/avif', 'avif', 'image'),
  ('image/gif', 'gif', 'image'),
  ('video/mp4', 'mp4', 'video'),
  ('video/webm', 'webm', 'video'),
  ('video/quicktime', 'mov', 'video'),
  ('audio/mpeg', 'mp3', 'audio'),
  ('audio/mp4', 'm4a', 'audio'),
  ('audio/ogg', 'ogg', 'audio'),
  ('audio/wav', 'wav', 'audio'),
  ('application/pdf', 'pdf', 'raw'),
  ('text/csv', 'csv', 'raw'),
  ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx', 'raw'),
  ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx', 'raw'),
  ('application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx', 'raw')
) v (content_type, format, asset_type)
where not exists (select from private.asset_formats);

-- A day of visits is counted in one pass over its events, and they are not part of an export.

--! include functions/websites/aggregate_page_events.sql
--! include functions/tenancy/export_tenant.sql

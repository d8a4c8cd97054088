-- What reads members of tenants and collaborators of websites alike.

--! include functions/tenancy/membership.sql
--! include functions/tenancy/count_seats.sql
--! include functions/tenancy/end_collaborations.sql
--! include functions/tenancy/my_tenants.sql
--! include functions/tenancy/check_invariants_tenancy.sql

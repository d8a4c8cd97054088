insert into private.errors (reason, status, message, hint) values
  ('one_owner', 409, 'A tenant has exactly one active owner', 'Use transfer_ownership to move it.'),
  ('own_membership', 403, 'You can''t change your own membership', 'Ask another member who manages the team.'),
  ('role_ceiling', 403, 'That role may do more than you may', 'Choose a role within your own permissions.'),
  ('status_transition', 409, 'A tenant can''t go from %s to %s', 'Allowed: pending to active, active to suspended and back, active or suspended to offboarded, offboarded to active within 90 days.'),
  ('plan_inactive', 409, 'The plan %s takes no new tenants', 'Choose another plan.'),
  ('free_tenants', 402, 'You own %s of %s free tenants', 'Upgrade one of them to make room for another.'),
  ('new_owner_full', 402, 'That person owns as many free tenants as one may', 'Upgrade this tenant first, or choose another owner.'),
  ('already_member', 409, 'That address belongs to a member of this team', 'Change the member''s role instead.'),
  ('invitation_closed', 409, 'That invitation has been accepted', 'Remove the person from the team or the website instead.'),
  ('invitation_unavailable', 404, 'That invitation is not valid, or not for you', 'Sign in with the address it was sent to and confirm that address, or ask for a new invitation.'),
  ('no_seat', 402, 'That team has no free seat', 'Ask whoever invited you to make room, and try again.'),
  ('role_in_use', 409, 'Somebody has that role, or is invited to it', 'Give them another role first.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;

-- Partners that were approved and have brought no certificate, for the admins' home: it must not look through all that are switched off.
CREATE INDEX x_partner_waiting ON partner (cr_dtimes, id) WHERE is_active = FALSE AND lower(approval_status) = 'inprogress';

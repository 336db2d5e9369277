-- What each registration of a partner wrote and no statement reads: a second index on the type, and one on the keyed hash of the
-- address, which is found by x_unique.
DROP INDEX x_partner_type;
DROP INDEX x_partner_email_hash;

-- When a certificate was replaced, and when one for both uses was narrowed to one.
ALTER TABLE partner_cert_store ADD COLUMN x_superseded_at timestamp;
ALTER TABLE partner_cert_store ADD COLUMN x_narrowed_at timestamp;
UPDATE partner_cert_store SET x_superseded_at = upd_dtimes WHERE NOT x_current AND x_valid_until IS NOT NULL;
-- How it was proven that its sender has the private key: request or challenge.
ALTER TABLE partner_cert_store ADD COLUMN x_possession varchar(16) CHECK (length(x_possession) <= 16);
-- The end of the overlap of a partner's certificate that was replaced, and whose certificate the entry stands for.
ALTER TABLE ca_cert_store ADD COLUMN x_valid_until timestamp;
ALTER TABLE ca_cert_store ADD COLUMN x_of_certificate varchar(36) CHECK (length(x_of_certificate) <= 36);
CREATE INDEX x_cacs_of ON ca_cert_store (x_of_certificate) WHERE x_of_certificate IS NOT NULL;
-- What entered a trust store with a partner's certificate until now: re-signed ones of the domain DEVICE, own ones of FTM.
UPDATE ca_cert_store SET x_of_certificate = (SELECT p.cert_id FROM partner_cert_store p
    WHERE p.signed_cert_data = ca_cert_store.cert_data AND p.partner_domain = ca_cert_store.partner_domain
    AND p.x_partner_id IS NOT NULL AND p.cr_by = ca_cert_store.cr_by ORDER BY p.cert_id LIMIT 1)
    WHERE NOT x_own AND partner_domain IN ('DEVICE', 'FTM');
-- Names that an organisation had before it was renamed, and until when: devices in the field still say them.
CREATE TABLE x_partner_name (
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    revision bigint NOT NULL,
    name varchar(128) NOT NULL CHECK (length(name) <= 128),
    until timestamp NOT NULL,
    PRIMARY KEY (partner_id, revision)
);

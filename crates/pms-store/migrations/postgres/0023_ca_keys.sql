-- Where a key of the platform is. Empty: wrapped in its row. `offline`: a ROOT whose key this platform does not have. Else
-- its source and its name there.
ALTER TABLE x_key ADD COLUMN location varchar(255);
-- What somebody else is asked to sign (PKCS#10, PEM): the key waits for its certificate.
ALTER TABLE x_key ADD COLUMN request text;

-- Which of the platform's CAs signed what its partner has: the key's id.
ALTER TABLE partner_cert_store ADD COLUMN x_ca_key_id varchar(36);
UPDATE partner_cert_store
SET x_ca_key_id = (SELECT k.id FROM x_key k WHERE k.purpose = 'ca.' || lower(partner_domain) AND k.generation = 1)
WHERE (x_partner_id IS NOT NULL OR x_chip_id IS NOT NULL) AND trim(signed_cert_data) <> trim(cert_data);
CREATE INDEX x_pacs_signed ON partner_cert_store (x_ca_key_id, cert_id) WHERE x_ca_key_id IS NOT NULL;

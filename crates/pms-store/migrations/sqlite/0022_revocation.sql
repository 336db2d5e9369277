-- Revocation: whose an entry of a trust store is and what took it out for a time, what our own CAs issued to partners, and
-- revocation lists, those of others and our own.
ALTER TABLE ca_cert_store ADD COLUMN x_partner_id varchar(36) CHECK (length(x_partner_id) <= 36);
ALTER TABLE ca_cert_store ADD COLUMN x_held_by varchar(64) CHECK (length(x_held_by) <= 64);
UPDATE ca_cert_store SET x_partner_id = p.x_partner_id FROM partner_cert_store p
    WHERE p.signed_cert_data = ca_cert_store.cert_data AND p.x_partner_id IS NOT NULL AND ca_cert_store.x_own = FALSE;
CREATE INDEX x_cacs_partner ON ca_cert_store (x_partner_id) WHERE x_partner_id IS NOT NULL;
CREATE INDEX x_cacs_held ON ca_cert_store (x_held_by) WHERE x_held_by IS NOT NULL;
CREATE INDEX x_cacs_revoked ON ca_cert_store (cert_id) WHERE x_revoked_at IS NOT NULL;
CREATE INDEX x_cacs_sha256 ON ca_cert_store (x_sha256);
CREATE INDEX x_cacs_issuer ON ca_cert_store (issuer_id);
CREATE INDEX x_pacs_sha256 ON partner_cert_store (x_sha256);
CREATE INDEX x_pacs_issuer ON partner_cert_store (issuer_id);
CREATE INDEX x_pacs_created ON partner_cert_store (cr_dtimes, cert_id);
CREATE INDEX x_pacs_revoked ON partner_cert_store (partner_domain, cert_not_after) WHERE x_revoked_at IS NOT NULL;

CREATE TABLE x_issued (
    sha256 varchar(64) NOT NULL CHECK (length(sha256) <= 64),
    issuer_key varchar(64) NOT NULL CHECK (length(issuer_key) <= 64),
    serial varchar(64) NOT NULL CHECK (length(serial) <= 64),
    domain varchar(16) NOT NULL CHECK (length(domain) <= 16),
    cert_id varchar(36) NOT NULL CHECK (length(cert_id) <= 36),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    not_after timestamp NOT NULL,
    revoked_at timestamp,
    reason smallint,
    held_by varchar(64) CHECK (length(held_by) <= 64),
    PRIMARY KEY (sha256)
);
CREATE INDEX x_issued_certificate ON x_issued (cert_id);
CREATE INDEX x_issued_partner ON x_issued (partner_id);
CREATE INDEX x_issued_held ON x_issued (held_by) WHERE held_by IS NOT NULL;
CREATE INDEX x_issued_listed ON x_issued (issuer_key, not_after) WHERE revoked_at IS NOT NULL;
CREATE INDEX x_issued_revoked ON x_issued (domain, not_after) WHERE revoked_at IS NOT NULL;

CREATE TABLE x_crl (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    issuer_name varchar(64) NOT NULL CHECK (length(issuer_name) <= 64),
    issuer_key varchar(64) NOT NULL CHECK (length(issuer_key) <= 64),
    url varchar(1000) NOT NULL CHECK (length(url) <= 1000),
    origin varchar(16) NOT NULL CHECK (length(origin) <= 16),
    issuer varchar(500) NOT NULL CHECK (length(issuer) <= 500),
    domain varchar(16) NOT NULL CHECK (length(domain) <= 16),
    number varchar(64) CHECK (length(number) <= 64),
    this_update timestamp,
    next_update timestamp,
    entries bigint NOT NULL DEFAULT 0,
    sha256 varchar(64) CHECK (length(sha256) <= 64),
    crl_data blob,
    fetched_at timestamp,
    next_try_at timestamp,
    failures integer NOT NULL DEFAULT 0,
    last_error varchar(200) CHECK (length(last_error) <= 200),
    cr_dtimes timestamp NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (issuer_name, issuer_key, url)
);
CREATE INDEX x_crl_due ON x_crl (next_try_at) WHERE next_try_at IS NOT NULL;

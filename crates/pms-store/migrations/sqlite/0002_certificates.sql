-- keymanager's certificate stores; columns that are ours start with x_.
CREATE TABLE ca_cert_store (
    cert_id varchar(36) NOT NULL CHECK (length(cert_id) <= 36),
    cert_subject varchar(500) NOT NULL CHECK (length(cert_subject) <= 500),
    cert_issuer varchar(500) NOT NULL CHECK (length(cert_issuer) <= 500),
    issuer_id varchar(36) NOT NULL CHECK (length(issuer_id) <= 36),
    cert_not_before timestamp NOT NULL,
    cert_not_after timestamp NOT NULL,
    crl_uri varchar(120) CHECK (length(crl_uri) <= 120),
    cert_data text NOT NULL,
    cert_thumbprint varchar(100) NOT NULL CHECK (length(cert_thumbprint) <= 100),
    cert_serial_no varchar(50) NOT NULL CHECK (length(cert_serial_no) <= 50),
    partner_domain varchar(36) NOT NULL CHECK (length(partner_domain) <= 36),
    ca_cert_type varchar(25) CHECK (length(ca_cert_type) <= 25),
    x_sha256 varchar(64) CHECK (length(x_sha256) <= 64),
    x_own boolean NOT NULL DEFAULT FALSE,
    x_revoked_at timestamp,
    x_revoked_reason varchar(1000) CHECK (length(x_revoked_reason) <= 1000),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_cacs PRIMARY KEY (cert_id),
    CONSTRAINT uk_cacs UNIQUE (cert_thumbprint, partner_domain)
);

CREATE TABLE partner_cert_store (
    cert_id varchar(36) NOT NULL CHECK (length(cert_id) <= 36),
    cert_subject varchar(500) NOT NULL CHECK (length(cert_subject) <= 500),
    cert_issuer varchar(500) NOT NULL CHECK (length(cert_issuer) <= 500),
    issuer_id varchar(36) NOT NULL CHECK (length(issuer_id) <= 36),
    cert_not_before timestamp NOT NULL,
    cert_not_after timestamp NOT NULL,
    cert_data text NOT NULL,
    cert_thumbprint varchar(100) NOT NULL CHECK (length(cert_thumbprint) <= 100),
    cert_serial_no varchar(50) NOT NULL CHECK (length(cert_serial_no) <= 50),
    partner_domain varchar(36) NOT NULL CHECK (length(partner_domain) <= 36),
    signed_cert_data text NOT NULL,
    key_usage varchar(150) CHECK (length(key_usage) <= 150),
    organization_name varchar(128) CHECK (length(organization_name) <= 128),
    x_sha256 varchar(64) CHECK (length(x_sha256) <= 64),
    x_partner_id varchar(36) CHECK (length(x_partner_id) <= 36),
    x_usage varchar(16) CHECK (length(x_usage) <= 16),
    x_chain text,
    x_key_sha256 varchar(64) CHECK (length(x_key_sha256) <= 64),
    x_current boolean NOT NULL DEFAULT FALSE,
    x_valid_until timestamp,
    x_revoked_at timestamp,
    x_revoked_reason varchar(1000) CHECK (length(x_revoked_reason) <= 1000),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_pacs PRIMARY KEY (cert_id)
);

CREATE INDEX x_cacs_domain ON ca_cert_store (partner_domain, cert_subject);
CREATE INDEX x_pacs_partner ON partner_cert_store (x_partner_id, cr_dtimes);
CREATE INDEX x_pacs_key ON partner_cert_store (x_key_sha256);

-- keymanager's certificate stores; columns that are ours start with x_.
CREATE TABLE ca_cert_store (
    cert_id varchar(36) NOT NULL,
    cert_subject varchar(500) NOT NULL,
    cert_issuer varchar(500) NOT NULL,
    issuer_id varchar(36) NOT NULL,
    cert_not_before timestamp NOT NULL,
    cert_not_after timestamp NOT NULL,
    crl_uri varchar(120),
    cert_data text NOT NULL,
    cert_thumbprint varchar(100) NOT NULL,
    cert_serial_no varchar(50) NOT NULL,
    partner_domain varchar(36) NOT NULL,
    ca_cert_type varchar(25),
    x_sha256 varchar(64),
    x_own boolean NOT NULL DEFAULT FALSE,
    x_revoked_at timestamp,
    x_revoked_reason varchar(1000),
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_cacs PRIMARY KEY (cert_id),
    CONSTRAINT uk_cacs UNIQUE (cert_thumbprint, partner_domain)
);

CREATE TABLE partner_cert_store (
    cert_id varchar(36) NOT NULL,
    cert_subject varchar(500) NOT NULL,
    cert_issuer varchar(500) NOT NULL,
    issuer_id varchar(36) NOT NULL,
    cert_not_before timestamp NOT NULL,
    cert_not_after timestamp NOT NULL,
    cert_data text NOT NULL,
    cert_thumbprint varchar(100) NOT NULL,
    cert_serial_no varchar(50) NOT NULL,
    partner_domain varchar(36) NOT NULL,
    signed_cert_data text NOT NULL,
    key_usage varchar(150),
    organization_name varchar(128),
    x_sha256 varchar(64),
    x_partner_id varchar(36),
    x_usage varchar(16),
    x_chain text,
    x_key_sha256 varchar(64),
    x_current boolean NOT NULL DEFAULT FALSE,
    x_valid_until timestamp,
    x_revoked_at timestamp,
    x_revoked_reason varchar(1000),
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_pacs PRIMARY KEY (cert_id)
);

CREATE INDEX x_cacs_domain ON ca_cert_store (partner_domain, cert_subject);
CREATE INDEX x_pacs_partner ON partner_cert_store (x_partner_id, cr_dtimes);
CREATE INDEX x_pacs_key ON partner_cert_store (x_key_sha256);

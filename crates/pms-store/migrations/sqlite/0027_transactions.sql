-- The transaction log is a file of its own (migrations/sqlite_transactions), with a writer of its own.
-- Whose uses a service client may tell of.
CREATE TABLE x_misp_client (
    issuer varchar(256) NOT NULL CHECK (length(issuer) <= 256),
    subject varchar(256) NOT NULL CHECK (length(subject) <= 256),
    misp_id varchar(36) NOT NULL CHECK (length(misp_id) <= 36),
    since timestamp NOT NULL,
    PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;

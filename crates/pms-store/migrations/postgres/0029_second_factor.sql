-- The second factor of an account (RFC 6238): since when, and the last step whose code was taken. Its key lies sealed.
ALTER TABLE x_account ADD COLUMN second_factor_since timestamp;
ALTER TABLE x_account ADD COLUMN second_factor_step bigint;
-- Codes that stand in for it, once each: keyed hashes.
CREATE TABLE x_recovery_code (
    account_id varchar(36) NOT NULL,
    code_token varchar(64) NOT NULL,
    used_at timestamp,
    PRIMARY KEY (account_id, code_token)
);
-- Where a session was started: what the browser calls itself, and its address.
ALTER TABLE x_session ADD COLUMN agent varchar(256);
ALTER TABLE x_session ADD COLUMN source varchar(64);
-- The admins' list of accounts, newest first.
CREATE INDEX x_account_created ON x_account (created_at, id);

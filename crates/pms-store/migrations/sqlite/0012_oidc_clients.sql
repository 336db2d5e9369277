-- OIDC clients are listed newest first.
CREATE INDEX x_oidc_created ON oidc_client (cr_dtimes DESC, id);
-- What eSignet was asked to do with a client, until its answer is recorded. One for each client.
CREATE TABLE x_esignet_intent (
    id varchar(36) NOT NULL PRIMARY KEY CHECK (length(id) <= 36),
    client_id varchar(100) NOT NULL CHECK (length(client_id) <= 100),
    rp_id varchar(100) NOT NULL CHECK (length(rp_id) <= 100),
    wanted text NOT NULL,
    attempts integer NOT NULL,
    next_try_at timestamp NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    CONSTRAINT x_esignet_intent_client UNIQUE (client_id)
);
CREATE INDEX x_esignet_intent_due ON x_esignet_intent (next_try_at);
-- A client whose key was replaced is another client; the old one ends when the overlap does.
CREATE TABLE x_oidc_key_change (
    old_id varchar(100) NOT NULL PRIMARY KEY CHECK (length(old_id) <= 100),
    new_id varchar(100) NOT NULL CHECK (length(new_id) <= 100),
    retire_at timestamp NOT NULL
);
CREATE INDEX x_oidc_key_change_due ON x_oidc_key_change (retire_at);

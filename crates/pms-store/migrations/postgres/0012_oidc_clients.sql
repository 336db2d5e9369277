-- OIDC clients are listed newest first.
CREATE INDEX x_oidc_created ON oidc_client (cr_dtimes DESC, id);
-- What eSignet was asked to do with a client, until its answer is recorded. One for each client.
CREATE TABLE x_esignet_intent (
    id varchar(36) NOT NULL PRIMARY KEY,
    client_id varchar(100) NOT NULL,
    rp_id varchar(100) NOT NULL,
    wanted text NOT NULL,
    attempts integer NOT NULL,
    next_try_at timestamp NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    CONSTRAINT x_esignet_intent_client UNIQUE (client_id)
);
CREATE INDEX x_esignet_intent_due ON x_esignet_intent (next_try_at);
-- A client whose key was replaced is another client; the old one ends when the overlap does.
CREATE TABLE x_oidc_key_change (
    old_id varchar(100) NOT NULL PRIMARY KEY,
    new_id varchar(100) NOT NULL,
    retire_at timestamp NOT NULL
);
CREATE INDEX x_oidc_key_change_due ON x_oidc_key_change (retire_at);

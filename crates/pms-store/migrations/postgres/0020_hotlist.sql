-- The hotlist: what nobody may be authenticated with, by type and hash of the plain id.
CREATE TABLE x_hotlist (
    id_type smallint NOT NULL,
    id_hash bytea NOT NULL CHECK (length(id_hash) = 32),
    is_blocked_then boolean NOT NULL,
    until timestamp,
    label varchar(500),
    partner_id varchar(36),
    reason varchar(1000),
    origin varchar(16) NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    revision bigint NOT NULL,
    replaced text,
    PRIMARY KEY (id_type, id_hash)
);
CREATE INDEX x_hotlist_revision ON x_hotlist (revision DESC);
CREATE INDEX x_hotlist_type ON x_hotlist (id_type, revision DESC);
CREATE INDEX x_hotlist_partner ON x_hotlist (partner_id, revision DESC) WHERE partner_id IS NOT NULL;

-- The hotlist: what nobody may be authenticated with, by type and hash of the plain id.
CREATE TABLE x_hotlist (
    id_type smallint NOT NULL,
    id_hash blob NOT NULL CHECK (length(id_hash) = 32),
    is_blocked_then boolean NOT NULL,
    until timestamp,
    label varchar(500) CHECK (length(label) <= 500),
    partner_id varchar(36) CHECK (length(partner_id) <= 36),
    reason varchar(1000) CHECK (length(reason) <= 1000),
    origin varchar(16) NOT NULL CHECK (length(origin) <= 16),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    revision bigint NOT NULL,
    replaced text,
    PRIMARY KEY (id_type, id_hash)
) WITHOUT ROWID;
CREATE INDEX x_hotlist_revision ON x_hotlist (revision DESC);
CREATE INDEX x_hotlist_type ON x_hotlist (id_type, revision DESC);
CREATE INDEX x_hotlist_partner ON x_hotlist (partner_id, revision DESC) WHERE partner_id IS NOT NULL;

-- What misp_license cannot say: a name for a licence that is no secret, which of a MISP's licences is the current one, and
-- who stopped it. Sealing and unsealing rewrite the key; the reference follows.
CREATE TABLE x_misp_licence (
    id varchar(36) NOT NULL,
    misp_id varchar(36) NOT NULL,
    license_key varchar(128) NOT NULL,
    is_current boolean NOT NULL,
    stopped_by varchar(16),
    PRIMARY KEY (id),
    FOREIGN KEY (misp_id, license_key) REFERENCES misp_license (misp_id, license_key)
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX x_misp_licence_key ON x_misp_licence (misp_id, license_key);
CREATE UNIQUE INDEX x_misp_licence_current ON x_misp_licence (misp_id) WHERE is_current;
-- Licences that were there: the newest active one of a MISP is its current one, else the newest.
INSERT INTO x_misp_licence (id, misp_id, license_key, is_current)
SELECT gen_random_uuid()::text, misp_id, license_key,
    NOT COALESCE(is_deleted, FALSE) AND 1 = row_number() OVER (
        PARTITION BY misp_id ORDER BY COALESCE(is_deleted, FALSE), is_active DESC, cr_dtimes DESC, license_key)
FROM misp_license;
-- Licences are listed newest first, and ended once they are over.
CREATE INDEX x_mlic_created ON misp_license (cr_dtimes DESC, misp_id);
CREATE INDEX x_mlic_over ON misp_license (valid_to_date) WHERE is_active;

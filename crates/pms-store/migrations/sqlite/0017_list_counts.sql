-- What lists are counted by, so that no filter of a large list reads a whole table.

-- How many policy requests and API keys a partner has, beside the text that the partner is found by, and when the object was made:
-- the newest hits are found without the object itself. The rows have numbers of
-- their own, which the index of the text keeps: SQLite may give others out when it makes the file smaller.
CREATE TABLE x_search_numbered (
    number integer PRIMARY KEY,
    kind varchar(32) NOT NULL CHECK (length(kind) <= 32),
    id varchar(128) NOT NULL CHECK (length(id) <= 128),
    folded text NOT NULL,
    requests bigint NOT NULL DEFAULT 0,
    api_keys bigint NOT NULL DEFAULT 0,
    created timestamp,
    UNIQUE (kind, id)
);
INSERT INTO x_search_numbered (kind, id, folded, requests, api_keys, created)
SELECT s.kind, s.id, s.folded,
    CASE WHEN s.kind IN ('partner.id', 'partner.name')
        THEN (SELECT COUNT(*) FROM partner_policy_request r WHERE r.part_id = s.id) ELSE 0 END,
    CASE WHEN s.kind IN ('partner.id', 'partner.name')
        THEN (SELECT COUNT(*) FROM partner_policy k WHERE k.part_id = s.id) ELSE 0 END,
    CASE s.kind WHEN 'policy_request' THEN (SELECT r.cr_dtimes FROM partner_policy_request r WHERE r.id = s.id)
        WHEN 'api_key.label' THEN
            (SELECT k.cr_dtimes FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE x.id = s.id)
        ELSE (SELECT p.cr_dtimes FROM partner p WHERE p.id = s.id) END
FROM x_search s
-- Texts of objects that are gone would count as rows.
WHERE (s.kind IN ('partner.id', 'partner.name') AND EXISTS (SELECT 1 FROM partner p WHERE p.id = s.id))
    OR (s.kind = 'policy_request' AND EXISTS (SELECT 1 FROM partner_policy_request r WHERE r.id = s.id))
    OR (s.kind = 'api_key.label' AND EXISTS (SELECT 1 FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE x.id = s.id))
    OR s.kind NOT IN ('partner.id', 'partner.name', 'policy_request', 'api_key.label')
ORDER BY s.rowid;
DROP TABLE x_search;
DROP TABLE x_search_fts;
ALTER TABLE x_search_numbered RENAME TO x_search;

-- An index for each kind of text: what is common in one does not slow the search in another, and hits can be counted in it.
-- The text is folded already.
CREATE VIEW x_search_partner_id_rows AS SELECT number, folded FROM x_search WHERE kind = 'partner.id';
CREATE VIRTUAL TABLE x_search_partner_id USING fts5(folded, content='x_search_partner_id_rows', content_rowid='number', columnsize=0, tokenize='trigram case_sensitive 1');
INSERT INTO x_search_partner_id (x_search_partner_id) VALUES ('rebuild');
CREATE TRIGGER x_search_partner_id_insert AFTER INSERT ON x_search WHEN new.kind = 'partner.id' BEGIN
    INSERT INTO x_search_partner_id (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE TRIGGER x_search_partner_id_delete AFTER DELETE ON x_search WHEN old.kind = 'partner.id' BEGIN
    INSERT INTO x_search_partner_id (x_search_partner_id, rowid, folded) VALUES ('delete', old.number, old.folded);
END;
CREATE TRIGGER x_search_partner_id_update AFTER UPDATE OF folded ON x_search WHEN new.kind = 'partner.id' AND old.folded <> new.folded BEGIN
    INSERT INTO x_search_partner_id (x_search_partner_id, rowid, folded) VALUES ('delete', old.number, old.folded);
    INSERT INTO x_search_partner_id (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE VIEW x_search_partner_name_rows AS SELECT number, folded FROM x_search WHERE kind = 'partner.name';
CREATE VIRTUAL TABLE x_search_partner_name USING fts5(folded, content='x_search_partner_name_rows', content_rowid='number', columnsize=0, tokenize='trigram case_sensitive 1');
INSERT INTO x_search_partner_name (x_search_partner_name) VALUES ('rebuild');
CREATE TRIGGER x_search_partner_name_insert AFTER INSERT ON x_search WHEN new.kind = 'partner.name' BEGIN
    INSERT INTO x_search_partner_name (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE TRIGGER x_search_partner_name_delete AFTER DELETE ON x_search WHEN old.kind = 'partner.name' BEGIN
    INSERT INTO x_search_partner_name (x_search_partner_name, rowid, folded) VALUES ('delete', old.number, old.folded);
END;
CREATE TRIGGER x_search_partner_name_update AFTER UPDATE OF folded ON x_search WHEN new.kind = 'partner.name' AND old.folded <> new.folded BEGIN
    INSERT INTO x_search_partner_name (x_search_partner_name, rowid, folded) VALUES ('delete', old.number, old.folded);
    INSERT INTO x_search_partner_name (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE VIEW x_search_policy_request_rows AS SELECT number, folded FROM x_search WHERE kind = 'policy_request';
CREATE VIRTUAL TABLE x_search_policy_request USING fts5(folded, content='x_search_policy_request_rows', content_rowid='number', columnsize=0, tokenize='trigram case_sensitive 1');
INSERT INTO x_search_policy_request (x_search_policy_request) VALUES ('rebuild');
CREATE TRIGGER x_search_policy_request_insert AFTER INSERT ON x_search WHEN new.kind = 'policy_request' BEGIN
    INSERT INTO x_search_policy_request (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE TRIGGER x_search_policy_request_delete AFTER DELETE ON x_search WHEN old.kind = 'policy_request' BEGIN
    INSERT INTO x_search_policy_request (x_search_policy_request, rowid, folded) VALUES ('delete', old.number, old.folded);
END;
CREATE TRIGGER x_search_policy_request_update AFTER UPDATE OF folded ON x_search WHEN new.kind = 'policy_request' AND old.folded <> new.folded BEGIN
    INSERT INTO x_search_policy_request (x_search_policy_request, rowid, folded) VALUES ('delete', old.number, old.folded);
    INSERT INTO x_search_policy_request (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE VIEW x_search_api_key_label_rows AS SELECT number, folded FROM x_search WHERE kind = 'api_key.label';
CREATE VIRTUAL TABLE x_search_api_key_label USING fts5(folded, content='x_search_api_key_label_rows', content_rowid='number', columnsize=0, tokenize='trigram case_sensitive 1');
INSERT INTO x_search_api_key_label (x_search_api_key_label) VALUES ('rebuild');
CREATE TRIGGER x_search_api_key_label_insert AFTER INSERT ON x_search WHEN new.kind = 'api_key.label' BEGIN
    INSERT INTO x_search_api_key_label (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE TRIGGER x_search_api_key_label_delete AFTER DELETE ON x_search WHEN old.kind = 'api_key.label' BEGIN
    INSERT INTO x_search_api_key_label (x_search_api_key_label, rowid, folded) VALUES ('delete', old.number, old.folded);
END;
CREATE TRIGGER x_search_api_key_label_update AFTER UPDATE OF folded ON x_search WHEN new.kind = 'api_key.label' AND old.folded <> new.folded BEGIN
    INSERT INTO x_search_api_key_label (x_search_api_key_label, rowid, folded) VALUES ('delete', old.number, old.folded);
    INSERT INTO x_search_api_key_label (rowid, folded) VALUES (new.number, new.folded);
END;

-- The API keys of each policy: all of them, and those that are active and belong to an active partner.
CREATE TABLE x_api_key_tally (
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    total bigint NOT NULL,
    active bigint NOT NULL,
    PRIMARY KEY (policy_id)
);
INSERT INTO x_api_key_tally (policy_id, total, active)
SELECT k.policy_id, COUNT(*), COUNT(*) FILTER (WHERE k.is_active AND p.is_active)
FROM partner_policy k LEFT JOIN partner p ON p.id = k.part_id GROUP BY k.policy_id;

-- Kept by the database, as other programs write these tables too.
CREATE TRIGGER x_requests_added AFTER INSERT ON partner_policy_request BEGIN
    UPDATE x_search SET requests = requests + 1 WHERE kind IN ('partner.id', 'partner.name') AND id = new.part_id;
END;
CREATE TRIGGER x_requests_removed AFTER DELETE ON partner_policy_request BEGIN
    UPDATE x_search SET requests = requests - 1 WHERE kind IN ('partner.id', 'partner.name') AND id = old.part_id;
    DELETE FROM x_search WHERE kind = 'policy_request' AND id = old.id;
END;
CREATE TRIGGER x_request_moved AFTER UPDATE OF part_id ON partner_policy_request WHEN old.part_id IS NOT new.part_id BEGIN
    UPDATE x_search SET requests = requests - 1 WHERE kind IN ('partner.id', 'partner.name') AND id = old.part_id;
    UPDATE x_search SET requests = requests + 1 WHERE kind IN ('partner.id', 'partner.name') AND id = new.part_id;
END;
CREATE TRIGGER x_api_keys_added AFTER INSERT ON partner_policy BEGIN
    UPDATE x_search SET api_keys = api_keys + 1 WHERE kind IN ('partner.id', 'partner.name') AND id = new.part_id;
    INSERT INTO x_api_key_tally (policy_id, total, active) VALUES (new.policy_id, 1, (CASE WHEN new.is_active AND (SELECT p.is_active FROM partner p WHERE p.id = new.part_id) THEN 1 ELSE 0 END))
    ON CONFLICT (policy_id) DO UPDATE SET total = total + 1, active = active + excluded.active;
END;
CREATE TRIGGER x_api_keys_removed AFTER DELETE ON partner_policy BEGIN
    UPDATE x_search SET api_keys = api_keys - 1 WHERE kind IN ('partner.id', 'partner.name') AND id = old.part_id;
    UPDATE x_api_key_tally SET total = total - 1, active = active - (CASE WHEN old.is_active AND (SELECT p.is_active FROM partner p WHERE p.id = old.part_id) THEN 1 ELSE 0 END) WHERE policy_id = old.policy_id;
    DELETE FROM x_search WHERE kind = 'api_key.label'
        AND id = (SELECT x.id FROM x_api_key x WHERE x.api_key = old.policy_api_key);
END;
CREATE TRIGGER x_api_key_changed AFTER UPDATE OF is_active, policy_id, part_id ON partner_policy
WHEN old.is_active IS NOT new.is_active OR old.policy_id IS NOT new.policy_id OR old.part_id IS NOT new.part_id BEGIN
    UPDATE x_api_key_tally SET total = total - 1, active = active - (CASE WHEN old.is_active AND (SELECT p.is_active FROM partner p WHERE p.id = old.part_id) THEN 1 ELSE 0 END) WHERE policy_id = old.policy_id;
    INSERT INTO x_api_key_tally (policy_id, total, active) VALUES (new.policy_id, 1, (CASE WHEN new.is_active AND (SELECT p.is_active FROM partner p WHERE p.id = new.part_id) THEN 1 ELSE 0 END))
    ON CONFLICT (policy_id) DO UPDATE SET total = total + 1, active = active + excluded.active;
    UPDATE x_search SET api_keys = api_keys - 1 WHERE old.part_id IS NOT new.part_id AND kind IN ('partner.id', 'partner.name') AND id = old.part_id;
    UPDATE x_search SET api_keys = api_keys + 1 WHERE old.part_id IS NOT new.part_id AND kind IN ('partner.id', 'partner.name') AND id = new.part_id;
END;
CREATE TRIGGER x_partner_switched AFTER UPDATE OF is_active ON partner WHEN old.is_active IS NOT new.is_active BEGIN
    UPDATE x_api_key_tally SET active = active + (CASE WHEN new.is_active THEN 1 ELSE -1 END)
        * (SELECT COUNT(*) FROM partner_policy k
           WHERE k.part_id = new.id AND k.policy_id = x_api_key_tally.policy_id AND k.is_active)
    WHERE policy_id IN (SELECT k.policy_id FROM partner_policy k WHERE k.part_id = new.id);
END;
CREATE TRIGGER x_partner_removed AFTER DELETE ON partner BEGIN
    DELETE FROM x_search WHERE kind IN ('partner.id', 'partner.name') AND id = old.id;
    -- Keys that stay behind count no more. Where a foreign key stands there are none.
    UPDATE x_api_key_tally SET active = active - (SELECT COUNT(*) FROM partner_policy k
        WHERE k.part_id = old.id AND k.policy_id = x_api_key_tally.policy_id AND k.is_active AND old.is_active)
    WHERE policy_id IN (SELECT k.policy_id FROM partner_policy k WHERE k.part_id = old.id);
END;

-- Partners by their state, requests by theirs, the keys that rotation ends, the few rows that are marked as deleted, and the newest of a partner or policy: each is
-- answered by an index alone.
CREATE INDEX x_partner_active ON partner (is_active, cr_dtimes DESC, id);
CREATE INDEX x_partner_deleted ON partner (id) WHERE is_deleted;
CREATE INDEX x_ppr_deleted ON partner_policy_request (id) WHERE is_deleted;
CREATE INDEX x_ppr_state ON partner_policy_request (status_code);
CREATE INDEX x_ppr_partner_created ON partner_policy_request (part_id, cr_dtimes DESC, id);
CREATE INDEX x_ppr_policy_created ON partner_policy_request (policy_id, cr_dtimes DESC, id);
CREATE INDEX x_pp_partner_created ON partner_policy (part_id, cr_dtimes DESC, policy_api_key);
CREATE INDEX x_pp_policy_created ON partner_policy (policy_id, cr_dtimes DESC, policy_api_key);
CREATE INDEX x_api_key_pair ON x_api_key (api_key, id);
CREATE INDEX x_api_key_ends ON x_api_key (ends_at) WHERE ends_at IS NOT NULL;

-- A program of before writes no time of creation, and would look for another index of texts.
INSERT INTO x_meta (name, value) VALUES ('schema.compatible_from', '17')
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

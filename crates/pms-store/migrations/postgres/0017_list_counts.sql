-- What lists are counted by, so that no filter of a large list reads a whole table.

-- Whoever writes waits until it is counted and the triggers are there.
LOCK TABLE partner, partner_policy_request, partner_policy, x_search IN SHARE ROW EXCLUSIVE MODE;

-- Texts of objects that are gone would count as rows.
DELETE FROM x_search s WHERE s.kind IN ('partner.id', 'partner.name') AND NOT EXISTS (SELECT 1 FROM partner p WHERE p.id = s.id);
DELETE FROM x_search s WHERE s.kind = 'policy_request'
    AND NOT EXISTS (SELECT 1 FROM partner_policy_request r WHERE r.id = s.id);
DELETE FROM x_search s WHERE s.kind = 'api_key.label' AND NOT EXISTS
    (SELECT 1 FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key WHERE x.id = s.id);

-- How many policy requests and API keys a partner has, beside the text that the partner is found by.
-- Room on each page for a row's next version: the numbers change without a word to the indexes of the text.
ALTER TABLE x_search SET (fillfactor = 70);
ALTER TABLE x_search ADD COLUMN requests bigint NOT NULL DEFAULT 0;
ALTER TABLE x_search ADD COLUMN api_keys bigint NOT NULL DEFAULT 0;
UPDATE x_search s SET requests = n.amount
FROM (SELECT part_id, COUNT(*) AS amount FROM partner_policy_request GROUP BY part_id) n
WHERE s.kind IN ('partner.id', 'partner.name') AND s.id = n.part_id;
UPDATE x_search s SET api_keys = n.amount
FROM (SELECT part_id, COUNT(*) AS amount FROM partner_policy GROUP BY part_id) n
WHERE s.kind IN ('partner.id', 'partner.name') AND s.id = n.part_id;

-- When the object was made: the newest hits are found without the object itself.
ALTER TABLE x_search ADD COLUMN created timestamp;
UPDATE x_search s SET created = p.cr_dtimes FROM partner p WHERE s.kind IN ('partner.id', 'partner.name') AND p.id = s.id;
UPDATE x_search s SET created = r.cr_dtimes FROM partner_policy_request r WHERE s.kind = 'policy_request' AND r.id = s.id;
UPDATE x_search s SET created = k.cr_dtimes FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key
WHERE s.kind = 'api_key.label' AND x.id = s.id;

-- The API keys of each policy: all of them, and those that are active and belong to an active partner.
CREATE TABLE x_api_key_tally (
    policy_id varchar(36) NOT NULL,
    total bigint NOT NULL,
    active bigint NOT NULL,
    PRIMARY KEY (policy_id)
);
INSERT INTO x_api_key_tally (policy_id, total, active)
SELECT k.policy_id, COUNT(*), COUNT(*) FILTER (WHERE k.is_active AND p.is_active)
FROM partner_policy k LEFT JOIN partner p ON p.id = k.part_id GROUP BY k.policy_id;

-- Kept by the database, as other programs write these tables too, by rights of their own: the functions have ours. A statement's rows at
-- once: imports bring many.
CREATE FUNCTION x_requests_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    UPDATE x_search s SET requests = s.requests + n.amount
    FROM (SELECT part_id, COUNT(*) AS amount FROM added GROUP BY part_id) n
    WHERE s.kind IN ('partner.id', 'partner.name') AND s.id = n.part_id;
    RETURN NULL;
END $$;
CREATE FUNCTION x_requests_removed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    UPDATE x_search s SET requests = s.requests - n.amount
    FROM (SELECT part_id, COUNT(*) AS amount FROM removed GROUP BY part_id) n
    WHERE s.kind IN ('partner.id', 'partner.name') AND s.id = n.part_id;
    DELETE FROM x_search s USING removed r WHERE s.kind = 'policy_request' AND s.id = r.id;
    RETURN NULL;
END $$;
CREATE FUNCTION x_request_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    UPDATE x_search SET requests = requests - 1 WHERE kind IN ('partner.id', 'partner.name') AND id = OLD.part_id;
    UPDATE x_search SET requests = requests + 1 WHERE kind IN ('partner.id', 'partner.name') AND id = NEW.part_id;
    RETURN NULL;
END $$;
CREATE TRIGGER x_requests_added AFTER INSERT ON partner_policy_request
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION x_requests_added();
CREATE TRIGGER x_requests_removed AFTER DELETE ON partner_policy_request
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION x_requests_removed();
CREATE TRIGGER x_request_moved AFTER UPDATE OF part_id ON partner_policy_request
    FOR EACH ROW WHEN (OLD.part_id IS DISTINCT FROM NEW.part_id) EXECUTE FUNCTION x_request_moved();

-- Whether a partner is active stands still while its keys are counted: the share of its row.
CREATE FUNCTION x_api_keys_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    PERFORM 1 FROM partner p WHERE p.id IN (SELECT part_id FROM added) ORDER BY p.id FOR SHARE;
    UPDATE x_search s SET api_keys = s.api_keys + n.amount
    FROM (SELECT part_id, COUNT(*) AS amount FROM added GROUP BY part_id) n
    WHERE s.kind IN ('partner.id', 'partner.name') AND s.id = n.part_id;
    INSERT INTO x_api_key_tally (policy_id, total, active)
    SELECT k.policy_id, COUNT(*), COUNT(*) FILTER (WHERE k.is_active AND p.is_active)
    FROM added k LEFT JOIN partner p ON p.id = k.part_id GROUP BY k.policy_id
    ON CONFLICT (policy_id) DO UPDATE
    SET total = x_api_key_tally.total + excluded.total, active = x_api_key_tally.active + excluded.active;
    RETURN NULL;
END $$;
CREATE FUNCTION x_api_keys_removed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    PERFORM 1 FROM partner p WHERE p.id IN (SELECT part_id FROM removed) ORDER BY p.id FOR SHARE;
    UPDATE x_search s SET api_keys = s.api_keys - n.amount
    FROM (SELECT part_id, COUNT(*) AS amount FROM removed GROUP BY part_id) n
    WHERE s.kind IN ('partner.id', 'partner.name') AND s.id = n.part_id;
    UPDATE x_api_key_tally t SET total = t.total - n.amount, active = t.active - n.active
    FROM (SELECT k.policy_id, COUNT(*) AS amount, COUNT(*) FILTER (WHERE k.is_active AND p.is_active) AS active
          FROM removed k LEFT JOIN partner p ON p.id = k.part_id GROUP BY k.policy_id) n
    WHERE t.policy_id = n.policy_id;
    DELETE FROM x_search s USING removed r JOIN x_api_key x ON x.api_key = r.policy_api_key
    WHERE s.kind = 'api_key.label' AND s.id = x.id;
    RETURN NULL;
END $$;
CREATE FUNCTION x_api_key_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    PERFORM 1 FROM partner p WHERE p.id IN (OLD.part_id, NEW.part_id) ORDER BY p.id FOR SHARE;
    UPDATE x_api_key_tally SET total = total - 1,
        active = active - (CASE WHEN OLD.is_active AND (SELECT p.is_active FROM partner p WHERE p.id = OLD.part_id) THEN 1 ELSE 0 END)
    WHERE policy_id = OLD.policy_id;
    INSERT INTO x_api_key_tally (policy_id, total, active)
    VALUES (NEW.policy_id, 1,
        CASE WHEN NEW.is_active AND (SELECT p.is_active FROM partner p WHERE p.id = NEW.part_id) THEN 1 ELSE 0 END)
    ON CONFLICT (policy_id) DO UPDATE
    SET total = x_api_key_tally.total + 1, active = x_api_key_tally.active + excluded.active;
    IF OLD.part_id IS DISTINCT FROM NEW.part_id THEN
        UPDATE x_search SET api_keys = api_keys - 1 WHERE kind IN ('partner.id', 'partner.name') AND id = OLD.part_id;
        UPDATE x_search SET api_keys = api_keys + 1 WHERE kind IN ('partner.id', 'partner.name') AND id = NEW.part_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER x_api_keys_added AFTER INSERT ON partner_policy
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION x_api_keys_added();
CREATE TRIGGER x_api_keys_removed AFTER DELETE ON partner_policy
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION x_api_keys_removed();
CREATE TRIGGER x_api_key_changed AFTER UPDATE OF is_active, policy_id, part_id ON partner_policy FOR EACH ROW
    WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active OR OLD.policy_id IS DISTINCT FROM NEW.policy_id OR OLD.part_id IS DISTINCT FROM NEW.part_id)
    EXECUTE FUNCTION x_api_key_changed();

CREATE FUNCTION x_partner_switched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    UPDATE x_api_key_tally t SET active = t.active + (CASE WHEN NEW.is_active THEN n.amount ELSE -n.amount END)
    FROM (SELECT k.policy_id, COUNT(*) AS amount FROM partner_policy k
          WHERE k.part_id = NEW.id AND k.is_active GROUP BY k.policy_id) n
    WHERE t.policy_id = n.policy_id;
    RETURN NULL;
END $$;
CREATE FUNCTION x_partner_removed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pms, pg_temp AS $$ BEGIN
    DELETE FROM x_search WHERE kind IN ('partner.id', 'partner.name') AND id = OLD.id;
    -- Keys that stay behind count no more. Where a foreign key stands there are none.
    UPDATE x_api_key_tally t SET active = t.active - n.amount
    FROM (SELECT k.policy_id, COUNT(*) AS amount FROM partner_policy k
          WHERE k.part_id = OLD.id AND k.is_active AND OLD.is_active GROUP BY k.policy_id) n
    WHERE t.policy_id = n.policy_id;
    RETURN NULL;
END $$;
CREATE TRIGGER x_partner_switched AFTER UPDATE OF is_active ON partner FOR EACH ROW
    WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active) EXECUTE FUNCTION x_partner_switched();
CREATE TRIGGER x_partner_removed AFTER DELETE ON partner FOR EACH ROW EXECUTE FUNCTION x_partner_removed();

-- Nobody else makes triggers of them.
REVOKE ALL ON FUNCTION x_requests_added(), x_requests_removed(), x_request_moved(), x_api_keys_added(), x_api_keys_removed(),
    x_api_key_changed(), x_partner_switched(), x_partner_removed() FROM PUBLIC;

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

-- Further objects that a change carried, so that the history of each is found; the record's own stands in its columns.
CREATE TABLE x_audit_touched (
    object_kind varchar(32) NOT NULL,
    object_id text NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (object_kind, object_id, revision)
);
INSERT INTO x_audit_touched (object_kind, object_id, revision)
SELECT DISTINCT o.value ->> 0, o.value ->> 1, a.revision
FROM x_audit a CROSS JOIN LATERAL jsonb_array_elements(a.touched::jsonb) o (value)
WHERE o.value ->> 0 <> a.object_kind OR o.value ->> 1 <> a.object_id;
-- What the trail is searched by besides its objects.
CREATE INDEX x_audit_name ON x_audit (actor_name, revision);
CREATE INDEX x_audit_action ON x_audit (action, revision);
CREATE INDEX x_audit_request ON x_audit (request_id, revision);
-- What was refused, and where: the code of the refusal and the name of the route.
ALTER TABLE x_security_event ADD COLUMN code varchar(32);
ALTER TABLE x_security_event ADD COLUMN place varchar(64);
CREATE INDEX x_security_kind ON x_security_event (kind, at);
CREATE INDEX x_security_source ON x_security_event (source, at);
CREATE INDEX x_security_subject ON x_security_event (subject, at);

-- Who is told of a change, in the portal: the members of a partner, or an account. What happened stands in x_audit.
CREATE TABLE x_notice (
    reader varchar(600) NOT NULL CHECK (length(reader) <= 600),
    revision bigint NOT NULL,
    at timestamp NOT NULL,
    PRIMARY KEY (reader, revision)
);
CREATE INDEX x_notice_at ON x_notice (at);
-- Up to which revision somebody has read.
CREATE TABLE x_notice_read (
    reader varchar(600) NOT NULL CHECK (length(reader) <= 600),
    revision bigint NOT NULL,
    PRIMARY KEY (reader)
);

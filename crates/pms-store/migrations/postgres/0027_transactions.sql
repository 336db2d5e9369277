-- The transaction log: that licences were used, when, by which partner, and what came of it. Never whom it was about.
-- Days count from 1970-01-01, hours from 1970-01-01T00, times are microseconds since then, all UTC. '' is none, 0 is none.
CREATE SEQUENCE x_transaction_number CACHE 32;
CREATE TABLE x_transaction (
    id bigint NOT NULL DEFAULT nextval('x_transaction_number'),
    occurred_at bigint NOT NULL,
    sequence bigint NOT NULL,
    process bigint NOT NULL,
    day integer NOT NULL,
    auth_types integer NOT NULL,
    stale_ms integer NOT NULL,
    source smallint NOT NULL,
    endpoint smallint NOT NULL,
    outcome smallint NOT NULL,
    auth_outcome smallint NOT NULL DEFAULT 0,
    transaction_id varchar(64) NOT NULL,
    misp_id varchar(36) NOT NULL,
    partner_id varchar(36) NOT NULL,
    licence_id varchar(36) NOT NULL,
    policy_id varchar(36) NOT NULL,
    key_id varchar(100) NOT NULL,
    reason varchar(40) NOT NULL,
    -- A transaction's id is its caller's choice: no MISP and no partner can take another's place, and of our own answers,
    -- which have a process and a sequence, none takes any.
    PRIMARY KEY (day, transaction_id, source, misp_id, partner_id, endpoint, process, sequence)
) PARTITION BY RANGE (day);
CREATE INDEX x_transaction_misp ON x_transaction (misp_id, occurred_at DESC, id DESC);
CREATE INDEX x_transaction_partner ON x_transaction (partner_id, occurred_at DESC, id DESC);
CREATE INDEX x_transaction_time ON x_transaction (occurred_at DESC, id DESC);
CREATE INDEX x_transaction_refused ON x_transaction (misp_id, occurred_at DESC, id DESC) WHERE outcome = 2;

-- Hours in which rows came: their sums are made anew. A row for each write, so that writers never wait for each other.
CREATE TABLE x_transaction_touched (
    id bigserial PRIMARY KEY,
    hour integer NOT NULL
);
CREATE TABLE x_transaction_hour (
    hour integer NOT NULL,
    source smallint NOT NULL,
    endpoint smallint NOT NULL,
    outcome smallint NOT NULL,
    auth_types integer NOT NULL,
    uses bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    misp_id varchar(36) NOT NULL,
    partner_id varchar(36) NOT NULL,
    policy_id varchar(36) NOT NULL,
    key_id varchar(100) NOT NULL,
    reason varchar(40) NOT NULL,
    PRIMARY KEY (hour, source, misp_id, partner_id, policy_id, key_id, endpoint, auth_types, outcome, reason)
);
CREATE INDEX x_transaction_hour_misp ON x_transaction_hour (misp_id, hour);
CREATE INDEX x_transaction_hour_partner ON x_transaction_hour (partner_id, hour);
CREATE TABLE x_transaction_day (
    day integer NOT NULL,
    source smallint NOT NULL,
    endpoint smallint NOT NULL,
    outcome smallint NOT NULL,
    auth_types integer NOT NULL,
    uses bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    misp_id varchar(36) NOT NULL,
    partner_id varchar(36) NOT NULL,
    policy_id varchar(36) NOT NULL,
    key_id varchar(100) NOT NULL,
    reason varchar(40) NOT NULL,
    PRIMARY KEY (day, source, misp_id, partner_id, policy_id, key_id, endpoint, auth_types, outcome, reason)
);
CREATE INDEX x_transaction_day_misp ON x_transaction_day (misp_id, day);
CREATE INDEX x_transaction_day_partner ON x_transaction_day (partner_id, day);

-- Processes that wrote answers of their own. One that ended without saying so may have lost what it had not written yet.
CREATE TABLE x_transaction_process (
    id bigserial PRIMARY KEY,
    started_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    -- The last answer that was written, and how many never were.
    sequence bigint NOT NULL,
    lost bigint NOT NULL,
    stopped_at bigint NOT NULL
);
-- 1: when sums were last made; whoever makes them takes it first. 2: the end of the last hour of which ID Authentication told.
CREATE TABLE x_transaction_state (
    id integer PRIMARY KEY CHECK (id IN (1, 2)),
    at bigint NOT NULL
);
INSERT INTO x_transaction_state (id, at) VALUES (1, 0), (2, 0);

-- Whose uses a service client may tell of.
CREATE TABLE x_misp_client (
    issuer varchar(256) NOT NULL,
    subject varchar(256) NOT NULL,
    misp_id varchar(36) NOT NULL,
    since timestamp NOT NULL,
    PRIMARY KEY (issuer, subject)
);

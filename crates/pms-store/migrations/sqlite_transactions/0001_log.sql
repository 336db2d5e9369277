-- The transaction log: that licences were used, when, by which partner, and what came of it. Never whom it was about.
-- Days count from 1970-01-01, hours from 1970-01-01T00, times are microseconds since then, all UTC. '' is none, 0 is none.
CREATE TABLE x_transaction (
    id integer PRIMARY KEY,
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
    transaction_id varchar(64) NOT NULL CHECK (length(transaction_id) <= 64),
    misp_id varchar(36) NOT NULL CHECK (length(misp_id) <= 36),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    licence_id varchar(36) NOT NULL CHECK (length(licence_id) <= 36),
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    key_id varchar(100) NOT NULL CHECK (length(key_id) <= 100),
    reason varchar(40) NOT NULL CHECK (length(reason) <= 40),
    -- A transaction's id is its caller's choice: no MISP and no partner can take another's place, and of our own answers,
    -- which have a process and a sequence, none takes any.
    UNIQUE (day, transaction_id, source, misp_id, partner_id, endpoint, process, sequence)
);
CREATE INDEX x_transaction_misp ON x_transaction (misp_id, occurred_at DESC, id DESC);
CREATE INDEX x_transaction_partner ON x_transaction (partner_id, occurred_at DESC, id DESC);
CREATE INDEX x_transaction_time ON x_transaction (occurred_at DESC, id DESC);
CREATE INDEX x_transaction_refused ON x_transaction (misp_id, occurred_at DESC, id DESC) WHERE outcome = 2;

-- Hours in which rows came: their sums are made anew. A row for each write, so that writers never wait for each other.
CREATE TABLE x_transaction_touched (
    id integer PRIMARY KEY AUTOINCREMENT,
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
    misp_id varchar(36) NOT NULL CHECK (length(misp_id) <= 36),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    key_id varchar(100) NOT NULL CHECK (length(key_id) <= 100),
    reason varchar(40) NOT NULL CHECK (length(reason) <= 40),
    PRIMARY KEY (hour, source, misp_id, partner_id, policy_id, key_id, endpoint, auth_types, outcome, reason)
) WITHOUT ROWID;
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
    misp_id varchar(36) NOT NULL CHECK (length(misp_id) <= 36),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    key_id varchar(100) NOT NULL CHECK (length(key_id) <= 100),
    reason varchar(40) NOT NULL CHECK (length(reason) <= 40),
    PRIMARY KEY (day, source, misp_id, partner_id, policy_id, key_id, endpoint, auth_types, outcome, reason)
) WITHOUT ROWID;
CREATE INDEX x_transaction_day_misp ON x_transaction_day (misp_id, day);
CREATE INDEX x_transaction_day_partner ON x_transaction_day (partner_id, day);

-- Processes that wrote answers of their own. One that ended without saying so may have lost what it had not written yet.
CREATE TABLE x_transaction_process (
    id integer PRIMARY KEY AUTOINCREMENT,
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

-- What the reference does not have: change log, keys, sealed values, approvals, identity, mail.
CREATE TABLE x_meta (
    name varchar(64) NOT NULL CHECK (length(name) <= 64),
    value text NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE x_head (
    id integer NOT NULL,
    revision bigint NOT NULL,
    mac varchar(64) NOT NULL CHECK (length(mac) <= 64),
    PRIMARY KEY (id),
    CHECK (id = 1)
);

CREATE TABLE x_audit (
    revision bigint NOT NULL,
    at timestamp NOT NULL,
    actor varchar(300) NOT NULL CHECK (length(actor) <= 300),
    actor_name varchar(256) NOT NULL CHECK (length(actor_name) <= 256),
    roles varchar(2000) NOT NULL CHECK (length(roles) <= 2000),
    action varchar(64) NOT NULL CHECK (length(action) <= 64),
    object_kind varchar(32) NOT NULL CHECK (length(object_kind) <= 32),
    object_id varchar(128) NOT NULL CHECK (length(object_id) <= 128),
    touched text NOT NULL,
    before_json text,
    after_json text,
    reason varchar(4000) CHECK (length(reason) <= 4000),
    request_id varchar(64) NOT NULL CHECK (length(request_id) <= 64),
    source varchar(64) CHECK (length(source) <= 64),
    mac varchar(64) NOT NULL CHECK (length(mac) <= 64),
    PRIMARY KEY (revision)
);

CREATE TABLE x_seal (
    revision bigint NOT NULL,
    at timestamp NOT NULL,
    mac varchar(64) NOT NULL CHECK (length(mac) <= 64),
    signature varchar(64) NOT NULL CHECK (length(signature) <= 64),
    PRIMARY KEY (revision)
);

CREATE TABLE x_outbox (
    revision bigint NOT NULL,
    seq integer NOT NULL,
    at timestamp NOT NULL,
    topic varchar(64) NOT NULL CHECK (length(topic) <= 64),
    subject_kind varchar(32) NOT NULL CHECK (length(subject_kind) <= 32),
    subject_id varchar(128) NOT NULL CHECK (length(subject_id) <= 128),
    detail text NOT NULL,
    PRIMARY KEY (revision, seq)
);

CREATE TABLE x_outbox_object (
    revision bigint NOT NULL,
    seq integer NOT NULL,
    object_kind varchar(32) NOT NULL CHECK (length(object_kind) <= 32),
    object_id varchar(128) NOT NULL CHECK (length(object_id) <= 128),
    PRIMARY KEY (object_kind, object_id, revision, seq)
);

CREATE TABLE x_key (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    purpose varchar(32) NOT NULL CHECK (length(purpose) <= 32),
    generation integer NOT NULL,
    algorithm varchar(32) NOT NULL CHECK (length(algorithm) <= 32),
    wrapped blob NOT NULL,
    certificate text,
    created_at timestamp NOT NULL,
    retired_at timestamp,
    PRIMARY KEY (id),
    UNIQUE (purpose, generation)
);

CREATE TABLE x_sealed (
    kind varchar(32) NOT NULL CHECK (length(kind) <= 32),
    owner varchar(128) NOT NULL CHECK (length(owner) <= 128),
    value blob NOT NULL,
    PRIMARY KEY (kind, owner)
);

CREATE TABLE x_unique (
    scope varchar(32) NOT NULL CHECK (length(scope) <= 32),
    value varchar(300) NOT NULL CHECK (length(value) <= 300),
    owner varchar(128) NOT NULL CHECK (length(owner) <= 128),
    PRIMARY KEY (scope, value)
);

CREATE TABLE x_counter (
    scope varchar(200) NOT NULL CHECK (length(scope) <= 200),
    total bigint NOT NULL,
    PRIMARY KEY (scope)
);

CREATE TABLE x_lease (
    name varchar(64) NOT NULL CHECK (length(name) <= 64),
    holder varchar(64) NOT NULL CHECK (length(holder) <= 64),
    until timestamp NOT NULL,
    done text,
    PRIMARY KEY (name)
);

CREATE TABLE x_partner (
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    revision bigint NOT NULL,
    purpose varchar(2000) CHECK (length(purpose) <= 2000),
    requested_by varchar(300) NOT NULL CHECK (length(requested_by) <= 300),
    PRIMARY KEY (partner_id)
);

CREATE TABLE x_partner_member (
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    issuer varchar(300) NOT NULL CHECK (length(issuer) <= 300),
    subject varchar(128) NOT NULL CHECK (length(subject) <= 128),
    member_role varchar(16) NOT NULL CHECK (length(member_role) <= 16),
    since timestamp NOT NULL,
    PRIMARY KEY (partner_id, issuer, subject)
);

CREATE TABLE x_contact (
    contact_id varchar(36) NOT NULL CHECK (length(contact_id) <= 36),
    name varchar(128) CHECK (length(name) <= 128),
    verified_at timestamp,
    PRIMARY KEY (contact_id)
);

CREATE TABLE x_approval (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    kind varchar(16) NOT NULL CHECK (length(kind) <= 16),
    object_id varchar(128) NOT NULL CHECK (length(object_id) <= 128),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    object_revision bigint NOT NULL,
    state varchar(16) NOT NULL CHECK (length(state) <= 16),
    requested_by varchar(300) NOT NULL CHECK (length(requested_by) <= 300),
    requested_name varchar(256) NOT NULL CHECK (length(requested_name) <= 256),
    requested_at timestamp NOT NULL,
    proposal text,
    decided_by varchar(300) CHECK (length(decided_by) <= 300),
    decided_name varchar(256) CHECK (length(decided_name) <= 256),
    decided_at timestamp,
    decision varchar(16) CHECK (length(decision) <= 16),
    reason varchar(4000) CHECK (length(reason) <= 4000),
    waived boolean NOT NULL DEFAULT FALSE,
    PRIMARY KEY (id),
    CHECK (decided_by IS NULL OR waived OR decided_by <> requested_by)
);

CREATE TABLE x_approval_note (
    approval_id varchar(36) NOT NULL CHECK (length(approval_id) <= 36),
    revision bigint NOT NULL,
    at timestamp NOT NULL,
    author varchar(300) NOT NULL CHECK (length(author) <= 300),
    author_role varchar(32) NOT NULL CHECK (length(author_role) <= 32),
    said varchar(16) NOT NULL CHECK (length(said) <= 16),
    note varchar(4000) CHECK (length(note) <= 4000),
    PRIMARY KEY (approval_id, revision)
);

CREATE TABLE x_account (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    name varchar(64) NOT NULL CHECK (length(name) <= 64),
    email_token varchar(64) NOT NULL CHECK (length(email_token) <= 64),
    email_verified boolean NOT NULL,
    password_hash varchar(256) CHECK (length(password_hash) <= 256),
    password_changed_at timestamp,
    must_change boolean NOT NULL,
    one_time_until timestamp,
    state varchar(16) NOT NULL CHECK (length(state) <= 16),
    lang varchar(8) NOT NULL CHECK (length(lang) <= 8),
    created_at timestamp NOT NULL,
    created_by varchar(300) NOT NULL CHECK (length(created_by) <= 300),
    revision bigint NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE x_account_role (
    account_id varchar(36) NOT NULL CHECK (length(account_id) <= 36),
    role varchar(64) NOT NULL CHECK (length(role) <= 64),
    granted_at timestamp NOT NULL,
    granted_by varchar(300) NOT NULL CHECK (length(granted_by) <= 300),
    PRIMARY KEY (account_id, role)
);

CREATE TABLE x_session (
    id varchar(64) NOT NULL CHECK (length(id) <= 64),
    sid varchar(36) NOT NULL CHECK (length(sid) <= 36),
    account_id varchar(36) NOT NULL CHECK (length(account_id) <= 36),
    kind varchar(16) NOT NULL CHECK (length(kind) <= 16),
    created_at timestamp NOT NULL,
    last_used_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    ended_at timestamp,
    client varchar(128) CHECK (length(client) <= 128),
    PRIMARY KEY (id),
    UNIQUE (sid)
);

CREATE TABLE x_ended_session (
    sid varchar(36) NOT NULL CHECK (length(sid) <= 36),
    until timestamp NOT NULL,
    PRIMARY KEY (sid)
);

CREATE TABLE x_otp (
    id varchar(64) NOT NULL CHECK (length(id) <= 64),
    purpose varchar(32) NOT NULL CHECK (length(purpose) <= 32),
    address_token varchar(64) NOT NULL CHECK (length(address_token) <= 64),
    browser_token varchar(64) NOT NULL CHECK (length(browser_token) <= 64),
    code_token varchar(64) NOT NULL CHECK (length(code_token) <= 64),
    tries integer NOT NULL,
    expires_at timestamp NOT NULL,
    used_at timestamp,
    PRIMARY KEY (id)
);

CREATE TABLE x_limit (
    name varchar(32) NOT NULL CHECK (length(name) <= 32),
    key varchar(128) NOT NULL CHECK (length(key) <= 128),
    period bigint NOT NULL,
    used bigint NOT NULL,
    expires_at timestamp NOT NULL,
    PRIMARY KEY (name, key, period)
);

CREATE TABLE x_invitation (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    token varchar(64) NOT NULL CHECK (length(token) <= 64),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    member_role varchar(16) NOT NULL CHECK (length(member_role) <= 16),
    email_token varchar(64) NOT NULL CHECK (length(email_token) <= 64),
    created_at timestamp NOT NULL,
    created_by varchar(300) NOT NULL CHECK (length(created_by) <= 300),
    expires_at timestamp NOT NULL,
    used_at timestamp,
    used_by varchar(300) CHECK (length(used_by) <= 300),
    revoked_at timestamp,
    PRIMARY KEY (id),
    UNIQUE (token)
);

CREATE TABLE x_client (
    id varchar(128) NOT NULL CHECK (length(id) <= 128),
    secret_token varchar(64) CHECK (length(secret_token) <= 64),
    state varchar(16) NOT NULL CHECK (length(state) <= 16),
    roles varchar(2000) NOT NULL CHECK (length(roles) <= 2000),
    redirect_uris text NOT NULL,
    tokens_from timestamp NOT NULL,
    created_at timestamp NOT NULL,
    created_by varchar(300) NOT NULL CHECK (length(created_by) <= 300),
    revision bigint NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE x_grant (
    id varchar(64) NOT NULL CHECK (length(id) <= 64),
    kind varchar(16) NOT NULL CHECK (length(kind) <= 16),
    client_id varchar(128) NOT NULL CHECK (length(client_id) <= 128),
    account_id varchar(36) NOT NULL CHECK (length(account_id) <= 36),
    sid varchar(36) NOT NULL CHECK (length(sid) <= 36),
    redirect_uri varchar(2048) CHECK (length(redirect_uri) <= 2048),
    challenge varchar(128) CHECK (length(challenge) <= 128),
    nonce varchar(256) CHECK (length(nonce) <= 256),
    scope varchar(256) CHECK (length(scope) <= 256),
    expires_at timestamp NOT NULL,
    used_at timestamp,
    PRIMARY KEY (id)
);

CREATE TABLE x_draft (
    id varchar(64) NOT NULL CHECK (length(id) <= 64),
    kind varchar(32) NOT NULL CHECK (length(kind) <= 32),
    updated_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE x_mail (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    template varchar(64) NOT NULL CHECK (length(template) <= 64),
    natural_key varchar(200) CHECK (length(natural_key) <= 200),
    created_at timestamp NOT NULL,
    next_try_at timestamp NOT NULL,
    tries integer NOT NULL,
    sent_at timestamp,
    dead_at timestamp,
    last_error varchar(200) CHECK (length(last_error) <= 200),
    PRIMARY KEY (id)
);

CREATE TABLE x_security_event (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    at timestamp NOT NULL,
    kind varchar(32) NOT NULL CHECK (length(kind) <= 32),
    source varchar(64) CHECK (length(source) <= 64),
    subject varchar(128) CHECK (length(subject) <= 128),
    request_id varchar(64) CHECK (length(request_id) <= 64),
    count bigint NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE x_pending_certificate (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    approval_id varchar(36) NOT NULL CHECK (length(approval_id) <= 36),
    domain varchar(36) NOT NULL CHECK (length(domain) <= 36),
    usage varchar(16) CHECK (length(usage) <= 16),
    cert_data text NOT NULL,
    created_at timestamp NOT NULL,
    created_by varchar(300) NOT NULL CHECK (length(created_by) <= 300),
    outcome varchar(64) CHECK (length(outcome) <= 64),
    PRIMARY KEY (id)
);

CREATE INDEX x_audit_object ON x_audit (object_kind, object_id, revision);
CREATE INDEX x_audit_actor ON x_audit (actor, revision);
CREATE INDEX x_audit_at ON x_audit (at);
CREATE UNIQUE INDEX x_approval_open ON x_approval (kind, object_id) WHERE state IN ('waiting', 'on_hold', 'changes_asked');
CREATE INDEX x_approval_state ON x_approval (state, requested_at);
CREATE INDEX x_approval_partner ON x_approval (partner_id, requested_at);
CREATE INDEX x_member_subject ON x_partner_member (issuer, subject);
CREATE UNIQUE INDEX x_account_name ON x_account (name);
CREATE INDEX x_account_email ON x_account (email_token);
CREATE INDEX x_session_account ON x_session (account_id, ended_at);
CREATE INDEX x_session_expiry ON x_session (expires_at);
CREATE INDEX x_ended_until ON x_ended_session (until);
CREATE INDEX x_otp_expiry ON x_otp (expires_at);
CREATE INDEX x_limit_expiry ON x_limit (expires_at);
CREATE INDEX x_invitation_partner ON x_invitation (partner_id);
CREATE INDEX x_grant_expiry ON x_grant (expires_at);
CREATE INDEX x_draft_expiry ON x_draft (expires_at);
CREATE INDEX x_mail_queue ON x_mail (next_try_at) WHERE sent_at IS NULL AND dead_at IS NULL;
CREATE UNIQUE INDEX x_mail_natural ON x_mail (natural_key) WHERE natural_key IS NOT NULL;
CREATE INDEX x_security_at ON x_security_event (at);
CREATE INDEX x_pending_partner ON x_pending_certificate (partner_id);
INSERT INTO x_head (id, revision, mac) VALUES (1, 0, '');

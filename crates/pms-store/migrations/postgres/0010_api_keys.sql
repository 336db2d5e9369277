-- API keys: what the contract's table lacks, and the ways to a key.
CREATE TABLE x_api_key (
    id varchar(36) NOT NULL,
    api_key varchar(128) NOT NULL,
    phase varchar(16) NOT NULL,
    is_weak boolean NOT NULL,
    stopped_by_admin boolean NOT NULL,
    fetch_until timestamp,
    handed_over_at timestamp,
    handed_over_to varchar(16),
    replaces varchar(36),
    replaced_by varchar(36),
    former_ends_at timestamp,
    ends_at timestamp,
    PRIMARY KEY (id),
    UNIQUE (api_key)
);
CREATE INDEX x_api_key_fetch ON x_api_key (fetch_until) WHERE phase = 'handover';
CREATE INDEX x_api_key_approval ON x_api_key (api_key) WHERE phase = 'approval';
CREATE INDEX x_api_key_end ON x_api_key (ends_at) WHERE phase = 'live' AND ends_at IS NOT NULL;
CREATE INDEX x_api_key_weak ON x_api_key (api_key) WHERE is_weak;
CREATE INDEX x_pp_created ON partner_policy (cr_dtimes DESC);
CREATE INDEX x_pp_end ON partner_policy (valid_to_datetime) WHERE is_active;

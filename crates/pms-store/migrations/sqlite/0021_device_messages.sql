-- What devices have signed and was allowed once: the same segment is never allowed again, on any replica.
CREATE TABLE x_device_segment (
    digest blob NOT NULL CHECK (length(digest) = 32),
    seen_at timestamp NOT NULL,
    PRIMARY KEY (digest)
);
CREATE INDEX x_device_segment_seen ON x_device_segment (seen_at);

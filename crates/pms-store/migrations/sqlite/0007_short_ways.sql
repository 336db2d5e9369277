-- The next letters of a long queue are read, not sorted.
CREATE INDEX x_mail_next ON x_mail (next_try_at, id) WHERE sent_at IS NULL AND dead_at IS NULL;
DROP INDEX x_mail_queue;

-- The next letters of a long queue are read, not sorted.
CREATE INDEX x_mail_next ON x_mail (next_try_at, id) WHERE sent_at IS NULL AND dead_at IS NULL;
DROP INDEX x_mail_queue;
-- Single rows that many changes write one after another. PostgreSQL clears the former versions of a row away once less of
-- its page is free than the fill factor asks for; until then every change walks past all of them.
ALTER TABLE x_head SET (fillfactor = 10);
ALTER TABLE x_counter SET (fillfactor = 10);

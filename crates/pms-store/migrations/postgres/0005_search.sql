-- Search index: one folded text for each searchable object, matched by trigrams.
CREATE TABLE x_search (
    kind varchar(32) NOT NULL,
    id varchar(128) NOT NULL,
    folded text NOT NULL,
    PRIMARY KEY (kind, id)
);
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
    CREATE INDEX x_search_trgm ON x_search USING gin (folded public.gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file THEN
    -- Without the extension the search works, by scanning.
    RAISE NOTICE 'pg_trgm is not available; text search will scan';
END $$;

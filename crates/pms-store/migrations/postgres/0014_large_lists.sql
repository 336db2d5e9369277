-- Whether anybody has an active policy of a name is asked with each request for a policy.
CREATE INDEX x_policy_name ON auth_policy (name);
-- Totals and search rows of the policy requests that are there. Their text is folded as far as a database can.
INSERT INTO x_counter (scope, total) SELECT 'policy_request', COUNT(*) FROM partner_policy_request;
INSERT INTO x_search (kind, id, folded) SELECT 'policy_request', id, lower(request_detail) FROM partner_policy_request;
-- Requests are counted and listed by their state.
CREATE INDEX x_ppr_status ON partner_policy_request (status_code, cr_dtimes DESC, id);
-- An index for each kind of text: what is common in one does not slow the search in another.
DO $$ BEGIN
    CREATE INDEX x_search_partner_id ON x_search USING gin (folded public.gin_trgm_ops) WHERE kind = 'partner.id';
    CREATE INDEX x_search_partner_name ON x_search USING gin (folded public.gin_trgm_ops) WHERE kind = 'partner.name';
    CREATE INDEX x_search_request ON x_search USING gin (folded public.gin_trgm_ops) WHERE kind = 'policy_request';
    CREATE INDEX x_search_key_label ON x_search USING gin (folded public.gin_trgm_ops) WHERE kind = 'api_key.label';
    DROP INDEX x_search_trgm;
EXCEPTION WHEN undefined_object OR undefined_file THEN
    -- Without the extension the search works, by scanning.
    RAISE NOTICE 'pg_trgm is not available; text search will scan';
END $$;

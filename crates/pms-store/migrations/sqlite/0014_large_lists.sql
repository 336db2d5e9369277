-- Whether anybody has an active policy of a name is asked with each request for a policy.
CREATE INDEX x_policy_name ON auth_policy (name);
-- Totals and search rows of the policy requests that are there. Their text is folded as far as a database can.
INSERT INTO x_counter (scope, total) SELECT 'policy_request', COUNT(*) FROM partner_policy_request;
INSERT INTO x_search (kind, id, folded) SELECT 'policy_request', id, lower(request_detail) FROM partner_policy_request;
-- Requests are counted and listed by their state.
CREATE INDEX x_ppr_status ON partner_policy_request (status_code, cr_dtimes DESC, id);

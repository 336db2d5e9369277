-- Which policy a policy is a clone of, and of which the first of them was.
CREATE TABLE x_policy_clone (
    policy_id varchar(36) NOT NULL PRIMARY KEY,
    source_id varchar(36) NOT NULL,
    origin_id varchar(36) NOT NULL
);
CREATE INDEX x_policy_clone_origin ON x_policy_clone (origin_id);
-- Who holds on to a policy is asked before it is deactivated.
CREATE INDEX x_ppr_policy ON partner_policy_request (policy_id, status_code);
CREATE INDEX x_pp_policy ON partner_policy (policy_id);
CREATE INDEX x_policy_created ON auth_policy (cr_dtimes DESC, id);

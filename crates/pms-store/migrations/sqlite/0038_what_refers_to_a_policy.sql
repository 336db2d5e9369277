-- What refers to a policy is found by it: before a draft is deleted, and where the database sees to its references.
CREATE INDEX x_credential_type_policy ON partner_policy_credential_type (policy_id);
CREATE INDEX x_bioextract_policy ON partner_policy_bioextract (policy_id);
CREATE INDEX x_misp_license_policy ON misp_license (policy_id);
CREATE INDEX x_oidc_client_policy ON oidc_client (policy_id);

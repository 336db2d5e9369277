-- Policy requests are listed newest first; extractors are read by partner and policy.
CREATE INDEX x_ppr_created ON partner_policy_request (cr_dtimes DESC, id);
CREATE INDEX x_ppb_pair ON partner_policy_bioextract (part_id, policy_id);

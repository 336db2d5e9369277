-- Whether anybody has an active policy of a name is asked with each request for a policy.
CREATE INDEX x_policy_name ON auth_policy (name);

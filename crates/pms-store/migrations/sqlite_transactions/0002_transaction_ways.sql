-- Pairs of a MISP and a partner in their order: a page of them reads the sums of its own pairs alone.
CREATE INDEX x_transaction_hour_pair ON x_transaction_hour (misp_id, partner_id, hour);
CREATE INDEX x_transaction_day_pair ON x_transaction_day (misp_id, partner_id, day);
CREATE INDEX x_transaction_hour_served ON x_transaction_hour (partner_id, misp_id, hour);
CREATE INDEX x_transaction_day_served ON x_transaction_day (partner_id, misp_id, day);
-- Sums of a key: those of the others are not on its way.
CREATE INDEX x_transaction_hour_key ON x_transaction_hour (key_id, hour);
CREATE INDEX x_transaction_day_key ON x_transaction_day (key_id, day);
-- Sums of a refusal's code: the hours of a rare one are found without those of the others.
CREATE INDEX x_transaction_hour_reason ON x_transaction_hour (reason, hour) WHERE outcome = 2;
CREATE INDEX x_transaction_day_reason ON x_transaction_day (reason, day) WHERE outcome = 2;

-- Every page is one of a source: rows of the others are not on its way.
DROP INDEX x_transaction_misp;
DROP INDEX x_transaction_partner;
DROP INDEX x_transaction_refused;
CREATE INDEX x_transaction_misp ON x_transaction (misp_id, source, occurred_at DESC, id DESC);
CREATE INDEX x_transaction_partner ON x_transaction (partner_id, source, occurred_at DESC, id DESC);
CREATE INDEX x_transaction_refused ON x_transaction (misp_id, source, occurred_at DESC, id DESC) WHERE outcome = 2;

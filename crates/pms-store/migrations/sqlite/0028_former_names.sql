-- Devices say the name that their provider had when they were made: former names are looked for as today's are (0025).
CREATE INDEX x_partner_name_plain ON x_partner_name ((name || partner_id));

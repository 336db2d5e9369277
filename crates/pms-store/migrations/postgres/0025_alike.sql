-- Ids of devices are taken in any letter case.
CREATE INDEX x_device_id_lower ON device_detail (lower(id));
-- The hotlist names a provider by its organisation's name and its id, one after the other: two may read alike.
CREATE INDEX x_partner_plain ON partner ((name || id));

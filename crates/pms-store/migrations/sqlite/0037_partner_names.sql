-- Partners in the order of their names, as far as a page goes: without it each page sorts them all.
CREATE INDEX x_partner_by_name ON partner (name, id);

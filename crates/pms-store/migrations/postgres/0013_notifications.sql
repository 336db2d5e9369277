-- What the first detail of a notification says, for the filters of its list; and what makes one of ours unique.
CREATE TABLE x_notification (
    notification_id varchar(128) NOT NULL,
    natural_key varchar(400),
    certificate_id varchar(36),
    issued_by varchar(500),
    issued_to varchar(500),
    partner_domain varchar(36),
    expires_at timestamp,
    api_key_name varchar(128),
    policy_name varchar(128),
    ftm_id varchar(36),
    make varchar(128),
    model varchar(128),
    sbi_id varchar(36),
    sbi_version varchar(64),
    PRIMARY KEY (notification_id)
);
CREATE UNIQUE INDEX x_notification_natural ON x_notification (natural_key) WHERE natural_key IS NOT NULL;
CREATE INDEX x_notif_partner ON notifications (partner_id, cr_dtimes DESC, id);
CREATE INDEX x_notif_created ON notifications (cr_dtimes);
-- The notification that a mail is about: sending it is noted there.
ALTER TABLE x_mail ADD COLUMN notification_id varchar(128);
-- What ends within days is looked for every day.
CREATE INDEX x_pacs_expiry ON partner_cert_store (cert_not_after);
CREATE INDEX x_cacs_expiry ON ca_cert_store (cert_not_after);
CREATE INDEX x_partner_alias ON partner (certificate_alias) WHERE certificate_alias IS NOT NULL;
CREATE INDEX x_partner_type ON partner (partner_type_code);
CREATE INDEX x_ppol_expiry ON partner_policy (valid_to_datetime);
CREATE INDEX x_chip_certificate ON ftp_chip_detail (certificate_alias) WHERE certificate_alias IS NOT NULL;
CREATE INDEX x_sbi_expiry ON secure_biometric_interface (sw_expiry_dtimes);
CREATE INDEX x_device_sbi ON device_detail_sbi (sbi_id, device_detail_id);

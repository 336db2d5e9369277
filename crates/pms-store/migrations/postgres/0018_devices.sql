-- What a device model was from a moment on: validations of registrations that lie back ask for it. mosip_pms keeps such rows
-- for interfaces alone.
CREATE TABLE x_device_h (
    device_id varchar(36) NOT NULL,
    eff_dtimes timestamp NOT NULL,
    dprovider_id varchar(36) NOT NULL,
    dtype_code varchar(36) NOT NULL,
    dstype_code varchar(36) NOT NULL,
    make varchar(36) NOT NULL,
    model varchar(36) NOT NULL,
    approval_status varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    PRIMARY KEY (device_id, eff_dtimes)
);
-- The chip that a certificate was uploaded for; keymanager knew it as a partner.
ALTER TABLE partner_cert_store ADD COLUMN x_chip_id varchar(36);
CREATE INDEX x_pacs_chip ON partner_cert_store (x_chip_id, cr_dtimes) WHERE x_chip_id IS NOT NULL;
-- Lists of a provider's own and of all; the model of a device that is validated.
CREATE INDEX x_device_provider ON device_detail (dprovider_id, cr_dtimes DESC, id);
CREATE INDEX x_device_created ON device_detail (cr_dtimes DESC, id);
CREATE INDEX x_device_model ON device_detail (make, model);
CREATE INDEX x_device_h_model ON x_device_h (make, model);
CREATE INDEX x_sbi_provider ON secure_biometric_interface (provider_id, cr_dtimes DESC, id);
CREATE INDEX x_sbi_created ON secure_biometric_interface (cr_dtimes DESC, id);
CREATE INDEX x_chip_provider ON ftp_chip_detail (foundational_trust_provider_id, cr_dtimes DESC, id);
CREATE INDEX x_chip_created ON ftp_chip_detail (cr_dtimes DESC, id);

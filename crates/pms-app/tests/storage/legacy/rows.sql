-- Rows of a deployment as the Java services leave them: every standing, legacy words, NULL where it may be, an address that
-- two partners share, ids that differ in letter case alone, contacts whose addresses differ in letter case alone.
INSERT INTO pms.partner_type (code, partner_description, is_policy_required, is_active, cr_by, cr_dtimes) VALUES
    ('Auth_Partner', 'Auth Partner', TRUE, TRUE, 'superadmin', '2022-01-01 00:00:00'),
    ('Device_Provider', 'Device Provider', FALSE, TRUE, 'superadmin', '2022-01-01 00:00:00'),
    ('MISP_Partner', 'MISP_Partner', FALSE, TRUE, 'superadmin', '2022-01-01 00:00:00')
    ON CONFLICT DO NOTHING;
INSERT INTO pms.policy_group (id, name, descr, user_id, is_active, cr_by, cr_dtimes) VALUES
    ('4711', 'Banking', 'Policies of banks', 'superadmin', TRUE, 'superadmin', '2022-01-01 00:00:00');
INSERT INTO pms.auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, policy_schema,
    valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) VALUES
    ('815', '4711', 'e-KYC', 'e-KYC', '{"allowedAuthTypes":[]}', 'Auth', '1', 'https://schemas.example/auth',
    '2022-01-01 00:00:00', '2222-01-01 00:00:00', TRUE, 'superadmin', '2022-01-01 00:00:00');
INSERT INTO pms.auth_policy_h (id, eff_dtimes, policy_group_id, name, descr, policy_file_id, policy_type, version,
    valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) VALUES
    ('99999', '2022-01-01 00:00:00', '4711', 'e-KYC', 'e-KYC', '{"allowedAuthTypes":[],,}', 'Auth', '1',
    '2022-01-01 00:00:00', '2222-01-01 00:00:00', FALSE, 'superadmin', '2022-01-01 00:00:00');
INSERT INTO pms.partner (id, policy_group_id, name, address, contact_no, email_id, certificate_alias, user_id,
    partner_type_code, approval_status, is_active, cr_by, cr_dtimes, upd_by, upd_dtimes) VALUES
    ('Acme', '4711', 'Acme, Inc.', '1 Main Street, Springfield', '+1 555 0100', 'Office@Acme.example', 'f00', 'Acme',
    'Auth_Partner', 'approved', TRUE, 'acme', '2022-02-01 10:00:00.123456', 'acme', '2022-03-01 10:00:00.5'),
    ('ACME', NULL, 'Another Acme', '', '5550101', 'other@acme.example', NULL, 'ACME',
    'Auth_Partner', 'InProgress', FALSE, 'ACME', '2022-02-02 10:00:00', NULL, NULL),
    ('sharing', '4711', 'Sharing Bank', '2 Side Street', '5550102', 'office@acme.EXAMPLE', NULL, 'acme',
    'Auth_Partner', 'approved', FALSE, 'sharing', '2022-02-03 10:00:00', NULL, NULL),
    ('Müller-Geräte', NULL, 'Müller Geräte GmbH', NULL, NULL, 'büro@müller.example', NULL, 'Müller-Geräte',
    'Device_Provider', 'Activated', TRUE, 'superadmin', '2022-02-04 10:00:00', NULL, NULL),
    ('nothing-known', NULL, 'Nothing Known', NULL, NULL, NULL, NULL, 'somebody',
    'Device_Provider', 'InProgress', FALSE, 'superadmin', '2022-02-05 10:00:00', NULL, NULL),
    ('misp-one', NULL, 'MISP One', '3 Gate', '5550103', 's1.looks-like-ours@misp.example', 'ba5', 'misp-one',
    'MISP_Partner', 'approved', TRUE, 'misp-one', '2022-02-06 10:00:00', NULL, NULL);
INSERT INTO pms.partner_h (id, eff_dtimes, name, address, contact_no, email_id, user_id, partner_type_code,
    approval_status, is_active, cr_by, cr_dtimes) VALUES
    ('Acme', '2022-02-01 10:00:00.123456', 'Acme', 'The old address', '+1 555 0000', 'first@acme.example', 'Acme',
    'Auth_Partner', 'InProgress', FALSE, 'acme', '2022-02-01 10:00:00.123456'),
    ('Acme', '2022-03-01 10:00:00.5', 'Acme, Inc.', '1 Main Street, Springfield', NULL, 'OFFICE@acme.example', 'Acme',
    'Auth_Partner', 'approved', TRUE, 'acme', '2022-02-01 10:00:00.123456'),
    ('gone/partner', '2022-02-01 10:00:00', 'Gone', 'Nowhere', '5550104', 'gone@nowhere.example', 'gone',
    'Auth_Partner', 'approved', FALSE, 'gone', '2022-02-01 10:00:00'),
    ('nothing-known', '2022-02-05 10:00:00', 'Nothing Known', NULL, NULL, NULL, 'somebody',
    'Device_Provider', 'InProgress', FALSE, 'superadmin', '2022-02-05 10:00:00');
INSERT INTO pms.partner_contact (id, partner_id, contact_no, email_id, address, is_active, cr_by, cr_dtimes) VALUES
    ('c1', 'Acme', '5550200', 'Technician@Acme.example', 'Basement', TRUE, 'acme', '2022-04-01 10:00:00'),
    ('c2', 'Acme', '5550201', 'technician@acme.example', NULL, TRUE, 'acme', '2022-04-02 10:00:00'),
    ('c3', 'Acme', NULL, NULL, 'Attic', FALSE, 'acme', '2022-04-03 10:00:00'),
    ('c4', 'sharing', '5550200', 'Technician@Acme.example', '', TRUE, 'acme', '2022-04-04 10:00:00');
INSERT INTO pms.partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, status_code, cr_by,
    cr_dtimes) VALUES ('r1', 'Acme', '815', '2022-03-01 10:00:00', 'please', 'Approved', 'acme', '2022-03-01 10:00:00');
INSERT INTO pms.partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, is_active, label,
    cr_by, cr_dtimes) VALUES
    ('613204', 'Acme', '815', '2022-03-02 10:00:00', '2222-03-02 10:00:00', TRUE, 'production', 'acme', '2022-03-02 10:00:00'),
    ('kEyOfAcme123456789', 'Acme', '815', '2022-03-03 10:00:00', NULL, FALSE, 'test', 'acme', '2022-03-03 10:00:00');
INSERT INTO pms.misp_license (misp_id, license_key, valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes) VALUES
    ('misp-one', 'LiCeNcEoFmIsPoNe', '2022-03-02 10:00:00', '2032-03-02 10:00:00', TRUE, 'misp-one', '2022-03-02 10:00:00'),
    ('misp-two', 'LiCeNcEoFmIsPoNe', '2022-03-02 10:00:00', NULL, TRUE, 'misp-two', '2022-03-02 10:00:00');
INSERT INTO pms.misp (id, name, address, contact_no, email_id, user_id, status_code, is_active, cr_by, cr_dtimes) VALUES
    ('old-misp', 'Old MISP', 'Old Road', '5550300', 'old@misp.example', 'old', 'Active', TRUE, 'old', '2019-01-01 00:00:00');
INSERT INTO pms.reg_device_type (code, name, is_active, cr_by, cr_dtimes) VALUES
    ('Iris', 'Iris', TRUE, 'now()', '2022-01-01 00:00:00') ON CONFLICT DO NOTHING;
INSERT INTO pms.reg_device_sub_type (code, dtyp_code, name, is_active, cr_by, cr_dtimes) VALUES
    ('Single', 'Iris', 'Single', TRUE, 'now()', '2022-01-01 00:00:00') ON CONFLICT DO NOTHING;
INSERT INTO pms.device_detail (id, dprovider_id, dtype_code, dstype_code, make, model, approval_status, is_active, cr_by,
    cr_dtimes) VALUES
    ('d1', 'Müller-Geräte', 'Iris', 'Single', 'Mueller', 'I-1', 'Activated', TRUE, 'x', '2022-03-02 10:00:00'),
    ('d2', 'Müller-Geräte', 'Iris', 'Single', 'Mueller', 'I-2', 'rejected', FALSE, 'x', '2022-03-02 10:00:00');
INSERT INTO pms.secure_biometric_interface (id, sw_binary_hash, sw_version, approval_status, is_active, cr_by, cr_dtimes)
    VALUES ('s1', 'binary data', '0.9.5', 'Activated', TRUE, 'x', '2022-03-02 10:00:00');
INSERT INTO pms.ftp_chip_detail (id, foundational_trust_provider_id, make, model, is_active, approval_status, cr_by, cr_dtimes)
    VALUES ('1234567', 'ftm', 'Chips', 'C-1', FALSE, 'pending_cert_upload', 'ftm', '2022-03-02 10:00:00');
INSERT INTO pms.oidc_client (id, name, rp_id, policy_id, logo_uri, redirect_uris, claims, acr_values, public_key, grant_types,
    auth_methods, status, cr_by, cr_dtimes) VALUES ('client', '{"@none":"Acme"}', 'Acme', '815', 'https://acme.example/l.png',
    'https://acme.example', 'name', 'mosip:idp:acr:generated-code', '{"kty":"RSA"}', 'authorization_code', 'private_key_jwt',
    'ACTIVE', 'acme', '2022-03-02 10:00:00');

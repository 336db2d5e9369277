-- The tables of mosip_pms (same names, columns and constraints), with indexes of our own.
CREATE TABLE partner_type (
    code varchar(36) NOT NULL CHECK (length(code) <= 36),
    partner_description varchar(128) NOT NULL CHECK (length(partner_description) <= 128),
    is_policy_required boolean NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_partyp_code PRIMARY KEY (code)
);

CREATE TABLE policy_group (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    name varchar(128) NOT NULL CHECK (length(name) <= 128),
    descr varchar(256) NOT NULL CHECK (length(descr) <= 256),
    user_id varchar(256) NOT NULL CHECK (length(user_id) <= 256),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_polg PRIMARY KEY (id),
    CONSTRAINT uk_polg UNIQUE (name)
);

CREATE TABLE auth_policy (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    policy_group_id varchar(36) CHECK (length(policy_group_id) <= 36),
    name varchar(128) NOT NULL CHECK (length(name) <= 128),
    descr varchar(256) NOT NULL CHECK (length(descr) <= 256),
    policy_file_id varchar(5120) NOT NULL CHECK (length(policy_file_id) <= 5120),
    policy_type varchar(36) NOT NULL CHECK (length(policy_type) <= 36),
    version varchar(8) NOT NULL CHECK (length(version) <= 8),
    policy_schema varchar(5120) CHECK (length(policy_schema) <= 5120),
    valid_from_date timestamp NOT NULL,
    valid_to_date timestamp NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_apol PRIMARY KEY (id),
    CONSTRAINT uk_apol UNIQUE (policy_group_id, name),
    CONSTRAINT fk_apol_polg FOREIGN KEY (policy_group_id) REFERENCES policy_group (id)
);

CREATE TABLE auth_policy_h (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    eff_dtimes timestamp NOT NULL,
    policy_group_id varchar(36) CHECK (length(policy_group_id) <= 36),
    name varchar(128) NOT NULL CHECK (length(name) <= 128),
    descr varchar(256) NOT NULL CHECK (length(descr) <= 256),
    policy_file_id varchar(5120) NOT NULL CHECK (length(policy_file_id) <= 5120),
    policy_type varchar(36) NOT NULL CHECK (length(policy_type) <= 36),
    version varchar(8) NOT NULL CHECK (length(version) <= 8),
    policy_schema varchar(5120) CHECK (length(policy_schema) <= 5120),
    valid_from_date timestamp NOT NULL,
    valid_to_date timestamp NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_apolh PRIMARY KEY (id, eff_dtimes),
    CONSTRAINT uk_apolh UNIQUE (eff_dtimes, policy_group_id, name)
);

CREATE TABLE partner (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    policy_group_id varchar(36) CHECK (length(policy_group_id) <= 36),
    name varchar(128) NOT NULL CHECK (length(name) <= 128),
    address varchar(10000) CHECK (length(address) <= 10000),
    contact_no varchar(1000) CHECK (length(contact_no) <= 1000),
    email_id varchar(3000) CHECK (length(email_id) <= 3000),
    email_id_hash varchar(3000) CHECK (length(email_id_hash) <= 3000),
    certificate_alias varchar(128) CHECK (length(certificate_alias) <= 128),
    user_id varchar(256) NOT NULL CHECK (length(user_id) <= 256),
    partner_type_code varchar(36) NOT NULL CHECK (length(partner_type_code) <= 36),
    approval_status varchar(36) NOT NULL CHECK (length(approval_status) <= 36),
    is_active boolean NOT NULL,
    lang_code varchar(36) CHECK (length(lang_code) <= 36),
    logo_url varchar(256) CHECK (length(logo_url) <= 256),
    addl_info text,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_part PRIMARY KEY (id),
    CONSTRAINT fk_part_code FOREIGN KEY (partner_type_code) REFERENCES partner_type (code)
);

CREATE TABLE partner_h (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    eff_dtimes timestamp NOT NULL,
    policy_group_id varchar(36) CHECK (length(policy_group_id) <= 36),
    name varchar(128) NOT NULL CHECK (length(name) <= 128),
    address varchar(10000) CHECK (length(address) <= 10000),
    contact_no varchar(1000) CHECK (length(contact_no) <= 1000),
    email_id varchar(3000) CHECK (length(email_id) <= 3000),
    email_id_hash varchar(3000) CHECK (length(email_id_hash) <= 3000),
    certificate_alias varchar(128) CHECK (length(certificate_alias) <= 128),
    user_id varchar(256) NOT NULL CHECK (length(user_id) <= 256),
    partner_type_code varchar(36) NOT NULL CHECK (length(partner_type_code) <= 36),
    approval_status varchar(36) NOT NULL CHECK (length(approval_status) <= 36),
    is_active boolean NOT NULL,
    lang_code varchar(36) CHECK (length(lang_code) <= 36),
    logo_url varchar(256) CHECK (length(logo_url) <= 256),
    addl_info text,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_parth PRIMARY KEY (id, eff_dtimes)
);

CREATE TABLE partner_contact (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    partner_id varchar(36) NOT NULL CHECK (length(partner_id) <= 36),
    contact_no varchar(1000) CHECK (length(contact_no) <= 1000),
    email_id varchar(3000) CHECK (length(email_id) <= 3000),
    email_id_hash varchar(3000) CHECK (length(email_id_hash) <= 3000),
    address varchar(10000) CHECK (length(address) <= 10000),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT partcnt PRIMARY KEY (id),
    CONSTRAINT uk_partcnt_idcnt UNIQUE (partner_id, contact_no),
    CONSTRAINT uk_partcnt_ideml UNIQUE (partner_id, email_id),
    CONSTRAINT fk_partcnt_id FOREIGN KEY (partner_id) REFERENCES partner (id)
);

CREATE TABLE partner_policy_request (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    part_id varchar(36) NOT NULL CHECK (length(part_id) <= 36),
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    request_datetimes timestamp NOT NULL,
    request_detail varchar(4000) NOT NULL CHECK (length(request_detail) <= 4000),
    status_code varchar(36) NOT NULL CHECK (length(status_code) <= 36),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean,
    del_dtimes timestamp,
    CONSTRAINT pk_papr PRIMARY KEY (id),
    CONSTRAINT fk_papr_part FOREIGN KEY (part_id) REFERENCES partner (id)
);

CREATE TABLE partner_policy (
    policy_api_key varchar(128) NOT NULL CHECK (length(policy_api_key) <= 128),
    part_id varchar(36) NOT NULL CHECK (length(part_id) <= 36),
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    valid_from_datetime timestamp NOT NULL,
    valid_to_datetime timestamp,
    is_active boolean NOT NULL,
    label varchar(36) NOT NULL CHECK (length(label) <= 36),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_ppol PRIMARY KEY (policy_api_key),
    CONSTRAINT uk_ppol UNIQUE (part_id, policy_id, valid_from_datetime),
    CONSTRAINT fk_ppol_part FOREIGN KEY (part_id) REFERENCES partner (id),
    CONSTRAINT fk_ppol_apol FOREIGN KEY (policy_id) REFERENCES auth_policy (id)
);

CREATE TABLE partner_policy_credential_type (
    part_id varchar(36) NOT NULL CHECK (length(part_id) <= 36),
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    credential_type varchar(128) NOT NULL CHECK (length(credential_type) <= 128),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_ppctyp_id PRIMARY KEY (part_id, policy_id, credential_type),
    CONSTRAINT fk_part_id FOREIGN KEY (part_id) REFERENCES partner (id),
    CONSTRAINT fk_pol_id FOREIGN KEY (policy_id) REFERENCES auth_policy (id)
);

CREATE TABLE partner_policy_bioextract (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    part_id varchar(36) NOT NULL CHECK (length(part_id) <= 36),
    policy_id varchar(36) NOT NULL CHECK (length(policy_id) <= 36),
    attribute_name varchar(128) NOT NULL CHECK (length(attribute_name) <= 128),
    extractor_provider varchar(128) NOT NULL CHECK (length(extractor_provider) <= 128),
    extractor_provider_version varchar(8) CHECK (length(extractor_provider_version) <= 8),
    biometric_modality varchar(64) NOT NULL CHECK (length(biometric_modality) <= 64),
    biometric_sub_types varchar(64) CHECK (length(biometric_sub_types) <= 64),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_ppbe_id PRIMARY KEY (id),
    CONSTRAINT fk_ppbe_part FOREIGN KEY (part_id) REFERENCES partner (id),
    CONSTRAINT fk_ppbe_pol FOREIGN KEY (policy_id) REFERENCES auth_policy (id)
);

CREATE TABLE misp_license (
    misp_id varchar(36) NOT NULL CHECK (length(misp_id) <= 36),
    license_key varchar(128) NOT NULL CHECK (length(license_key) <= 128),
    policy_id varchar(36) CHECK (length(policy_id) <= 36),
    valid_from_date timestamp NOT NULL,
    valid_to_date timestamp,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_mlic PRIMARY KEY (misp_id, license_key)
);

CREATE TABLE misp (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    name varchar(128) NOT NULL CHECK (length(name) <= 128),
    address varchar(2000) CHECK (length(address) <= 2000),
    contact_no varchar(16) CHECK (length(contact_no) <= 16),
    email_id varchar(256) CHECK (length(email_id) <= 256),
    user_id varchar(256) NOT NULL CHECK (length(user_id) <= 256),
    status_code varchar(36) NOT NULL CHECK (length(status_code) <= 36),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_misp PRIMARY KEY (id),
    CONSTRAINT uk_misp UNIQUE (name)
);

CREATE TABLE oidc_client (
    id varchar(100) NOT NULL CHECK (length(id) <= 100),
    name varchar(256) NOT NULL CHECK (length(name) <= 256),
    rp_id varchar(100) NOT NULL CHECK (length(rp_id) <= 100),
    policy_id varchar(50) NOT NULL CHECK (length(policy_id) <= 50),
    logo_uri varchar(2048) NOT NULL CHECK (length(logo_uri) <= 2048),
    redirect_uris text NOT NULL,
    claims text NOT NULL,
    acr_values text NOT NULL,
    public_key text NOT NULL,
    grant_types varchar(256) NOT NULL CHECK (length(grant_types) <= 256),
    auth_methods varchar(256) NOT NULL CHECK (length(auth_methods) <= 256),
    status varchar(20) NOT NULL CHECK (length(status) <= 20),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_oidc_client PRIMARY KEY (id),
    CONSTRAINT uq_oidc_client_public_key UNIQUE (public_key)
);

CREATE TABLE reg_device_type (
    code varchar(36) NOT NULL CHECK (length(code) <= 36),
    name varchar(64) NOT NULL CHECK (length(name) <= 64),
    descr varchar(512) CHECK (length(descr) <= 512),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_rdtyp_code PRIMARY KEY (code)
);

CREATE TABLE reg_device_sub_type (
    code varchar(36) NOT NULL CHECK (length(code) <= 36),
    dtyp_code varchar(36) NOT NULL CHECK (length(dtyp_code) <= 36),
    name varchar(64) NOT NULL CHECK (length(name) <= 64),
    descr varchar(512) CHECK (length(descr) <= 512),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_rdstyp_code PRIMARY KEY (code, dtyp_code),
    CONSTRAINT uk_rdstyp UNIQUE (dtyp_code, code),
    CONSTRAINT fk_rdstyp_dtype_code FOREIGN KEY (dtyp_code) REFERENCES reg_device_type (code)
);

CREATE TABLE device_detail (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    dprovider_id varchar(36) NOT NULL CHECK (length(dprovider_id) <= 36),
    dtype_code varchar(36) NOT NULL CHECK (length(dtype_code) <= 36),
    dstype_code varchar(36) NOT NULL CHECK (length(dstype_code) <= 36),
    make varchar(36) NOT NULL CHECK (length(make) <= 36),
    model varchar(36) NOT NULL CHECK (length(model) <= 36),
    partner_org_name varchar(128) CHECK (length(partner_org_name) <= 128),
    approval_status varchar(36) NOT NULL CHECK (length(approval_status) <= 36),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_devdtl_id PRIMARY KEY (id),
    CONSTRAINT fk_devdtl_id FOREIGN KEY (dtype_code, dstype_code) REFERENCES reg_device_sub_type (dtyp_code, code)
);

CREATE TABLE secure_biometric_interface (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    sw_binary_hash blob NOT NULL,
    sw_version varchar(64) NOT NULL CHECK (length(sw_version) <= 64),
    sw_cr_dtimes timestamp,
    sw_expiry_dtimes timestamp,
    approval_status varchar(36) NOT NULL CHECK (length(approval_status) <= 36),
    is_active boolean NOT NULL,
    provider_id varchar(36) CHECK (length(provider_id) <= 36),
    partner_org_name varchar(128) CHECK (length(partner_org_name) <= 128),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_sbi_id PRIMARY KEY (id)
);

CREATE TABLE secure_biometric_interface_h (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    sw_binary_hash blob NOT NULL,
    sw_version varchar(64) NOT NULL CHECK (length(sw_version) <= 64),
    sw_cr_dtimes timestamp,
    sw_expiry_dtimes timestamp,
    approval_status varchar(36) NOT NULL CHECK (length(approval_status) <= 36),
    is_active boolean NOT NULL,
    eff_dtimes timestamp NOT NULL,
    provider_id varchar(36) CHECK (length(provider_id) <= 36),
    partner_org_name varchar(128) CHECK (length(partner_org_name) <= 128),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_mdsh_id PRIMARY KEY (id, eff_dtimes)
);

CREATE TABLE device_detail_sbi (
    dprovider_id varchar(36) NOT NULL CHECK (length(dprovider_id) <= 36),
    partner_org_name varchar(128) CHECK (length(partner_org_name) <= 128),
    device_detail_id varchar(36) NOT NULL CHECK (length(device_detail_id) <= 36),
    sbi_id varchar(36) NOT NULL CHECK (length(sbi_id) <= 36),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp
);

CREATE TABLE ftp_chip_detail (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    foundational_trust_provider_id varchar(36) NOT NULL CHECK (length(foundational_trust_provider_id) <= 36),
    make varchar(36) CHECK (length(make) <= 36),
    model varchar(36) CHECK (length(model) <= 36),
    certificate_alias varchar(36) CHECK (length(certificate_alias) <= 36),
    partner_org_name varchar(128) CHECK (length(partner_org_name) <= 128),
    is_active boolean NOT NULL,
    approval_status varchar(36) NOT NULL CHECK (length(approval_status) <= 36),
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_fcdtl_id PRIMARY KEY (id)
);

CREATE TABLE user_details (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    user_id varchar(64) NOT NULL CHECK (length(user_id) <= 64),
    consent_given varchar(36) NOT NULL DEFAULT 'NO' CHECK (length(consent_given) <= 36),
    consent_given_dtimes timestamp NOT NULL,
    cr_dtimes timestamp NOT NULL,
    cr_by varchar(64) NOT NULL CHECK (length(cr_by) <= 64),
    upd_by varchar(64) CHECK (length(upd_by) <= 64),
    upd_dtimes timestamp,
    notifications_seen_dtimes timestamp,
    CONSTRAINT user_details_pk PRIMARY KEY (id),
    CONSTRAINT consent_given CHECK (consent_given IN ('YES', 'NO'))
);

CREATE TABLE notifications (
    id varchar(128) NOT NULL CHECK (length(id) <= 128),
    partner_id varchar(128) NOT NULL CHECK (length(partner_id) <= 128),
    notification_type varchar(36) NOT NULL CHECK (length(notification_type) <= 36),
    notification_status varchar(36) NOT NULL CHECK (length(notification_status) <= 36),
    notification_details_json varchar(50000) NOT NULL CHECK (length(notification_details_json) <= 50000),
    email_id varchar(3000) NOT NULL CHECK (length(email_id) <= 3000),
    email_lang_code varchar(36) NOT NULL CHECK (length(email_lang_code) <= 36),
    email_sent boolean DEFAULT FALSE,
    email_sent_dtimes timestamp,
    cr_by varchar(128) NOT NULL CHECK (length(cr_by) <= 128),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(128) CHECK (length(upd_by) <= 128),
    upd_dtimes timestamp,
    CONSTRAINT notifications_pkey PRIMARY KEY (id)
);

CREATE TABLE otp_transaction (
    id varchar(36) NOT NULL CHECK (length(id) <= 36),
    ref_id varchar(64) NOT NULL CHECK (length(ref_id) <= 64),
    otp_hash varchar(512) NOT NULL CHECK (length(otp_hash) <= 512),
    generated_dtimes timestamp,
    expiry_dtimes timestamp,
    validation_retry_count smallint,
    status_code varchar(36) CHECK (length(status_code) <= 36),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_otpt_id PRIMARY KEY (id)
);

CREATE TABLE tspid_seq (
    curr_seq_no integer NOT NULL,
    cr_by varchar(256) NOT NULL CHECK (length(cr_by) <= 256),
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256) CHECK (length(upd_by) <= 256),
    upd_dtimes timestamp,
    CONSTRAINT pk_tspidseq_id PRIMARY KEY (curr_seq_no)
);

CREATE UNIQUE INDEX uk_devdtl_make_model_approval_status ON device_detail (dprovider_id, dtype_code, dstype_code, make, model) WHERE approval_status <> 'rejected' AND NOT (approval_status = 'approved' AND is_active = FALSE);
CREATE UNIQUE INDEX uk_fcdtl_make_model_approval_status ON ftp_chip_detail (foundational_trust_provider_id, make, model) WHERE approval_status <> 'rejected' AND NOT (approval_status = 'approved' AND is_active = FALSE);
CREATE INDEX x_partner_user ON partner (user_id);
CREATE INDEX x_partner_email_hash ON partner (email_id_hash);
CREATE INDEX x_partner_created ON partner (cr_dtimes DESC, id);
CREATE INDEX x_partner_type_code ON partner (partner_type_code);
CREATE INDEX x_partner_policy_group ON partner (policy_group_id);
CREATE INDEX x_partner_contact_hash ON partner_contact (partner_id, email_id_hash);
CREATE INDEX x_ppr_partner ON partner_policy_request (part_id, policy_id);
CREATE INDEX x_pp_partner ON partner_policy (part_id, policy_id);
CREATE INDEX x_dds_sbi ON device_detail_sbi (sbi_id);
CREATE INDEX x_dds_device ON device_detail_sbi (device_detail_id);
CREATE INDEX x_oidc_rp ON oidc_client (rp_id);
CREATE INDEX x_policy_group ON auth_policy (policy_group_id);
CREATE INDEX x_user_details_user ON user_details (user_id);
CREATE INDEX x_notifications_partner ON notifications (partner_id, cr_dtimes);

-- The schema of mosip_pms as release 1.2.0.1 has it, for the tests of the adoption.
CREATE SCHEMA pms;
CREATE TABLE pms.partner_type (
    code varchar(36) NOT NULL,
    partner_description varchar(128) NOT NULL,
    is_policy_required boolean NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_partyp_code PRIMARY KEY (code)
);
CREATE TABLE pms.policy_group (
    id varchar(36) NOT NULL,
    name varchar(128) NOT NULL,
    descr varchar(256) NOT NULL,
    user_id varchar(256) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_polg PRIMARY KEY (id),
    CONSTRAINT uk_polg UNIQUE (name)
);
CREATE TABLE pms.auth_policy (
    id varchar(36) NOT NULL,
    policy_group_id varchar(36),
    name varchar(128) NOT NULL,
    descr varchar(256) NOT NULL,
    policy_file_id varchar(5120) NOT NULL,
    policy_type varchar(36) NOT NULL,
    version varchar(8) NOT NULL,
    policy_schema varchar(5120),
    valid_from_date timestamp NOT NULL,
    valid_to_date timestamp NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_apol PRIMARY KEY (id),
    CONSTRAINT uk_apol UNIQUE (policy_group_id,name)
);
CREATE TABLE pms.auth_policy_h (
    id varchar(36) NOT NULL,
    eff_dtimes timestamp NOT NULL,
    policy_group_id varchar(36),
    name varchar(128) NOT NULL,
    descr varchar(256) NOT NULL,
    policy_file_id varchar(5120) NOT NULL,
    policy_type varchar(36) NOT NULL,
    version varchar(8) NOT NULL,
    policy_schema varchar(5120),
    valid_from_date timestamp NOT NULL,
    valid_to_date timestamp NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_apolh PRIMARY KEY (id,eff_dtimes),
    CONSTRAINT uk_apolh UNIQUE (eff_dtimes,policy_group_id,name)
);
CREATE TABLE pms.partner (
    id varchar(36) NOT NULL,
    policy_group_id varchar(36),
    name varchar(128) NOT NULL,
    address varchar(2000),
    contact_no varchar(16),
    email_id varchar(254),
    certificate_alias varchar(128),
    user_id varchar(256) NOT NULL,
    partner_type_code varchar(36) NOT NULL,
    approval_status varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    lang_code varchar(36),
    logo_url varchar(256),
    addl_info varchar,
    CONSTRAINT pk_part PRIMARY KEY (id)
);
CREATE TABLE pms.partner_h (
    id varchar(36) NOT NULL,
    eff_dtimes timestamp NOT NULL,
    policy_group_id varchar(36),
    name varchar(128) NOT NULL,
    address varchar(2000),
    contact_no varchar(16),
    email_id varchar(254),
    certificate_alias varchar(128),
    user_id varchar(256) NOT NULL,
    partner_type_code varchar(36) NOT NULL,
    approval_status varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    lang_code varchar(36),
    logo_url varchar(256),
    addl_info varchar,
    CONSTRAINT pk_parth PRIMARY KEY (id,eff_dtimes)
);
CREATE TABLE pms.partner_contact (
    id varchar(36) NOT NULL,
    partner_id varchar(36) NOT NULL,
    contact_no varchar(16),
    email_id varchar(254),
    address varchar(2000),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT partcnt PRIMARY KEY (id),
    CONSTRAINT uk_partcnt_idcnt UNIQUE (partner_id,contact_no),
    CONSTRAINT uk_partcnt_ideml UNIQUE (partner_id,email_id)
);
CREATE TABLE pms.partner_policy_request (
    id varchar(36) NOT NULL,
    part_id varchar(36) NOT NULL,
    policy_id varchar(36) NOT NULL,
    request_datetimes timestamp NOT NULL,
    request_detail varchar(4000) NOT NULL,
    status_code varchar(36) NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean,
    del_dtimes timestamp,
    CONSTRAINT pk_papr PRIMARY KEY (id)
);
CREATE TABLE pms.partner_policy (
    policy_api_key varchar(128) NOT NULL,
    part_id varchar(36) NOT NULL,
    policy_id varchar(36) NOT NULL,
    valid_from_datetime timestamp NOT NULL,
    valid_to_datetime timestamp,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    label varchar(36) NOT NULL,
    CONSTRAINT pk_ppol PRIMARY KEY (policy_api_key),
    CONSTRAINT uk_ppol UNIQUE (part_id,policy_id,valid_from_datetime)
);
CREATE TABLE pms.partner_policy_credential_type (
    part_id varchar(36) NOT NULL,
    policy_id varchar(36) NOT NULL,
    credential_type varchar(128) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_ppctyp_id PRIMARY KEY (part_id,policy_id,credential_type)
);
CREATE TABLE pms.partner_policy_bioextract (
    id varchar(36) NOT NULL,
    part_id varchar(36) NOT NULL,
    policy_id varchar(36) NOT NULL,
    attribute_name varchar(128) NOT NULL,
    extractor_provider varchar(128) NOT NULL,
    extractor_provider_version varchar(8),
    biometric_modality varchar(64) NOT NULL,
    biometric_sub_types varchar(64),
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_ppbe_id PRIMARY KEY (id)
);
CREATE TABLE pms.misp_license (
    misp_id varchar(36) NOT NULL,
    license_key varchar(128) NOT NULL,
    policy_id varchar(36),
    valid_from_date timestamp NOT NULL,
    valid_to_date timestamp,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_mlic PRIMARY KEY (misp_id,license_key)
);
CREATE TABLE pms.misp (
    id varchar(36) NOT NULL,
    name varchar(128) NOT NULL,
    address varchar(2000),
    contact_no varchar(16),
    email_id varchar(256),
    user_id varchar(256) NOT NULL,
    status_code varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_misp PRIMARY KEY (id),
    CONSTRAINT uk_misp UNIQUE (name)
);
CREATE TABLE pms.oidc_client (
    id varchar(100) NOT NULL,
    name varchar(256) NOT NULL,
    rp_id varchar(100) NOT NULL,
    policy_id varchar(50) NOT NULL,
    logo_uri varchar(2048) NOT NULL,
    redirect_uris varchar NOT NULL,
    claims varchar NOT NULL,
    acr_values varchar NOT NULL,
    public_key varchar NOT NULL,
    grant_types varchar(256) NOT NULL,
    auth_methods varchar(256) NOT NULL,
    status varchar(20) NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_oidc_client PRIMARY KEY (id),
    CONSTRAINT uq_oidc_client_public_key UNIQUE (public_key)
);
CREATE TABLE pms.reg_device_type (
    code varchar(36) NOT NULL,
    name varchar(64) NOT NULL,
    descr varchar(512),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_rdtyp_code PRIMARY KEY (code)
);
CREATE TABLE pms.reg_device_sub_type (
    code varchar(36) NOT NULL,
    dtyp_code varchar(36) NOT NULL,
    name varchar(64) NOT NULL,
    descr varchar(512),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_rdstyp_code PRIMARY KEY (code,dtyp_code)
);
CREATE TABLE pms.device_detail (
    id varchar(36) NOT NULL,
    dprovider_id varchar(36) NOT NULL,
    dtype_code varchar(36) NOT NULL,
    dstype_code varchar(36) NOT NULL,
    make varchar(36) NOT NULL,
    model varchar(36) NOT NULL,
    partner_org_name varchar(128),
    approval_status varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_devdtl_id PRIMARY KEY (id),
    CONSTRAINT uk_devdtl_id UNIQUE (dprovider_id,dtype_code,dstype_code,make,model)
);
CREATE TABLE pms.secure_biometric_interface (
    id varchar(36) NOT NULL,
    sw_binary_hash bytea NOT NULL,
    sw_version varchar(64) NOT NULL,
    sw_cr_dtimes timestamp,
    sw_expiry_dtimes timestamp,
    approval_status varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    provider_id varchar(36),
    partner_org_name varchar(128),
    CONSTRAINT pk_sbi_id PRIMARY KEY (id)
);
CREATE TABLE pms.secure_biometric_interface_h (
    id varchar(36) NOT NULL,
    sw_binary_hash bytea NOT NULL,
    sw_version varchar(64) NOT NULL,
    sw_cr_dtimes timestamp,
    sw_expiry_dtimes timestamp,
    approval_status varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    eff_dtimes timestamp NOT NULL,
    provider_id varchar(36),
    partner_org_name varchar(128),
    CONSTRAINT pk_mdsh_id PRIMARY KEY (id,eff_dtimes)
);
CREATE TABLE pms.device_detail_sbi (
    dprovider_id varchar(36) NOT NULL,
    partner_org_name varchar(128),
    device_detail_id varchar(36) NOT NULL,
    sbi_id varchar(36) NOT NULL,
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp
);
CREATE TABLE pms.ftp_chip_detail (
    id varchar(36) NOT NULL,
    foundational_trust_provider_id varchar(36) NOT NULL,
    make varchar(36),
    model varchar(36),
    certificate_alias varchar(36),
    partner_org_name varchar(128),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    approval_status varchar(36) NOT NULL,
    CONSTRAINT pk_fcdtl_id PRIMARY KEY (id),
    CONSTRAINT uk_fcdtl_id UNIQUE (foundational_trust_provider_id,make,model)
);
CREATE TABLE pms.otp_transaction (
    id varchar(36) NOT NULL,
    ref_id varchar(64) NOT NULL,
    otp_hash varchar(512) NOT NULL,
    generated_dtimes timestamp,
    expiry_dtimes timestamp,
    validation_retry_count smallint,
    status_code varchar(36),
    is_active boolean NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    is_deleted boolean DEFAULT FALSE,
    del_dtimes timestamp,
    CONSTRAINT pk_otpt_id PRIMARY KEY (id)
);
CREATE TABLE pms.tspid_seq (
    curr_seq_no integer NOT NULL,
    cr_by varchar(256) NOT NULL,
    cr_dtimes timestamp NOT NULL,
    upd_by varchar(256),
    upd_dtimes timestamp,
    CONSTRAINT pk_tspidseq_id PRIMARY KEY (curr_seq_no)
);
ALTER TABLE pms.auth_policy ADD CONSTRAINT fk_apol_polg FOREIGN KEY (policy_group_id) REFERENCES pms.policy_group (id) MATCH FULL;
ALTER TABLE pms.partner ADD CONSTRAINT fk_part_code FOREIGN KEY (partner_type_code) REFERENCES pms.partner_type (code) MATCH FULL;
ALTER TABLE pms.partner_contact ADD CONSTRAINT fk_partcnt_id FOREIGN KEY (partner_id) REFERENCES pms.partner (id) MATCH FULL;
ALTER TABLE pms.partner_policy_request ADD CONSTRAINT fk_papr_part FOREIGN KEY (part_id) REFERENCES pms.partner (id) MATCH FULL;
ALTER TABLE pms.partner_policy ADD CONSTRAINT fk_ppol_part FOREIGN KEY (part_id) REFERENCES pms.partner (id) MATCH FULL;
ALTER TABLE pms.partner_policy ADD CONSTRAINT fk_ppol_apol FOREIGN KEY (policy_id) REFERENCES pms.auth_policy (id) MATCH FULL;
ALTER TABLE pms.partner_policy_credential_type ADD CONSTRAINT fk_part_id FOREIGN KEY (part_id) REFERENCES pms.partner (id) MATCH SIMPLE;
ALTER TABLE pms.partner_policy_credential_type ADD CONSTRAINT fk_pol_id FOREIGN KEY (policy_id) REFERENCES pms.auth_policy (id) MATCH FULL;
ALTER TABLE pms.partner_policy_bioextract ADD CONSTRAINT fk_ppbe_part FOREIGN KEY (part_id) REFERENCES pms.partner (id) MATCH FULL;
ALTER TABLE pms.partner_policy_bioextract ADD CONSTRAINT fk_ppbe_pol FOREIGN KEY (policy_id) REFERENCES pms.auth_policy (id) MATCH FULL;
ALTER TABLE pms.reg_device_sub_type ADD CONSTRAINT fk_rdstyp_dtype_code FOREIGN KEY (dtyp_code) REFERENCES pms.reg_device_type (code) MATCH FULL;
ALTER TABLE pms.device_detail ADD CONSTRAINT fk_devdtl_id FOREIGN KEY (dtype_code,dstype_code) REFERENCES pms.reg_device_sub_type (dtyp_code,code) MATCH FULL;

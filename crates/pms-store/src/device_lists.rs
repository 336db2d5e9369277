//! The lists of devices, interfaces, their pairs and chips (contract part B §6 to §8).
//!
//! What a list calls active is evaluated: an approved device is not in use while its provider is inactive, or while none of
//! the interfaces that it is mapped to is in use (decisions, "Reactivation"). Registries hold thousands of rows, not
//! millions: but for providers, text is looked for by reading the column.

use pms_domain::Timestamp;
use pms_domain::device::Standing;
use sea_query::{Alias, Expr, JoinType, Query, SelectStatement};
use sqlx::FromRow;

use crate::list::{Column, ListSpec};

/// Whether a provider is active. Rows without one are nobody's, and not in use.
macro_rules! provider_active {
    () => {
        "COALESCE(p.is_active, FALSE) = TRUE"
    };
}

macro_rules! interface_active {
    () => {
        concat!(
            "(s.is_active = TRUE AND lower(s.approval_status) IN ('approved', 'activated') AND ",
            provider_active!(),
            ")"
        )
    };
}

macro_rules! device_active {
    () => {
        concat!(
            "(d.is_active = TRUE AND lower(d.approval_status) IN ('approved', 'activated') AND ",
            provider_active!(),
            " AND (NOT EXISTS (SELECT 1 FROM device_detail_sbi n WHERE n.device_detail_id = d.id) OR EXISTS \
             (SELECT 1 FROM device_detail_sbi n JOIN secure_biometric_interface i ON i.id = n.sbi_id \
             WHERE n.device_detail_id = d.id AND i.is_active = TRUE \
             AND lower(i.approval_status) IN ('approved', 'activated'))))"
        )
    };
}

macro_rules! chip_active {
    () => {
        concat!("(f.is_active = TRUE AND lower(f.approval_status) = 'approved' AND ", provider_active!(), ")")
    };
}

/// How the lists of the second envelope call a state: `Standing::label` of what is evaluated.
macro_rules! label {
    ($word:literal, $active:expr) => {
        concat!(
            "CASE WHEN ",
            $active,
            " THEN 'approved' WHEN lower(",
            $word,
            ") IN ('approved', 'activated') THEN 'deactivated' WHEN lower(",
            $word,
            ") IN ('pending_approval', 'pending_cert_upload') THEN lower(",
            $word,
            ") ELSE 'rejected' END"
        )
    };
}

pub(crate) fn join(select: &mut SelectStatement, table: &'static str, alias: &'static str, on: &'static str) {
    select.join_as(JoinType::LeftJoin, Alias::new(table), Alias::new(alias), Expr::cust(on));
}

/// A device in a list, with its provider's name and, in the paged list, one of its interfaces.
#[derive(Clone, Debug, FromRow)]
pub struct DeviceRow {
    pub id: String,
    pub dprovider_id: String,
    pub org_name: Option<String>,
    pub dtype_code: String,
    pub dstype_code: String,
    pub make: String,
    pub model: String,
    pub approval_status: String,
    /// Evaluated.
    pub in_use: bool,
    pub cr_dtimes: Timestamp,
    pub sbi_id: Option<String>,
    pub sbi_version: Option<String>,
}

impl DeviceRow {
    pub fn standing(&self) -> Standing {
        Standing::of(&self.approval_status, self.in_use)
    }
}

fn devices_from() -> SelectStatement {
    let mut select = device_search_from();
    join(&mut select, "device_detail_sbi", "m", "m.device_detail_id = d.id");
    join(&mut select, "secure_biometric_interface", "s", "s.id = m.sbi_id");
    select
}

pub(crate) fn device_search_from() -> SelectStatement {
    let mut select = Query::select().from_as(Alias::new("device_detail"), Alias::new("d")).to_owned();
    join(&mut select, "partner", "p", "p.id = d.dprovider_id");
    select
}

macro_rules! device_row {
    ($sbi:expr, $version:expr) => {
        &[
            ("id", "d.id"),
            ("dprovider_id", "d.dprovider_id"),
            ("org_name", "COALESCE(p.name, d.partner_org_name)"),
            ("dtype_code", "d.dtype_code"),
            ("dstype_code", "d.dstype_code"),
            ("make", "d.make"),
            ("model", "d.model"),
            ("approval_status", "d.approval_status"),
            ("in_use", device_active!()),
            ("cr_dtimes", "d.cr_dtimes"),
            ("sbi_id", $sbi),
            ("sbi_version", $version),
        ]
    };
}

/// `GET /devicedetail` (part B §6.11): a row for each pair of device and interface.
pub static DEVICES: ListSpec = ListSpec {
    name: "devices",
    large: None,
    from: devices_from,
    select: device_row!("m.sbi_id", "s.sw_version"),
    columns: &[
        Column::text("deviceId", "d.id"),
        Column::text("sbiId", "m.sbi_id"),
        Column::text("sbiVersion", "s.sw_version"),
        Column::text("partnerId", "d.dprovider_id"),
        Column::text("orgName", "COALESCE(p.name, d.partner_org_name)"),
        Column::text("deviceType", "d.dtype_code"),
        Column::text("deviceSubType", "d.dstype_code"),
        Column::text("make", "d.make"),
        Column::text("model", "d.model"),
        Column::text("status", label!("d.approval_status", device_active!())),
        Column::time("createdDateTime", "d.cr_dtimes"),
    ],
    key: "d.id || '/' || COALESCE(m.sbi_id, '')",
    created: Some("d.cr_dtimes"),
    deleted: Some("d.is_deleted"),
    owner: Some("d.dprovider_id"),
};

/// `POST /devicedetail/search` and `/filtervalues` (part B §6.4, §6.6). It sorts by what its rows show.
pub static DEVICE_SEARCH: ListSpec = ListSpec {
    name: "device-search",
    large: None,
    from: device_search_from,
    select: device_row!("NULL", "NULL"),
    columns: &[
        Column::text("id", "d.id"),
        Column::text("deviceTypeCode", "d.dtype_code"),
        Column::text("deviceSubTypeCode", "d.dstype_code"),
        Column::text("deviceProviderId", "d.dprovider_id"),
        Column::text("make", "d.make"),
        Column::text("model", "d.model"),
        Column::text("approvalStatus", "d.approval_status"),
        Column::text("partnerOrganizationName", "COALESCE(p.name, d.partner_org_name)"),
        Column::flag("isActive", device_active!()),
        Column::flag("isDeleted", "d.is_deleted").not_sortable(),
        Column::text("crBy", "d.cr_by").not_sortable(),
        Column::time("crDtimes", "d.cr_dtimes").not_sortable(),
        Column::time("delDtimes", "d.del_dtimes").not_sortable(),
        Column::text("updBy", "d.upd_by").not_sortable(),
        Column::time("updDtimes", "d.upd_dtimes").not_sortable(),
    ],
    key: "d.id",
    created: Some("d.cr_dtimes"),
    deleted: Some("d.is_deleted"),
    owner: Some("d.dprovider_id"),
};

/// What the values of a device's columns show (part B §6.6).
pub static DEVICE_NAME: Column = Column::text("name", "d.make || ' ' || d.model");

/// A device type, or a sub-type with its type.
#[derive(Clone, Debug, FromRow)]
pub struct DeviceTypeRow {
    pub code: String,
    pub device_type: String,
    pub name: String,
    pub descr: Option<String>,
    pub is_active: bool,
    pub is_deleted: Option<bool>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub del_dtimes: Option<Timestamp>,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
}

fn sub_types_from() -> SelectStatement {
    Query::select().from_as(Alias::new("reg_device_sub_type"), Alias::new("t")).to_owned()
}

fn types_from() -> SelectStatement {
    Query::select().from_as(Alias::new("reg_device_type"), Alias::new("t")).to_owned()
}

macro_rules! type_columns {
    ($($first:expr),*) => {
        &[
            $($first,)*
            Column::text("code", "t.code"),
            Column::text("name", "t.name"),
            Column::text("desciption", "t.descr"),
            Column::flag("isActive", "t.is_active"),
            Column::flag("isDeleted", "t.is_deleted"),
            Column::text("crBy", "t.cr_by"),
            Column::time("crDtimes", "t.cr_dtimes"),
            Column::time("delDtimes", "t.del_dtimes"),
            Column::text("updBy", "t.upd_by"),
            Column::time("updDtimes", "t.upd_dtimes"),
        ]
    };
}

macro_rules! type_row {
    ($device_type:literal) => {
        &[
            ("code", "t.code"),
            ("device_type", $device_type),
            ("name", "t.name"),
            ("descr", "t.descr"),
            ("is_active", "t.is_active"),
            ("is_deleted", "t.is_deleted"),
            ("cr_by", "t.cr_by"),
            ("cr_dtimes", "t.cr_dtimes"),
            ("del_dtimes", "t.del_dtimes"),
            ("upd_by", "t.upd_by"),
            ("upd_dtimes", "t.upd_dtimes"),
        ]
    };
}

/// `POST /devicedetail/deviceType/search` and `/deviceSubType/filtervalues` (part B §6.5, §6.8): sub-types.
pub static DEVICE_SUB_TYPES: ListSpec = ListSpec {
    name: "device-sub-types",
    large: None,
    from: sub_types_from,
    select: type_row!("t.dtyp_code"),
    columns: type_columns!(Column::text("deviceType", "t.dtyp_code")),
    key: "t.dtyp_code || '/' || t.code",
    created: Some("t.cr_dtimes"),
    deleted: Some("t.is_deleted"),
    owner: None,
};

/// `POST /devicedetail/deviceType/filtervalues` (part B §6.7).
pub static DEVICE_TYPES: ListSpec = ListSpec {
    name: "device-types",
    large: None,
    from: types_from,
    select: type_row!("t.code"),
    columns: type_columns!(),
    key: "t.code",
    created: Some("t.cr_dtimes"),
    deleted: Some("t.is_deleted"),
    owner: None,
};

/// An interface in a list.
#[derive(Clone, Debug, FromRow)]
pub struct InterfaceRow {
    pub id: String,
    pub sw_binary_hash: Vec<u8>,
    pub sw_version: String,
    pub sw_cr_dtimes: Option<Timestamp>,
    pub sw_expiry_dtimes: Option<Timestamp>,
    pub approval_status: String,
    /// Evaluated.
    pub in_use: bool,
    pub provider_id: Option<String>,
    pub org_name: Option<String>,
    pub is_deleted: Option<bool>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub del_dtimes: Option<Timestamp>,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub devices: i64,
    pub devices_approved: i64,
    pub devices_pending: i64,
}

impl InterfaceRow {
    pub fn standing(&self) -> Standing {
        Standing::of(&self.approval_status, self.in_use)
    }
}

fn interfaces_from() -> SelectStatement {
    let mut select = Query::select().from_as(Alias::new("secure_biometric_interface"), Alias::new("s")).to_owned();
    join(&mut select, "partner", "p", "p.id = s.provider_id");
    select
}

macro_rules! devices_of {
    ($more:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM device_detail_sbi m JOIN device_detail d ON d.id = m.device_detail_id \
             WHERE m.sbi_id = s.id",
            $more,
            ")"
        )
    };
}

macro_rules! interface_row {
    ($devices:expr, $approved:expr, $pending:expr) => {
        &[
            ("id", "s.id"),
            ("sw_binary_hash", "s.sw_binary_hash"),
            ("sw_version", "s.sw_version"),
            ("sw_cr_dtimes", "s.sw_cr_dtimes"),
            ("sw_expiry_dtimes", "s.sw_expiry_dtimes"),
            ("approval_status", "s.approval_status"),
            ("in_use", interface_active!()),
            ("provider_id", "s.provider_id"),
            ("org_name", "COALESCE(p.name, s.partner_org_name)"),
            ("is_deleted", "s.is_deleted"),
            ("cr_by", "s.cr_by"),
            ("cr_dtimes", "s.cr_dtimes"),
            ("del_dtimes", "s.del_dtimes"),
            ("upd_by", "s.upd_by"),
            ("upd_dtimes", "s.upd_dtimes"),
            ("devices", $devices),
            ("devices_approved", $approved),
            ("devices_pending", $pending),
        ]
    };
}

/// `GET /securebiometricinterface` (part B §7.12). Sorted by its end, what is over comes before what is not.
pub static INTERFACES: ListSpec = ListSpec {
    name: "interfaces",
    large: None,
    from: interfaces_from,
    select: interface_row!(
        devices_of!(""),
        devices_of!(" AND d.is_active = TRUE AND lower(d.approval_status) IN ('approved', 'activated')"),
        devices_of!(" AND lower(d.approval_status) = 'pending_approval'")
    ),
    columns: &[
        Column::text("partnerId", "s.provider_id"),
        Column::text("orgName", "COALESCE(p.name, s.partner_org_name)"),
        Column::text("sbiId", "s.id"),
        Column::text("sbiVersion", "s.sw_version"),
        Column::time("sbiCreatedDateTime", "s.sw_cr_dtimes"),
        Column::time("sbiExpiryDateTime", "s.sw_expiry_dtimes"),
        Column::text("status", label!("s.approval_status", interface_active!())),
        Column::time("createdDateTime", "s.cr_dtimes"),
        Column::time("sbiExpiryStatus", "s.sw_expiry_dtimes"),
        Column::number("countOfAssociatedDevices", devices_of!("")).not_filterable(),
    ],
    key: "s.id",
    created: Some("s.cr_dtimes"),
    deleted: Some("s.is_deleted"),
    owner: Some("s.provider_id"),
};

/// `POST /securebiometricinterface/search` and `/filtervalues` (part B §7.4, §7.8). It sorts by what its rows show; the
/// name of the organisation has another member there.
pub static INTERFACE_SEARCH: ListSpec = ListSpec {
    name: "interface-search",
    large: None,
    from: interfaces_from,
    select: interface_row!("CAST(0 AS bigint)", "CAST(0 AS bigint)", "CAST(0 AS bigint)"),
    columns: &[
        Column::text("id", "s.id"),
        Column::text("swVersion", "s.sw_version"),
        Column::time("swCreateDateTime", "s.sw_cr_dtimes"),
        Column::time("swExpiryDateTime", "s.sw_expiry_dtimes"),
        Column::text("approvalStatus", "s.approval_status"),
        Column::flag("isActive", interface_active!()),
        Column::flag("isDeleted", "s.is_deleted").not_sortable(),
        Column::text("crBy", "s.cr_by"),
        Column::time("crDtimes", "s.cr_dtimes"),
        Column::time("delDtimes", "s.del_dtimes"),
        Column::text("updBy", "s.upd_by"),
        Column::time("updDtimes", "s.upd_dtimes"),
        Column::text("providerId", "s.provider_id"),
        Column::text("partnerOrgName", "COALESCE(p.name, s.partner_org_name)").not_sortable(),
    ],
    key: "s.id",
    created: Some("s.cr_dtimes"),
    deleted: Some("s.is_deleted"),
    owner: Some("s.provider_id"),
};

/// A pair of device and interface in a list.
#[derive(Clone, Debug, FromRow)]
pub struct MappingRow {
    pub device_detail_id: String,
    pub sbi_id: String,
    pub dprovider_id: String,
    pub org_name: Option<String>,
    pub make: Option<String>,
    pub model: Option<String>,
    pub dtype_code: Option<String>,
    pub dstype_code: Option<String>,
    pub sw_binary_hash: Option<Vec<u8>>,
    pub sw_version: Option<String>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
}

fn mappings_from() -> SelectStatement {
    let mut select = Query::select().from_as(Alias::new("device_detail_sbi"), Alias::new("m")).to_owned();
    join(&mut select, "partner", "p", "p.id = m.dprovider_id");
    join(&mut select, "device_detail", "d", "d.id = m.device_detail_id");
    join(&mut select, "secure_biometric_interface", "s", "s.id = m.sbi_id");
    select
}

/// `POST /securebiometricinterface/devicedetails/map/search` (part B §7.7).
pub static MAPPING_SEARCH: ListSpec = ListSpec {
    name: "mapping-search",
    large: None,
    from: mappings_from,
    select: &[
        ("device_detail_id", "m.device_detail_id"),
        ("sbi_id", "m.sbi_id"),
        ("dprovider_id", "m.dprovider_id"),
        ("org_name", "COALESCE(p.name, m.partner_org_name)"),
        ("make", "d.make"),
        ("model", "d.model"),
        ("dtype_code", "d.dtype_code"),
        ("dstype_code", "d.dstype_code"),
        ("sw_binary_hash", "s.sw_binary_hash"),
        ("sw_version", "s.sw_version"),
        ("cr_by", "m.cr_by"),
        ("cr_dtimes", "m.cr_dtimes"),
    ],
    columns: &[
        Column::text("id", "m.device_detail_id").not_sortable(),
        Column::text("providerId", "m.dprovider_id"),
        Column::text("partnerName", "COALESCE(p.name, m.partner_org_name)").not_sortable(),
        Column::flag("isActive", "m.is_active").not_sortable(),
        Column::flag("isDeleted", "m.is_deleted").not_sortable(),
        Column::text("crBy", "m.cr_by"),
        Column::time("crDtimes", "m.cr_dtimes"),
        Column::time("delDtimes", "m.del_dtimes").not_sortable(),
        Column::text("updBy", "m.upd_by").not_sortable(),
        Column::time("updDtimes", "m.upd_dtimes").not_sortable(),
    ],
    key: "m.device_detail_id || '/' || m.sbi_id",
    created: Some("m.cr_dtimes"),
    deleted: Some("m.is_deleted"),
    owner: Some("m.dprovider_id"),
};

/// The device of a pair: the search knows it beside its columns.
pub static MAPPED_DEVICE: Column = Column::text("deviceDetailId", "m.device_detail_id");

/// A chip in a list.
#[derive(Clone, Debug, FromRow)]
pub struct ChipRow {
    pub id: String,
    pub provider_id: String,
    pub org_name: Option<String>,
    pub make: Option<String>,
    pub model: Option<String>,
    pub certificate_alias: Option<String>,
    pub approval_status: String,
    /// Evaluated.
    pub in_use: bool,
    pub is_deleted: Option<bool>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub del_dtimes: Option<Timestamp>,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
}

impl ChipRow {
    pub fn standing(&self) -> Standing {
        Standing::of(&self.approval_status, self.in_use)
    }
}

pub(crate) fn chips_from() -> SelectStatement {
    let mut select = Query::select().from_as(Alias::new("ftp_chip_detail"), Alias::new("f")).to_owned();
    join(&mut select, "partner", "p", "p.id = f.foundational_trust_provider_id");
    select
}

const CHIP_ROW: &[(&str, &str)] = &[
    ("id", "f.id"),
    ("provider_id", "f.foundational_trust_provider_id"),
    ("org_name", "COALESCE(p.name, f.partner_org_name)"),
    ("make", "f.make"),
    ("model", "f.model"),
    ("certificate_alias", "f.certificate_alias"),
    ("approval_status", "f.approval_status"),
    ("in_use", chip_active!()),
    ("is_deleted", "f.is_deleted"),
    ("cr_by", "f.cr_by"),
    ("cr_dtimes", "f.cr_dtimes"),
    ("del_dtimes", "f.del_dtimes"),
    ("upd_by", "f.upd_by"),
    ("upd_dtimes", "f.upd_dtimes"),
];

/// `GET /ftpchipdetail/v2` (part B §8.9).
pub static CHIPS: ListSpec = ListSpec {
    name: "chips",
    large: None,
    from: chips_from,
    select: CHIP_ROW,
    columns: &[
        Column::text("partnerId", "f.foundational_trust_provider_id"),
        Column::text("orgName", "COALESCE(p.name, f.partner_org_name)"),
        Column::text("ftmId", "f.id"),
        Column::text("make", "f.make"),
        Column::text("model", "f.model"),
        Column::text("status", label!("f.approval_status", chip_active!())),
        Column::time("createdDateTime", "f.cr_dtimes"),
    ],
    key: "f.id",
    created: Some("f.cr_dtimes"),
    deleted: Some("f.is_deleted"),
    owner: Some("f.foundational_trust_provider_id"),
};

/// `POST /ftpchipdetail/search` (part B §8.6).
pub static CHIP_SEARCH: ListSpec = ListSpec {
    name: "chip-search",
    large: None,
    from: chips_from,
    select: CHIP_ROW,
    columns: &[
        Column::text("ftpChipDetailId", "f.id"),
        Column::text("ftpProviderId", "f.foundational_trust_provider_id"),
        Column::text("make", "f.make"),
        Column::text("model", "f.model"),
        Column::text("certificateAlias", "f.certificate_alias"),
        Column::text("partnerOrganizationName", "COALESCE(p.name, f.partner_org_name)"),
        Column::flag("isActive", chip_active!()),
        Column::flag("isDeleted", "f.is_deleted"),
        Column::text("approvalStatus", "f.approval_status"),
        Column::text("crBy", "f.cr_by"),
        Column::time("crDtimes", "f.cr_dtimes"),
        Column::time("delDtimes", "f.del_dtimes"),
        Column::text("updBy", "f.upd_by"),
        Column::time("updDtimes", "f.upd_dtimes"),
    ],
    key: "f.id",
    created: Some("f.cr_dtimes"),
    deleted: Some("f.is_deleted"),
    owner: Some("f.foundational_trust_provider_id"),
};

pub(crate) use {chip_active, device_active, device_row, label, provider_active};

//! The catalogue of partner types (contract `db-schema.md` §3, decisions "Roles" and "Who may register what?").

use crate::roles;

/// Trust domain of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    Auth,
    Device,
    Misp,
    Ftm,
}

impl Domain {
    pub const ALL: [Domain; 4] = [Domain::Auth, Domain::Device, Domain::Misp, Domain::Ftm];

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Domain::Auth => "AUTH",
            Domain::Device => "DEVICE",
            Domain::Misp => "MISP",
            Domain::Ftm => "FTM",
        }
    }

    /// Reads the word in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|domain| domain.as_str().eq_ignore_ascii_case(text))
    }
}

/// A row of the catalogue.
#[derive(Debug)]
pub struct PartnerType {
    /// Code on the wire, e.g. `Auth_Partner`.
    pub code: &'static str,
    pub description: &'static str,
    /// Whether a partner of this type must choose a policy group.
    pub policy_required: bool,
    /// Role that a registration of this type grants; `None`: none.
    pub role: Option<&'static str>,
    /// Domain its certificates belong to.
    pub domain: Domain,
    /// Whether it may register itself (default of `registration.types`).
    pub self_service: bool,
    /// Whether an admin must decide even where a certificate approves.
    pub always_by_admin: bool,
    /// Whether signature and encryption certificates may differ.
    pub two_certificates: bool,
}

macro_rules! types {
    ($($code:literal, $description:literal, $policy:literal, $role:expr, $domain:ident, self=$own:literal, admin=$admin:literal;)*) => {
        &[$(PartnerType {
            code: $code, description: $description, policy_required: $policy, role: $role, domain: Domain::$domain,
            self_service: $own, always_by_admin: $admin,
            two_certificates: !matches!(Domain::$domain, Domain::Device | Domain::Ftm),
        }),*]
    };
}

/// All partner types, in the contract's order.
pub const ALL: &[PartnerType] = types! {
    "Auth_Partner", "Auth Partner", true, Some(roles::AUTH_PARTNER), Auth, self=true, admin=false;
    "Device_Provider", "Device Provider", false, Some(roles::DEVICE_PROVIDER), Device, self=true, admin=false;
    "Credential_Partner", "Credential Partner", true, Some(roles::CREDENTIAL_PARTNER), Auth, self=true, admin=false;
    "Partner_Admin", "Partner Admin", false, None, Auth, self=false, admin=false;
    "FTM_Provider", "FTM Provider", false, Some(roles::FTM_PROVIDER), Ftm, self=true, admin=false;
    "Online_Verification_Partner", "Online_Verification_Partner", true, Some(roles::ONLINE_VERIFICATION_PARTNER), Auth, self=false, admin=true;
    "ABIS_Partner", "ABIS Partner", true, Some(roles::ABIS_PARTNER), Auth, self=true, admin=true;
    "Manual_Adjudication", "Manual Adjudication", true, Some(roles::MANUAL_ADJUDICATION), Auth, self=true, admin=true;
    "MISP_Partner", "MISP_Partner", false, Some(roles::MISP_PARTNER), Misp, self=true, admin=false;
    "Internal_Partner", "Used internally to share certs", true, None, Auth, self=false, admin=true;
    "SDK_Partner", "SDK Partner", false, Some(roles::SDK_PARTNER), Auth, self=true, admin=false;
    "Print_Partner", "Print Partner", true, Some(roles::PRINT_PARTNER), Auth, self=true, admin=false;
    "Binding_Partner", "Binding Partner", true, None, Auth, self=false, admin=false;
};

/// Finds a type by its code, in any case.
pub fn find(code: &str) -> Option<&'static PartnerType> {
    ALL.iter().find(|partner_type| partner_type.code.eq_ignore_ascii_case(code))
}

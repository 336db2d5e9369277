//! Role names (MOSIP realm roles) and the sets of contract part A §2, widened as decisions "Roles" says.

macro_rules! roles {
    ($($name:ident)*) => {
        $(pub const $name: &str = stringify!($name);)*
        /// Every role the system knows; nothing else can be granted.
        pub const ALL: &[&str] = &[$($name),*, PARTNERMANAGER_LOWER];
    };
}

roles! {
    PARTNER_ADMIN PARTNERMANAGER POLICYMANAGER PARTNER PMS_ADMIN PMS_USER
    AUTH_PARTNER CREDENTIAL_PARTNER ONLINE_VERIFICATION_PARTNER DEVICE_PROVIDER FTM_PROVIDER ABIS_PARTNER
    SDK_PARTNER PRINT_PARTNER MANUAL_ADJUDICATION MISP_PARTNER MISP
    CREDENTIAL_ISSUANCE CREATE_SHARE ID_AUTHENTICATION ID_REPOSITORY REGISTRATION_PROCESSOR RESIDENT
    ZONAL_ADMIN GLOBAL_ADMIN KEY_MAKER INDIVIDUAL
    REGISTRATION_ADMIN REGISTRATION_SUPERVISOR REGISTRATION_OFFICER PRE_REGISTRATION_ADMIN HOTLIST_ADMIN
}

/// The contract's lists also spell this role in lower case.
pub const PARTNERMANAGER_LOWER: &str = "partnermanager";

/// Roles that a registration may grant: one per partner type, never an admin, policy or system role.
pub const PARTNER_ROLES: &[&str] = &[
    AUTH_PARTNER,
    CREDENTIAL_PARTNER,
    ONLINE_VERIFICATION_PARTNER,
    DEVICE_PROVIDER,
    FTM_PROVIDER,
    ABIS_PARTNER,
    SDK_PARTNER,
    PRINT_PARTNER,
    MANUAL_ADJUDICATION,
    MISP_PARTNER,
];

/// Admin and policy roles: whoever has one may act on other organisations' partners. `approvals.two_person` may ask
/// for a second admin before one is granted.
pub const ADMIN_ROLES: &[&str] =
    &[PARTNER_ADMIN, PARTNERMANAGER, PARTNERMANAGER_LOWER, POLICYMANAGER, PMS_ADMIN, ZONAL_ADMIN, GLOBAL_ADMIN];

/// Roles of people who run the system.
pub const STAFF_ROLES: &[&str] = &[PARTNER_ADMIN, POLICYMANAGER];

/// Roles that manage other people's partners: what they say of an address is trusted.
pub const MANAGERS: &[&str] = &[PARTNER_ADMIN, PARTNERMANAGER, PARTNERMANAGER_LOWER];

/// System roles that may read any partner (contract part A §1.5 O: `mosip.pms.required.roles` and the readers named
/// with it).
pub const READERS: &[&str] =
    &[PARTNER_ADMIN, PARTNERMANAGER, PARTNERMANAGER_LOWER, RESIDENT, ID_AUTHENTICATION, CREDENTIAL_ISSUANCE];

/// System roles that may read any partner's MOSIP-signed certificate, and of a partner nothing else (contract part A
/// §4.8, which checks no ownership because these systems need it): [`READERS`] and data share's role.
pub const CERTIFICATE_READERS: &[&str] = &[
    PARTNER_ADMIN,
    PARTNERMANAGER,
    PARTNERMANAGER_LOWER,
    RESIDENT,
    ID_AUTHENTICATION,
    CREDENTIAL_ISSUANCE,
    CREATE_SHARE,
];

/// Whether a role may be granted by an admin to an account or a client.
pub fn is_known(role: &str) -> bool {
    ALL.contains(&role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::{self, Access};

    #[test]
    fn staff_are_admins_and_partners_are_not() {
        assert!(STAFF_ROLES.iter().all(|role| ADMIN_ROLES.contains(role)));
        assert!(PARTNER_ROLES.iter().all(|role| !ADMIN_ROLES.contains(role)));
    }

    #[test]
    fn certificate_readers_are_the_readers_and_data_share() {
        let more: Vec<_> = CERTIFICATE_READERS.iter().filter(|role| !READERS.contains(role)).collect();
        assert_eq!(more, [&CREATE_SHARE]);
        assert!(READERS.iter().all(|role| CERTIFICATE_READERS.contains(role)));
        let Access::Roles(route) = routes::GET_PARTNER_CERTIFICATE.access else { panic!("the route has roles") };
        assert!(route.contains(&CREATE_SHARE));
    }
}

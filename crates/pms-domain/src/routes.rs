//! One table of routes and rights. It feeds the handlers' role checks, the rights matrix in the tests, OpenAPI and
//! the published reference.

mod callers;

use callers::*;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Without a token.
    Open,
    /// Any valid token.
    AnyToken,
    /// A token with one of these roles.
    Roles(&'static [&'static str]),
}

/// Whose objects a route may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nothing that belongs to a partner.
    None,
    /// The caller's own partners; a partner admin (and for reads the system readers) all.
    Own,
    /// The caller's own partners only, whoever asks.
    Self_,
    /// Everything; the role is the right.
    All,
}

/// Envelope of request and response (contract part A §1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    V1,
    V2,
    /// Not enveloped (redirects, own documents).
    Plain,
}

/// A route: where, who, whose, and in which envelope.
#[derive(Debug)]
pub struct Route {
    /// Name used by handlers and tests.
    pub id: &'static str,
    pub method: &'static str,
    /// Template with `{variables}`, from the root.
    pub path: &'static str,
    pub access: Access,
    pub scope: Scope,
    pub envelope: Envelope,
    /// API id of a V2 response.
    pub api_id: Option<&'static str>,
}

macro_rules! route_table {
    ($($id:ident $method:ident $path:literal $access:expr, $scope:ident, $envelope:ident $(, $api:literal)?;)*) => {
        $(pub const $id: Route = Route {
            id: stringify!($id), method: stringify!($method), path: $path, access: $access, scope: Scope::$scope,
            envelope: Envelope::$envelope, api_id: { #[allow(unused_mut, unused_assignments)] { let mut _api: Option<&'static str> = None; $(_api = Some($api);)? _api } },
        };)*
        /// Every route of the REST side.
        pub const ALL: &[&Route] = &[$(&$id),*];
    };
}

use Access::{AnyToken, Open, Roles};

route_table! {
    REGISTER_PARTNER POST "/v1/partnermanager/partners" AnyToken, None, V1;
    REGISTER_PARTNER_V2 POST "/v1/partnermanager/partners/v2" AnyToken, None, V1;
    ADD_CONTACT POST "/v1/partnermanager/partners/{partnerId}/contact/add" Roles(UPDATE), Own, V1;
    UPDATE_PARTNER PUT "/v1/partnermanager/partners/{partnerId}" Roles(UPDATE), Own, V1;
    UPDATE_PARTNER_V2 PUT "/v1/partnermanager/partners/v2/{partnerId}" Roles(UPDATE), Own, V1;
    GET_PARTNER GET "/v1/partnermanager/partners/{partnerId}" Roles(GET_ONE), Own, V1;
    UPLOAD_CA_CERTIFICATE POST "/v1/partnermanager/partners/certificate/ca/upload" Roles(CA_UPLOAD), None, V1;
    UPLOAD_PARTNER_CERTIFICATE POST "/v1/partnermanager/partners/certificate/upload" Roles(CERT_UPLOAD), Own, V1;
    GET_PARTNER_CERTIFICATE GET "/v1/partnermanager/partners/{partnerId}/certificate" Roles(CERT_GET), Own, V1;
    GET_CERTIFICATE_DATA GET "/v1/partnermanager/partners/{partnerId}/certificate-data" Roles(CERT_GET), Own, V2, "mosip.pms.original.partner.certificate.get";
    PARTNER_CERTIFICATES_DETAILS GET "/v1/partnermanager/partners/partner-certificates-details" Roles(EVERY_PARTNER), Self_, V2, "mosip.pms.partner.certificates.get";
    OWN_PARTNERS GET "/v1/partnermanager/partners/v3" Roles(EVERY_PARTNER), Self_, V2, "mosip.pms.partners.v3.get";
    SEARCH_PARTNERS POST "/v1/partnermanager/partners/search" Roles(SEARCH), Own, V1;
    SEARCH_PARTNER_TYPES POST "/v1/partnermanager/partners/partnertype/search" Roles(SEARCH), None, V1;
    FILTER_PARTNERS POST "/v1/partnermanager/partners/filtervalues" AnyToken, Own, V1;
    CHOOSE_POLICY_GROUP PUT "/v1/partnermanager/partners/{partnerId}/policygroup/{policygroupName}" Roles(POLICY_GROUP), Own, V1;
    VERIFY_EMAIL PUT "/v1/partnermanager/partners/email/verify" AnyToken, None, V1;
    SET_PARTNER_STATUS PATCH "/v1/partnermanager/partners/{partnerId}" Roles(MANAGER), All, V1;
    LIST_PARTNERS GET "/v1/partnermanager/partners" Roles(LIST), All, V1;
    LIST_PARTNERS_V2 GET "/v1/partnermanager/partners/v2" Roles(LIST), All, V1;
    ADMIN_GET_PARTNER GET "/v1/partnermanager/admin-partners/{partnerId}" Roles(ADMIN), All, V2, "mosip.pms.partner.details.get";
    ADMIN_LIST_PARTNERS GET "/v1/partnermanager/admin-partners" Roles(ADMIN), All, V2, "mosip.pms.admin.partners.get";
    LIST_TRUST_CERTIFICATES GET "/v1/partnermanager/trust-chain-certificates" Roles(ADMIN), All, V2, "mosip.pms.trust.certificates.get";
    DOWNLOAD_TRUST_CERTIFICATE GET "/v1/partnermanager/trust-chain-certificates/{certificateId}/certificateFile" Roles(ADMIN), All, V2, "mosip.pms.download.trust.certificates.get";
    ADD_EXTRACTORS POST "/v1/partnermanager/partners/{partnerId}/bioextractors/{policyId}" Roles(EXTRACTORS), Own, V1;
    GET_EXTRACTORS GET "/v1/partnermanager/partners/{partnerId}/bioextractors/{policyId}" Roles(EXTRACTORS), Own, V1;
    MAP_CREDENTIAL_TYPE POST "/v1/partnermanager/partners/{partnerId}/credentialtype/{credentialType}/policies/{policyName}" Roles(EXTRACTORS), Own, V1;
    GET_CREDENTIAL_POLICY GET "/v1/partnermanager/partners/{partnerId}/credentialtype/{credentialType}/policies" Roles(EXTRACTORS), Own, V1;
    REQUEST_POLICY POST "/v1/partnermanager/partners/{partnerId}/policy/map" Roles(MAP_POLICY), Own, V1;
    DECIDE_POLICY_REQUEST PUT "/v1/partnermanager/partners/policy/{mappingkey}" Roles(MANAGER), All, V1;
    WITHDRAW_POLICY_REQUEST POST "/v1/partnermanager/partner-policy-requests/{mappingkey}/withdraw" Roles(MAP_POLICY), Own, V2, "mosip.pms.partner.policy.mapping.request.withdraw.post";
    LIST_POLICY_REQUESTS GET "/v1/partnermanager/partner-policy-requests" Roles(POLICY_REQUESTS), Own, V2, "mosip.pms.all.partner.policy.mapping.requests.get";
    SEARCH_POLICY_REQUESTS POST "/v1/partnermanager/partners/apikey/request/search" Roles(POLICY_REQUEST_SEARCH), Own, V1;
    FILTER_POLICY_REQUESTS POST "/v1/partnermanager/partners/apikey/request/filtervalues" Roles(POLICY_REQUEST_VALUES), Own, V1;
    VALIDATE_API_KEY GET "/v1/partnermanager/partners/{partnerId}/apikey/{apikey}/misp/{licence}/validate" Roles(KEY_VALIDATORS), All, V1;
    VALIDATE_API_KEYS POST "/v1/partnermanager/verifications" Roles(KEY_VALIDATORS_BATCH), All, V2, "mosip.pms.verifications.post";
    CREATE_LICENCE POST "/v1/partnermanager/misps" Roles(LICENCES), Own, V1;
    SET_LICENCE_STATUS PUT "/v1/partnermanager/misps" Roles(LICENCES), Own, V1;
    LIST_LICENCES GET "/v1/partnermanager/misps" Roles(LICENCES), Own, V1;
    GET_LICENCE_KEY GET "/v1/partnermanager/misps/{mispId}/licenseKey" Roles(MANAGER), All, V1;
    FILTER_LICENCES POST "/v1/partnermanager/misps/filtervalues" Roles(LICENCES), Own, V1;
    SEARCH_LICENCES POST "/v1/partnermanager/misps/search" Roles(LICENCES), Own, V1;
    RENEW_LICENCE POST "/v1/partnermanager/misps/{mispId}/licence/renew" Roles(LICENCES), Own, V2, "mosip.pms.misp.licence.renew.post";
    REACTIVATE_LICENCE POST "/v1/partnermanager/misps/{mispId}/licence/reactivate" Roles(MANAGER), All, V2, "mosip.pms.misp.licence.reactivate.post";
    LIST_AUDIT_RECORDS GET "/v1/partnermanager/audit-records" Roles(ADMIN), All, V2, "mosip.pms.audit.records.get";
    EXPORT_AUDIT_RECORDS GET "/v1/partnermanager/audit-records/export" Roles(ADMIN), All, V1;
    LIST_SECURITY_EVENTS GET "/v1/partnermanager/security-events" Roles(ADMIN), All, V2, "mosip.pms.security.events.get";
    CREATE_OAUTH_CLIENT POST "/v1/partnermanager/oauth/client" AnyToken, Own, V1;
    UPDATE_OAUTH_CLIENT PUT "/v1/partnermanager/oauth/client/{client_id}" AnyToken, Own, V1;
    GET_OAUTH_CLIENT GET "/v1/partnermanager/oauth/client/{client_id}" AnyToken, Own, V1;
    CREATE_OIDC_CLIENT POST "/v1/partnermanager/oidc/client" AnyToken, Own, V1;
    UPDATE_OIDC_CLIENT PUT "/v1/partnermanager/oidc/client/{client_id}" AnyToken, Own, V1;
    GET_OIDC_CLIENT GET "/v1/partnermanager/oidc/client/{client_id}" AnyToken, Own, V1;
    LIST_OAUTH_CLIENTS GET "/v1/partnermanager/oauth/client" Roles(OAUTH_CLIENTS), Own, V2, "mosip.pms.oauth.partners.clients.get";
    CHANGE_CLIENT_KEY POST "/v1/partnermanager/oauth/client/{client_id}/key" AnyToken, Own, V2, "mosip.pms.oauth.client.key.post";
    LIST_PARTNER_KEY_REQUESTS GET "/v1/partnermanager/partners/{partnerId}/apikey/request" Roles(KEY_REQUESTS), Own, V1;
    GENERATE_API_KEY PATCH "/v1/partnermanager/partners/{partnerId}/generate/apikey" Roles(KEY_MAKERS), Self_, V1;
    MOVE_API_KEY PUT "/v1/partnermanager/partners/{partnerId}/apikey/{apikey}/policies" Roles(MANAGER), All, V1;
    GET_API_KEY_POLICY GET "/v1/partnermanager/partners/{partnerId}/apikey/{apikey}" Roles(MANAGER), All, V1;
    LIST_KEY_REQUESTS GET "/v1/partnermanager/partners/apikey" Roles(MANAGER), All, V1;
    GET_KEY_REQUEST GET "/v1/partnermanager/partners/apikey/{apikey}" Roles(MANAGER), All, V1;
    SET_API_KEY_STATUS PATCH "/v1/partnermanager/partners/{partnerId}/policy/{policyId}/apiKey/status" Roles(KEY_STATUS), Own, V1;
    LIST_API_KEYS GET "/v1/partnermanager/partner-api-keys" Roles(KEYS), Own, V2, "mosip.pms.all.api.key.requests.get";
    LIST_API_KEYS_V2 GET "/v1/partnermanager/partner-api-keys/v2" Roles(KEYS), Own, V2, "mosip.pms.all.api.key.requests.get";
    LIST_API_KEYS_ALIAS GET "/v1/partnermanager/v2/partner-api-keys" Roles(KEYS), Own, V2, "mosip.pms.all.api.key.requests.get";
    SEARCH_API_KEYS POST "/v1/partnermanager/partners/apikey/search" Roles(KEY_SEARCH), Own, V1;
    CREATE_API_KEY_FOR_PARTNER POST "/v1/partnermanager/partner-api-keys" Roles(ADMIN), All, V2, "mosip.pms.partner.api.key.post";
    REISSUE_API_KEY POST "/v1/partnermanager/partner-api-keys/{keyId}/reissue" Roles(KEY_ISSUERS), Own, V2, "mosip.pms.partner.api.key.reissue.post";
    FETCH_API_KEY POST "/v1/partnermanager/partner-api-keys/{keyId}/fetch" Roles(KEY_MAKERS), Self_, V2, "mosip.pms.partner.api.key.fetch.post";
    WITHDRAW_API_KEY POST "/v1/partnermanager/partner-api-keys/{keyId}/withdraw" Roles(KEY_ISSUERS), Own, V2, "mosip.pms.partner.api.key.withdraw.post";
    REACTIVATE_API_KEY POST "/v1/partnermanager/partner-api-keys/{keyId}/reactivate" Roles(ADMIN), All, V2, "mosip.pms.partner.api.key.reactivate.post";
    CREATE_USER POST "/v1/partnermanager/users" Roles(USERS), All, V1;
    GIVE_CONSENT POST "/v1/partnermanager/users/user-consent" Roles(CONSENT), Self_, V2, "mosip.pms.user.consent.post";
    GET_CONSENT GET "/v1/partnermanager/users/user-consent" Roles(CONSENT), Self_, V2, "mosip.pms.user.consent.get";
    SET_NOTIFICATIONS_SEEN PUT "/v1/partnermanager/users/{userId}/notifications-seen-timestamp" Roles(CONSENT), All, V2, "mosip.pms.users.notifications.seen.timestamp.put";
    GET_NOTIFICATIONS_SEEN GET "/v1/partnermanager/users/{userId}/notifications-seen-timestamp" Roles(CONSENT), All, V2, "mosip.pms.users.notifications.seen.timestamp.get";
    LIST_NOTIFICATIONS GET "/v1/partnermanager/notifications" Roles(CONSENT), Self_, V2, "mosip.pms.notifications.get";
    DISMISS_NOTIFICATION PATCH "/v1/partnermanager/notifications/{notificationId}" Roles(EVERY_PARTNER), Self_, V2, "mosip.pms.dismiss.notification.patch";
    LIST_CONTACTS GET "/v1/partnermanager/partners/{partnerId}/contacts" Roles(UPDATE), Own, V2, "mosip.pms.partner.contacts.get";
    EDIT_CONTACT PUT "/v1/partnermanager/partners/{partnerId}/contacts/{contactId}" Roles(UPDATE), Own, V2, "mosip.pms.partner.contact.put";
    REMOVE_CONTACT DELETE "/v1/partnermanager/partners/{partnerId}/contacts/{contactId}" Roles(UPDATE), Own, V2, "mosip.pms.partner.contact.delete";
    SEND_CONTACT_CODE POST "/v1/partnermanager/partners/{partnerId}/contacts/{contactId}/code" Roles(UPDATE), Own, V2, "mosip.pms.partner.contact.code.post";
    VERIFY_CONTACT POST "/v1/partnermanager/partners/{partnerId}/contacts/{contactId}/verify" Roles(UPDATE), Own, V2, "mosip.pms.partner.contact.verify.post";
    RENAME_PARTNER POST "/v1/partnermanager/partners/{partnerId}/rename" Roles(EVERY_PARTNER), Own, V2, "mosip.pms.partner.rename.post";
    CERTIFICATE_CHALLENGE GET "/v1/partnermanager/partners/{partnerId}/certificates/challenge" Roles(CERT_UPLOAD), Own, V2, "mosip.pms.partner.certificate.challenge.get";
    CERTIFICATE_HISTORY GET "/v1/partnermanager/partners/{partnerId}/certificates/history" Roles(EVERY_PARTNER), Own, V2, "mosip.pms.partner.certificates.history.get";
    SYSTEM_CONFIG GET "/v1/partnermanager/system-config" AnyToken, None, V2, "mosip.pms.configs.get";
    LIST_ROLES GET "/v1/partnermanager/roles" AnyToken, None, V1;
    LOGIN GET "/v1/partnermanager/login/{redirectURI}" Open, None, Plain;
    LOGIN_V2 GET "/v1/partnermanager/login/v2/{redirectURI}" Open, None, Plain;
    LOGIN_REDIRECT GET "/v1/partnermanager/login-redirect/{redirectURI}" Open, None, Plain;
    VALIDATE_TOKEN GET "/v1/partnermanager/authorize/admin/validateToken" AnyToken, None, V1;
    LOGOUT GET "/v1/partnermanager/logout/user" AnyToken, None, Plain;
    LIST_APPROVALS GET "/v1/partnermanager/approvals" Roles(EVERY_PARTNER), Own, V2, "mosip.pms.approvals.get";
    DECIDE_APPROVAL POST "/v1/partnermanager/approvals/{approvalId}/decision" Roles(ADMIN), All, V2, "mosip.pms.approval.decision.post";
    ANSWER_APPROVAL POST "/v1/partnermanager/approvals/{approvalId}/answer" Roles(EVERY_PARTNER), Own, V2, "mosip.pms.approval.answer.post";
    REOPEN_PARTNER POST "/v1/partnermanager/partners/{partnerId}/reopen" Roles(EVERY_PARTNER), Own, V2, "mosip.pms.partner.reopen.post";
    REACTIVATE_PARTNER POST "/v1/partnermanager/partners/{partnerId}/reactivate" Roles(ADMIN), All, V2, "mosip.pms.partner.reactivate.post";
    ADMIN_CREATE_PARTNER POST "/v1/partnermanager/admin-partners" Roles(ADMIN), All, V2, "mosip.pms.admin.partner.post";
    INVITE_MEMBER POST "/v1/partnermanager/admin-partners/{partnerId}/invitations" Roles(ADMIN), All, V2, "mosip.pms.partner.invitation.post";
    ADD_DEVICE POST "/v1/partnermanager/devicedetail" Roles(DEVICES), Own, V1;
    UPDATE_DEVICE PUT "/v1/partnermanager/devicedetail" Roles(DEVICES), Own, V1;
    SET_DEVICE_STATUS PATCH "/v1/partnermanager/devicedetail" Roles(ADMIN), All, V1;
    SEARCH_DEVICES POST "/v1/partnermanager/devicedetail/search" Roles(DEVICES), Own, V1;
    SEARCH_DEVICE_TYPES POST "/v1/partnermanager/devicedetail/deviceType/search" Roles(DEVICES), None, V1;
    FILTER_DEVICES POST "/v1/partnermanager/devicedetail/filtervalues" Roles(DEVICES), Own, V1;
    FILTER_DEVICE_TYPES POST "/v1/partnermanager/devicedetail/deviceType/filtervalues" Roles(DEVICES), None, V1;
    FILTER_DEVICE_SUB_TYPES POST "/v1/partnermanager/devicedetail/deviceSubType/filtervalues" Roles(DEVICES), None, V1;
    DEACTIVATE_DEVICE PATCH "/v1/partnermanager/devicedetail/{deviceId}" Roles(DEVICE_OWNERS), Own, V2, "mosip.pms.deactivate.device.patch";
    DECIDE_DEVICE POST "/v1/partnermanager/devicedetail/{id}/approval" Roles(ADMIN), All, V2, "mosip.pms.approval.mapping.device.to.sbi.post";
    LIST_DEVICES GET "/v1/partnermanager/devicedetail" Roles(ADMIN), All, V2, "mosip.pms.get.all.device.details.get";
    REACTIVATE_DEVICE POST "/v1/partnermanager/devicedetail/{deviceId}/reactivate" Roles(ADMIN), All, V2, "mosip.pms.reactivate.device.post";
    ADD_INTERFACE POST "/v1/partnermanager/securebiometricinterface" Roles(DEVICES), Own, V1;
    UPDATE_INTERFACE PUT "/v1/partnermanager/securebiometricinterface" Roles(DEVICES), Own, V1;
    SET_INTERFACE_STATUS PATCH "/v1/partnermanager/securebiometricinterface" Roles(ADMIN), All, V1;
    SEARCH_INTERFACES POST "/v1/partnermanager/securebiometricinterface/search" Roles(DEVICES), Own, V1;
    MAP_DEVICE PUT "/v1/partnermanager/securebiometricinterface/devicedetails/map" Roles(DEVICES), Own, V1;
    UNMAP_DEVICE PUT "/v1/partnermanager/securebiometricinterface/devicedetails/map/remove" Roles(DEVICES), Own, V1;
    SEARCH_MAPPINGS POST "/v1/partnermanager/securebiometricinterface/devicedetails/map/search" Roles(DEVICES), Own, V1;
    FILTER_INTERFACES POST "/v1/partnermanager/securebiometricinterface/filtervalues" Roles(DEVICES), Own, V1;
    ADD_DEVICE_TO_INTERFACE POST "/v1/partnermanager/securebiometricinterface/{sbiId}/devices" Roles(DEVICE_OWNERS), Self_, V2, "mosip.pms.add.device.to.sbi.id.post";
    LIST_INTERFACE_DEVICES GET "/v1/partnermanager/securebiometricinterface/{sbiId}/devices" Roles(DEVICE_OWNERS), Self_, V2, "mosip.pms.sbi.devices.get";
    DEACTIVATE_INTERFACE PATCH "/v1/partnermanager/securebiometricinterface/{sbiId}" Roles(DEVICE_OWNERS), Own, V2, "mosip.pms.deactivate.sbi.patch";
    LIST_INTERFACES GET "/v1/partnermanager/securebiometricinterface" Roles(DEVICE_OWNERS), Own, V2, "mosip.pms.all.sbi.details.get";
    REACTIVATE_INTERFACE POST "/v1/partnermanager/securebiometricinterface/{sbiId}/reactivate" Roles(ADMIN), All, V2, "mosip.pms.reactivate.sbi.post";
    ADD_CHIP POST "/v1/partnermanager/ftpchipdetail" Roles(CHIP_OWNERS), Own, V1;
    UPDATE_CHIP PUT "/v1/partnermanager/ftpchipdetail" Roles(CHIP_OWNERS), Own, V1;
    SET_CHIP_STATUS PATCH "/v1/partnermanager/ftpchipdetail" Roles(ADMIN), All, V1;
    UPLOAD_CHIP_CERTIFICATE POST "/v1/partnermanager/ftpchipdetail/uploadcertificate" Roles(CHIP_OWNERS), Own, V1;
    GET_CHIP_CERTIFICATE GET "/v1/partnermanager/ftpchipdetail/getPartnerCertificate/{ftpChipDetailId}" Roles(CHIP_OWNERS), Own, V1;
    SEARCH_CHIPS POST "/v1/partnermanager/ftpchipdetail/search" Roles(CHIP_OWNERS), Own, V1;
    DEACTIVATE_CHIP PATCH "/v1/partnermanager/ftpchipdetail/{ftmId}" Roles(CHIP_OWNERS), Own, V2, "mosip.pms.deactivate.ftm.patch";
    GET_CHIP_CERTIFICATE_DATA GET "/v1/partnermanager/ftpchipdetail/{ftmId}/certificate-data" Roles(CHIP_OWNERS), Own, V2, "mosip.pms.original.ftm.certificate.get";
    LIST_CHIPS GET "/v1/partnermanager/ftpchipdetail/v2" Roles(ADMIN), All, V2, "mosip.pms.partners.ftm.chip.details.get";
    LIST_OWN_CHIPS GET "/v1/partnermanager/ftpchipdetail" Roles(CHIP_OWNERS), Self_, V2, "mosip.pms.ftm.chip.details.get";
    REACTIVATE_CHIP POST "/v1/partnermanager/ftpchipdetail/{ftmId}/reactivate" Roles(ADMIN), All, V2, "mosip.pms.reactivate.ftm.post";
    VALIDATE_DEVICE POST "/v1/partnermanager/deviceprovidermanagement/validate" Roles(DEVICE_VALIDATORS), All, V1;
    VERIFY_DEVICE_MESSAGE POST "/v1/partnermanager/device-messages/verify" Roles(DEVICE_VALIDATORS), All, V2, "mosip.pms.device.message.verify.post";
    GET_DEVICE GET "/v1/partnermanager/devicedetail/{deviceId}" Roles(DEVICE_OWNERS), Own, V2, "mosip.pms.device.get";
    GET_INTERFACE GET "/v1/partnermanager/securebiometricinterface/{sbiId}" Roles(DEVICE_OWNERS), Own, V2, "mosip.pms.sbi.get";
    GET_CHIP GET "/v1/partnermanager/ftpchipdetail/{ftmId}" Roles(CHIP_OWNERS), Own, V2, "mosip.pms.ftm.get";
    CREATE_POLICY_GROUP POST "/v1/policymanager/policies/group/new" Roles(POLICY_STAFF), All, V1;
    GET_POLICY_GROUP GET "/v1/policymanager/policies/group/{policygroupId}" Roles(POLICY_STAFF), All, V1;
    LIST_POLICY_GROUPS GET "/v1/policymanager/policies/group/all" Roles(POLICY_STAFF), All, V1;
    ACTIVE_POLICY_GROUPS GET "/v1/policymanager/policies/policy-groups" Roles(POLICY_GROUPS), None, V2, "mosip.pms.policy.groups.get";
    UPDATE_POLICY_GROUP PUT "/v1/policymanager/policies/group/{policygroupId}" Roles(POLICY_STAFF), All, V1;
    DEACTIVATE_POLICY_GROUP PATCH "/v1/policymanager/policies/group/{policygroupId}" Roles(POLICY_STAFF), All, V2, "mosip.pms.deactivate.policy.group.patch";
    REACTIVATE_POLICY_GROUP POST "/v1/policymanager/policies/group/{policygroupId}/reactivate" Roles(POLICY_STAFF), All, V2, "mosip.pms.reactivate.policy.group.post";
    SEARCH_POLICY_GROUPS POST "/v1/policymanager/policies/group/search" Roles(POLICY_GROUPS), None, V1;
    FILTER_POLICY_GROUPS POST "/v1/policymanager/policies/group/filtervalues" Roles(POLICY_GROUP_VALUES), None, V1;
    CREATE_POLICY POST "/v1/policymanager/policies" Roles(POLICY_STAFF), All, V1;
    PUBLISH_POLICY POST "/v1/policymanager/policies/{policyId}/group/{policygroupId}/publish" Roles(POLICY_STAFF), All, V1;
    UPDATE_POLICY PUT "/v1/policymanager/policies/{policyId}" Roles(POLICY_STAFF), All, V1;
    SET_POLICY_STATUS PATCH "/v1/policymanager/policies/{policyId}/group/{policygroupId}" Roles(POLICY_STAFF), All, V1;
    LIST_POLICIES GET "/v1/policymanager/policies" Roles(POLICY_STAFF), All, V1;
    GET_POLICY GET "/v1/policymanager/policies/{policyId}" Roles(POLICY_STAFF), All, V1;
    GET_PARTNER_POLICY GET "/v1/policymanager/policies/{policyId}/partner/{partnerId}" Roles(POLICY_STAFF), All, V1;
    SEARCH_POLICIES POST "/v1/policymanager/policies/search" Roles(POLICY_STAFF), All, V1;
    FILTER_POLICIES POST "/v1/policymanager/policies/filtervalues" Roles(POLICY_VALUES), None, V1;
    POLICY_CONFIG GET "/v1/policymanager/policies/config/{key}" Roles(POLICY_STAFF), None, V1;
    ACTIVE_POLICIES GET "/v1/policymanager/policies/active/group/{groupName}" Roles(POLICY_GROUPS), None, V1;
    LIST_POLICIES_V2 GET "/v1/policymanager/policies/v2" Roles(POLICY_STAFF), All, V2, "mosip.pms.policies.get";
    DEACTIVATE_POLICY PATCH "/v1/policymanager/policies/{policyId}" Roles(POLICY_STAFF), All, V2, "mosip.pms.deactivate.policy.patch";
    REACTIVATE_POLICY POST "/v1/policymanager/policies/{policyId}/reactivate" Roles(POLICY_STAFF), All, V2, "mosip.pms.reactivate.policy.post";
    CLONE_POLICY POST "/v1/policymanager/policies/{policyId}/clone" Roles(POLICY_STAFF), All, V2, "mosip.pms.clone.policy.post";
    KEYMANAGER_GET_CERTIFICATE GET "/v1/keymanager/getCertificate" Roles(GET_CERTIFICATE), None, V1;
    BLOCK_HOTLIST POST "/v1/hotlist/block" Roles(HOTLIST_KEEPERS), All, V1;
    UNBLOCK_HOTLIST POST "/v1/hotlist/unblock" Roles(HOTLIST_KEEPERS), All, V1;
    HOTLIST_STATUS GET "/v1/hotlist/status/{idType}/{id}" Roles(HOTLIST_READERS), None, V1;
    LIST_HOTLIST GET "/v1/hotlist/entries" Roles(HOTLIST_KEEPERS), All, V2, "mosip.pms.hotlist.entries.get";
    IMPORT_HOTLIST POST "/v1/hotlist/import" Roles(HOTLIST_KEEPERS), All, V1;
    VERIFY_CERTIFICATE_TRUST POST "/v1/keymanager/verifyCertificateTrust" Roles(VERIFY_TRUST), None, V1;
    JWT_VERIFY POST "/v1/keymanager/jwtVerify" Roles(VERIFY_TRUST), None, V1;
    JWT_VERIFY_V2 POST "/v1/keymanager/jwtVerify/v2" Roles(VERIFY_TRUST), None, V1;
    REVOKE_CERTIFICATE POST "/v1/partnermanager/certificates/{certId}/revoke" Roles(ADMIN), All, V2, "mosip.pms.certificate.revoke";
    REVOKE_CA_CERTIFICATE POST "/v1/partnermanager/ca-certificates/{certId}/revoke" Roles(ADMIN), All, V2, "mosip.pms.ca.certificate.revoke";
    LIST_REVOCATION_LISTS GET "/v1/partnermanager/revocation-lists" Roles(ADMIN), All, V2, "mosip.pms.revocation.lists.get";
    UPLOAD_REVOCATION_LIST POST "/v1/partnermanager/revocation-lists" Roles(ADMIN), All, V2, "mosip.pms.revocation.list.post";
    GET_REVOCATION_LIST GET "/v1/partnermanager/crl/{fileName}" Open, None, Plain;
    GET_ISSUER_CERTIFICATE GET "/v1/partnermanager/issuers/{fileName}" Open, None, Plain;
    LIST_TRANSACTIONS GET "/v1/partnermanager/transactions" Roles(TRANSACTION_READERS), Own, V2, "mosip.pms.transactions.get";
    INGEST_TRANSACTIONS POST "/v1/partnermanager/transactions" Roles(TRANSACTION_WRITERS), Self_, V2, "mosip.pms.transactions.post";
    TRANSACTION_TOTALS GET "/v1/partnermanager/transactions/totals" Roles(TRANSACTION_READERS), Own, V2, "mosip.pms.transactions.totals.get";
    TRANSACTION_TIME_LINE GET "/v1/partnermanager/transactions/timeline" Roles(TRANSACTION_READERS), Own, V2, "mosip.pms.transactions.timeline.get";
    TRANSACTION_PARTNERS GET "/v1/partnermanager/transactions/partners" Roles(TRANSACTION_READERS), Own, V2, "mosip.pms.transactions.partners.get";
    EXPORT_TRANSACTIONS GET "/v1/partnermanager/transactions/export" Roles(TRANSACTION_READERS), Own, V1;
    TRANSACTION_INTENT GET "/v1/partnermanager/transactions/status" Open, None, Plain;
    TRANSACTION_STATUS POST "/v1/partnermanager/transactions/status" Open, None, Plain;
    AUTHENTICATE_CLIENT POST "/v1/authmanager/authenticate/clientidsecretkey" Open, None, V1;
    AUTHENTICATE_INTERNAL POST "/v1/authmanager/authenticate/internal/useridPwd" Open, None, V1;
    AUTHMANAGER_VALIDATE_TOKEN GET "/v1/authmanager/authorize/admin/validateToken" Open, None, V1;
}

/// Roles whose holders the REST side serves; the rights matrix walks all of them.
pub fn matrix_roles() -> impl Iterator<Item = &'static str> {
    crate::roles::ALL.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_named_by_a_route_is_known() {
        for route in ALL {
            if let Roles(roles) = route.access {
                for role in roles {
                    assert!(crate::roles::is_known(role), "{} names {role}", route.id);
                }
            }
        }
    }

    #[test]
    fn every_second_envelope_has_an_api_id() {
        for route in ALL {
            assert_eq!(route.envelope == Envelope::V2, route.api_id.is_some(), "{}", route.id);
        }
    }

    #[test]
    fn no_two_routes_share_method_and_path() {
        let mut seen = std::collections::BTreeSet::new();
        for route in ALL {
            assert!(seen.insert((route.method, route.path)), "{} {}", route.method, route.path);
        }
    }
}

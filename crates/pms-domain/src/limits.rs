//! Sizes and numbers that hold everywhere (architecture §2 "Limits", contract part A §16, §19).

/// Request body, bytes.
pub const BODY: usize = 1024 * 1024;
/// Request body of a certificate route, bytes.
pub const CERTIFICATE_BODY: usize = 256 * 1024;
/// Request body with the message of a device, bytes: ten fingers, both irises and a face.
pub const DEVICE_MESSAGE_BODY: usize = 4 * 1024 * 1024;
/// Request body with a revocation list, bytes: some 150,000 entries in base64.
pub const REVOCATION_LIST_BODY: usize = 8 * 1024 * 1024;
/// Lines of a gateway's access log in one request, bytes (architecture §2 "Limits").
pub const INGEST_BODY: usize = 16 * 1024 * 1024;
/// What a hub delivers of one transaction, bytes: two signatures with their certificates are 4 to 6 KB.
pub const DELIVERY_BODY: usize = 64 * 1024;
/// Request body of a route that anybody may call, bytes.
pub const OPEN_BODY: usize = 16 * 1024;
/// Form of a portal page that anybody may send, bytes: the longest address, each of its characters escaped.
pub const OPEN_FORM: usize = 64 * 1024;
/// Request bodies of all callers together that are held in memory at one time, bytes.
pub const BODIES_IN_MEMORY: usize = 64 * 1024 * 1024;
/// Time for a file that is read in pieces, seconds.
pub const FILE_SECONDS: u64 = 60 * 60;
/// Of such a file this many bytes have to come within [`FILE_PART_SECONDS`]; the time that they take to be worked off does
/// not count.
pub const FILE_PART: usize = 64 * 1024;
/// Time for [`FILE_PART`] bytes of a file, seconds.
pub const FILE_PART_SECONDS: u64 = 30;
/// What a person is shown of an entry of the hotlist, characters.
pub const HOTLIST_LABEL: usize = 500;
/// Devices, interfaces or chips of a provider that wait for a decision.
pub const WAITING_OBJECTS: usize = 300;
/// Depth of a JSON document.
pub const JSON_DEPTH: usize = 64;
/// Rows on a page, whatever the caller asks for.
pub const PAGE: u64 = 500;
/// Characters of a reason.
pub const REASON: usize = 1_000;
/// Partner id, UTF-16 units.
pub const PARTNER_ID: usize = 36;
/// Organisation name, UTF-16 units.
pub const ORGANIZATION: usize = 128;
/// Address, UTF-16 units.
pub const ADDRESS: usize = 2_000;
/// Contact number, UTF-16 units.
pub const CONTACT_NUMBER: usize = 16;
/// Name of a contact, UTF-16 units.
pub const CONTACT_NAME: usize = 128;
/// E-mail address, UTF-16 units.
pub const EMAIL: usize = 254;
/// Logo address, UTF-16 units.
pub const LOGO_URL: usize = 256;
/// Additional information of a partner, bytes of its JSON text.
pub const ADDITIONAL_INFO: usize = 16 * 1024;
/// Policy id, UTF-16 units.
pub const POLICY_ID: usize = 36;
/// Version of a policy, UTF-16 units.
pub const POLICY_VERSION: usize = 8;
/// A policy as JSON text, characters.
pub const POLICY_BODY: usize = 5_120;
/// Policy groups that one clone may go to.
pub const POLICY_CLONES: usize = 50;
/// What a partner says about its use of a policy, UTF-16 units (contract part A §16).
pub const USE_CASE: usize = 4_000;
/// Biometric extractors that one request may set.
pub const EXTRACTORS: usize = 100;
/// Attribute that an extractor is for, and the extractor's provider, UTF-16 units (contract part A §4.16).
pub const EXTRACTOR_NAME: usize = 128;
/// Version of an extractor, UTF-16 units.
pub const EXTRACTOR_VERSION: usize = 8;
/// Modality of a biometric, and its sub-types, UTF-16 units.
pub const BIOMETRIC: usize = 64;
/// Name of an OIDC client, or all its names by language as JSON text, UTF-16 units (contract part B §5.1).
pub const CLIENT_NAME: usize = 256;
/// Redirect URI or logo of an OIDC client, characters.
pub const URI: usize = 2_048;
/// Redirect URIs of an OIDC client.
pub const REDIRECT_URIS: usize = 5;
/// Days that a certificate may be trusted beside the one that replaced it, where they are named: a year.
pub const OVERLAP_DAYS: u32 = 366;
/// Certificates of one partner that are trusted as issuers at a time, the current one included: of devices, or of chips. When another one
/// comes, the one that was replaced first ends. Whoever looks for the issuer of a device looks at all of a name.
pub const ISSUERS_OF_PARTNER: i64 = 20;
/// Hours that a client's key may overlap with the one that replaces it, at most: a year.
pub const KEY_OVERLAP_HOURS: i64 = 24 * 366;
/// Contacts of a partner.
pub const CONTACTS: usize = 100;
/// API keys of a partner that may be made, issued again or switched in an hour, all together.
pub const KEY_CHANGES_AN_HOUR: i64 = 300;
/// Changes of a provider's approved devices, interfaces and chips in an hour, all together: each takes the place of one that
/// waited, and leaves it behind as withdrawn.
pub const DEVICE_CHANGES_AN_HOUR: i64 = 300;
/// Certificates that a partner may upload in an hour, for itself and its chips; partner admins as many as they like.
pub const CERTIFICATE_UPLOADS_AN_HOUR: i64 = 60;
/// Changes of a partner's own data in an hour; partner admins as many as they like.
pub const PROFILE_CHANGES_AN_HOUR: i64 = 60;
/// Active OIDC clients of a partner.
pub const OIDC_CLIENTS: usize = 100;
/// Licences of a MISP that may be renewed in an hour, all ways together.
pub const LICENCE_RENEWALS_AN_HOUR: i64 = 20;
/// Label of an API key, UTF-16 units (contract part A §16).
pub const KEY_LABEL: usize = 36;
/// Make, model and codes of devices and chips, and their ids.
pub const DEVICE_TEXT: usize = 36;
/// A file for the hotlist that a page takes; the route streams any.
pub const PORTAL_IMPORT: usize = 16 * 1024 * 1024;
/// Hash of an interface's program: SHA-512 in hexadecimal. The contract's 36 (part B §7.1) hold no SHA-256.
pub const SBI_HASH: usize = 128;
/// Version of a secure biometric interface.
pub const SBI_VERSION: usize = 64;

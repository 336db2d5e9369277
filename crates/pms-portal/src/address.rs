//! Addresses of the portal's pages. Everything has one; ids in them are percent-encoded.

use std::fmt::Write as _;

pub const HOME: &str = "/portal";
pub const SIGN_IN: &str = "/portal/sign-in";
pub const SIGN_IN_CODE: &str = "/portal/sign-in/code";
/// To sign in, and then to what was typed before.
pub const SIGN_IN_TO_DRAFT: &str = "/portal/sign-in?next=%2Fportal%2Fdraft";
pub const RESET: &str = "/portal/reset";
pub const RESET_CODE: &str = "/portal/reset/code";
pub const REGISTER: &str = "/portal/register";
pub const REGISTER_CONTACT: &str = "/portal/register/contact";
pub const REGISTER_CODE: &str = "/portal/register/code";
pub const REGISTER_CHECK: &str = "/portal/register/check";
pub const REGISTER_DONE: &str = "/portal/register/done";
pub const ACCOUNT: &str = "/portal/account";
pub const ACCOUNT_DETAILS: &str = "/portal/account/details";
pub const ACCOUNT_EMAIL: &str = "/portal/account/email";
pub const ACCOUNT_EMAIL_CODE: &str = "/portal/account/email/code";
pub const ACCOUNT_PASSWORD: &str = "/portal/account/password";
pub const ACCOUNT_SECOND_FACTOR: &str = "/portal/account/second-factor";
pub const ACCOUNT_SECOND_FACTOR_APP: &str = "/portal/account/second-factor/app";
pub const ACCOUNT_SECOND_FACTOR_CODES: &str = "/portal/account/second-factor/codes";
pub const ACCOUNT_SECOND_FACTOR_OFF: &str = "/portal/account/second-factor/off";
pub const ACCOUNT_TERMS: &str = "/portal/account/terms";
pub const NOTIFICATIONS: &str = "/portal/notifications";
pub const INBOX: &str = "/portal/inbox";
pub const PARTNERS: &str = "/portal/partners";
pub const AUDIT: &str = "/portal/audit";
pub const SBIS: &str = "/portal/sbis";
pub const DEVICES: &str = "/portal/devices";
pub const HOTLIST: &str = "/portal/hotlist";
pub const CHIPS: &str = "/portal/chips";
pub const TRUST: &str = "/portal/trust";
pub const PLATFORM: &str = "/portal/platform";
pub const ACCOUNTS: &str = "/portal/accounts";
pub const POLICY_GROUPS: &str = "/portal/policy-groups";
pub const CALENDAR: &str = "/portal/calendar";
pub const LICENCES: &str = "/portal/licences";
pub const TRANSACTIONS: &str = "/portal/transactions";
pub const POLICIES: &str = "/portal/policies";
pub const POLICY_REQUESTS: &str = "/portal/policy-requests";
pub const API_KEYS: &str = "/portal/api-keys";
pub const OIDC_CLIENTS: &str = "/portal/oidc-clients";
pub const HELP: &str = "/portal/help";
pub const HELP_CERTIFICATES: &str = "/portal/help/certificates";

/// A page of one's own organisation.
pub fn org(partner: &str, page: &str) -> String {
    format!("/portal/org/{}/{page}", segment(partner))
}

/// A page of a partner, for admins.
pub fn partner(id: &str) -> String {
    format!("{PARTNERS}/{}", segment(id))
}

/// A policy, for those who make policies.
pub fn policy(id: &str) -> String {
    format!("{POLICIES}/{}", segment(id))
}

/// A policy group, for those who make policies.
pub fn policy_group(id: &str) -> String {
    format!("{POLICY_GROUPS}/{}", segment(id))
}

/// An account, for admins.
pub fn account(id: &str) -> String {
    format!("{ACCOUNTS}/{}", segment(id))
}

pub fn request(id: &str) -> String {
    format!("{INBOX}/{}", segment(id))
}

/// Percent-encodes all but RFC 3986's unreserved characters.
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A query of these pairs, without the empty ones; with its question mark.
pub fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    let mut any = false;
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        any = true;
        out.append_pair(name, value);
    }
    if any { format!("?{}", out.finish()) } else { String::new() }
}

/// The issuer's authorization endpoint: a client's sign-in goes on there once the person is signed in.
const AUTHORIZE: &str = "/auth/realms/mosip/protocol/openid-connect/auth?";

/// A target that stays inside the portal, for the way back after signing in; or the sign-in of a client that sent the
/// person here, whose parameters the issuer checks itself.
pub fn inside(target: &str) -> Option<&str> {
    let is_authorize = target.starts_with(AUTHORIZE);
    let rest = if is_authorize { "" } else { target.strip_prefix(HOME)? };
    let safe = target.len() <= if is_authorize { 4096 } else { 512 }
        && (rest.is_empty() || rest.starts_with(['/', '?']))
        && !target.contains(['\\', '\r', '\n', '\t'])
        && target.bytes().all(|byte| byte.is_ascii_graphic())
        && !target.contains("//")
        && !target.to_ascii_lowercase().replace("%2e", ".").contains("/..");
    safe.then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_inside() {
        assert_eq!(inside("/portal/inbox?page=2"), Some("/portal/inbox?page=2"));
        let client = "/auth/realms/mosip/protocol/openid-connect/auth?redirect_uri=https%3A%2F%2Fapp.example";
        assert_eq!(inside(client), Some(client));
        for outside in [
            "",
            "/",
            "//evil.example",
            "/portalx",
            "/auth/realms/mosip/protocol/openid-connect/logout?x",
            "/auth/realms/mosip/protocol/openid-connect/auth?redirect_uri=https://evil.example",
            "https://evil.example/portal",
            "/portal//evil.example",
            "/portal\\x",
            "/portal/\r\nx",
        ] {
            assert_eq!(inside(outside), None, "{outside:?}");
        }
    }

    #[test]
    fn ids_are_encoded() {
        assert_eq!(org("a/b?c", "profile"), "/portal/org/a%2Fb%3Fc/profile");
        assert_eq!(query([("q", "a b&c"), ("kind", "")]), "?q=a+b%26c");
    }
}

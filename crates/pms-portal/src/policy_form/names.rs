//! Words for what identity systems usually share. Whatever else a site knows is shown by its own name.

use crate::html::{Html, escape};
use crate::i18n::Texts;

const ATTRIBUTES: &[(&str, &str)] = &[
    ("fullName", "attribute-full-name"),
    ("dateOfBirth", "attribute-date-of-birth"),
    ("gender", "attribute-gender"),
    ("phone", "attribute-phone"),
    ("email", "attribute-email"),
    ("fullAddress", "attribute-full-address"),
    ("addressLine1", "attribute-address-line-1"),
    ("addressLine2", "attribute-address-line-2"),
    ("addressLine3", "attribute-address-line-3"),
    ("region", "attribute-region"),
    ("province", "attribute-province"),
    ("city", "attribute-city"),
    ("zone", "attribute-zone"),
    ("postalCode", "attribute-postal-code"),
    ("photo", "attribute-photo"),
    ("face", "attribute-photo"),
    ("preferredLang", "attribute-preferred-language"),
    ("individualBiometrics", "attribute-biometrics"),
    ("biometrics", "attribute-biometrics"),
    ("UIN", "attribute-uin"),
    ("VID", "attribute-vid"),
];

/// Ways of authentication, their sub types, and their words.
pub const FACTORS: &[(&str, &str, &str)] = &[
    ("otp", "", "factor-otp"),
    ("bio", "FINGER", "factor-finger"),
    ("bio", "IRIS", "factor-iris"),
    ("bio", "FACE", "factor-face"),
    ("demo", "", "factor-demo"),
    ("pin", "", "factor-pin"),
    ("pwd", "", "factor-password"),
    ("wla", "", "factor-wallet"),
];

/// What a MISP may do for its partners: the member, the words, and whether the schema requires it.
pub const RIGHTS: &[(&str, &str, bool)] = &[
    ("allowAuthRequestDelegation", "right-auth", true),
    ("allowKycRequestDelegation", "right-kyc", true),
    ("allowKeyBindingDelegation", "right-binding", true),
    ("allowVciRequestDelegation", "right-vci", false),
    ("trustBindedAuthVerificationToken", "right-bound-token", false),
];

/// What a token tells the partner.
pub const TOKENS: [(&str, &str, &str); 3] = [
    ("random", "token-random", "token-random-hint"),
    ("partner", "token-partner", "token-partner-hint"),
    ("policy", "token-policy", "token-policy-hint"),
];

/// An attribute in words, with its name on the wire where that says more.
pub fn attribute(texts: &Texts, name: &str) -> Html {
    named(texts, ATTRIBUTES.iter().find(|(known, _)| *known == name).map(|(_, key)| *key), name)
}

/// A way of authentication in words.
pub fn factor(texts: &Texts, auth_type: &str, sub_type: &str) -> Html {
    let known = FACTORS
        .iter()
        .find(|(known, sub, _)| known.eq_ignore_ascii_case(auth_type) && sub.eq_ignore_ascii_case(sub_type));
    let wire = if sub_type.is_empty() { auth_type.to_owned() } else { format!("{auth_type}, {sub_type}") };
    named(texts, known.map(|(_, _, key)| *key), &wire)
}

fn named(texts: &Texts, key: Option<&str>, wire: &str) -> Html {
    let wire = format!("<code class=\"ltr\">{}</code>", escape(wire));
    Html::trusted(key.map_or_else(|| wire.clone(), |key| format!("{} {wire}", texts.get(key))))
}

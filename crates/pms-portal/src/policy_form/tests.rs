use pms_domain::policy::violations;
use serde_json::json;

use super::*;
use crate::i18n::Languages;

fn known() -> Vec<String> {
    ["fullName", "phone", "photo"].map(str::to_owned).to_vec()
}

fn content(value: Value) -> Content {
    value.as_object().unwrap().clone()
}

fn texts() -> Texts {
    let languages = Languages::load(None).unwrap();
    Texts::new(&languages, languages.base(), chrono_tz::UTC)
}

/// The fields that a browser sends of a form nobody touched.
fn untouched(policy_type: PolicyType, base: &Content) -> Form {
    let mut form = Form::default();
    fill(Some(policy_type), base, &mut form);
    let tick = |form: &mut Form, name: String, is_on: bool| {
        if is_on {
            form.set(&name, "on");
        }
    };
    match rows(Some(policy_type), &texts(), base, &form.clone(), &known()) {
        TypeForm::Auth(auth) => {
            for row in auth.factors {
                tick(&mut form, format!("t-{}-on", row.number), row.is_on);
                tick(&mut form, format!("t-{}-must", row.number), row.is_mandatory);
            }
            for row in auth.attributes {
                tick(&mut form, format!("a-{}-on", row.number), row.is_on);
            }
        }
        TypeForm::Share(share) => {
            for row in share.attributes {
                tick(&mut form, format!("s-{}-on", row.number), row.is_on);
                tick(&mut form, format!("s-{}-encrypted", row.number), row.is_encrypted);
                for (part, value) in [("format", row.format), ("group", row.group), ("from", row.from)] {
                    form.set(&format!("s-{}-{part}", row.number), value);
                }
            }
        }
        TypeForm::Misp(misp) => {
            for row in misp.rights {
                tick(&mut form, format!("m-{}", row.number), row.is_on);
            }
        }
        TypeForm::Unknown => {}
    }
    form
}

fn after(policy_type: PolicyType, base: &Content, typed: &[(&str, &str)], cleared: &[&str]) -> Value {
    let mut form = untouched(policy_type, base);
    typed.iter().for_each(|(name, value)| form.set(name, *value));
    cleared.iter().for_each(|name| form.forget(name));
    Value::Object(apply(Some(policy_type), base, &form, &known()))
}

fn auth() -> Content {
    content(json!({
        "kycLanguages": ["eng", "ara"],
        "authTokenType": "policy",
        "allowedKycAttributes": [{"attributeName": "photo"}, {"attributeName": "blood"}, {"attributeName": "fullName"}],
        "allowedAuthTypes": [
            {"mandatory": true, "authType": "bio", "authSubType": "FINGER"},
            {"authType": "kycauth", "mandatory": false},
            {"authType": "OTP", "authSubType": "", "mandatory": false},
        ],
    }))
}

fn share() -> Content {
    content(json!({
        "shareableAttributes": [
            {"attributeName": "name", "source": [{"attribute": "fullName", "filter": [{"language": "eng"}]}],
             "encrypted": false, "format": "{first}"},
            {"attributeName": "phone", "source": [{"attribute": "phone"}], "encrypted": true},
            {"attributeName": "phone", "source": [{"attribute": "mobile", "note": 1}], "encrypted": true, "group": "G"},
        ],
        "dataSharePolicies": {
            "typeOfShare": "direct", "validForInMinutes": "30", "transactionsAllowed": "2", "encryptionType": "none",
            "shareDomain": "d", "source": "s", "more": {"kept": [1, 2]},
        },
    }))
}

fn misp() -> Content {
    content(json!({
        "allowAuthRequestDelegation": true, "allowKycRequestDelegation": false, "allowKeyBindingDelegation": false,
    }))
}

#[test]
fn a_form_that_nobody_touched_says_what_the_json_said() {
    for (policy_type, base) in [
        (PolicyType::Auth, auth()),
        (PolicyType::DataShare, share()),
        (PolicyType::CredentialIssuance, share()),
        (PolicyType::Misp, misp()),
    ] {
        assert!(violations(policy_type, &Value::Object(base.clone())).is_empty(), "{policy_type:?}");
        let same = after(policy_type, &base, &[], &[]);
        assert_eq!(same.to_string(), Value::Object(base).to_string(), "{policy_type:?}: the order stays, too");
    }
}

#[test]
fn ways_of_authentication_and_attributes_come_and_go() {
    let typed = [
        ("token", "partner"),
        // Iris is mandatory, and so allowed.
        ("t-2-must", "on"),
        ("t-9-type", "keybound"),
        ("a-1-on", "on"),
        ("more", "title,  suffix\nphoto"),
        ("languages", "fra"),
    ];
    let now = after(PolicyType::Auth, &auth(), &typed, &["t-1-must", "t-8-on", "a-3-on"]);
    let expected = json!({
        "kycLanguages": ["fra"],
        "authTokenType": "partner",
        "allowedKycAttributes": [
            {"attributeName": "photo"}, {"attributeName": "fullName"}, {"attributeName": "phone"},
            {"attributeName": "title"}, {"attributeName": "suffix"},
        ],
        "allowedAuthTypes": [
            {"mandatory": false, "authType": "bio", "authSubType": "FINGER"},
            {"authType": "OTP", "authSubType": "", "mandatory": false},
            {"authType": "bio", "authSubType": "IRIS", "mandatory": true},
            {"authType": "keybound", "mandatory": false},
        ],
    });
    assert_eq!(now, expected);
    let nothing = after(PolicyType::Auth, &Content::new(), &[("t-8-sub", "FINGER")], &[]);
    let faults = violations(PolicyType::Auth, &nothing);
    let base = content(nothing);
    let fields: Vec<_> = faults
        .iter()
        .map(|fault| (fault.path.as_str(), field(Some(PolicyType::Auth), &base, &fault.path, &known())))
        .collect();
    assert_eq!(
        fields,
        [("authTokenType", Some("token".to_owned())), ("allowedAuthTypes/0/authType", None)],
        "a sub type without a type is shown in the JSON, not swallowed"
    );
}

#[test]
fn terms_and_attributes_of_a_share_come_and_go_and_the_rest_is_kept() {
    let typed = [
        ("shareDomain", ""),
        ("s-2-on", "on"),
        ("s-2-encrypted", "on"),
        ("s-2-format", "jpeg"),
        ("s-3-from", "fullName, suffix"),
        ("s-5-name", "zone"),
        ("s-5-from", "region"),
    ];
    let now = after(PolicyType::DataShare, &share(), &typed, &["s-1-on"]);
    assert_eq!(
        now["shareableAttributes"],
        json!([
            {"attributeName": "name", "source": [{"attribute": "fullName", "filter": [{"language": "eng"}]}, {"attribute": "suffix"}],
             "encrypted": false, "format": "{first}"},
            {"attributeName": "phone", "source": [{"attribute": "mobile", "note": 1}], "encrypted": true, "group": "G"},
            {"attributeName": "photo", "source": [{"attribute": "photo"}], "encrypted": true, "format": "jpeg"},
            {"attributeName": "zone", "source": [{"attribute": "region"}], "encrypted": false},
        ])
    );
    assert_eq!(now["dataSharePolicies"]["more"], json!({"kept": [1, 2]}));
    let base = content(now);
    let faults = violations(PolicyType::DataShare, &Value::Object(base.clone()));
    assert_eq!(faults.len(), 1);
    let place = field(Some(PolicyType::DataShare), &base, &faults[0].path, &known());
    assert_eq!(place.as_deref(), Some("shareDomain"));
    assert_eq!(
        field(Some(PolicyType::DataShare), &base, "shareableAttributes/0/format", &known()).as_deref(),
        Some("s-3-on"),
        "the row, not the place in the list"
    );
}

#[test]
fn rights_are_granted_and_taken_and_optional_ones_stay_out() {
    assert_eq!(
        after(PolicyType::Misp, &misp(), &[("m-1", "on"), ("m-4", "on")], &["m-0"]),
        json!({
            "allowAuthRequestDelegation": false, "allowKycRequestDelegation": true, "allowKeyBindingDelegation": false,
            "trustBindedAuthVerificationToken": true,
        })
    );
    let from_nothing = after(PolicyType::Misp, &Content::new(), &[], &[]);
    assert!(violations(PolicyType::Misp, &from_nothing).is_empty());
}

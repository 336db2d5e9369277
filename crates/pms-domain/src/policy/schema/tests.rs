use proptest::prelude::*;
use serde_json::json;

use super::*;

fn auth() -> Value {
    json!({
        "authTokenType": "policy",
        "allowedAuthTypes": [{"authType": "otp", "mandatory": true}, {"authType": "bio", "authSubType": "FINGER", "mandatory": false}],
        "allowedKycAttributes": [{"attributeName": "fullName"}],
        "kycLanguages": ["eng"],
    })
}

fn data_share() -> Value {
    json!({
        "dataSharePolicies": {
            "typeOfShare": "Data Share", "validForInMinutes": "30", "transactionsAllowed": "2",
            "encryptionType": "Partner Based", "shareDomain": "datashare.example", "source": "ID Repository",
            "shareDomainUrlRead": "https://read.example",
        },
        "shareableAttributes": [{
            "attributeName": "biometrics", "encrypted": true, "format": "extraction", "group": "CBEFF",
            "source": [{"attribute": "registration-client/NEW/individualBiometrics", "filter": [
                {"type": "Iris"}, {"type": "Finger", "subType": ["Left Thumb", "Right Thumb", 3]}, {"language": "eng"}, 7,
            ]}],
        }],
    })
}

fn misp() -> Value {
    json!({"allowAuthRequestDelegation": true, "allowKycRequestDelegation": false, "allowKeyBindingDelegation": true,
        "allowVciRequestDelegation": false, "trustBindedAuthVerificationToken": true})
}

fn valid() -> [(PolicyType, Value); 4] {
    [
        (PolicyType::Auth, auth()),
        (PolicyType::DataShare, data_share()),
        (PolicyType::CredentialIssuance, data_share()),
        (PolicyType::Misp, misp()),
    ]
}

fn said(policy_type: PolicyType, policy: &Value) -> Vec<String> {
    violations(policy_type, policy).iter().map(|violation| violation.refusal().to_string()).collect()
}

#[test]
fn good_policies_have_no_violations() {
    for (policy_type, policy) in valid() {
        assert_eq!(said(policy_type, &policy), Vec::<String>::new(), "{policy_type:?}");
        assert_eq!(refusal(policy_type, &policy), None);
    }
    let empty = json!({"authTokenType": "random", "allowedAuthTypes": [], "allowedKycAttributes": []});
    assert_eq!(refusal(PolicyType::Auth, &empty), None);
}

#[test]
fn every_violation_is_named_and_the_contracts_comes_first() {
    let policy = json!({
        "zeta": 1,
        "alpha": 2,
        "authTokenType": "other",
        "allowedAuthTypes": [{"authType": "otp", "authSubType": null, "extra": 1}, 5],
        "kycLanguages": {},
    });
    assert_eq!(
        said(PolicyType::Auth, &policy),
        [
            "PMS_PV_005 Invalid input parameter - alpha in policy data",
            "PMS_PV_005 Invalid input parameter - zeta in policy data",
            "PMS_PV_006 Missing input parameter - allowedKycAttributes in policy data",
            "PMS_PV_005 Invalid input parameter - allowedAuthTypes/0/extra in policy data",
            "PMS_PV_006 Missing input parameter - allowedAuthTypes/0/mandatory in policy data",
            "PMS_PV_007 Format Error: Expected format is allowedAuthTypes/0/authSubType/string.",
            "PMS_PV_007 Format Error: Expected format is allowedAuthTypes/1/object.",
            "PMS_PV_005 Invalid input parameter - authTokenType in policy data",
            "PMS_PV_007 Format Error: Expected format is kycLanguages/array.",
        ]
    );
    assert_eq!(
        refusal(PolicyType::Auth, &policy).map(|refusal| refusal.to_string()).as_deref(),
        Some("PMS_PV_005 Invalid input parameter - alpha in policy data")
    );
}

#[test]
fn a_value_that_is_no_text_fails_the_allowed_ones_first() {
    let mut policy = auth();
    policy["authTokenType"] = json!(null);
    assert_eq!(
        said(PolicyType::Auth, &policy),
        [
            "PMS_PV_005 Invalid input parameter - authTokenType in policy data",
            "PMS_PV_007 Format Error: Expected format is authTokenType/string.",
        ]
    );
}

#[test]
fn shares_say_texts_where_one_expects_numbers() {
    let mut policy = data_share();
    policy["dataSharePolicies"]["validForInMinutes"] = json!(30);
    policy["dataSharePolicies"]["encryptionType"] = json!("partner based");
    policy["shareableAttributes"][0]["source"][0]["filter"][1]["subType"][1] = json!(1);
    policy["shareableAttributes"][0]["source"][0]["filter"][0] = json!("Iris");
    assert_eq!(
        said(PolicyType::DataShare, &policy),
        [
            "PMS_PV_005 Invalid input parameter - dataSharePolicies/encryptionType in policy data",
            "PMS_PV_007 Format Error: Expected format is dataSharePolicies/validForInMinutes/string.",
            "PMS_PV_007 Format Error: Expected format is shareableAttributes/0/source/0/filter/0/object.",
            "PMS_PV_007 Format Error: Expected format is shareableAttributes/0/source/0/filter/1/subType/1/string.",
        ]
    );
}

#[test]
fn types_are_told_apart_without_regard_to_case() {
    for known in PolicyType::ALL {
        assert_eq!(PolicyType::parse(&known.as_str().to_uppercase()), Some(known));
    }
    assert_eq!(PolicyType::parse("Binding"), None);
}

/// Members are declared in the order in which they are visited.
#[test]
fn members_are_declared_by_name() {
    fn check(schema: &Schema) {
        match schema {
            Schema::Object { members, .. } => {
                assert!(members.is_sorted_by_key(|member| member.name));
                members.iter().for_each(|member| check(&member.schema));
            }
            Schema::List(of) => check(of),
            Schema::Tuple(first) => first.iter().for_each(check),
            Schema::Text | Schema::OneOf(_) | Schema::Flag => {}
        }
    }
    PolicyType::ALL.into_iter().for_each(|policy_type| check(policy_type.schema()));
}

/// Every place of a document, as a path of the violations.
fn places(value: &Value, path: &str, out: &mut Vec<String>) {
    out.push(path.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| places(value, &join(path, name), out)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &join(path, &index.to_string()), out));
        }
        _ => {}
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "authTokenType",
        "allowedAuthTypes",
        "authType",
        "mandatory",
        "dataSharePolicies",
        "source",
        "filter",
        "x",
        "attributeName",
        "shareableAttributes",
        "encrypted",
        "allowedKycAttributes",
        "subType",
        "type",
        "a/b",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(vec!["random", "none", "direct", "", "x"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|members| {
                Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

/// The same document with the members of every object in reverse.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.iter().rev().map(|(name, value)| (name.clone(), reversed(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

/// Whether a type allows a number instead of the value at this place.
fn is_free(path: &str) -> bool {
    path.ends_with("shareDomainUrlRead") || path.ends_with("subType/2") || path.ends_with("filter/3")
}

proptest! {
    #[test]
    fn any_document_is_judged_the_same_whatever_the_order_of_its_members(policy in any_json(), which in 0..4_usize) {
        let policy_type = PolicyType::ALL[which];
        let found = violations(policy_type, &policy);
        prop_assert_eq!(&found, &violations(policy_type, &reversed(&policy)));
        for (index, violation) in found.iter().enumerate() {
            prop_assert!(!found[..index].contains(violation), "said twice: {:?}", violation);
        }
    }

    /// One value of a good policy gets another JSON type: exactly that place is named.
    #[test]
    fn one_wrong_value_is_named_by_its_place(which in 0..4_usize, at in any::<prop::sample::Index>()) {
        let (policy_type, mut policy) = valid()[which].clone();
        let mut all = Vec::new();
        places(&policy, "", &mut all);
        let path = all[at.index(all.len())].clone();
        let pointer = if path.is_empty() { String::new() } else { format!("/{path}") };
        *policy.pointer_mut(&pointer).unwrap() = json!(7.5);
        let found = violations(policy_type, &policy);
        if is_free(&path) {
            prop_assert!(found.is_empty());
        } else {
            prop_assert!(!found.is_empty() && found.iter().all(|violation| violation.path == path), "{path}: {found:?}");
        }
    }

    /// One member of a good policy is taken away or added: what is required is missed, what is unknown is refused.
    #[test]
    fn one_member_less_or_more(which in 0..4_usize, at in any::<prop::sample::Index>(), adds in any::<bool>()) {
        let (policy_type, mut policy) = valid()[which].clone();
        let mut all = Vec::new();
        places(&policy, "", &mut all);
        let objects: Vec<String> = all.into_iter().filter(|path| {
            let pointer = if path.is_empty() { String::new() } else { format!("/{path}") };
            policy.pointer(&pointer).is_some_and(Value::is_object)
        }).collect();
        let path = objects[at.index(objects.len())].clone();
        let pointer = if path.is_empty() { String::new() } else { format!("/{path}") };
        let object = policy.pointer_mut(&pointer).unwrap().as_object_mut().unwrap();
        let free = path == "dataSharePolicies" || path.contains("/source/");
        if adds {
            object.insert("more".to_owned(), json!(1));
            let expected = if free { vec![] } else { vec![Violation { path: join(&path, "more"), fault: Fault::Extra }] };
            prop_assert_eq!(violations(policy_type, &policy), expected);
        } else {
            let name = object.keys().next().unwrap().clone();
            object.shift_remove(&name);
            let place = join(&path, &name);
            // The first members of these objects, in the order above.
            let is_required = !path.contains("/filter/");
            let expected =
                if is_required { vec![Violation { path: place, fault: Fault::Missing }] } else { vec![] };
            prop_assert_eq!(violations(policy_type, &policy), expected);
        }
    }
}

//! What a policy shares that another one does not: whether a second person must look at it before it is published
//! (decisions, "Four eyes").

use serde_json::Value;

use super::PolicyType;

/// The names of what `policy` shares beyond `known`: attributes of e-KYC, attributes that are shared with others, terms of the
/// sharing, rights of a MISP. Without `known`, all of it. Empty: it shares nothing more.
///
/// An attribute counts as another one when anything of its entry differs (its source, its format, whether it is encrypted):
/// what a difference means is for a person to judge.
pub fn shared_beyond(policy_type: PolicyType, policy: &Value, known: Option<&Value>) -> Vec<String> {
    match policy_type {
        PolicyType::Auth => new_entries(policy, known, "allowedKycAttributes"),
        PolicyType::DataShare | PolicyType::CredentialIssuance => {
            let mut beyond = new_entries(policy, known, "shareableAttributes");
            // Terms that share nothing are nobody's concern.
            let shares = policy.get("shareableAttributes").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
            if shares && policy.get(TERMS) != known.and_then(|known| known.get(TERMS)) {
                beyond.push(TERMS.to_owned());
            }
            beyond
        }
        PolicyType::Misp => {
            granted(policy).filter(|name| !known.is_some_and(|known| is_granted(known, name))).collect()
        }
    }
}

/// How, with whom and how long a data share happens.
const TERMS: &str = "dataSharePolicies";

fn new_entries(policy: &Value, known: Option<&Value>, list: &str) -> Vec<String> {
    let entries = |of: &Value| of.get(list).and_then(Value::as_array).cloned().unwrap_or_default();
    let known = known.map(entries).unwrap_or_default();
    entries(policy)
        .iter()
        .filter(|entry| !known.contains(entry))
        .map(|entry| entry.get("attributeName").and_then(Value::as_str).unwrap_or_default().to_owned())
        .collect()
}

fn granted(policy: &Value) -> impl Iterator<Item = String> + '_ {
    let members = policy.as_object().into_iter().flatten();
    members.filter(|(_, value)| value.as_bool() == Some(true)).map(|(name, _)| name.clone())
}

fn is_granted(policy: &Value, name: &str) -> bool {
    policy.get(name).and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn auth(attributes: &[&str]) -> Value {
        let attributes: Vec<_> = attributes.iter().map(|name| json!({"attributeName": name})).collect();
        json!({"allowedKycAttributes": attributes, "allowedAuthTypes": [], "authTokenType": "policy"})
    }

    #[test]
    fn an_authentication_without_attributes_shares_nothing() {
        assert!(shared_beyond(PolicyType::Auth, &auth(&[]), None).is_empty());
        assert_eq!(shared_beyond(PolicyType::Auth, &auth(&["photo", "name"]), None), ["photo", "name"]);
    }

    #[test]
    fn only_what_the_other_does_not_share_is_more() {
        let known = auth(&["name", "photo"]);
        assert!(shared_beyond(PolicyType::Auth, &auth(&["photo"]), Some(&known)).is_empty());
        assert_eq!(shared_beyond(PolicyType::Auth, &auth(&["photo", "gender"]), Some(&known)), ["gender"]);
    }

    #[test]
    fn an_entry_that_differs_at_all_and_other_terms_are_more() {
        let share = |encrypted: bool, minutes: &str| {
            json!({
                "shareableAttributes": [{"attributeName": "face", "encrypted": encrypted, "source": []}],
                "dataSharePolicies": {"validForInMinutes": minutes},
            })
        };
        let known = share(true, "30");
        let beyond = |policy: &Value| shared_beyond(PolicyType::DataShare, policy, Some(&known));
        assert!(beyond(&share(true, "30")).is_empty());
        assert_eq!(beyond(&share(false, "30")), ["face"]);
        assert_eq!(beyond(&share(true, "60")), ["dataSharePolicies"]);
        let nothing = json!({"shareableAttributes": [], "dataSharePolicies": {"validForInMinutes": "60"}});
        assert!(beyond(&nothing).is_empty());
    }

    #[test]
    fn a_right_of_a_misp_is_more_where_it_was_not_granted() {
        let known = json!({"allowKycRequestDelegation": true, "allowAuthRequestDelegation": false});
        let same = json!({"allowKycRequestDelegation": true});
        let more = json!({"allowKycRequestDelegation": false, "allowAuthRequestDelegation": true});
        assert!(shared_beyond(PolicyType::Misp, &same, Some(&known)).is_empty());
        assert_eq!(shared_beyond(PolicyType::Misp, &more, Some(&known)), ["allowAuthRequestDelegation"]);
    }
}

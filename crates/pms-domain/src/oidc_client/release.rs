//! What a client may ask for: claims and authentication context references, from the policy, the site's mappings and what
//! eSignet supports (contract part B §5.1).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Refusal, catalogue};

/// Which attributes of a person make a claim: `identity.<claim>.value` of an identity mapping, a list joined by commas.
#[derive(Clone, Debug, Default)]
pub struct ClaimMapping(Vec<(String, Vec<String>)>);

impl ClaimMapping {
    /// Reads an identity mapping. `None`: it is none.
    pub fn read(document: &Value) -> Option<Self> {
        let claims = document.get("identity")?.as_object()?;
        let attributes = |text: &str| text.split(',').map(|one| one.trim().to_lowercase()).collect();
        // Other members of the file (of operators, of other services) have other shapes.
        let read = claims.iter().filter_map(|(claim, entry)| {
            Some((claim.clone(), attributes(entry.get("value").and_then(Value::as_str)?)))
        });
        Some(Self(read.collect()))
    }

    /// The claims, in the order of the file.
    pub fn claims(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(claim, _)| claim.as_str())
    }

    fn attributes(&self, claim: &str) -> &[String] {
        self.0.iter().find(|(known, _)| known == claim).map_or(&[], |(_, attributes)| attributes)
    }
}

/// Which factors an authentication context stands for: `amr` names methods and their factors, `acr_amr` contexts and their
/// methods.
#[derive(Clone, Debug, Default)]
pub struct AcrMapping(Vec<(String, Vec<String>)>);

impl AcrMapping {
    /// Reads a mapping. `None`: it is none. A context whose methods are not all there is left out.
    pub fn read(document: &Value) -> Option<Self> {
        let methods = document.get("amr")?.as_object()?;
        let contexts = document.get("acr_amr")?.as_object()?;
        let factors = |method: &Value| -> Option<Vec<String>> {
            let factors = methods.get(method.as_str()?)?.as_array()?;
            factors.iter().map(|factor| Some(factor.get("type")?.as_str()?.to_lowercase())).collect()
        };
        let read = contexts.iter().filter_map(|(context, methods)| {
            let factors: Vec<Vec<String>> = methods.as_array()?.iter().map(factors).collect::<Option<_>>()?;
            // Without a factor anybody would pass.
            let is_whole = !factors.is_empty() && factors.iter().all(|method| !method.is_empty());
            is_whole.then(|| (context.clone(), factors.concat()))
        });
        Some(Self(read.collect()))
    }
}

/// What a client of a policy may ask for. Neither list is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    pub claims: Vec<String>,
    pub acr_values: Vec<String>,
}

/// What the policy, the mappings and eSignet together let a client ask for: claims in eSignet's order, contexts in the
/// mapping's.
///
/// # Errors
/// In this order: no claim (`PMS_ESI_005`); a factor that the policy demands, which no client can promise (`PMS_ESI_003`);
/// no context (`PMS_ESI_006`).
pub fn released(
    policy: &Value,
    claims_supported: &[String],
    claims: &ClaimMapping,
    contexts: &AcrMapping,
) -> Result<Released, Refusal> {
    let attributes = texts(policy, "allowedKycAttributes", "attributeName");
    let mut seen = BTreeSet::new();
    let claims: Vec<String> = claims_supported
        .iter()
        .filter(|claim| claims.attributes(claim).iter().any(|attribute| attributes.contains(attribute)))
        .filter(|claim| seen.insert(claim.as_str()))
        .cloned()
        .collect();
    if claims.is_empty() {
        return Err(Refusal::of(&catalogue::CLIENT_NO_CLAIMS));
    }
    let is_mandatory = |item: &Value| item.get("mandatory").and_then(Value::as_bool) == Some(true);
    if items(policy, "allowedAuthTypes").any(is_mandatory) {
        return Err(Refusal::of(&catalogue::CLIENT_POLICY_MANDATORY));
    }
    let factors = texts(policy, "allowedAuthTypes", "authType");
    let allowed = |needed: &[String]| needed.iter().all(|factor| factors.contains(factor));
    let acr_values: Vec<String> =
        contexts.0.iter().filter(|(_, needed)| allowed(needed)).map(|(context, _)| context.clone()).collect();
    if acr_values.is_empty() {
        return Err(Refusal::of(&catalogue::CLIENT_NO_ACRS));
    }
    Ok(Released { claims, acr_values })
}

fn items<'a>(policy: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    policy.get(list).and_then(Value::as_array).into_iter().flatten()
}

/// A member of each item, in lower case: policies and mappings spell them differently.
fn texts(policy: &Value, list: &str, member: &str) -> BTreeSet<String> {
    items(policy, list).filter_map(|item| item.get(member)?.as_str()).map(str::to_lowercase).collect()
}

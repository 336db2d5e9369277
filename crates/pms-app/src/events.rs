//! Events as use cases emit them: references and public facts; the payload is rendered at delivery.

use pms_domain::{Timestamp, oidc_client, time};
use pms_store::outbox::Event;
use serde_json::{Value as Json, json};

use crate::esignet::Wanted;
use crate::misp::Published;

/// Topics of the hub (contract part A §11).
pub const PARTNER_UPDATED: &str = "PARTNER_UPDATED";
pub const POLICY_UPDATED: &str = "POLICY_UPDATED";
pub const CA_CERTIFICATE_UPLOADED: &str = "CA_CERTIFICATE_UPLOADED";
pub const APIKEY_APPROVED: &str = "APIKEY_APPROVED";
pub const APIKEY_UPDATED: &str = "APIKEY_UPDATED";

/// A MISP has its first licence.
pub const MISP_LICENSE_GENERATED: &str = "MISP_LICENSE_GENERATED";
/// A MISP's licence was switched, or another took its place.
pub const MISP_LICENSE_UPDATED: &str = "MISP_LICENSE_UPDATED";

/// What a MISP's current licence is now; the payload's key is read at delivery. With its policy, which subscribers would
/// forget otherwise (contract `consumers.md` §1.2).
pub(crate) fn licence(topic: &'static str, licence: &Published<'_>, active: bool, sender: &str) -> Event {
    let detail = json!({"mispId": licence.misp_id, "policyId": licence.policy_id, "active": active, "sender": sender});
    let event = Event::new(topic, crate::misp::OBJECT, licence.id).with("partner", licence.misp_id).detail(detail);
    match licence.policy_id {
        Some(policy_id) => event.with("policy", policy_id),
        None => event,
    }
}

/// A partner's certificate or standing changed. `sender` is the type name of the reference's service.
pub fn partner_updated(partner_id: &str, certificate_id: &str, active: bool, sender: &str) -> Event {
    Event::new(PARTNER_UPDATED, "partner", partner_id)
        .with("certificate", certificate_id)
        .detail(json!({"certificateId": certificate_id, "active": active, "sender": sender}))
}

/// What a policy says, or whether it counts, changed (contract part B §10).
pub fn policy_updated(policy_id: &str, active: bool) -> Event {
    Event::new(POLICY_UPDATED, "policy", policy_id).detail(json!({"active": active, "sender": POLICY_MANAGEMENT}))
}

/// A chain that subscribers must trust.
pub fn chain_uploaded(partner_id: &str, certificate_id: &str, domain: &str) -> Event {
    Event::new(CA_CERTIFICATE_UPLOADED, "certificate", certificate_id)
        .with("partner", partner_id)
        .detail(json!({"partnerDomain": domain}))
}

/// What subscribers learn of a key besides its value, which is rendered at delivery.
#[derive(Clone, Copy)]
pub struct KeyFacts {
    pub active: bool,
    pub commence: Timestamp,
    /// `None`: an adopted key without an end.
    pub expires: Option<Timestamp>,
}

impl KeyFacts {
    fn detail(self) -> Json {
        json!({
            "active": self.active,
            "commenceOn": time::local_iso(self.commence),
            "expiresOn": self.expires.map(time::local_iso),
            "sender": PARTNER_MANAGEMENT,
        })
    }
}

/// A key may be used from now on: subscribers learn the key, its partner and its policy.
pub fn api_key_approved(key_id: &str, (partner_id, policy_id): (&str, &str), facts: KeyFacts) -> Event {
    Event::new(APIKEY_APPROVED, "api_key", key_id)
        .with("partner", partner_id)
        .with("policy", policy_id)
        .detail(facts.detail())
}

/// A key was switched, or its end was set. Subscribers know its partner and policy.
pub fn api_key_updated(key_id: &str, facts: KeyFacts) -> Event {
    Event::new(APIKEY_UPDATED, "api_key", key_id).detail(facts.detail())
}

/// Senders named in the events (contract `consumers.md` §2.1).
pub const PARTNER_SERVICE: &str = "PartnerServiceImpl";
pub const PARTNER_MANAGEMENT: &str = "PartnerManagementServiceImpl";
pub const INFRA_PROVIDER: &str = "InfraProviderServiceImpl";
pub const POLICY_MANAGEMENT: &str = "PolicyManagementService";

/// Topics of OIDC clients (contract part B §10).
pub const OIDC_CLIENT_CREATED: &str = "OIDC_CLIENT_CREATED";
pub const OIDC_CLIENT_UPDATED: &str = "OIDC_CLIENT_UPDATED";

/// A client was registered. Its payload carries partner and policy, too.
pub fn oidc_client_created(client: &Wanted) -> Event {
    Event::new(OIDC_CLIENT_CREATED, "oidc_client", &client.client_id)
        .with("partner", &client.partner_id)
        .with("policy", &client.policy_id)
        .detail(client_data(client, true))
}

/// A client was changed or deactivated.
pub fn oidc_client_updated(client: &Wanted, active: bool) -> Event {
    Event::new(OIDC_CLIENT_UPDATED, "oidc_client", &client.client_id).detail(client_data(client, active))
}

/// `clientData` as it was at this revision: all of it is public.
fn client_data(client: &Wanted, active: bool) -> Json {
    json!({
        "clientData": {
            "clientId": client.client_id,
            "clientName": oidc_client::plain_name(&client.name),
            "clientStatus": if active { "ACTIVE" } else { "INACTIVE" },
            "userClaims": client.claims,
            "authContextRefs": client.acr_values,
            "clientAuthMethods": client.auth_methods,
        },
        "partnerId": client.partner_id,
        "policyId": client.policy_id,
        "sender": PARTNER_MANAGEMENT,
    })
}

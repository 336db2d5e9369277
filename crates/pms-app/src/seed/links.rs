//! Which stock partner uses which stock policy, with its extractors and credential types (contract `db-schema.md` §3).

use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_domain::policy_link::Status;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::policy_link::{self, CredentialType, Extractor, NewRequest};
use serde_json::json;

use crate::{App, Outcome};

/// An approved request of a stock partner.
pub(super) struct Link {
    /// The request's id, `mpartner_policy_<word>_req`, has this word.
    word: &'static str,
    pub partner: &'static str,
    pub policy: &'static str,
    /// Number of the first of its three extractors; none of those without.
    extractors: Option<u32>,
    credential_type: Option<&'static str>,
}

const fn link(
    word: &'static str,
    partner: &'static str,
    policy: &'static str,
    extractors: Option<u32>,
    credential_type: Option<&'static str>,
) -> Link {
    Link { word, partner, policy, extractors, credential_type }
}

pub(super) const LINKS: [Link; 13] = [
    link("auth", "mpartner-default-auth", "mpolicy-default-auth", Some(146_098), Some("auth")),
    link("abis", "mpartner-default-abis", "mpolicy-default-abis", None, None),
    link("qrcode", "mpartner-default-print", "mpolicy-default-qrcode", Some(146_101), Some("qrcode")),
    link("euin", "mpartner-default-print", "mpolicy-default-euin", Some(146_104), Some("euin")),
    link("reprint", "mpartner-default-print", "mpolicy-default-reprint", Some(146_107), Some("reprint")),
    link("resident", "mpartner-default-resident", "mpolicy-default-resident", None, None),
    link("ajudica", "mpartner-default-adjudication", "mpolicy-default-adjudication", None, None),
    link("cert", "mpartner-default-cert", "mpolicy-default-cert", None, None),
    link("eUIN_with_QR", "mpartner-default-print", "mpolicy-default-eUIN_with_QR", Some(146_110), Some("eUIN_with_QR")),
    link(
        "eUIN_with_faceQR",
        "mpartner-default-print",
        "mpolicy-default-eUIN_with_faceQR",
        Some(146_113),
        Some("eUIN_with_faceQR"),
    ),
    link("PDFCard", "mpartner-default-digitalcard", "mpolicy-default-PDFCard", Some(146_116), Some("PDFCard")),
    link("digitalcard", "mpartner-default-digitalcard", "mpolicy-default-digitalcard", None, None),
    link("mobile", "mpartner-default-mobile", "mpolicy-default-mobile", None, Some("vercred")),
];

impl Link {
    /// Label of its API key, and in a stock deployment the key itself.
    pub(super) fn key_label(&self) -> String {
        let word = if self.word == "ajudica" { "adjudica" } else { self.word };
        format!("mpolicy_part_{word}_api")
    }

    pub(super) fn request_id(&self) -> String {
        format!("mpartner_policy_{}_req", self.word)
    }
}

/// Makes an approved request, its extractors and its credential type.
pub(super) async fn insert(app: &App, ctx: &Context, link: &Link) -> Outcome<()> {
    let (id, now, by) = (link.request_id(), ctx.now(), ctx.actor.name.as_str());
    let mut change = app.store().change().await?;
    let new = NewRequest {
        id: &id,
        part_id: link.partner,
        policy_id: link.policy,
        request_detail: "Stock link",
        by,
        at: now,
    };
    policy_link::insert(&mut change, &new).await?;
    policy_link::set_status(&mut change, &id, Status::Approved.as_str(), by, now);
    if let Some(first) = link.extractors {
        for (number, modality) in (first..).zip(["face", "iris", "finger"]) {
            let extractor = Extractor {
                attribute_name: "individualBiometrics".to_owned(),
                extractor_provider: "mock".to_owned(),
                extractor_provider_version: Some("1.1".to_owned()),
                biometric_modality: modality.to_owned(),
                biometric_sub_types: None,
            };
            let pair = (link.partner, link.policy);
            policy_link::insert_extractor(&mut change, &number.to_string(), pair, &extractor, by, now);
        }
    }
    if let Some(credential_type) = link.credential_type {
        let mapped = CredentialType {
            part_id: link.partner.to_owned(),
            policy_id: link.policy.to_owned(),
            credential_type: credential_type.to_owned(),
        };
        policy_link::insert_credential_type(&mut change, &mapped, by, now);
    }
    let approval = Approval {
        proposal: Some(json!({"policyId": link.policy, "policyName": link.policy}).to_string()),
        ..super::decided(ctx, Kind::PolicyLink, &id, link.partner, change.revision())
    };
    approval::insert(&mut change, &approval).await?;
    let record = Record::new("policy.link.seed", "partner", link.partner)
        .touching("policy_request", &id)
        .touching("policy", link.policy)
        .after(json!({"requestId": id, "policyId": link.policy, "status": Status::Approved.as_str()}));
    change.save(ctx, record).await?;
    Ok(())
}

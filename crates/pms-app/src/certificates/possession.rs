//! Proof that whoever uploads a certificate has its private key (decisions, "Certificates"; `certificates.proof_of_possession`):
//! a certification request made with it, or a challenge of ours that it signed.
//!
//! A challenge is remembered nowhere: it says itself until when it counts, and is bound to its partner by a keyed hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use pms_domain::certificate::{Possession, PossessionPolicy};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_pki::Certificate;
use pms_pki::possession::{NoProof, by_request, by_signature};
use pms_store::partner;

use crate::{App, Failure, Outcome, rights};

/// Minutes for which a challenge counts.
const MINUTES: i64 = 10;
/// Kind of the keyed hash.
const KIND: &str = "certificate.challenge";
/// Characters of a challenge, at most.
const LONGEST: usize = 200;

/// What the site asks for.
pub fn policy(app: &App) -> PossessionPolicy {
    PossessionPolicy::parse(&app.settings().certificates.proof_of_possession).unwrap_or(PossessionPolicy::Required)
}

/// Something to sign.
pub struct Challenge {
    /// Sent back with the signature.
    pub challenge: String,
    /// What is signed, byte for byte and without a line break at its end.
    pub text: String,
    pub expires_at: Timestamp,
}

/// A challenge for a certificate of this partner. It opens nothing: the upload asks who may upload.
///
/// # Errors
/// In this order: the role; a partner that is not there, or is another's.
pub async fn challenge(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Challenge> {
    rights::require(ctx, &routes::CERTIFICATE_CHALLENGE)?;
    if partner::find(app.store(), app.store().db(), rights::reach(ctx), partner_id).await?.is_none() {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_FOUND).into());
    }
    let nonce: [u8; 16] = ctx.surroundings.bytes();
    let expires = (ctx.now() + TimeDelta::minutes(MINUTES)).and_utc().timestamp();
    let expires_at = DateTime::from_timestamp(expires, 0).map(|at| at.naive_utc()).unwrap_or_else(|| ctx.now());
    let body = format!("{expires}.{}", URL_SAFE_NO_PAD.encode(nonce));
    let challenge = format!("{body}.{}", mac(app, partner_id, &body));
    Ok(Challenge { text: text(partner_id, &challenge), challenge, expires_at })
}

fn mac(app: &App, partner_id: &str, body: &str) -> String {
    app.store().keys().token(KIND, &format!("{partner_id}\n{body}"))
}

/// What is signed says what it is for: a signature over it is good for nothing else.
fn text(partner_id: &str, challenge: &str) -> String {
    format!("pms/proof-of-possession/1/{partner_id}/{challenge}")
}

/// Whether a challenge is one of ours for this partner and still counts.
fn check(app: &App, partner_id: &str, challenge: &str, now: Timestamp) -> Result<(), Refusal> {
    let unknown = || Refusal::of(&catalogue::POSSESSION_CHALLENGE);
    let (body, mac_sent) = challenge.rsplit_once('.').filter(|_| challenge.len() <= LONGEST).ok_or_else(unknown)?;
    if !app.store().keys().equal(mac(app, partner_id, body).as_bytes(), mac_sent.as_bytes()) {
        return Err(unknown());
    }
    let expires: i64 = body.split('.').next().and_then(|text| text.parse().ok()).ok_or_else(unknown)?;
    if now.and_utc().timestamp() >= expires { Err(Refusal::of(&catalogue::POSSESSION_EXPIRED)) } else { Ok(()) }
}

/// What came with a certificate: a request, or a challenge with its signature.
#[derive(Clone, Default)]
pub struct Proof {
    /// PKCS#10, PEM.
    pub request: Option<String>,
    pub challenge: Option<String>,
    /// Base64.
    pub signature: Option<String>,
}

/// What the proof of an upload is worth. Without one, or where the site does not look at it: none.
///
/// # Errors
/// None where the site requires one; one that proves nothing.
pub(super) async fn prove(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    certificate: &Certificate,
    proof: Option<&Proof>,
) -> Outcome<Possession> {
    let proof = match (policy(app), proof) {
        (PossessionPolicy::Off, _) | (PossessionPolicy::Accepted, None) => return Ok(Possession::None),
        (PossessionPolicy::Required, None) => return Err(Refusal::of(&catalogue::POSSESSION_REQUIRED).into()),
        (PossessionPolicy::Accepted | PossessionPolicy::Required, Some(proof)) => proof,
    };
    let certificate = certificate.clone();
    let (proven, how) = match (&proof.request, &proof.challenge, &proof.signature) {
        (Some(request), None, None) => {
            let request = request.clone();
            let proven = tokio::task::spawn_blocking(move || by_request(&request, &certificate)).await;
            (proven, Possession::Request)
        }
        (None, Some(challenge), Some(signature)) => {
            check(app, partner_id, challenge, ctx.now())?;
            let (text, signature) = (text(partner_id, challenge), signature.clone());
            let proven = tokio::task::spawn_blocking(move || by_signature(text.as_bytes(), &signature, &certificate));
            (proven.await, Possession::Challenge)
        }
        _ => return Err(Refusal::of(&catalogue::POSSESSION_FORM).into()),
    };
    match proven.map_err(|error| Failure::Internal(error.into()))? {
        Ok(()) => Ok(how),
        Err(why) => Err(refusal(why).into()),
    }
}

fn refusal(why: NoProof) -> Refusal {
    Refusal::of(match why {
        NoProof::NotARequest => &catalogue::POSSESSION_REQUEST,
        NoProof::OtherKey => &catalogue::POSSESSION_OTHER_KEY,
        NoProof::Algorithm => &catalogue::POSSESSION_ALGORITHM,
        NoProof::KeyKind => &catalogue::POSSESSION_KEY_KIND,
        NoProof::NotBase64 => &catalogue::POSSESSION_BASE64,
        NoProof::Signature => &catalogue::POSSESSION_SIGNATURE,
    })
}

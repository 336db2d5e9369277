//! What ID Authentication tells: `AUTHENTICATION_TRANSACTION_STATUS`, one delivery of the hub for each stored transaction
//! (contract `consumers.md` §2.4, §3.1).
//!
//! Of a delivery the log keeps when, which partner, which kind, and whether it went well; the MISP where a MISP's certificate
//! signed the request. The person's ids, tokens, signatures and comments are not even read.

use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_domain::transaction::{self, Answered, AuthTypes, Endpoint, Outcome as Came, Source, TransactionId};
use pms_domain::{Refusal, Timestamp, catalogue, time};
use pms_store::partner::Reach;
use pms_store::transaction as log;
use pms_store::{certificate, partner};
use serde::Deserialize;

use crate::{App, Failure, Outcome};

/// Characters of the shared secret at least.
const SECRET: usize = 16;
/// Characters of a challenge at most.
const CHALLENGE: usize = 1024;
/// The type of a partner whose certificate names a MISP.
const MISP: &str = "MISP_Partner";

/// The hub asks whether a change of the subscription is meant: answers the challenge if it is for our topic. As long as a secret
/// is configured the subscription is wanted, so its end is not meant, whoever made the hub ask: else it would end the deliveries
/// without anybody's notice. A site that takes the secret away ends it.
///
/// # Errors
/// `PMS_TXN_003`: another topic, no challenge, nothing is subscribed, or an end that nobody wants.
pub fn intent(app: &App, mode: Option<&str>, topic: Option<&str>, challenge: Option<&str>) -> Outcome<String> {
    let settings = &app.settings().transaction_log;
    let wanted = if settings.hub_secret_file.is_some() { "subscribe" } else { "unsubscribe" };
    let is_ours = mode == Some(wanted) && topic == Some(settings.hub_topic.as_str());
    let challenge =
        challenge.filter(|text| (1..=CHALLENGE).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()));
    match challenge.filter(|_| is_ours) {
        Some(challenge) => Ok(challenge.to_owned()),
        None => Err(Refusal::of(&catalogue::TRANSACTION_TOPIC).into()),
    }
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    Written,
    /// It was there already.
    Again,
    /// It is too old, of the future, or without what a row needs: the hub need not send it again.
    Useless,
}

#[derive(Deserialize)]
struct Envelope {
    topic: Option<String>,
    event: Event,
}

#[derive(Deserialize)]
struct Event {
    data: Data,
}

/// The members that are read, and no others.
#[derive(Deserialize)]
struct Data {
    #[serde(rename = "transactionID")]
    transaction_id: Option<String>,
    requestdatetime: Option<String>,
    #[serde(rename = "authtypeCode")]
    auth_type_code: Option<String>,
    #[serde(rename = "statusCode")]
    status_code: Option<String>,
    #[serde(rename = "entityId")]
    entity_id: Option<String>,
    #[serde(rename = "requestSignature")]
    request_signature: Option<String>,
}

/// Takes a delivery. `signature` is the header `x-hub-signature`.
///
/// # Errors
/// `PMS_TXN_004`: it is not signed with the subscription's secret; `PMS_TXN_005`: it cannot be read, or is of another topic.
pub async fn deliver(app: &App, signature: Option<&str>, body: &[u8]) -> Outcome<Delivered> {
    if !is_signed(&secret(app).await?, signature.unwrap_or_default(), body) {
        return Err(Refusal::of(&catalogue::TRANSACTION_SIGNATURE).into());
    }
    let unreadable = |_| Failure::from(Refusal::of(&catalogue::TRANSACTION_DELIVERY));
    let envelope: Envelope = serde_json::from_slice(body).map_err(unreadable)?;
    if envelope.topic.is_some_and(|topic| topic != app.settings().transaction_log.hub_topic) {
        return Err(Refusal::of(&catalogue::TRANSACTION_DELIVERY).into());
    }
    let data = envelope.event.data;
    let Some(mut row) = row(app, &data) else { return Ok(Delivered::Useless) };
    let db = app.store().db();
    if let Some(id) = data.entity_id.as_deref().filter(|id| id.len() <= pms_domain::limits::PARTNER_ID) {
        // Of an unknown partner no text is kept.
        row.partner_id = partner::find(app.store(), db, Reach::Everything, id).await?.map(|partner| partner.id);
    }
    if let Some(thumbprint) = data.request_signature.as_deref().and_then(signer) {
        row.misp_id = certificate::holder_of_type(db, &thumbprint, MISP).await?;
    }
    let new = log::ingest(app.store().log().await?, vec![row]).await?;
    Ok(if new.is_empty() { Delivered::Again } else { Delivered::Written })
}

/// The subscription's secret, read anew each time: it may be replaced while the server runs.
async fn secret(app: &App) -> Outcome<hmac::Key> {
    let Some(file) = &app.settings().transaction_log.hub_secret_file else {
        return Err(Refusal::of(&catalogue::TRANSACTION_SIGNATURE).into());
    };
    let text = tokio::fs::read(file).await.map_err(|error| Failure::Internal(error.into()))?;
    let text = zeroize::Zeroizing::new(text);
    let secret = text.trim_ascii();
    if secret.len() < SECRET {
        return Err(Failure::Internal(anyhow::anyhow!("transaction_log.hub_secret_file has fewer than 16 characters")));
    }
    Ok(hmac::Key::new(hmac::HMAC_SHA256, secret))
}

/// `sha256=<hex>`, compared in constant time. Weaker digests, which the hub's protocol also knows, are not taken.
fn is_signed(key: &hmac::Key, header: &str, body: &[u8]) -> bool {
    let Some((algorithm, hex)) = header.split_once('=') else { return false };
    let Ok(tag) = hex::decode(hex.trim()) else { return false };
    algorithm.trim().eq_ignore_ascii_case("sha256") && hmac::verify(key, body, &tag).is_ok()
}

/// `None`: it lacks what a row needs, or its time is not taken any more.
fn row(app: &App, data: &Data) -> Option<Answered> {
    let occurred_at = moment(data.requestdatetime.as_deref()?)?;
    transaction::check_time(occurred_at, app.surroundings().now())
        .ok()
        .filter(|()| super::is_kept(app, occurred_at))?;
    let keys = app.store().keys();
    let id = data.transaction_id.as_deref()?;
    let auth_types = AuthTypes::parse_any(data.auth_type_code.as_deref().unwrap_or_default());
    Some(Answered {
        occurred_at,
        source: Source::Ida,
        transaction_id: TransactionId::read(id, |text| keys.token("transaction", text))?,
        endpoint: endpoint(auth_types),
        misp_id: None,
        licence_id: None,
        partner_id: None,
        policy_id: None,
        key_id: None,
        auth_types,
        outcome: match data.status_code.as_deref()? {
            "Y" => Came::Allowed,
            "N" => Came::Refused,
            _ => return None,
        },
        reason: None,
        stale_ms: None,
    })
}

fn moment(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text).map(|at| at.naive_utc()).ok().or_else(|| time::parse_local(text))
}

/// Which route of ID Authentication writes transactions of these kinds.
fn endpoint(types: AuthTypes) -> Endpoint {
    let has = |word: &str| types.words().any(|known| known == word);
    if has("OTP-REQUEST") {
        Endpoint::Otp
    } else if has("EKYC-AUTH") {
        Endpoint::Kyc
    } else if has("KYC-AUTH") {
        Endpoint::KycAuth
    } else if has("KYC-EXCHANGE") {
        Endpoint::KycExchange
    } else if has("IDENTITY-KEY-BINDING") {
        Endpoint::IdentityKeyBinding
    } else if has("VCI-EXCHANGE-REQUEST") {
        Endpoint::VciExchange
    } else if has("TOKEN-REQUEST") || has("TOKEN-AUTH") {
        Endpoint::Token
    } else {
        Endpoint::Auth
    }
}

/// SHA-256 of the certificate that a JWS names first. Whether it signed was judged by ID Authentication.
fn signer(jws: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Header {
        x5c: Vec<String>,
    }
    let header = URL_SAFE_NO_PAD.decode(jws.split('.').next()?).ok()?;
    let header: Header = serde_json::from_slice(&header).ok()?;
    let der = STANDARD.decode(header.x5c.first()?).ok()?;
    Some(hex::encode(digest::digest(&digest::SHA256, &der)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_signed_with_hmac_sha256_of_its_bytes() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"a secret of the hub");
        let tag = hex::encode(hmac::sign(&key, b"{}"));
        assert!(is_signed(&key, &format!("sha256={tag}"), b"{}"));
        assert!(is_signed(&key, &format!("SHA256={tag}"), b"{}"));
        for header in ["", "sha256=", &tag, &format!("sha1={tag}"), &format!("sha256={}", &tag[2..]), "sha256=zz"] {
            assert!(!is_signed(&key, header, b"{}"), "{header}");
        }
        assert!(!is_signed(&key, &format!("sha256={tag}"), b"{ }"));
    }

    #[test]
    fn the_first_certificate_of_the_header_signed() {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","x5c":["AQID","BAUG"]}"#);
        let sha256 = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
        assert_eq!(signer(&format!("{header}..c2ln")).as_deref(), Some(sha256));
        assert_eq!(signer("e30..c2ln"), None);
        assert_eq!(signer("not a jws"), None);
    }

    #[test]
    fn kinds_say_what_was_called() {
        for (list, expected) in [
            ("OTP-REQUEST", Endpoint::Otp),
            ("OTP-AUTH,FACE-AUTH", Endpoint::Auth),
            ("EKYC-AUTH,OTP-AUTH", Endpoint::Kyc),
            ("VCI-EXCHANGE-REQUEST", Endpoint::VciExchange),
            ("", Endpoint::Auth),
        ] {
            assert_eq!(endpoint(AuthTypes::parse_any(list)), expected, "{list}");
        }
    }
}

//! Certificate uploads over HTTP on PostgreSQL, beside OpenSSL's bare RSA-2048 signatures on all cores in the same run.
//!
//! Each partner has a certificate of its own, with a key of its own, made ahead. Nobody has these keys: their moduli are numbers in a row,
//! which nothing on the way can tell from others, and 6,000 real ones would take ten minutes.

use std::path::Path;

use anyhow::{Context as _, ensure};
use chrono::NaiveDateTime;
use pms_pki::Certificate;
use pms_pki::issue::{
    Issuance, Issuer, Signer, SoftwareSigner, SubjectName, encryption, generate_rsa_key, issuing_ca, root,
};
use pms_store::db::{Db, Location};
use pms_store::{ca_key, statement};
use pms_testkit::seeds;
use serde_json::json;

use crate::http::Connection;
use crate::throughput::{Stage, drive, now_zulu, policy_group, stage};
use crate::{rekey, say};

/// Goal of the issue, uploads a second.
const GOAL: f64 = 400.0;
/// Bytes of an RSA-2048 modulus, and what stands behind it in the key: the exponent 65537.
const MODULUS: usize = 256;
const EXPONENT: usize = 5;

/// Uploads by partners with valid certificates of their own, one after the other from the first to the last, and again.
pub async fn run(program: &Path, seconds: u64, connections: usize, partners: u32) -> anyhow::Result<()> {
    let stage = stage(program).await?;
    let now = seed(&stage, partners).await?;
    let authority = Authority::new(now)?;
    authority.trust(&stage).await?;
    let bodies = authority.uploads(partners)?;
    let raw = rekey::raw_rate()?;
    let path = "/v1/partnermanager/partners/certificate/upload";
    let (rate, p99) = drive(&stage, connections, seconds, "\"signedCertificateData\":\"", move |number| {
        let body = &bodies[usize::try_from(number).unwrap_or_default() % bodies.len()];
        ("POST".into(), path.into(), Some(body.clone()))
    })
    .await?;
    say(&format!(
        "certificate uploads over HTTP: {rate:.0}/s (p99 {p99:.1} ms), {connections} connections, {seconds} s"
    ));
    say(&format!("bare signatures (RSA 2048):    {raw:.0}/s on all cores"));
    say(&format!("ratio:                         {:.2}   goal: at least {GOAL:.0} uploads/s", rate / raw));
    Ok(())
}

/// Active partners with a policy group; answers a moment at which their certificates may begin.
async fn seed(stage: &Stage, partners: u32) -> anyhow::Result<NaiveDateTime> {
    let mut connection = Connection::open(stage.server.address).await?;
    let path = "/v1/policymanager/policies/group/new";
    let answer = connection.call("POST", path, Some(&stage.token), Some(&policy_group(0))).await?;
    ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
    let db = Db::open(&Location::Postgres(stage.database.url().to_owned()), 2).await?;
    let rows = ca_key::all(&db).await?;
    let now = rows.first().context("no CA")?.created_at;
    let mut tx = db.begin().await?;
    statement(seeds::PARTNERS).bind(i64::from(partners)).bind(now).execute(&mut tx).await?;
    tx.commit().await?;
    db.close().await;
    stage.database.psql("UPDATE pms.partner SET policy_group_id = (SELECT MIN(id) FROM pms.policy_group)")?;
    stage.database.psql("ANALYZE")?;
    Ok(now)
}

/// The CA of all those partners: a root and an intermediate.
struct Authority {
    root: Certificate,
    intermediate: Certificate,
    key: SoftwareSigner,
    now: NaiveDateTime,
}

impl Authority {
    fn new(now: NaiveDateTime) -> anyhow::Result<Self> {
        let key = || anyhow::Ok(SoftwareSigner::from_pkcs8(&generate_rsa_key()?)?);
        let (above, own) = (key()?, key()?);
        let name = |common: &str| SubjectName::default().with_common_name(common);
        let issuance = |days| Issuance { now, days, serial: [0x5a; 16] };
        let root = root(&name("Bench Root"), &above, &issuance(3000))?;
        let issuer = Issuer { certificate: &root, signer: &above };
        let intermediate = issuing_ca(&name("Bench Intermediate"), own.spki_der(), issuer, &issuance(2000))?;
        Ok(Self { root, intermediate, key: own, now })
    }

    async fn trust(&self, stage: &Stage) -> anyhow::Result<()> {
        let mut connection = Connection::open(stage.server.address).await?;
        for certificate in [&self.root, &self.intermediate] {
            let body = request(json!({"certificateData": certificate.to_pem(), "partnerDomain": "AUTH"}));
            let path = "/v1/partnermanager/partners/certificate/ca/upload";
            let answer = connection.call("POST", path, Some(&stage.token), Some(&body)).await?;
            let text = String::from_utf8_lossy(&answer.body);
            ensure!(answer.status == 200 && text.contains("Upload Success."), "{} {text}", answer.status);
        }
        Ok(())
    }

    /// A request for each partner.
    fn uploads(&self, partners: u32) -> anyhow::Result<Vec<String>> {
        (1..=partners).map(|number| {
            let name = SubjectName { organization: format!("Seed {number}"), ..SubjectName::default() };
            let issuer = Issuer { certificate: &self.intermediate, signer: &self.key };
            let mut serial = [0x5a; 16];
            serial[12..].copy_from_slice(&number.to_be_bytes());
            let issuance = Issuance { now: self.now, days: 400, serial };
            let certificate = encryption(&name, &spki(self.key.spki_der(), number)?, issuer, &issuance)?;
            Ok(request(json!({
                "partnerId": format!("seed-{number}"), "certificateData": certificate.to_pem(), "partnerDomain": "AUTH",
            })))
        })
        .collect()
    }
}

/// The same public key with another modulus.
fn spki(like: &[u8], number: u32) -> anyhow::Result<Vec<u8>> {
    let mut key = like.to_vec();
    let start = key.len().checked_sub(MODULUS + EXPONENT).context("no RSA-2048 key")?;
    key.get_mut(start + 8..start + 12).context("no RSA-2048 key")?.copy_from_slice(&number.to_be_bytes());
    Ok(key)
}

fn request(request: serde_json::Value) -> String {
    json!({"id": "", "version": "1.0", "requesttime": now_zulu(), "metadata": null, "request": request}).to_string()
}

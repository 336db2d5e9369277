//! What there is: every generation, where its key is, until when it signs and is trusted.

use std::collections::HashMap;

use pms_domain::Context;
use pms_domain::{Timestamp, time};
use pms_pki::issue;
use pms_pki::{Certificate, p7b};
use pms_store::ca_key::{self, CaKeyRow};
use serde::Serialize;

use super::{Authority, Installation, Which};

/// What a generation is for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It signs what is new.
    Signs,
    /// Another one signs; what it signed counts until it ends.
    Trusted,
    /// Its certificate was asked for, and has not come yet.
    Waits,
    /// It is over, or was taken out of trust.
    NotTrusted,
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Signs => "signs",
            Standing::Trusted => "trusted",
            Standing::Waits => "waits",
            Standing::NotTrusted => "not trusted",
        }
    }
}

/// A generation of a key.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyStatus {
    /// `ROOT`, a domain, or `ENCRYPTION`.
    pub name: &'static str,
    pub generation: i32,
    pub standing: Standing,
    /// `database`, `offline`, or its source and its name there.
    pub place: String,
    pub subject: Option<String>,
    /// Decimal.
    pub serial: Option<String>,
    pub not_before: Option<String>,
    pub not_after: Option<String>,
    /// Whole days until the next generation is due; of the one that signs.
    pub rotates_in_days: Option<i64>,
    /// Certificates that partners and chips use today and that it has signed.
    pub certificates: i64,
}

impl Installation {
    /// Every generation of every key: ROOT first, newest first.
    ///
    /// # Errors
    /// When the database cannot be read, or a stored certificate.
    pub async fn status(&self, ctx: &Context) -> anyhow::Result<Vec<KeyStatus>> {
        let rows = ca_key::all(self.store.db()).await?;
        let signed: HashMap<String, i64> = ca_key::signed_with(self.store.db()).await?.into_iter().collect();
        let mut all = Vec::new();
        for which in Which::ALL {
            let mut one_signs = false;
            for row in rows.iter().filter(|row| row.purpose == which.purpose()) {
                let standing = standing(row, ctx.now(), one_signs)?;
                one_signs |= standing == Standing::Signs;
                all.push(status(which, row, standing, &signed, ctx.now())?);
            }
        }
        Ok(all)
    }
}

fn standing(row: &CaKeyRow, now: Timestamp, one_signs: bool) -> anyhow::Result<Standing> {
    if row.request.is_some() {
        return Ok(Standing::Waits);
    }
    let is_over = row.certificate.is_some() && super::certificate(row)?.not_after() < now;
    Ok(match (is_over || row.retired_at.is_some_and(|at| at <= now), one_signs) {
        (true, _) => Standing::NotTrusted,
        (false, true) => Standing::Trusted,
        (false, false) => Standing::Signs,
    })
}

fn status(
    which: Which,
    row: &CaKeyRow,
    standing: Standing,
    signed: &HashMap<String, i64>,
    now: Timestamp,
) -> anyhow::Result<KeyStatus> {
    let certificate = row.certificate.is_some().then(|| super::certificate(row)).transpose()?;
    let certificate = certificate.as_deref();
    let ends_in = certificate.map(|found| (found.not_after() - now).num_days());
    Ok(KeyStatus {
        name: which.name(),
        generation: row.generation,
        standing,
        place: row.location.clone().unwrap_or_else(|| "database".to_owned()),
        subject: certificate.map(|found| found.subject().readable()),
        serial: certificate.map(Certificate::serial_decimal),
        not_before: certificate.map(|found| time::zulu(found.not_before())),
        not_after: certificate.map(|found| time::zulu(found.not_after())),
        rotates_in_days: ends_in.filter(|_| standing == Standing::Signs).map(|days| days - which.ahead_days()),
        certificates: signed.get(&row.id).copied().unwrap_or(0),
    })
}

/// A file of public certificates.
pub struct PublicFile {
    pub name: String,
    pub content: Vec<u8>,
}

impl Authority {
    /// The public certificates of all generations in PEM, and the chain of each domain's issuing CA as p7b.
    pub fn public_files(&self) -> Vec<PublicFile> {
        let file = |name: String, content: Vec<u8>| PublicFile { name, content };
        let mut files = Vec::new();
        for root in std::iter::once(&self.root).chain(&self.former_roots) {
            files.push(file(format!("root-{}.pem", root.generation), root.certificate.to_pem().into_bytes()));
        }
        for (domain, generations) in &self.issuing {
            let name = domain.as_str().to_lowercase();
            for key in generations {
                let chain = [&*key.certificate, &*key.root];
                files.push(file(format!("{name}-{}.pem", key.generation), key.certificate.to_pem().into_bytes()));
                files.push(file(format!("{name}-{}.p7b", key.generation), p7b::encode(chain)));
            }
        }
        if let Some(encryption) = &self.encryption {
            let (application, reference) = super::ENCRYPTION_KEY;
            let name = issue::encryption_common_name(application, reference).to_lowercase();
            files.push(file(
                format!("{name}-{}.pem", encryption.generation),
                encryption.certificate.to_pem().into_bytes(),
            ));
        }
        files
    }
}

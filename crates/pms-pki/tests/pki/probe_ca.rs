//! The CA column of the probe matrix (contract §2.10), in both rule sets.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use openssl::hash::MessageDigest;
use pms_pki::parse::WireError;
use pms_pki::path::{StoreEntry, TrustStore};
use pms_pki::rules::{CaFileJudgement, CaFileUpload, CaKind, CaOrigin, Rule, RuleConfig, process_ca_file};
use pms_pki::{Certificate, PartnerDomain};

use super::support::*;

/// A store as the database would hold it.
struct Shelf {
    store: TrustStore,
    thumbprints: HashSet<String>,
    now: NaiveDateTime,
}

impl Shelf {
    fn of<'a>(members: impl IntoIterator<Item = &'a Identity>) -> Self {
        let store = store(PartnerDomain::Auth, members);
        let thumbprints = store.entries().iter().map(|entry| entry.certificate.thumbprint()).collect();
        Self { store, thumbprints, now: now() }
    }

    fn judge(&self, file: &[&Identity], domain: &str, config: &RuleConfig, origin: CaOrigin) -> CaFileJudgement {
        let certificates: Vec<Certificate> = file.iter().map(|identity| identity.certificate()).collect();
        let upload = CaFileUpload {
            certificates: &certificates,
            domain,
            store: domain.parse::<PartnerDomain>().ok().map(|_| &self.store),
            stored_thumbprints: &self.thumbprints,
            origin,
            now: self.now,
        };
        process_ca_file(&upload, config)
    }

    /// The answer as the wire has it: status or code.
    fn answer(&self, file: &[&Identity], config: &RuleConfig) -> &'static str {
        wire(&self.judge(file, "AUTH", config, CaOrigin::Upload))
    }

    fn upload(&mut self, file: &[&Identity], config: &RuleConfig) -> (&'static str, Vec<CaKind>) {
        let judgement = self.judge(file, "auth", config, CaOrigin::Upload);
        for entry in &judgement.entries {
            self.thumbprints.insert(entry.certificate.thumbprint());
            self.store.insert(StoreEntry { certificate: entry.certificate.clone(), platform: false, until: None });
        }
        (wire(&judgement), judgement.entries.iter().map(|entry| entry.kind).collect())
    }
}

fn wire(judgement: &CaFileJudgement) -> &'static str {
    match judgement.answer {
        Ok(status) => status.as_str(),
        Err(error) => error.code(),
    }
}

const SUCCESS: &str = "Upload Success.";

fn sets() -> [RuleConfig; 2] {
    [RuleConfig::default(), RuleConfig::reference()]
}

#[test]
fn single_certificates() {
    let Ca { root, intermediate } = ca();
    let tomorrow = now() + chrono::TimeDelta::days(1);
    let end = now() + chrono::TimeDelta::days(2000);
    let cases = [
        ("new root", vec![], root.clone(), SUCCESS),
        ("same again", vec![root], root.clone(), "KER-PCM-003"),
        ("intermediate without its root", vec![], intermediate.clone(), "KER-PCM-005"),
        ("intermediate", vec![root], intermediate.clone(), SUCCESS),
        ("300 days", vec![], Make::ca("CN=r", rsa(3)).days(300).make(), "KER-PCM-017"),
        ("366 days", vec![], Make::ca("CN=r", rsa(3)).days(366).make(), SUCCESS),
        ("version 1", vec![], Make::ca("CN=r", rsa(3)).version(1).make(), "KER-PCM-007"),
        ("tomorrow", vec![], Make::ca("CN=r", rsa(3)).validity(tomorrow, end).make(), "KER-PMS-020"),
        ("expired", vec![], Make::ca("CN=r", rsa(3)).validity(day(2020, 1, 1), day(2026, 1, 1)).make(), "KER-PCM-004"),
    ];
    for config in sets() {
        for (what, members, certificate, expected) in &cases {
            let answer = Shelf::of(members.iter().copied()).answer(&[certificate], &config);
            assert_eq!(answer, *expected, "{what} in {:?}", config.rule_set);
        }
    }
}

#[test]
fn same_certificate_is_welcome_in_another_domain() {
    let shelf = Shelf::of([]);
    for domain in ["AUTH", "device", "Ftm", "MISP"] {
        let judgement = shelf.judge(&[&ca().root], domain, &RuleConfig::default(), CaOrigin::Upload);
        assert_eq!(wire(&judgement), SUCCESS);
        assert_eq!(judgement.entries[0].domain.as_str(), domain.to_uppercase());
        assert_eq!(judgement.entries[0].kind, CaKind::Root);
        assert_eq!(judgement.entries[0].issuer, judgement.entries[0].certificate);
    }
    let unknown = shelf.judge(&[&ca().root, &ca().root], "XYZ", &RuleConfig::default(), CaOrigin::Upload);
    assert_eq!(wire(&unknown), "KER-PCM-011");
    assert!(unknown.entries.is_empty());
    let narrow = RuleConfig { allowed_domains: vec![PartnerDomain::Auth], ..RuleConfig::default() };
    assert_eq!(wire(&shelf.judge(&[&ca().root], "DEVICE", &narrow, CaOrigin::Upload)), "KER-PCM-011");
}

#[test]
fn files_of_several() {
    let Ca { root, intermediate } = ca();
    let second = Make::ca("CN=second issuing", rsa(3)).by(root).make();
    let other_root = Make::ca("CN=other root", rsa(4)).make();
    let poor = Make::ca("CN=ends soon", rsa(5)).by(root).days(100).make();
    for config in sets() {
        let mut shelf = Shelf::of([]);
        let kinds = vec![CaKind::Root, CaKind::Intermediate];
        assert_eq!(shelf.upload(&[intermediate, root], &config), (SUCCESS, kinds));
        assert_eq!(shelf.upload(&[intermediate, root], &config), ("Upload Failed.", vec![]));
        assert_eq!(shelf.upload(&[&second, intermediate, root], &config), (SUCCESS, vec![CaKind::Intermediate]));
        assert_eq!(
            shelf.upload(&[intermediate, &other_root], &config),
            ("Partial Upload Success.", vec![CaKind::Root])
        );
        assert_eq!(shelf.upload(&[&poor, root], &config), ("Upload Failed.", vec![]));
        assert_eq!(shelf.upload(&[], &config), ("Upload Failed.", vec![]));
        // Root first: the intermediate is processed before its root is there.
        let mut shelf = Shelf::of([]);
        assert_eq!(shelf.upload(&[root, intermediate], &config), (SUCCESS, vec![CaKind::Root]));
        // The same certificate twice counts once.
        let mut shelf = Shelf::of([]);
        assert_eq!(shelf.upload(&[root, root], &config), ("Partial Upload Success.", vec![CaKind::Root]));
    }
}

#[test]
fn planned_intermediates_name_their_issuer() {
    let Ca { root, intermediate } = ca();
    let judgement = Shelf::of([]).judge(&[intermediate, root], "AUTH", &RuleConfig::default(), CaOrigin::Upload);
    assert_eq!(*judgement.entries[1].issuer, root.certificate());
    assert_eq!(judgement.reports.len(), 2);
    assert!(judgement.reports.iter().all(|report| report.accepted()));
}

#[test]
fn what_cannot_be_a_ca_is_refused_by_the_hardened_set() {
    let by_root = |make: Make| make.by(&ca().root).make();
    let usage = Some(leaf_usage());
    let cases = [
        ("leaf that chains", by_root(Make::ca("CN=x", rsa(3)).not_ca()), Rule::CaBasicConstraints),
        ("no constraints", by_root(Make::ca("CN=x", rsa(3)).without_constraints()), Rule::CaBasicConstraints),
        ("no keyCertSign", by_root(Make::ca("CN=x", rsa(3)).usage(usage)), Rule::CaKeyUsage),
        ("RSA-1024", by_root(Make::ca("CN=x", rsa_bits(1024))), Rule::CaKeySize),
        ("SHA-1", by_root(Make::ca("CN=x", rsa(3)).digest(MessageDigest::sha1())), Rule::CaSignatureDigest),
        ("SHA-1 root", Make::ca("CN=x", rsa(3)).digest(MessageDigest::sha1()).make(), Rule::CaSignatureDigest),
        ("MD5 root", Make::ca("CN=x", rsa(3)).digest(MessageDigest::md5()).make(), Rule::CaSignatureDigest),
    ];
    let shelf = Shelf::of([&ca().root]);
    for (what, certificate, rule) in cases {
        let judgement = shelf.judge(&[&certificate], "AUTH", &RuleConfig::default(), CaOrigin::Upload);
        assert_eq!(wire(&judgement), "KER-PCM-001", "{what}");
        assert_eq!(judgement.reports[0].failures().next().unwrap().rule, rule, "{what}");
        assert_eq!(shelf.answer(&[&certificate], &RuleConfig::reference()), SUCCESS, "{what} in the reference set");
    }
}

#[test]
fn absent_key_usage_means_every_use_unless_configured() {
    let bare = Make::ca("CN=bare", rsa(3)).usage(None).make();
    let strict = RuleConfig { require_ca_key_usage: true, ..RuleConfig::default() };
    let shelf = Shelf::of([]);
    assert_eq!(shelf.answer(&[&bare], &RuleConfig::default()), SUCCESS);
    assert_eq!(shelf.answer(&[&bare], &strict), "KER-PCM-001");
}

#[test]
fn twelve_months_are_calendar_months_also_over_a_leap_day() {
    // From 2027-06-01, twelve months are 366 days, because 2028 has a 29 February.
    let made = day(2027, 6, 1);
    let for_days = |days| Make::ca("CN=leap", rsa(3)).validity(made, made + chrono::TimeDelta::days(days)).make();
    let mut shelf = Shelf::of([]);
    shelf.now = made + chrono::TimeDelta::hours(1);
    for config in sets() {
        assert_eq!(shelf.answer(&[&for_days(365)], &config), "KER-PCM-017");
        assert_eq!(shelf.answer(&[&for_days(366)], &config), SUCCESS);
        // What the platform or an accepted partner brings in is exempt.
        let accepted = shelf.judge(&[&for_days(365)], "AUTH", &config, CaOrigin::Accepted);
        assert_eq!(wire(&accepted), SUCCESS);
    }
    // On 29 February itself, a year later is the 28th.
    shelf.now = day(2028, 2, 29);
    let until = |end| Make::ca("CN=leap", rsa(3)).validity(day(2028, 1, 1), end).make();
    assert_eq!(shelf.answer(&[&until(day(2029, 2, 28))], &RuleConfig::default()), SUCCESS);
    assert_eq!(shelf.answer(&[&until(day(2029, 2, 27))], &RuleConfig::default()), "KER-PCM-017");
}

#[test]
fn unreadable_uploads_have_their_own_answer() {
    for (error, code) in [
        (WireError::Blank, "KER-PCM-001"),
        (WireError::NotACertificate, "KER-PCM-001"),
        (WireError::IllegalBase64Character, "KER-CRY-003"),
        (WireError::MalformedBase64, "KER-CRY-003"),
    ] {
        let judgement = CaFileJudgement::unreadable(error, &RuleConfig::default());
        assert_eq!(wire(&judgement), code);
        assert_eq!(judgement.reports[0].verdicts().len(), Rule::CA.len());
    }
}

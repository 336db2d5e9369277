//! The partner column of the probe matrix (contract §2.10), in both rule sets.

use openssl::hash::MessageDigest;
use pms_pki::path::TrustStore;
use pms_pki::rules::{KeyInUse, Outcome, PartnerUpload, Report, Rule, RuleConfig, judge_partner, unreadable_partner};
use pms_pki::{Certificate, KerError, PartnerDomain};

use super::support::*;

fn store() -> TrustStore {
    super::support::store(PartnerDomain::Auth, [&ca().root, &ca().intermediate])
}

fn judge(certificate: &Certificate, organization: &str, config: &RuleConfig) -> Report {
    let store = store();
    let upload = PartnerUpload {
        certificate,
        domain: "AUTH",
        store: Some(&store),
        organization,
        key_in_use: KeyInUse::No,
        now: now(),
    };
    judge_partner(&upload, config).0
}

fn partner(subject: &str) -> Make {
    Make::new(subject, rsa(2)).by(&ca().intermediate)
}

const ACME: &str = "C=IN/O=ACME/CN=partner";

struct Probe {
    what: &'static str,
    certificate: Identity,
    organization: &'static str,
    hardened: Option<&'static str>,
    reference: Option<&'static str>,
}

fn probe(what: &'static str, certificate: Make, expected: Option<&'static str>) -> Probe {
    Probe { what, certificate: certificate.make(), organization: "ACME", hardened: expected, reference: expected }
}

fn of_organization(
    organization: &'static str,
    certificate: Make,
    hardened: Option<&'static str>,
    reference: Option<&'static str>,
) -> Probe {
    Probe { what: organization, certificate: certificate.make(), organization, hardened, reference }
}

fn date_probes() -> Vec<Probe> {
    let tomorrow = now() + chrono::TimeDelta::days(1);
    let later_today = now() + chrono::TimeDelta::hours(1);
    let in_400 = now() + chrono::TimeDelta::days(400);
    vec![
        probe("400 days", partner(ACME).days(400), None),
        probe("335 days", partner(ACME).days(335), Some("KER-KMS-021")),
        probe("336 days", partner(ACME).days(336), None),
        probe("starts tomorrow", partner(ACME).validity(tomorrow, in_400), Some("KER-PMS-020")),
        probe("starts later today", partner(ACME).validity(later_today, in_400), Some("KER-PCM-004")),
        probe("expired", partner(ACME).validity(day(2025, 1, 1), day(2026, 1, 1)), Some("KER-PCM-004")),
    ]
}

fn path_probes() -> Vec<Probe> {
    let stranger = Make::ca("CN=stranger", rsa(3)).make();
    let plain = partner("O=ACME/CN=plain leaf").not_ca().make();
    let issuer_name = "C=IN/O=Trust CA/CN=Trust Issuing";
    vec![
        probe("self-signed", Make::new(ACME, rsa(2)), Some("KER-PCM-015")),
        probe("unknown issuer", Make::new(ACME, rsa(2)).by(&stranger), Some("KER-PCM-006")),
        probe("issued by a leaf", Make::new(ACME, rsa(3)).by(&plain), Some("KER-PCM-006")),
        of_organization("Trust CA", partner(issuer_name), None, None),
    ]
}

fn name_probes() -> Vec<Probe> {
    let refused = Some("KER-PCM-008");
    vec![
        probe("no O", partner("C=IN/CN=partner"), refused),
        probe("O=acme", partner("O=acme/CN=partner"), refused),
        probe("outer space", partner("O=ACME /CN=partner"), refused),
        of_organization("Acme, Inc.", partner("O=Acme, Inc./CN=partner"), None, refused),
        of_organization("Acme\\, Inc.", partner("O=Acme, Inc./CN=partner"), refused, None),
        of_organization("R&D; \"Lab\" <1+1=2>", partner("O=R&D; \"Lab\" <1+1=2>/CN=p"), None, refused),
        probe("ACME, then Sub Org", partner("O=ACME/O=Sub Org/CN=partner"), refused),
        of_organization("Sub Org", partner("O=ACME/O=Sub Org/CN=partner"), None, None),
        of_organization("Société Ω", partner("O=BMP:Société Ω/CN=partner"), None, None),
    ]
}

fn strength_probes() -> Vec<Probe> {
    let sha1 = partner(ACME).digest(MessageDigest::sha1());
    let sha224 = partner(ACME).digest(MessageDigest::sha224());
    let refused = Some("KER-PCM-014");
    vec![
        probe("version 1", partner(ACME).version(1), Some("KER-PCM-007")),
        probe("RSA-1024", Make::new(ACME, rsa_bits(1024)).by(&ca().intermediate), Some("KER-PCM-013")),
        probe("SHA-384", partner(ACME).digest(MessageDigest::sha384()), refused),
        probe("SHA-512", partner(ACME).digest(MessageDigest::sha512()), refused),
        probe("SHA-1", sha1, refused),
        probe("SHA-224", sha224, None),
        probe("EC key", Make::new(ACME, p256()).by(&ca().intermediate), None),
        probe("negative serial", partner(ACME).serial(-77), None),
    ]
}

#[test]
fn the_matrix_holds_in_both_rule_sets() {
    let probes = [date_probes(), path_probes(), name_probes(), strength_probes()];
    for probe in probes.into_iter().flatten() {
        let certificate = probe.certificate.certificate();
        for (config, expected) in [(RuleConfig::default(), probe.hardened), (RuleConfig::reference(), probe.reference)]
        {
            let report = judge(&certificate, probe.organization, &config);
            let found = report.first_failure().map(KerError::code);
            assert_eq!(found, expected, "{} in {:?}", probe.what, config.rule_set);
            assert_eq!(report.accepted(), expected.is_none(), "{} in {:?}", probe.what, config.rule_set);
        }
    }
}

#[test]
fn pss_and_ed25519_signatures_are_refused_unless_listed() {
    for (issuer_key, algorithm) in [(rsa_pss(), "RSASSA-PSS"), (ed25519(), "Ed25519")] {
        let issuer = Make::ca("CN=modern", issuer_key).make();
        let store = super::support::store(PartnerDomain::Auth, [&issuer]);
        let certificate = Make::new(ACME, rsa(2)).by(&issuer).make().certificate();
        let judge = |config: &RuleConfig| {
            let upload = PartnerUpload {
                certificate: &certificate,
                domain: "auth",
                store: Some(&store),
                organization: "ACME",
                key_in_use: KeyInUse::No,
                now: now(),
            };
            judge_partner(&upload, config).0.first_failure().map(KerError::code)
        };
        assert_eq!(judge(&RuleConfig::default()), Some("KER-PCM-014"), "{algorithm}");
        assert_eq!(judge(&RuleConfig::reference()), Some("KER-PCM-014"), "{algorithm}");
        let mut widened = RuleConfig::default();
        widened.signature_algorithms.push(algorithm.to_owned());
        assert_eq!(judge(&widened), None, "{algorithm}");
    }
}

#[test]
fn every_fault_is_reported_and_the_earliest_decides() {
    let stranger = Make::ca("CN=stranger", rsa(3)).make();
    let all_wrong = Make::new("O=Other/CN=p", rsa_bits(1024))
        .by(&stranger)
        .digest(MessageDigest::sha512())
        .version(1)
        .days(100)
        .make()
        .certificate();
    let report = judge(&all_wrong, "ACME", &RuleConfig::default());
    let failed: Vec<Rule> = report.failures().map(|verdict| verdict.rule).collect();
    assert_eq!(
        failed,
        [
            Rule::PartnerRemaining,
            Rule::PartnerPath,
            Rule::PartnerVersion,
            Rule::PartnerOrganization,
            Rule::PartnerKeySize,
            Rule::PartnerSignatureAlgorithm
        ]
    );
    assert_eq!(report.first_failure(), Some(KerError::PartnerValidityLessThanMinimum));
    let remaining = report.verdict(Rule::PartnerRemaining).unwrap();
    assert_eq!(remaining.measured.as_ref().unwrap().to_string(), "99 days");
    assert_eq!(remaining.expected.as_ref().unwrap().to_string(), "335 days");
}

#[test]
fn unknown_domain_and_unreadable_data() {
    let certificate = partner(ACME).make().certificate();
    let upload = PartnerUpload {
        certificate: &certificate,
        domain: "XYZ",
        store: None,
        organization: "ACME",
        key_in_use: KeyInUse::No,
        now: now(),
    };
    let (report, path) = judge_partner(&upload, &RuleConfig::default());
    assert_eq!(report.first_failure(), Some(KerError::InvalidPartnerDomain));
    assert_eq!(report.verdict(Rule::PartnerPath).unwrap().outcome, Outcome::NotEvaluated);
    assert!(path.is_none());
    let broken = unreadable_partner(pms_pki::parse::WireError::NotPem, &RuleConfig::reference());
    assert_eq!(broken.first_failure(), Some(KerError::CertificateParsing));
    assert_eq!(broken.verdicts().len(), Rule::PARTNER.len() - 1);
}

#[test]
fn a_key_of_another_partner_is_refused_unless_accepted() {
    let certificate = partner(ACME).make().certificate();
    let store = store();
    let judge = |key_in_use, config: &RuleConfig| {
        let upload = PartnerUpload {
            certificate: &certificate,
            domain: "AUTH",
            store: Some(&store),
            organization: "ACME",
            key_in_use,
            now: now(),
        };
        judge_partner(&upload, config).0
    };
    let hardened = RuleConfig::default();
    let refused = judge(KeyInUse::AtAnotherPartner, &hardened);
    assert_eq!(refused.first_failure(), Some(KerError::CertificateExists));
    let waived = judge(KeyInUse::AcceptedByAdmin, &hardened);
    assert!(waived.accepted());
    assert_eq!(waived.verdict(Rule::PartnerKeyUnused).unwrap().outcome, Outcome::Waived);
    assert!(judge(KeyInUse::AtAnotherPartner, &RuleConfig::reference()).accepted());
}

#[test]
fn measures_are_configurable() {
    let mut config = RuleConfig { partner_duration_years: 1, partner_grace_days: 366, ..RuleConfig::default() };
    assert_eq!(config.partner_minimum_days(), 315);
    config.partner_grace_days = 0;
    assert_eq!(config.partner_minimum_days(), 365);
    let certificate = partner(ACME).days(336).make().certificate();
    assert_eq!(judge(&certificate, "ACME", &config).first_failure(), Some(KerError::PartnerValidityLessThanMinimum));
}

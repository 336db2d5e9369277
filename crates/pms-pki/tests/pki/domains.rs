//! Domains are separate: what one issues is worth nothing in another.

use std::collections::HashSet;
use std::sync::Arc;

use openssl::x509::X509;
use pms_pki::issue::{
    ISSUING_CA_DAYS, Issuance, Issuer, PARTNER_DAYS, PrivateKeyDer, ROOT_DAYS, ReissueAsCa, ReissueProfile, Signer,
    SoftwareSigner, SubjectName, issuing_ca, issuing_ca_common_name, reissue, root, root_common_name,
};
use pms_pki::path::{PathPolicy, StoreEntry, TrustStore, find};
use pms_pki::rules::{CaFileJudgement, CaFileUpload, CaOrigin, Rule, RuleConfig, process_ca_file};
use pms_pki::{Certificate, KerError, PartnerDomain};

use super::support::*;

fn signer(slot: usize) -> SoftwareSigner {
    SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(rsa(slot).private_key_to_pkcs8().unwrap())).unwrap()
}

fn issuance(days: i64, serial: u8) -> Issuance {
    Issuance { now: now(), days, serial: [serial; 16] }
}

struct Platform {
    root: Certificate,
    root_signer: SoftwareSigner,
    issuing: Vec<(PartnerDomain, Certificate, usize)>,
}

impl Platform {
    fn new() -> Self {
        let name = SubjectName::default();
        let root_signer = signer(5);
        let root_name = name.with_common_name(root_common_name("www.mosip.io"));
        let root = root(&root_name, &root_signer, &issuance(ROOT_DAYS, 1)).unwrap();
        let mut platform = Self { root, root_signer, issuing: Vec::new() };
        for (index, domain) in PartnerDomain::ALL.into_iter().enumerate() {
            let name = name.with_common_name(issuing_ca_common_name("www.mosip.io", domain));
            let slot = 6 + index;
            let authority = Issuer { certificate: &platform.root, signer: &platform.root_signer };
            let spki = signer(slot).spki_der().to_vec();
            let certificate = issuing_ca(&name, &spki, authority, &issuance(ISSUING_CA_DAYS, 2)).unwrap();
            platform.issuing.push((domain, certificate, slot));
        }
        platform
    }

    fn issuing(&self, domain: PartnerDomain) -> (&Certificate, usize) {
        let (_, certificate, slot) = self.issuing.iter().find(|(d, _, _)| *d == domain).unwrap();
        (certificate, *slot)
    }

    /// The stores as a running system has them: ROOT and the domain's issuing CA, the partners' CAs, and partners' certificates that
    /// issue others.
    fn store(&self, domain: PartnerDomain, partner: &Identity) -> TrustStore {
        let (partner_root, partner_issuing) = partner_ca(domain);
        let mut store = store(domain, [&partner_root, &partner_issuing]);
        store.insert(platform(&self.root));
        store.insert(platform(self.issuing(domain).0));
        if partner.certificate().is_ca() {
            let entered = file(&store, &[partner], CaOrigin::Accepted);
            assert_eq!(entered.entries.len(), 1, "{domain}: {:?}", entered.reports);
            let certificate = Arc::clone(&entered.entries[0].certificate);
            store.insert(StoreEntry { certificate, platform: false, until: None });
        }
        store
    }

    /// The certificate that the platform returns to a partner of this domain, with the partner's key.
    fn partner(&self, domain: PartnerDomain, mode: ReissueAsCa) -> Identity {
        let make = Make::ca(&format!("O=ACME/CN={domain} provider"), rsa(2)).by(&partner_ca(domain).1);
        let original = match domain {
            PartnerDomain::Ftm => make.path_length(0).make(),
            _ => make.not_ca().usage(Some(leaf_usage())).make(),
        };
        let Some(profile) = ReissueProfile::of(domain, mode, false) else { return original };
        let (certificate, slot) = self.issuing(domain);
        let signer = signer(slot);
        let issuer = Issuer { certificate, signer: &signer };
        let issued = reissue(&original.certificate(), profile, issuer, &issuance(PARTNER_DAYS, 3)).unwrap();
        Identity { x509: X509::from_der(issued.der()).unwrap(), key: original.key }
    }
}

/// Each domain's partners have a CA of their own.
fn partner_ca(domain: PartnerDomain) -> (Identity, Identity) {
    let root = Make::ca(&format!("O=Trust CA/CN={domain} Root"), rsa(0)).make();
    let issuing = Make::ca(&format!("O=Trust CA/CN={domain} Issuing"), rsa(1)).by(&root).make();
    (root, issuing)
}

fn file(store: &TrustStore, certificates: &[&Identity], origin: CaOrigin) -> CaFileJudgement {
    let certificates: Vec<Certificate> = certificates.iter().map(|identity| identity.certificate()).collect();
    let upload = CaFileUpload {
        certificates: &certificates,
        domain: store.domain().as_str(),
        store: Some(store),
        stored_thumbprints: &HashSet::new(),
        origin,
        now: now(),
    };
    process_ca_file(&upload, &RuleConfig::default())
}

fn passes(store: &TrustStore, target: &Identity) -> bool {
    find(store, &target.certificate(), now(), &PathPolicy::default()).is_ok()
}

struct Family {
    partner: Identity,
    child: Identity,
    sub_ca: Identity,
    grandchild: Identity,
}

impl Family {
    fn of(partner: Identity) -> Self {
        let child = Make::new("O=ACME/CN=child", rsa(3)).by(&partner).make();
        let sub_ca = Make::ca("O=ACME/CN=sub", rsa(4)).by(&partner).make();
        let grandchild = Make::new("O=ACME/CN=grandchild", rsa(3)).by(&sub_ca).make();
        Self { partner, child, sub_ca, grandchild }
    }
}

fn families(platform: &Platform, mode: ReissueAsCa) -> Vec<(PartnerDomain, Family)> {
    PartnerDomain::ALL.map(|domain| (domain, Family::of(platform.partner(domain, mode)))).into_iter().collect()
}

#[test]
fn every_issuing_domain_by_every_asked_domain() {
    let platform = Platform::new();
    for mode in [ReissueAsCa::WhereNeeded, ReissueAsCa::All] {
        let families = families(&platform, mode);
        for (asked, of_asked) in &families {
            let store = platform.store(*asked, &of_asked.partner);
            for (issuing, family) in &families {
                let at_home = issuing == asked;
                let issues = family.partner.certificate().is_ca();
                for (what, target, pass) in [
                    ("itself", &family.partner, at_home),
                    ("directly below", &family.child, at_home && issues),
                    // As a target it is one more certificate directly below; it cannot issue, see the next.
                    ("sub-CA", &family.sub_ca, at_home && issues),
                    ("below the sub-CA", &family.grandchild, false),
                ] {
                    assert_eq!(passes(&store, target), pass, "{what} of {issuing} asked in {asked}, {mode:?}");
                }
            }
        }
    }
}

#[test]
fn by_default_only_device_and_ftm_certificates_issue() {
    let platform = Platform::new();
    for (domain, family) in families(&platform, ReissueAsCa::WhereNeeded) {
        let expected = matches!(domain, PartnerDomain::Device | PartnerDomain::Ftm);
        assert_eq!(family.partner.certificate().is_ca(), expected, "{domain}");
    }
}

#[test]
fn a_sub_ca_does_not_work_even_inside_the_store() {
    let platform = Platform::new();
    for mode in [ReissueAsCa::WhereNeeded, ReissueAsCa::All] {
        for (domain, family) in families(&platform, mode) {
            let mut store = platform.store(domain, &family.partner);
            for member in [&family.partner, &family.sub_ca] {
                store.insert(StoreEntry { certificate: Arc::new(member.certificate()), platform: false, until: None });
            }
            assert!(!passes(&store, &family.grandchild), "{domain} {mode:?}");
        }
    }
}

#[test]
fn nobody_uploads_the_platform_hierarchy_into_a_store() {
    let platform = Platform::new();
    for (domain, family) in families(&platform, ReissueAsCa::All) {
        let store = platform.store(domain, &family.partner);
        for (other, certificate, slot) in &platform.issuing {
            let identity = Identity { x509: X509::from_der(certificate.der()).unwrap(), key: rsa(*slot) };
            let judgement = file(&store, &[&identity], CaOrigin::Upload);
            assert_eq!(judgement.answer, Err(KerError::InvalidCertificate), "{other} into {domain}");
            let failed: Vec<Rule> = judgement.reports[0].failures().map(|verdict| verdict.rule).collect();
            assert_eq!(failed, [Rule::CaNotPlatform], "{other} into {domain}");
        }
        if domain != PartnerDomain::Ftm {
            let sub_ca = file(&store, &[&family.sub_ca], CaOrigin::Upload);
            assert_eq!(sub_ca.answer, Err(KerError::InvalidCertificate), "{domain}");
        }
    }
}

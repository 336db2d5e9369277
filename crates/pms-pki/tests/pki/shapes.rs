//! The shapes that certificates have in a MOSIP system, as one matrix: who hangs below whom, and what OpenSSL, the JDK or a web profile would
//! stumble over (contract §5, table of results; §0 findings 1, 4, 6, 8).

use openssl::hash::MessageDigest;
use pms_pki::PartnerDomain;
use pms_pki::path::{NoPath, PathPolicy, TrustStore, find};

use super::support::*;

/// ROOT with path length 2, PMS with 1, a partner as keymanager re-signs it (CA, no path length, no key identifiers).
struct Stock {
    root: Identity,
    pms: Identity,
    partner: Identity,
}

const RDNS: &str = "C=IN/ST=KA/L=BANGALORE/O=IITB/OU=MOSIP-TECH-CENTER";

impl Stock {
    fn new() -> Self {
        let root = Make::ca(&format!("{RDNS}/CN=www.mosip.io (ROOT)"), rsa(0)).path_length(2).make();
        let pms = Make::ca(&format!("{RDNS}/CN=www.mosip.io (PMS)"), rsa(1)).path_length(1).by(&root).make();
        let partner = Make::ca("C=IN/O=Acme/CN=partner", rsa(2)).by(&pms).serial(-0x1234_5678_9abc).make();
        Self { root, pms, partner }
    }

    fn store(&self) -> TrustStore {
        store(PartnerDomain::Device, [&self.root, &self.pms, &self.partner])
    }
}

fn judged(store: &TrustStore, target: &Identity) -> Result<usize, NoPath> {
    find(store, &target.certificate(), now(), &PathPolicy::default()).map(|path| path.certificates().len())
}

#[test]
fn what_hangs_below_a_partner() {
    let stock = Stock::new();
    let device = || Make::new("O=Acme/CN=device", rsa(3)).by(&stock.partner);
    let email = raw_extension("2.5.29.37", false, &[0x30, 0x0a, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 4]);
    let sub_ca = Make::ca("O=Acme/CN=sub", rsa(4)).by(&stock.partner).make();
    let printable = "C=IN/O=PRINT:Acme/CN=PRINT:partner";
    let cases = [
        ("the re-signed partner itself, a CA with a negative serial", stock.partner.clone(), Ok(3)),
        ("a device without any extension", device().make(), Ok(4)),
        ("a device of version 1", device().version(1).make(), Ok(4)),
        ("a device marked as a CA", Make::ca("O=Acme/CN=device", rsa(3)).by(&stock.partner).make(), Ok(4)),
        ("a device for e-mail only", device().extension(email).make(), Ok(4)),
        ("a device signed with SHA-1", device().digest(MessageDigest::sha1()).make(), Ok(4)),
        ("a device with an elliptic-curve key", Make::new("CN=ec", p256()).by(&stock.partner).make(), Ok(4)),
        ("a device with a negative serial number", device().serial(-7).make(), Ok(4)),
        ("a device whose issuer is written in another string type", device().issuer_name(printable).make(), Ok(4)),
        (
            "an unknown critical extension",
            device().extension(unknown_extension(true)).make(),
            Err(NoPath::UnknownCriticalExtension),
        ),
        ("a self-signed device", Make::new("O=Acme/CN=device", rsa(3)).make(), Err(NoPath::UnknownRoot)),
    ];
    for (what, target, expected) in cases {
        assert_eq!(judged(&stock.store(), &target), expected, "{what}");
    }
    let below = Make::new("O=Acme/CN=below", rsa(3)).by(&sub_ca).make();
    let with_sub = store(PartnerDomain::Device, [&stock.root, &stock.pms, &stock.partner, &sub_ca]);
    assert_eq!(judged(&with_sub, &below), Err(NoPath::PathLengthExceeded), "below a sub-CA of the partner");
}

#[test]
fn a_partner_of_a_pss_key_has_devices_too() {
    let stock = Stock::new();
    let partner = Make::ca("C=IN/O=Acme/CN=pss partner", rsa_pss()).by(&stock.pms).make();
    let device = Make::new("O=Acme/CN=device", rsa(3)).by(&partner).make();
    assert_eq!(device.certificate().signature_algorithm().name, "RSASSA-PSS");
    let with = store(PartnerDomain::Device, [&stock.root, &stock.pms, &partner]);
    assert_eq!(judged(&with, &device), Ok(4));
}

#[test]
fn renewals_of_one_name_leave_no_gap() {
    let stock = Stock::new();
    // The same partner again: another key under the same name; and the same key once more.
    let renewed = Make::ca("C=IN/O=Acme/CN=partner", rsa(5)).by(&stock.pms).serial(2).make();
    let again = Make::ca("C=IN/O=Acme/CN=partner", rsa(2)).by(&stock.pms).serial(3).make();
    let of = |issuer: &Identity| Make::new("O=Acme/CN=device", rsa(3)).by(issuer).make();
    let orders =
        [[&stock.partner, &renewed, &again], [&again, &renewed, &stock.partner], [&renewed, &stock.partner, &again]];
    for members in orders {
        let with = store(PartnerDomain::Device, [&stock.root, &stock.pms].into_iter().chain(members));
        assert_eq!(judged(&with, &of(&stock.partner)), Ok(4));
        assert_eq!(judged(&with, &of(&renewed)), Ok(4));
    }
}

#[test]
fn a_name_in_another_order_is_another_name() {
    let stock = Stock::new();
    let device = Make::new("O=Acme/CN=device", rsa(3)).by(&stock.partner).issuer_name("CN=partner/O=Acme/C=IN").make();
    assert!(matches!(judged(&stock.store(), &device), Err(NoPath::IssuerUnknown { .. })));
}

#[test]
fn an_authority_may_ask_for_policies() {
    let policy = |last: u8| raw_extension("2.5.29.32", false, &tlv(0x30, &tlv(0x30, &tlv(6, &[0x2a, 3, last]))));
    let required = raw_extension("2.5.29.36", true, &[0x30, 3, 0x80, 1, 0]);
    let root = Make::ca("CN=strict root", rsa(0)).make();
    let strict = Make::ca("CN=strict", rsa(1)).by(&root).extension(policy(4)).extension(required).make();
    let under = |stated: Option<u8>| {
        let leaf = Make::new("CN=leaf", rsa(2)).by(&strict);
        let leaf = match stated {
            Some(last) => leaf.extension(policy(last)),
            None => leaf,
        };
        judged(&store(PartnerDomain::Auth, [&root, &strict]), &leaf.make())
    };
    assert_eq!(under(Some(4)), Ok(3));
    assert_eq!(under(Some(5)), Err(NoPath::Policies));
    assert_eq!(under(None), Err(NoPath::Policies));
    let lax = Make::ca("CN=lax", rsa(3)).by(&root).extension(policy(5)).make();
    let leaf = Make::new("CN=leaf", rsa(2)).by(&lax).make();
    assert_eq!(judged(&store(PartnerDomain::Auth, [&root, &lax]), &leaf), Ok(3), "nobody asked");
}

//! Checks that a site turns on or off.

use pms_pki::device::{Check, CheckSet, DeviceLevel, HotlistSubject, Standing};
use pms_pki::path::PathCache;
use serde_json::json;

use super::forge::{Forge, segment, stamp, world};
use crate::support::*;

#[test]
fn each_check_refuses_only_where_it_is_on() {
    type Spoil = fn(&mut Forge);
    let cases: [(Check, Spoil); 18] = [
        (Check::Signature, |f| f.segments[0].device.key = rsa(6)),
        (Check::RequiredFields, |f| f.segments[0].session_key = json!("")),
        (Check::DigitalIdSigned, |f| f.segments[0].spoil[0] = |_| segment("x", 0).id),
        (Check::ChipRequired, |f| f.segments[0].signer = world().device.clone()),
        (Check::Freshness, |f| f.segments[0].id["dateTime"] = stamp(-9_000)),
        (Check::SegmentOrder, |f| f.segments[1].data["timestamp"] = stamp(-21)),
        (Check::Type, |f| f.segments[0].data["bioType"] = json!("Iris")),
        (Check::Provider, |f| f.known.provider.as_mut().unwrap().active = false),
        (Check::ProviderCertificate, |f| f.known.provider.as_mut().unwrap().keys.clear()),
        (Check::ProviderOrganization, |f| f.known.provider.as_mut().unwrap().organizations.clear()),
        (Check::Model, |f| f.known.model = None),
        (Check::Interface, |f| f.known.interface = Some(Standing::Expired)),
        (Check::Chip, |f| f.known.chip = None),
        (Check::Replay, |f| f.segments[1] = f.segments[0].clone()),
        (Check::Hotlist, |f| {
            let provider = HotlistSubject::Provider { name: "Acme Devices", id: "acme" };
            let model = HotlistSubject::Model { make: "Acme", model: "F1" };
            let device = HotlistSubject::Device { serial: "7", make: "Acme", model: "F1" };
            let key = world().chip.certificate().public_key_sha256();
            let all = [provider, model, device, HotlistSubject::Chip { key: &key }];
            f.known.hotlist.extend(all.map(|subject| format!("{subject:?}")));
        }),
        (Check::ExtendedKeyUsage, |f| {
            let email = raw_extension("2.5.29.37", false, &[0x30, 0x0a, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 4]);
            let make = Make::new("O=Acme Devices/CN=d", rsa(2)).by(&world().provider);
            f.segments[0].device = make.extension(email).make();
        }),
        (Check::SerialIsCode, |f| f.segments[0].data["deviceCode"] = json!("8")),
        (Check::ChipBinding, |f| f.known.chip_of = Some([0; 32])),
    ];
    for (check, spoil) in cases {
        let mut forge = Forge::default();
        // Those that a site turns on first.
        forge.policy.checks = forge.policy.checks.with(check);
        assert!(forge.judged().is_ok(), "{} is on: {:?}", check.name(), forge.judged().err());
        spoil(&mut forge);
        assert!(forge.judged().is_err(), "{}", check.name());
        forge.policy.checks = forge.policy.checks.without(check);
        assert!(forge.judged().is_ok(), "{} is off: {:?}", check.name(), forge.judged().err());
    }
}

#[test]
fn without_the_chain_the_dates_are_a_check_of_their_own() {
    let mut forge = Forge::default();
    let asked = [Check::Chain, Check::ProviderCertificate, Check::Chip];
    forge.policy.checks = asked.into_iter().fold(forge.policy.checks, CheckSet::without);
    forge.segments[0].device = world().stranger.clone();
    assert!(forge.judged().is_ok());
    forge.at += chrono::TimeDelta::days(900);
    forge.policy.checks = forge.policy.checks.without(Check::Freshness);
    assert_eq!(forge.judged().unwrap_err().to_string(), "certificate-dates in segment 0");
    forge.policy.checks = forge.policy.checks.without(Check::CertificateDates);
    assert!(forge.judged().is_ok());
}

#[test]
fn level_zero_passes_where_a_site_allows_it() {
    let mut forge = Forge::default();
    forge.policy.checks = forge.policy.checks.without(Check::ChipRequired);
    forge.segments[0].signer = world().device.clone();
    let allowed = forge.judged().unwrap();
    let levels: Vec<_> = allowed.segments.iter().map(|segment| segment.level).collect();
    assert_eq!(levels, [Some(DeviceLevel::L0), Some(DeviceLevel::L1)]);
}

#[test]
fn what_ida_does_not_check_passes_its_set() {
    let mut forge = Forge::default();
    forge.policy.checks = CheckSet::of_ida();
    (forge.known.provider, forge.known.model, forge.known.interface, forge.known.chip) = (None, None, None, None);
    assert!(forge.judged().is_ok());
    forge.segments[0].spoil[0] = |_| segment("x", 0).id;
    assert!(forge.judged().is_ok(), "an identity that nobody signed passes IDA");
    forge.segments[1].device = world().stranger.clone();
    assert_eq!(forge.judged().unwrap_err().to_string(), "chain in segment 1");
}

#[test]
fn names_of_checks_are_read_back() {
    for check in Check::ALL {
        assert_eq!(check.name().parse(), Ok(check));
        assert!(CheckSet::all().has(check));
        assert!(!CheckSet::all().without(check).has(check));
    }
    assert!("chains".parse::<Check>().is_err());
}

#[test]
fn claims_name_each_device_once() {
    let forge = Forge::default();
    let message = pms_pki::device::DeviceMessage::read(forge.text().as_bytes()).unwrap();
    let claims = message.claims();
    assert_eq!(claims.len(), 1);
    assert_eq!((claims[0].0.model.as_str(), claims[0].1.as_str()), ("F1", "1.0.5"));
}

#[test]
fn a_verdict_is_remembered_no_longer_than_it_holds() {
    let cache = PathCache::new(8);
    let mut forge = Forge::default();
    assert!(forge.judged_with(&cache).is_ok());
    assert_eq!(cache.len(), 2, "the device's and the chip's");
    // What is remembered counts: the store is another one by now, with the same number.
    let emptied = store(pms_pki::PartnerDomain::Device, []);
    let full = std::mem::replace(&mut forge.device_store, emptied);
    assert!(forge.judged_with(&cache).is_ok());
    // A certificate that ends meanwhile is asked about again.
    forge.device_store = full;
    forge.policy.checks = forge.policy.checks.without(Check::Freshness);
    forge.at = world().device.certificate().not_after() + chrono::TimeDelta::seconds(1);
    assert_eq!(forge.judged_with(&cache).unwrap_err().to_string(), "certificate-dates in segment 0");
}

#[test]
fn refusals_are_not_remembered() {
    let cache = PathCache::new(8);
    let mut forge = Forge::default();
    forge.segments[0].device = world().stranger.clone();
    assert!(forge.judged_with(&cache).is_err());
    assert!(cache.is_empty());
}

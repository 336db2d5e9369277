//! A good device message with everything it needs, for the tests to spoil.

use std::collections::HashSet;
use std::sync::OnceLock;

use chrono::{NaiveDateTime, TimeDelta};
use pms_pki::PartnerDomain;
use pms_pki::crl::RevocationLists;
use pms_pki::device::{
    Allowed, DeviceMessage, DevicePolicy, DeviceTrust, DigitalId, HotlistSubject, KnownDevices, Provider, Refusal,
    Standing, verify,
};
use pms_pki::path::{PathCache, PathPolicy, Revocation, RevocationMode, TrustPath, TrustStore, TrustView};
use serde_json::{Value, json};

use crate::signing::{header, jws};
use crate::support::*;

/// Everybody who signs.
pub struct World {
    pub root: Identity,
    pub provider: Identity,
    pub device: Identity,
    pub chip_root: Identity,
    pub chip_model: Identity,
    pub chip: Identity,
    pub stranger: Identity,
}

pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let root = Make::ca("O=Platform/CN=DEVICE", rsa(0)).make();
        let provider = Make::ca("O=Acme Devices/CN=provider", rsa(1)).by(&root).path_length(0).make();
        let device = Make::new("O=Acme Devices/CN=device 7", rsa(2)).by(&provider).make();
        let chip_root = Make::ca("O=Chips/CN=Chip Root", rsa(3)).make();
        let chip_model = Make::ca("O=Chips/CN=FTM 1", rsa(4)).by(&chip_root).make();
        let chip = Make::new("O=Chips/CN=chip 9", rsa(5)).by(&chip_model).make();
        let stranger = Make::new("O=Acme Devices/CN=device 7", rsa(6)).make();
        World { root, provider, device, chip_root, chip_model, chip, stranger }
    })
}

/// The registries as the tests set them.
pub struct Known {
    pub provider: Option<Provider>,
    pub model: Option<Standing>,
    pub interface: Option<Standing>,
    pub chip: Option<Standing>,
    pub chip_of: Option<[u8; 32]>,
    /// What is on it, as it is asked for.
    pub hotlist: HashSet<String>,
    pub segments: HashSet<[u8; 32]>,
}

impl KnownDevices for Known {
    fn provider(&self, id: &str) -> Option<Provider> {
        self.provider.clone().filter(|_| id == "acme")
    }

    fn model(&self, device: &DigitalId) -> Option<Standing> {
        self.model.filter(|_| (device.make.as_str(), device.model.as_str()) == ("Acme", "F1"))
    }

    fn interface(&self, _: &DigitalId, version: &str) -> Option<Standing> {
        self.interface.filter(|_| version == "1.0.5")
    }

    fn chip(&self, path: &TrustPath) -> Option<Standing> {
        let model = world().chip_model.certificate();
        self.chip.filter(|_| path.certificates().iter().any(|certificate| **certificate == model))
    }

    fn chip_of(&self, _: &DigitalId) -> Option<[u8; 32]> {
        self.chip_of
    }

    fn is_hotlisted(&self, subject: HotlistSubject<'_>) -> bool {
        self.hotlist.contains(&format!("{subject:?}"))
    }

    fn is_known_segment(&self, digest: &[u8; 32]) -> bool {
        self.segments.contains(digest)
    }
}

/// One segment in the making.
#[derive(Clone)]
pub struct Segment {
    pub device: Identity,
    pub signer: Identity,
    pub data: Value,
    pub id: Value,
    /// Changes the header of the data, of the identity.
    pub headers: [fn(&mut serde_json::Map<String, Value>); 2],
    /// Changes the finished JWS of the identity, of the data.
    pub spoil: [fn(String) -> Value; 2],
    pub session_key: Value,
}

/// A message in the making, and who judges it.
pub struct Forge {
    pub segments: Vec<Segment>,
    pub known: Known,
    pub policy: DevicePolicy,
    pub device_store: TrustStore,
    pub chip_store: TrustStore,
    pub lists: Option<(RevocationLists, RevocationMode)>,
    pub at: NaiveDateTime,
    /// Changes the text of the message.
    pub message: fn(String) -> String,
}

pub fn stamp(seconds: i64) -> Value {
    let at = now() + TimeDelta::seconds(seconds);
    json!(at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}

pub fn segment(finger: &str, seconds: i64) -> Segment {
    let world = world();
    Segment {
        device: world.device.clone(),
        signer: world.chip.clone(),
        data: json!({
            "deviceCode": "7", "deviceServiceVersion": "1.0.5", "bioType": "Finger", "bioSubType": finger,
            "purpose": "Auth", "env": "Production", "bioValue": "c2VjcmV0", "transactionId": "t1",
            "timestamp": stamp(seconds), "requestedScore": "60", "qualityScore": "80",
        }),
        id: json!({
            "serialNo": "7", "make": "Acme", "model": "F1", "type": "Finger", "deviceSubType": "Slap",
            "deviceProvider": "Acme Devices", "deviceProviderId": "acme", "dateTime": stamp(-40),
        }),
        headers: [|_| {}, |_| {}],
        spoil: [Value::from, Value::from],
        session_key: json!("a2V5"),
    }
}

impl Segment {
    fn finished(&self) -> Value {
        let sign = |identity: &Identity, payload: &Value, change: fn(&mut serde_json::Map<String, Value>)| {
            let mut members = header("RS256", identity);
            change(&mut members);
            jws(&Value::Object(members).to_string(), payload.to_string().as_bytes(), &identity.key, "RS256")
        };
        let mut data = self.data.clone();
        data["digitalId"] = (self.spoil[0])(sign(&self.signer, &self.id, self.headers[1]));
        let data = (self.spoil[1])(sign(&self.device, &data, self.headers[0]));
        json!({"specVersion": "1.0", "data": data, "sessionKey": self.session_key, "hash": "00", "thumbprint": "00"})
    }
}

impl Default for Forge {
    fn default() -> Self {
        let world = world();
        let provider = Provider {
            active: true,
            organizations: vec!["Acme before".into(), "ACME DEVICES".into()],
            keys: vec![world.provider.certificate().public_key_sha256()],
        };
        Self {
            segments: vec![segment("Left IndexFinger", -20), segment("Left MiddleFinger", -10)],
            known: Known {
                provider: Some(provider),
                model: Some(Standing::InForce),
                interface: Some(Standing::InForce),
                chip: Some(Standing::InForce),
                chip_of: Some(world.chip.certificate().public_key_sha256()),
                hotlist: HashSet::new(),
                segments: HashSet::new(),
            },
            policy: DevicePolicy::default(),
            device_store: store(PartnerDomain::Device, [&world.root, &world.provider]),
            chip_store: store(PartnerDomain::Ftm, [&world.chip_root, &world.chip_model]),
            lists: None,
            at: now(),
            message: |text| text,
        }
    }
}

impl Forge {
    pub fn text(&self) -> String {
        let segments: Vec<Value> = self.segments.iter().map(Segment::finished).collect();
        (self.message)(json!({"biometrics": segments}).to_string())
    }

    pub fn judged(&self) -> Result<Allowed, Refusal> {
        let cache = PathCache::new(16);
        self.judged_with(&cache)
    }

    pub fn judged_with(&self, cache: &PathCache) -> Result<Allowed, Refusal> {
        let policy = PathPolicy::default();
        let revocation = self.lists.as_ref().map(|(lists, mode)| Revocation::new(lists, *mode));
        let view = |store| TrustView { store, epoch: 1, policy: &policy, revocation, cache };
        let trust = DeviceTrust { device: view(&self.device_store), chip: view(&self.chip_store) };
        let message = DeviceMessage::read(self.text().as_bytes())?;
        verify(&message, &self.known, &trust, &self.policy, self.at)
    }
}

//! The verdict on a device message.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::known::{HotlistSubject, KnownDevices, Provider, Standing};
use super::message::{DeviceMessage, MessageSegment};
use super::policy::{Check, DevicePolicy};
use super::refusal::{Part, Reason, Refusal};
use super::segment::{self, Content, DeviceLevel, DigitalId, StatedId};
use crate::certificate::Certificate;
use crate::jws::{self, Jws, JwsAlgorithm, JwsError};
use crate::path::{TrustPath, TrustView, Untrusted};

/// What the two domains of devices trust.
#[derive(Clone, Copy)]
pub struct DeviceTrust<'a> {
    /// The domain DEVICE.
    pub device: TrustView<'a>,
    /// The domain FTM.
    pub chip: TrustView<'a>,
}

/// A message that passed every check of the policy.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// Its segments, in their order.
    pub segments: Vec<AllowedSegment>,
}

/// A segment that passed.
#[derive(Debug, Clone)]
pub struct AllowedSegment {
    /// The device; without a signature where the site does not ask for one.
    pub device: DigitalId,
    /// Who signed its identity; `None` if nobody did.
    pub level: Option<DeviceLevel>,
    /// `deviceServiceVersion`.
    pub interface_version: String,
    /// `bioType`.
    pub bio_type: String,
    /// `bioSubType`.
    pub bio_sub_type: String,
    /// `transactionId`.
    pub transaction_id: String,
    /// SHA-256 over what the device signed: to be recorded, so that the segment is never allowed again.
    pub digest: [u8; 32],
    /// SHA-256 over the device's certificate.
    pub certificate_sha256: [u8; 32],
}

/// Judges a message at the time `at` (UTC).
///
/// # Errors
/// The one reason why it is not allowed.
pub fn verify(
    message: &DeviceMessage,
    known: &dyn KnownDevices,
    trust: &DeviceTrust<'_>,
    policy: &DevicePolicy,
    at: NaiveDateTime,
) -> Result<Allowed, Refusal> {
    let mut verifier = Verifier { known, trust, policy, at, previous: None, identity: None, digests: HashSet::new() };
    let mut segments = Vec::with_capacity(message.segments().len());
    for (number, segment) in message.segments().iter().enumerate() {
        let judged = verifier.segment(segment);
        segments.push(judged.map_err(|(part, reason)| Refusal { reason, segment: Some(number), part: Some(part) })?);
    }
    Ok(Allowed { segments })
}

type Judged<T> = Result<T, (Part, Reason)>;

/// A certificate that signed, with its path where the chain is checked.
#[derive(Clone)]
struct Signer {
    certificate: Arc<Certificate>,
    path: Option<TrustPath>,
}

/// The identity that a segment states, verified as far as the policy asks.
#[derive(Clone)]
struct Identity {
    device: DigitalId,
    level: Option<DeviceLevel>,
    chip: Option<Signer>,
}

struct Verifier<'a> {
    known: &'a dyn KnownDevices,
    trust: &'a DeviceTrust<'a>,
    policy: &'a DevicePolicy,
    at: NaiveDateTime,
    /// The time of the segment before.
    previous: Option<NaiveDateTime>,
    /// The identity of the segment before, by its JWS and the certificate of its device: most messages come from one device.
    identity: Option<(String, [u8; 32], Identity)>,
    digests: HashSet<[u8; 32]>,
}

impl Verifier<'_> {
    fn makes(&self, check: Check) -> bool {
        self.policy.checks.has(check)
    }

    fn segment(&mut self, segment: &MessageSegment) -> Judged<AllowedSegment> {
        let data = |reason| (Part::Data, reason);
        let allowed = &self.policy.device_algorithms;
        let jws = read(&segment.data, allowed).map_err(data)?;
        let signer = self.signed(&jws, allowed, &self.trust.device).map_err(data)?;
        let content = Content::read(jws.payload()).map_err(data)?;
        if self.makes(Check::RequiredFields) {
            let session_key = (!segment.has_session_key).then_some("sessionKey");
            if let Some(name) = session_key.or_else(|| content.missing()) {
                return Err(data(Reason::FieldMissing(name)));
            }
        }
        let identity = self.identity(&content, &signer).map_err(|reason| (Part::DigitalId, reason))?;
        self.fields(&content, &identity)?;
        self.times(&content, &identity)?;
        self.kind(&content, &identity).map_err(data)?;
        self.hotlist(&identity).map_err(data)?;
        self.registries(&content, &identity, &signer).map_err(data)?;
        self.bindings(&content, &identity).map_err(data)?;
        self.replay(*jws.digest()).map_err(data)?;
        Ok(AllowedSegment {
            device: identity.device,
            level: identity.level,
            interface_version: content.service_version,
            bio_type: content.bio_type,
            bio_sub_type: content.bio_sub_type,
            transaction_id: content.transaction_id,
            digest: *jws.digest(),
            certificate_sha256: *jws.certificate_sha256(),
        })
    }

    /// Judges the certificate of a JWS and verifies its signature. The chain comes before the signature: what strangers sign costs nothing.
    fn signed(&self, jws: &Jws, allowed: &[JwsAlgorithm], trust: &TrustView<'_>) -> Result<Signer, Reason> {
        if !allowed.contains(&jws.algorithm()) {
            return Err(Reason::Jws(JwsError::Algorithm));
        }
        let signer = self.signer(jws, trust)?;
        if self.makes(Check::ExtendedKeyUsage) && !self.usage_fits(&signer.certificate) {
            return Err(Reason::ExtendedKeyUsage);
        }
        if self.makes(Check::Signature) {
            jws.verify(&signer.certificate).map_err(Reason::Jws)?;
        }
        Ok(signer)
    }

    fn signer(&self, jws: &Jws, trust: &TrustView<'_>) -> Result<Signer, Reason> {
        if self.makes(Check::Chain) {
            let found = trust.trusted(jws.certificate_der(), jws.certificate_sha256(), self.at);
            let trusted = found.map_err(|untrusted| match untrusted {
                Untrusted::Unreadable(_) => Reason::Jws(JwsError::Certificate),
                Untrusted::NoPath(reason) => Reason::of_path(&reason),
            })?;
            return Ok(Signer { certificate: Arc::clone(&trusted.certificate), path: Some(trusted.path.clone()) });
        }
        let certificate = jws.certificate().map_err(Reason::Jws)?;
        if self.makes(Check::CertificateDates) && !certificate.is_valid_at(self.at) {
            return Err(Reason::CertificateDates);
        }
        Ok(Signer { certificate: Arc::new(certificate), path: None })
    }

    fn usage_fits(&self, certificate: &Certificate) -> bool {
        certificate
            .extended_key_usage()
            .is_none_or(|usages| usages.iter().any(|usage| self.policy.extended_key_usages.contains(usage)))
    }

    fn identity(&mut self, content: &Content, device: &Signer) -> Result<Identity, Reason> {
        let text = match &content.digital_id {
            StatedId::Signed(text) => text,
            StatedId::Absent | StatedId::Plain(_) if self.makes(Check::DigitalIdSigned) => {
                return Err(match content.digital_id {
                    StatedId::Absent => Reason::FieldMissing("digitalId"),
                    _ => Reason::DigitalIdUnsigned,
                });
            }
            StatedId::Plain(plain) => return Ok(Identity { device: plain.clone(), level: None, chip: None }),
            StatedId::Absent => return Ok(Identity { device: DigitalId::default(), level: None, chip: None }),
        };
        let key = *device.certificate.sha256();
        if let Some((known, by, identity)) = &self.identity
            && known == text
            && *by == key
        {
            return Ok(identity.clone());
        }
        let identity = self.signed_identity(text, device)?;
        self.identity = Some((text.clone(), key, identity.clone()));
        Ok(identity)
    }

    /// Signed with the device's own certificate it is of level L0 and belongs to DEVICE; with any other, the chip's, to FTM.
    fn signed_identity(&self, text: &str, device: &Signer) -> Result<Identity, Reason> {
        let either = [&self.policy.chip_algorithms[..], &self.policy.device_algorithms].concat();
        let jws = read(text, &either)?;
        let own = jws.certificate_sha256() == device.certificate.sha256();
        let (level, allowed, trust) = if own {
            (DeviceLevel::L0, &self.policy.device_algorithms, &self.trust.device)
        } else {
            (DeviceLevel::L1, &self.policy.chip_algorithms, &self.trust.chip)
        };
        if own && self.makes(Check::ChipRequired) {
            return Err(Reason::LevelNotAllowed);
        }
        let signer = self.signed(&jws, allowed, trust)?;
        let device = DigitalId::read(jws.payload())?;
        Ok(Identity { device, level: Some(level), chip: (!own).then_some(signer) })
    }

    fn fields(&self, content: &Content, identity: &Identity) -> Judged<()> {
        if !self.makes(Check::RequiredFields) {
            return Ok(());
        }
        if let Some(name) = content.missing_of_device() {
            return Err((Part::Data, Reason::FieldMissing(name)));
        }
        match identity.device.missing() {
            Some(name) => Err((Part::DigitalId, Reason::FieldMissing(name))),
            None => Ok(()),
        }
    }

    fn times(&mut self, content: &Content, identity: &Identity) -> Judged<()> {
        if self.makes(Check::Freshness) {
            self.fresh(&content.timestamp).map_err(|reason| (Part::Data, reason))?;
            self.fresh(&identity.device.date_time).map_err(|reason| (Part::DigitalId, reason))?;
        }
        if self.makes(Check::SegmentOrder) {
            let taken = segment::time(&content.timestamp).map_err(|reason| (Part::Data, reason))?;
            if let Some(previous) = self.previous.replace(taken) {
                if taken < previous {
                    return Err((Part::Data, Reason::OutOfOrder));
                }
                if taken - previous > self.policy.max_gap {
                    return Err((Part::Data, Reason::TooFarApart));
                }
            }
        }
        Ok(())
    }

    /// An absent time is the required fields' to refuse.
    fn fresh(&self, text: &str) -> Result<(), Reason> {
        if text.is_empty() && !self.makes(Check::RequiredFields) {
            return Ok(());
        }
        let time = segment::time(text)?;
        if time > self.at + self.policy.max_ahead {
            return Err(Reason::InFuture);
        }
        if time < self.at - self.policy.max_age {
            return Err(Reason::TooOld);
        }
        Ok(())
    }

    fn kind(&self, content: &Content, identity: &Identity) -> Result<(), Reason> {
        let (device, bio) = (segment::modality(&identity.device.kind), segment::modality(&content.bio_type));
        if self.makes(Check::Type) && (device.is_none() || device != bio) {
            return Err(Reason::TypeMismatch);
        }
        Ok(())
    }

    fn hotlist(&self, identity: &Identity) -> Result<(), Reason> {
        if !self.makes(Check::Hotlist) {
            return Ok(());
        }
        let DigitalId { serial_no: serial, make, model, provider: name, provider_id: id, .. } = &identity.device;
        let subjects = [
            (HotlistSubject::Provider { name, id }, Reason::ProviderHotlisted),
            (HotlistSubject::Model { make, model }, Reason::ModelHotlisted),
            (HotlistSubject::Device { serial, make, model }, Reason::DeviceHotlisted),
        ];
        for (subject, reason) in subjects {
            if self.known.is_hotlisted(subject) {
                return Err(reason);
            }
        }
        // Whoever blocks the certificate of a chip model means its chips.
        let chip = identity.chip.iter();
        let above = chip.clone().flat_map(|chip| chip.path.iter().flat_map(|path| path.certificates().iter().skip(1)));
        for certificate in chip.map(|chip| &chip.certificate).chain(above) {
            let key = certificate.public_key_sha256();
            if self.known.is_hotlisted(HotlistSubject::Chip { key: &key }) {
                return Err(Reason::ChipHotlisted);
            }
        }
        Ok(())
    }

    fn registries(&self, content: &Content, identity: &Identity, signer: &Signer) -> Result<(), Reason> {
        self.provider(identity, signer)?;
        let device = &identity.device;
        if self.makes(Check::Model) {
            let [unknown, waiting, stopped] =
                [Reason::ModelUnknown, Reason::ModelNotApproved, Reason::ModelDeactivated];
            in_force(self.known.model(device), unknown, waiting, stopped, stopped)?;
        }
        if self.makes(Check::Interface) {
            let [unknown, waiting, stopped, over] = [
                Reason::InterfaceUnknown,
                Reason::InterfaceNotApproved,
                Reason::InterfaceDeactivated,
                Reason::InterfaceExpired,
            ];
            in_force(self.known.interface(device, &content.service_version), unknown, waiting, stopped, over)?;
        }
        match &identity.chip {
            Some(chip) if self.makes(Check::Chip) => {
                let standing = chip.path.as_ref().and_then(|path| self.known.chip(path));
                let [unknown, waiting, stopped] =
                    [Reason::ChipUnknown, Reason::ChipNotApproved, Reason::ChipDeactivated];
                in_force(standing, unknown, waiting, stopped, stopped)
            }
            _ => Ok(()),
        }
    }

    fn provider(&self, identity: &Identity, signer: &Signer) -> Result<(), Reason> {
        let asked = [Check::Provider, Check::ProviderCertificate, Check::ProviderOrganization];
        if !asked.into_iter().any(|check| self.makes(check)) {
            return Ok(());
        }
        let Some(provider) = self.known.provider(&identity.device.provider_id) else {
            return Err(Reason::ProviderUnknown);
        };
        if self.makes(Check::Provider) && !provider.active {
            return Err(Reason::ProviderInactive);
        }
        if self.makes(Check::ProviderCertificate) && !issued_under(&provider, signer) {
            return Err(Reason::ProviderCertificate);
        }
        let organization = signer.certificate.organization().unwrap_or_default().to_lowercase();
        let same = provider.organizations.iter().any(|name| name.to_lowercase() == organization);
        if self.makes(Check::ProviderOrganization) && !same {
            return Err(Reason::ProviderOrganization);
        }
        Ok(())
    }

    fn bindings(&self, content: &Content, identity: &Identity) -> Result<(), Reason> {
        if self.makes(Check::SerialIsCode) && identity.device.serial_no != content.device_code {
            return Err(Reason::SerialMismatch);
        }
        if self.makes(Check::ChipBinding) {
            let chip = identity.chip.as_ref().map(|chip| chip.certificate.public_key_sha256());
            if chip.is_none() || chip != self.known.chip_of(&identity.device) {
                return Err(Reason::ChipBinding);
            }
        }
        Ok(())
    }

    fn replay(&mut self, digest: [u8; 32]) -> Result<(), Reason> {
        let twice = !self.digests.insert(digest);
        if self.makes(Check::Replay) && (twice || self.known.is_known_segment(&digest)) {
            return Err(Reason::Replayed);
        }
        Ok(())
    }
}

/// Whether the device's certificate was issued with one of the provider's keys. Without a path nothing is known.
fn issued_under(provider: &Provider, signer: &Signer) -> bool {
    let Some(path) = &signer.path else { return false };
    path.certificates().len() > 1 && provider.keys.contains(&path.issuer().public_key_sha256())
}

fn read(text: &str, algorithms: &[JwsAlgorithm]) -> Result<Jws, Reason> {
    Jws::read(text, algorithms, jws::Content::Attached).map_err(Reason::Jws)
}

fn in_force(
    standing: Option<Standing>,
    unknown: Reason,
    waiting: Reason,
    stopped: Reason,
    over: Reason,
) -> Result<(), Reason> {
    match standing {
        Some(Standing::InForce) => Ok(()),
        Some(Standing::NotApproved) => Err(waiting),
        Some(Standing::Deactivated) => Err(stopped),
        Some(Standing::Expired) => Err(over),
        None => Err(unknown),
    }
}

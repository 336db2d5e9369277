//! What a device sends at an authentication (contract pki §3.1, §3.2): allowed, or the one reason why not.
//!
//! `pms_pki::device` judges; here it gets what is stored. What the message claims is loaded first; what only its certificates
//! say (a chip) is loaded when it was asked for, and the message is judged once more.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use pms_domain::device::{self as registry, interface};
use pms_domain::hotlist::Subject;
use pms_domain::{Context, Timestamp, routes};
use pms_pki::PartnerDomain;
use pms_pki::device::{
    Allowed, Check, CheckSet, DeviceMessage, DevicePolicy, DeviceTrust, DigitalId, HotlistSubject, KnownDevices, Part,
    Provider, Reason, Refusal, Standing, verify,
};
use pms_pki::path::{PathCache, PathPolicy, TrustPath, TrustView};
use pms_store::{device, device_mapping, device_message};

use crate::settings::Settings;
use crate::trust::{self, Loaded};
use crate::{App, Failure, Outcome, hotlist, rights};

/// Paths that are remembered: one for each device that sends, some ten KiB each.
const PATHS: usize = 2_000;
/// How often a message is judged: once for what it claims, once more when its certificates say what nobody loaded.
const ROUNDS: usize = 3;

/// Seconds for which segments are remembered (`pms_store::retention`), less an hour.
const KEPT_SECONDS: u32 = 47 * 3600;

/// What the checks of messages remember.
pub struct MessageChecks {
    policy: DevicePolicy,
    paths: PathPolicy,
    cache: PathCache,
}

impl MessageChecks {
    /// # Errors
    /// A check that there is not.
    pub fn of(settings: &Settings) -> anyhow::Result<Self> {
        Ok(Self { policy: policy(settings)?, paths: PathPolicy::default(), cache: PathCache::new(PATHS) })
    }
}

/// The policy of the settings.
///
/// # Errors
/// A check that there is not, or that nothing is known for; a replay that would not be seen.
pub fn policy(settings: &Settings) -> anyhow::Result<DevicePolicy> {
    let messages = &settings.devices.messages;
    let mut checks = CheckSet::NONE;
    for name in &messages.checks {
        let check = Check::from_str(name).map_err(|_| {
            let known: Vec<_> =
                Check::ALL.iter().filter(|check| **check != Check::ChipBinding).map(|check| check.name()).collect();
            let known = known.join(", ");
            anyhow::anyhow!("devices.messages.checks: {name} is none of {known}")
        })?;
        if check == Check::ChipBinding {
            anyhow::bail!(
                "devices.messages.checks: chip-binding cannot be turned on: nobody tells the registries which chip a device has, \
                 so that it would refuse every device"
            );
        }
        checks = checks.with(check);
    }
    let window = messages.max_age_seconds.saturating_add(messages.max_ahead_seconds);
    if checks.has(Check::Replay) && (!checks.has(Check::Freshness) || window > KEPT_SECONDS) {
        anyhow::bail!(
            "devices.messages: replay needs freshness, and max_age_seconds with max_ahead_seconds at most {KEPT_SECONDS}: \
             what was allowed is remembered for two days"
        );
    }
    Ok(DevicePolicy {
        checks,
        device_algorithms: trust::jws_algorithms(settings, PartnerDomain::Device),
        chip_algorithms: trust::jws_algorithms(settings, PartnerDomain::Ftm),
        extended_key_usages: messages.extended_key_usages.clone(),
        max_age: TimeDelta::seconds(messages.max_age_seconds.into()),
        max_ahead: TimeDelta::seconds(messages.max_ahead_seconds.into()),
        max_gap: TimeDelta::seconds(messages.max_gap_seconds.into()),
    })
}

/// Judges a message. The outer error is ours or the caller's; the inner one is the verdict.
///
/// # Errors
/// The role.
pub async fn verify_message(app: &App, ctx: &Context, message: DeviceMessage) -> Outcome<Result<Allowed, Refusal>> {
    rights::require(ctx, &routes::VERIFY_DEVICE_MESSAGE)?;
    let now = ctx.now();
    let stores = (
        app.trust().of(app.store(), PartnerDomain::Device).await?,
        app.trust().of(app.store(), PartnerDomain::Ftm).await?,
    );
    let mut known = Known::default();
    for (device, version) in message.claims() {
        known.load_claim(app, ctx, &device, &version).await?;
    }
    let message = Arc::new(message);
    for _ in 0..ROUNDS {
        let (judged, back) = judge(app, Arc::clone(&message), known, &stores, now).await?;
        known = back;
        let asked = known.take_asked();
        // A verdict with assumptions in it is none.
        if !asked.is_empty() {
            for question in asked {
                known.load(app, ctx, question).await?;
            }
            continue;
        }
        return match judged {
            Err(refusal) => Ok(Err(refusal)),
            Ok(allowed) => once(app, allowed, now).await,
        };
    }
    Err(Failure::Internal(anyhow::anyhow!("a device message was judged {ROUNDS} times")))
}

/// Signatures are verified off the threads that serve.
async fn judge(
    app: &App,
    message: Arc<DeviceMessage>,
    known: Known,
    (device, chip): &(Loaded, Loaded),
    at: Timestamp,
) -> Outcome<(Result<Allowed, Refusal>, Known)> {
    let (app, device, chip) = (app.clone(), device.clone(), chip.clone());
    tokio::task::spawn_blocking(move || {
        let checks = app.message_checks();
        let trust = DeviceTrust { device: view(checks, &device), chip: view(checks, &chip) };
        (verify(&message, &known, &trust, &checks.policy, at), known)
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))
}

fn view<'a>(checks: &'a MessageChecks, loaded: &'a Loaded) -> TrustView<'a> {
    TrustView {
        store: &loaded.store,
        epoch: loaded.epoch,
        policy: &checks.paths,
        revocation: loaded.store.revocation(),
        cache: &checks.cache,
    }
}

/// A segment is allowed once, on whatever replica.
async fn once(app: &App, allowed: Allowed, now: Timestamp) -> Outcome<Result<Allowed, Refusal>> {
    if !app.message_checks().policy.checks.has(Check::Replay) {
        return Ok(Ok(allowed));
    }
    let digests: Vec<[u8; 32]> = allowed.segments.iter().map(|segment| segment.digest).collect();
    Ok(match device_message::record_segments(app.store().db(), &digests, now).await? {
        None => Ok(allowed),
        Some(segment) => Err(Refusal { reason: Reason::Replayed, segment: Some(segment), part: Some(Part::Data) }),
    })
}

/// A thing of the hotlist, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Listed {
    Provider { name: String, id: String },
    Device { serial: String, make: String, model: String },
    Model { make: String, model: String },
    Chip { key: String },
}

impl Listed {
    fn of(subject: HotlistSubject<'_>) -> Self {
        match subject {
            HotlistSubject::Provider { name, id } => Listed::Provider { name: name.to_owned(), id: id.to_owned() },
            HotlistSubject::Device { serial, make, model } => {
                Listed::Device { serial: serial.to_owned(), make: make.to_owned(), model: model.to_owned() }
            }
            HotlistSubject::Model { make, model } => Listed::Model { make: make.to_owned(), model: model.to_owned() },
            HotlistSubject::Chip { key } => Listed::Chip { key: hex(key) },
        }
    }

    fn subject(&self) -> Subject<'_> {
        match self {
            Listed::Provider { name, id } => Subject::DeviceProvider { organisation: name, id },
            Listed::Device { serial, make, model } => Subject::Device { serial, make, model },
            Listed::Model { make, model } => Subject::DeviceModel { make, model },
            Listed::Chip { key } => Subject::ChipKey { fingerprint: key },
        }
    }
}

fn hex(bytes: &[u8; 32]) -> String {
    pms_domain::hotlist::IdHash(*bytes).hex().to_lowercase()
}

/// What distinguishes models: provider, make, model, type and sub-type.
type Model = (String, String, String, String, String);

fn model_of(device: &DigitalId) -> Model {
    let DigitalId { provider_id, make, model, kind, sub_type, .. } = device;
    (provider_id.clone(), make.clone(), model.clone(), kind.to_lowercase(), sub_type.to_lowercase())
}

/// What was asked and is not loaded.
#[derive(Clone, Debug)]
enum Question {
    Claim(Box<DigitalId>, String),
    ChipKey(String),
    Listed(Listed),
}

/// What is stored, as far as it was loaded. Of the rest the best is assumed, so that a judgement asks for all that it needs, and it
/// is noted that it was asked for: the message is judged again.
#[derive(Default)]
struct Known {
    providers: HashMap<String, Option<Provider>>,
    models: HashMap<Model, Option<Standing>>,
    interfaces: HashMap<(Model, String), Option<Standing>>,
    chips: HashMap<String, Option<Standing>>,
    hotlist: HashMap<Listed, bool>,
    /// By their partner id or registered name, whatever the device calls them.
    blocked_providers: HashSet<String>,
    asked: Mutex<Vec<Question>>,
}

impl Known {
    fn ask(&self, question: Question) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(question);
    }

    /// The chip of a path: keys from the leaf upward. The nearest certificate whose key is registered is the model's; one above
    /// it, of whatever standing, says nothing of this model.
    fn chip_of_keys(&self, keys: impl Iterator<Item = String>) -> Option<Standing> {
        let mut nearest = None;
        for key in keys {
            let standing = match self.chips.get(&key) {
                Some(found) => *found,
                None => {
                    self.ask(Question::ChipKey(key));
                    Some(Standing::InForce)
                }
            };
            nearest = nearest.or(standing);
        }
        nearest
    }

    fn take_asked(&mut self) -> Vec<Question> {
        std::mem::take(self.asked.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    async fn load(&mut self, app: &App, ctx: &Context, question: Question) -> Outcome<()> {
        match question {
            Question::Claim(device, version) => self.load_claim(app, ctx, &device, &version).await,
            Question::ChipKey(key) => {
                let chips = device_message::chips_of_key(app.store().db(), &key, ctx.now()).await?;
                let standings = chips.iter().map(|chip| {
                    let standing = registry::Standing::of(&chip.approval_status, chip.is_active);
                    match standing {
                        registry::Standing::Active if !chip.provider_is_active => Standing::Deactivated,
                        standing => in_force(standing),
                    }
                });
                self.chips.insert(key, best(standings));
                Ok(())
            }
            Question::Listed(listed) => self.load_listed(app, ctx, listed).await,
        }
    }

    async fn load_listed(&mut self, app: &App, ctx: &Context, listed: Listed) -> Outcome<()> {
        let is_blocked = hotlist::is_blocked(app, ctx, &listed.subject()).await?;
        self.hotlist.insert(listed, is_blocked);
        Ok(())
    }

    /// What a device claims to be: its provider, its model, the interfaces of that, and whether any of it is hotlisted.
    async fn load_claim(&mut self, app: &App, ctx: &Context, device: &DigitalId, version: &str) -> Outcome<()> {
        let (db, now) = (app.store().db(), ctx.now());
        let DigitalId { serial_no, make, model, provider: name, provider_id: id, .. } = device;
        for subject in [
            HotlistSubject::Provider { name, id },
            HotlistSubject::Model { make, model },
            HotlistSubject::Device { serial: serial_no, make, model },
        ] {
            self.load_listed(app, ctx, Listed::of(subject)).await?;
        }
        if !self.providers.contains_key(id) {
            let found = match device_message::provider(db, id).await? {
                None => None,
                Some(provider) => {
                    let keys = device_message::provider_keys(db, id, now).await?;
                    let keys = keys.iter().filter_map(|key| pms_domain::hotlist::IdHash::parse(key)).map(|key| key.0);
                    let organizations = super::names(app, id, provider.name).await?;
                    Some(Provider { active: provider.is_active, organizations, keys: keys.collect() })
                }
            };
            let names = found.as_ref().map_or(&[][..], |provider| &provider.organizations);
            if hotlist::is_provider_blocked(app, ctx, id, names).await? {
                self.blocked_providers.insert(id.clone());
            }
            self.providers.insert(id.clone(), found);
        }
        let key = model_of(device);
        if self.interfaces.contains_key(&(key.clone(), version.to_owned())) {
            return Ok(());
        }
        let fits = |known: &device::Known| {
            known.dprovider_id == *id
                && known.dtype_code.eq_ignore_ascii_case(&device.kind)
                && known.dstype_code.eq_ignore_ascii_case(&device.sub_type)
        };
        let models: Vec<_> = device::known(db, id, make, model).await?.into_iter().filter(fits).collect();
        let standing =
            |known: &device::Known| in_force(registry::Standing::of(&known.approval_status, known.is_active));
        self.models.insert(key.clone(), best(models.iter().map(standing)));
        let mut interfaces = Vec::new();
        for model in models.iter().filter(|model| standing(model) == Standing::InForce) {
            let mapped = device_mapping::of_device(db, &model.id).await?;
            interfaces.extend(mapped.into_iter().filter(|pair| pair.is_active && pair.sw_version == version));
        }
        let standings =
            interfaces.iter().map(|pair| match registry::Standing::of(&pair.approval_status, pair.sbi_is_active) {
                registry::Standing::Active | registry::Standing::Deactivated
                    if interface::is_expired(pair.sw_expiry_dtimes, now) =>
                {
                    Standing::Expired
                }
                standing => in_force(standing),
            });
        self.interfaces.insert((key, version.to_owned()), best(standings));
        Ok(())
    }
}

fn in_force(standing: registry::Standing) -> Standing {
    match standing {
        registry::Standing::Active => Standing::InForce,
        registry::Standing::Deactivated => Standing::Deactivated,
        registry::Standing::Waiting | registry::Standing::CertificateDue | registry::Standing::Rejected => {
            Standing::NotApproved
        }
    }
}

/// Of several registered alike the one that counts: what is in force, else what was stopped, else what waits.
fn best(standings: impl Iterator<Item = Standing>) -> Option<Standing> {
    standings.min_by_key(|standing| match standing {
        Standing::InForce => 0,
        Standing::Expired => 1,
        Standing::Deactivated => 2,
        Standing::NotApproved => 3,
    })
}

impl KnownDevices for Known {
    fn provider(&self, id: &str) -> Option<Provider> {
        match self.providers.get(id) {
            Some(found) => found.clone(),
            None => {
                let device = DigitalId { provider_id: id.to_owned(), ..DigitalId::default() };
                self.ask(Question::Claim(Box::new(device), String::new()));
                None
            }
        }
    }

    fn model(&self, device: &DigitalId) -> Option<Standing> {
        match self.models.get(&model_of(device)) {
            Some(found) => *found,
            None => {
                self.ask(Question::Claim(Box::new(device.clone()), String::new()));
                None
            }
        }
    }

    fn interface(&self, device: &DigitalId, version: &str) -> Option<Standing> {
        match self.interfaces.get(&(model_of(device), version.to_owned())) {
            Some(found) => *found,
            None => {
                self.ask(Question::Claim(Box::new(device.clone()), version.to_owned()));
                None
            }
        }
    }

    fn chip(&self, path: &TrustPath) -> Option<Standing> {
        self.chip_of_keys(path.certificates().iter().map(|certificate| certificate.public_key_sha256_hex()))
    }

    /// Nobody tells us which chip a device has, and no site can ask for it ([`policy`]).
    fn chip_of(&self, _: &DigitalId) -> Option<[u8; 32]> {
        None
    }

    fn is_hotlisted(&self, subject: HotlistSubject<'_>) -> bool {
        if let HotlistSubject::Provider { id, .. } = subject
            && self.blocked_providers.contains(id)
        {
            return true;
        }
        let listed = Listed::of(subject);
        match self.hotlist.get(&listed) {
            Some(found) => *found,
            None => {
                self.ask(Question::Listed(listed));
                false
            }
        }
    }

    /// Asked once, for all of them, when the message is allowed otherwise ([`once`]).
    fn is_known_segment(&self, _: &[u8; 32]) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A check that would refuse everybody is no choice of a site.
    #[test]
    fn a_check_for_which_nothing_is_known_is_refused_at_the_start() {
        let mut settings = Settings::defaults().unwrap();
        let on = |settings: &Settings| policy(settings).map(|policy| policy.checks);
        assert_eq!(on(&settings).unwrap(), CheckSet::default());
        for check in Check::ALL {
            settings.devices.messages.checks = vec!["freshness".to_owned(), check.name().to_owned()];
            assert_eq!(on(&settings).is_ok(), check != Check::ChipBinding, "{}", check.name());
        }
        settings.devices.messages.checks = vec![Check::ChipBinding.name().to_owned()];
        let refused = on(&settings).unwrap_err().to_string();
        assert!(refused.contains("chip-binding") && refused.contains("which chip"), "{refused}");
    }

    #[test]
    fn the_nearest_registered_key_is_the_chips() {
        let mut known = Known::default();
        let keys = || ["leaf", "model", "above"].into_iter().map(str::to_owned);
        assert_eq!(known.chip_of_keys(keys()), Some(Standing::InForce), "the best is assumed of what is not loaded");
        assert_eq!(known.take_asked().len(), 3);
        for (model, above, expected) in [
            (Some(Standing::Deactivated), Some(Standing::InForce), Some(Standing::Deactivated)),
            (Some(Standing::NotApproved), Some(Standing::InForce), Some(Standing::NotApproved)),
            (Some(Standing::InForce), Some(Standing::Deactivated), Some(Standing::InForce)),
            (None, Some(Standing::InForce), Some(Standing::InForce)),
            (None, None, None),
        ] {
            let chips = [("leaf", None), ("model", model), ("above", above)];
            known.chips = chips.into_iter().map(|(key, standing)| (key.to_owned(), standing)).collect();
            assert_eq!(known.chip_of_keys(keys()), expected);
            assert!(known.take_asked().is_empty());
        }
    }
}

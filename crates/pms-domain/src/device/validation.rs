//! Whether a device that registers people is one that was approved (contract `consumers.md` §1.3,
//! `deviceprovidermanagement/validate`).

use super::{Standing, interface};
use crate::{Refusal, Timestamp, catalogue};

/// What a device says of itself.
#[derive(Clone, Debug)]
pub struct Said {
    /// Partner id of the device provider.
    pub provider_id: String,
    pub make: String,
    pub model: String,
    /// Codes of type and sub-type, in any letter case.
    pub device_type: String,
    pub sub_type: String,
    /// Version of the interface (SBI) that serves it.
    pub version: String,
}

/// A registered model of the said make and model, of any provider, as it was at the moment that is asked about.
#[derive(Clone, Debug)]
pub struct Model {
    pub provider_id: String,
    pub device_type: String,
    pub sub_type: String,
    pub standing: Standing,
    /// The interfaces that it is mapped to.
    pub interfaces: Vec<Interface>,
}

/// An interface of a model at that moment.
#[derive(Clone, Debug)]
pub struct Interface {
    pub version: String,
    pub standing: Standing,
    pub expiry: Option<Timestamp>,
}

/// The decision, with exactly one reason. `models` are the provider's, `elsewhere` says whether others have this make and model.
/// `provider`: whether the provider that the device names was active; `None`: there
/// is none.
///
/// # Errors
/// In this order: no such provider; it is inactive; make and model unknown; known only of another provider, type or
/// sub-type; deactivated; not approved; without an interface; not with this version; the interface is not approved,
/// deactivated or expired.
pub fn judge(
    said: &Said,
    provider: Option<bool>,
    models: &[Model],
    elsewhere: bool,
    at: Timestamp,
) -> Result<(), Refusal> {
    match provider {
        None => return Err(Refusal::of(&catalogue::VALIDATE_PROVIDER_UNKNOWN)),
        Some(false) => return Err(Refusal::of(&catalogue::VALIDATE_PROVIDER_INACTIVE)),
        Some(true) => {}
    }
    if models.is_empty() && !elsewhere {
        return Err(Refusal::of(&catalogue::VALIDATE_DEVICE_UNKNOWN));
    }
    let fits = |model: &&Model| {
        model.provider_id == said.provider_id
            && model.device_type.eq_ignore_ascii_case(&said.device_type)
            && model.sub_type.eq_ignore_ascii_case(&said.sub_type)
    };
    let fitting: Vec<&Model> = models.iter().filter(fits).collect();
    if fitting.is_empty() {
        return Err(Refusal::of(&catalogue::VALIDATE_DEVICE_MISMATCH));
    }
    // Of one kind at most one is live; rejected and deactivated ones may stand beside it.
    let Some(model) = fitting.iter().find(|model| model.standing == Standing::Active) else {
        let deactivated = fitting.iter().any(|model| model.standing == Standing::Deactivated);
        return Err(Refusal::of(match deactivated {
            true => &catalogue::VALIDATE_DEVICE_DEACTIVATED,
            false => &catalogue::VALIDATE_DEVICE_UNKNOWN,
        }));
    };
    judge_interface(&said.version, &model.interfaces, at)
}

fn judge_interface(version: &str, interfaces: &[Interface], at: Timestamp) -> Result<(), Refusal> {
    if interfaces.is_empty() {
        return Err(Refusal::of(&catalogue::VALIDATE_SBI_UNKNOWN));
    }
    let mut why = None;
    for found in interfaces.iter().filter(|found| found.version == version) {
        let state = match found.standing {
            Standing::Active if interface::is_expired(found.expiry, at) => "expired",
            Standing::Active => return Ok(()),
            // Taken out of use because its time was over.
            Standing::Deactivated if found.expiry.is_some_and(|expiry| expiry < at) => "expired",
            Standing::Deactivated => "deactivated",
            Standing::Waiting | Standing::CertificateDue | Standing::Rejected => "not approved",
        };
        why.get_or_insert(state);
    }
    Err(match why {
        None => Refusal::of(&catalogue::VALIDATE_SBI_VERSION),
        Some(state) => Refusal::with(&catalogue::VALIDATE_SBI_STATE, state),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_local;

    fn said() -> Said {
        Said {
            provider_id: "acme".into(),
            make: "Acme".into(),
            model: "One".into(),
            device_type: "finger".into(),
            sub_type: "SLAP".into(),
            version: "1.0".into(),
        }
    }

    fn interface(version: &str, standing: Standing) -> Interface {
        Interface { version: version.into(), standing, expiry: parse_local("2026-02-01T10:00:00") }
    }

    fn model(standing: Standing) -> Model {
        Model {
            provider_id: "acme".into(),
            device_type: "Finger".into(),
            sub_type: "Slap".into(),
            standing,
            interfaces: vec![interface("1.0", Standing::Active)],
        }
    }

    fn reason(provider: Option<bool>, models: &[Model], at: &str) -> String {
        match judge(&said(), provider, models, false, parse_local(at).unwrap()) {
            Ok(()) => "valid".into(),
            Err(refusal) => format!("{} {}", refusal.code(), refusal.message()),
        }
    }

    const NOW: &str = "2026-01-15T10:00:00";

    #[test]
    fn each_fault_has_its_own_reason_and_the_first_counts() {
        let good = model(Standing::Active);
        assert_eq!(reason(Some(true), std::slice::from_ref(&good), NOW), "valid");
        assert_eq!(reason(None, &[], NOW), "ADM-DPM-003 Device provider does not exist");
        assert_eq!(reason(Some(false), &[], NOW), "ADM-DPM-004 Device provider is not active");
        let unknown = "ADM-DPM-001 Device is not registered or not approved";
        assert_eq!(reason(Some(true), &[], NOW), unknown);
        for standing in [Standing::Waiting, Standing::Rejected] {
            assert_eq!(reason(Some(true), &[model(standing)], NOW), unknown);
        }
        let gone = "ADM-DPM-002 Device was deactivated";
        assert_eq!(reason(Some(true), &[model(Standing::Rejected), model(Standing::Deactivated)], NOW), gone);
        let both = [model(Standing::Deactivated), good.clone()];
        assert_eq!(reason(Some(true), &both, NOW), "valid", "registered again");
        let mismatch = "ADM-DPM-008 Provider, type or sub-type is not the registered one of this make and model";
        for other in [
            Model { provider_id: "other".into(), ..good.clone() },
            Model { device_type: "Iris".into(), ..good.clone() },
            Model { sub_type: "Single".into(), ..good.clone() },
        ] {
            assert_eq!(reason(Some(true), &[other], NOW), mismatch);
        }
    }

    #[test]
    fn the_interface_must_be_the_approved_one_of_this_version() {
        let with = |interfaces: Vec<Interface>| [Model { interfaces, ..model(Standing::Active) }];
        let none = "ADM-DPM-005 Device has no secure biometric interface";
        assert_eq!(reason(Some(true), &with(Vec::new()), NOW), none);
        let version = "ADM-DPM-007 Device is not registered with this version of a secure biometric interface";
        assert_eq!(reason(Some(true), &with(vec![interface("1.1", Standing::Active)]), NOW), version);
        for (standing, word) in [
            (Standing::Waiting, "not approved"),
            (Standing::Rejected, "not approved"),
            (Standing::Deactivated, "deactivated"),
        ] {
            let said = format!("ADM-DPM-006 Secure biometric interface is {word}");
            assert_eq!(reason(Some(true), &with(vec![interface("1.0", standing)]), NOW), said);
        }
        let good = || with(vec![interface("1.0", Standing::Active)]);
        assert_eq!(reason(Some(true), &good(), "2026-02-01T23:00:00"), "valid", "its last day");
        let over = "ADM-DPM-006 Secure biometric interface is expired";
        assert_eq!(reason(Some(true), &good(), "2026-02-02T00:00:00"), over);
        let twice = with(vec![interface("1.0", Standing::Rejected), interface("1.0", Standing::Active)]);
        assert_eq!(reason(Some(true), &twice, NOW), "valid");
    }
}

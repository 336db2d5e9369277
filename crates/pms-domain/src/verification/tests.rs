use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::api_key::{Phase, Standing as KeyStanding};
use crate::hotlist::IdHash;
use crate::licence::By;
use crate::time::parse_local;

const OURS: Thumbprint = Thumbprint([1; 32]);
const MISPS: Thumbprint = Thumbprint([2; 32]);

fn now() -> Timestamp {
    parse_local("2026-03-04T05:06:07.000").unwrap()
}

fn later() -> Timestamp {
    now() + TimeDelta::days(1)
}

/// A world in which the question is answered with yes, owned so that a case can spoil one thing of it.
#[derive(Clone)]
struct World {
    is_too_old: bool,
    is_one_guess_too_many: bool,
    licence: Option<Licence>,
    misp: Option<Partner>,
    misp_is_hotlisted: bool,
    partner: Option<Partner>,
    partner_is_hotlisted: bool,
    key: Option<Key>,
    client: Option<Client>,
    policy: Option<Policy>,
    group: Option<Group>,
    asked: Asked,
    limit: Option<Reason>,
}

fn certificate(thumbprint: Thumbprint) -> Certificate {
    Certificate { thumbprints: vec![thumbprint], not_after: later(), valid_until: None, is_revoked: false }
}

fn partner(thumbprint: Thumbprint) -> Partner {
    Partner {
        name: "Acme".into(),
        standing: Standing::Active,
        hash: IdHash([7; 32]),
        policies: vec!["policy-1".into()],
        certificates: vec![certificate(thumbprint)],
    }
}

impl World {
    fn allowed() -> Self {
        Self {
            is_too_old: false,
            is_one_guess_too_many: false,
            licence: Some(Licence {
                id: PublicId::new("licence-1"),
                misp: "misp-1".into(),
                state: LicenceState::Active,
                valid_from: now(),
                valid_to: Some(later()),
            }),
            misp: Some(partner(MISPS)),
            misp_is_hotlisted: false,
            partner: Some(partner(OURS)),
            partner_is_hotlisted: false,
            key: Some(Key {
                id: PublicId::new("key-1"),
                partner: "acme".into(),
                policy: "policy-1".into(),
                valid_from: now(),
                standing: KeyStanding::adopted(true, Some(later())),
            }),
            client: None,
            policy: Some(Policy {
                id: "policy-1".into(),
                name: "Banks".into(),
                group: Some("group-1".into()),
                content: serde_json::json!({"kycLanguages": ["eng"]}).into(),
                status: Status::Activated,
                valid_from: now(),
                valid_to: later(),
            }),
            group: Some(Group { description: "All banks".into(), is_active: true }),
            asked: Asked::Presented(OURS),
            limit: None,
        }
    }

    /// The same with a client in the place of the key.
    fn with_client(mut self) -> Self {
        self.key = None;
        self.client = Some(Client {
            id: "client-1".into(),
            partner: "acme".into(),
            policy: "policy-1".into(),
            is_active: true,
            ends_at: Some(later()),
        });
        self
    }

    fn answer(&self) -> Result<(), Reason> {
        let key = self.key.as_ref().map(Credential::Key);
        let facts = Facts {
            is_too_old: self.is_too_old,
            is_one_guess_too_many: self.is_one_guess_too_many,
            licence: self.licence.as_ref(),
            misp: self.misp.as_ref(),
            misp_is_hotlisted: self.misp_is_hotlisted,
            partner_id: "acme",
            partner: self.partner.as_ref(),
            partner_is_hotlisted: self.partner_is_hotlisted,
            credential: key.or(self.client.as_ref().map(Credential::Client)),
            policy: self.policy.as_ref(),
            group: self.group.as_ref(),
            asked: self.asked,
        };
        decide(&facts, now(), || self.limit).map(|_| ())
    }
}

fn licence(change: fn(&mut Licence)) -> impl Fn(&mut World) {
    move |world| change(world.licence.as_mut().unwrap())
}

fn key(change: fn(&mut Key)) -> impl Fn(&mut World) {
    move |world| change(world.key.as_mut().unwrap())
}

fn client(change: fn(&mut Client)) -> impl Fn(&mut World) {
    move |world| {
        *world = world.clone().with_client();
        change(world.client.as_mut().unwrap());
    }
}

fn policy(change: fn(&mut Policy)) -> impl Fn(&mut World) {
    move |world| change(world.policy.as_mut().unwrap())
}

fn phase(key: &mut Key, phase: Phase) {
    key.standing.phase = phase;
}

type Spoil = Box<dyn Fn(&mut World)>;

/// A reason, the thing it is about (two about one thing exclude each other), and what brings it about alone.
fn cases() -> Vec<(Reason, &'static str, Spoil)> {
    fn case(
        reason: Reason,
        about: &'static str,
        spoil: impl Fn(&mut World) + 'static,
    ) -> (Reason, &'static str, Spoil) {
        (reason, about, Box::new(spoil))
    }
    use Reason::*;
    vec![
        case(SnapshotTooOld, "snapshot", |w| w.is_too_old = true),
        case(GuessLimit, "guesses", |w| w.is_one_guess_too_many = true),
        case(LicenceUnknown, "licence", |w| w.licence = None),
        case(LicenceDeactivated, "licence", licence(|l| l.state = LicenceState::Stopped(By::Admin))),
        case(LicenceDeactivated, "licence", licence(|l| l.state = LicenceState::Stopped(By::Misp))),
        case(LicenceReplaced, "licence", licence(|l| l.state = LicenceState::Replaced)),
        case(LicenceNotStarted, "licence", licence(|l| l.valid_from = later())),
        case(LicenceExpired, "licence", licence(|l| l.valid_to = Some(now()))),
        case(LicenceExpired, "licence", licence(|l| l.state = LicenceState::Ended)),
        case(MispDeactivated, "misp", |w| w.misp = None),
        case(MispDeactivated, "misp", |w| w.misp.as_mut().unwrap().standing = Standing::Deactivated),
        case(MispDeactivated, "misp", |w| w.misp.as_mut().unwrap().standing = Standing::InProgress),
        case(MispDeactivated, "misp", |w| w.misp.as_mut().unwrap().standing = Standing::Rejected),
        case(MispHotlisted, "misp", |w| w.misp_is_hotlisted = true),
        case(PartnerUnknown, "partner", |w| w.partner = None),
        case(PartnerWaiting, "partner", |w| w.partner.as_mut().unwrap().standing = Standing::InProgress),
        case(PartnerRejected, "partner", |w| w.partner.as_mut().unwrap().standing = Standing::Rejected),
        case(PartnerDeactivated, "partner", |w| w.partner.as_mut().unwrap().standing = Standing::Deactivated),
        case(PartnerHotlisted, "partner", |w| w.partner_is_hotlisted = true),
        case(KeyUnknown, "credential", |w| (w.key, w.client) = (None, None)),
        case(KeyOfAnotherPartner, "credential", key(|k| k.partner = "other".into())),
        case(KeyWaiting, "credential", key(|k| phase(k, Phase::Approval))),
        case(
            KeyWaiting,
            "credential",
            key(|k| {
                phase(k, Phase::Handover);
                k.standing.fetch_until = Some(later());
            }),
        ),
        case(KeyRefused, "credential", key(|k| phase(k, Phase::Refused))),
        case(KeyRefused, "credential", key(|k| phase(k, Phase::Handover))),
        case(KeyDeactivated, "credential", key(|k| k.standing.is_active = false)),
        case(KeyReplaced, "credential", key(|k| phase(k, Phase::Ended))),
        case(KeyReplaced, "credential", key(|k| k.standing.ends_at = Some(now()))),
        case(KeyNotStarted, "credential", key(|k| k.valid_from = later())),
        case(KeyExpired, "credential", key(|k| k.standing.valid_to = Some(now()))),
        case(ClientOfAnotherPartner, "credential", client(|c| c.partner = "other".into())),
        case(ClientDeactivated, "credential", client(|c| c.is_active = false)),
        case(ClientReplaced, "credential", client(|c| c.ends_at = Some(now()))),
        case(LinkNotApproved, "link", |w| {
            if let Some(partner) = &mut w.partner {
                partner.policies = vec!["policy-2".into()];
            }
        }),
        case(PolicyUnknown, "policy", |w| w.policy = None),
        case(PolicyUnpublished, "policy", policy(|p| p.status = Status::Draft)),
        case(PolicyDeactivated, "policy", policy(|p| p.status = Status::Deactivated)),
        case(PolicyGroupDeactivated, "group", |w| w.group.as_mut().unwrap().is_active = false),
        case(PolicyNotStarted, "policy", policy(|p| p.valid_from = later())),
        case(PolicyExpired, "policy", policy(|p| p.valid_to = now())),
        case(CertificateMissing, "certificate", |w| w.asked = Asked::NonePresented),
        case(CertificateMissing, "certificate", |w| {
            w.asked = Asked::OneOfThePartner;
            if let Some(partner) = &mut w.partner {
                partner.certificates.clear();
            }
        }),
        case(CertificateNotThePartners, "certificate", |w| w.asked = Asked::Presented(Thumbprint([9; 32]))),
        case(CertificateRevoked, "certificate", certificates(|c| c.is_revoked = true)),
        case(CertificateExpired, "certificate", certificates(|c| c.not_after = now())),
        case(CertificateExpired, "certificate", certificates(|c| c.valid_until = Some(now()))),
        case(LicenceRate, "limit", |w| w.limit = Some(LicenceRate)),
        case(KeyRate, "limit", |w| w.limit = Some(KeyRate)),
        case(LicenceQuota, "limit", |w| w.limit = Some(LicenceQuota)),
        case(KeyQuota, "limit", |w| w.limit = Some(KeyQuota)),
    ]
}

fn certificates(change: fn(&mut Certificate)) -> impl Fn(&mut World) {
    move |world| {
        if let Some(partner) = &mut world.partner {
            partner.certificates.iter_mut().for_each(change);
        }
    }
}

#[test]
fn what_nothing_speaks_against_is_allowed() {
    let world = World::allowed();
    assert_eq!(world.answer(), Ok(()));
    assert_eq!(world.clone().with_client().answer(), Ok(()));
    for asked in [Asked::Nothing, Asked::OneOfThePartner, Asked::Presented(MISPS)] {
        assert_eq!(World { asked, ..world.clone() }.answer(), Ok(()), "{asked:?}");
    }
    // Adopted rows: without ends, without a group, active without a schema.
    let mut adopted = world.clone();
    adopted.group = None;
    adopted.licence.as_mut().unwrap().valid_to = None;
    adopted.key.as_mut().unwrap().standing.valid_to = None;
    adopted.policy.as_mut().unwrap().status = Status::Unpublished;
    assert_eq!(adopted.answer(), Ok(()));
    // The keys of one pair begin microseconds apart.
    let mut shortly = world;
    shortly.key.as_mut().unwrap().valid_from = now() + TimeDelta::microseconds(20);
    assert_eq!(shortly.answer(), Ok(()));
}

#[test]
fn every_cause_has_its_own_reason() {
    let mut seen = BTreeSet::new();
    for (number, (reason, about, spoil)) in cases().into_iter().enumerate() {
        let mut world = World::allowed();
        spoil(&mut world);
        assert_eq!(world.answer(), Err(reason), "case {number}, {about}");
        seen.insert(reason);
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), Reason::ALL, "a reason that no case reaches");
}

#[test]
fn codes_are_stable_and_told_apart() {
    let codes: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes.len(), Reason::ALL.len());
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.code()), Some(*reason));
        assert!(reason.code().len() <= 32, "it is a column of the transaction log");
        assert!(reason.explanation().ends_with('.'), "{reason:?}");
    }
    assert_eq!(Reason::parse("allowed"), None);
}

/// What the contract's route says for each reason (contract consumers §1.3), and what ID Authentication up to 1.1.5 makes of it.
/// The contract has eight codes. Reasons share one where it says the same to that reader.
#[test]
fn each_reason_has_its_code_on_the_contracts_route() {
    use Reason::*;
    let table: [(&str, u16, &[Reason]); 12] = [
        // "Partner missing" (its IDA-MPA-009).
        ("PMS_PMP_013", 200, &[PartnerUnknown]),
        // "Partner inactive" (MPA-012): it is there and must not be served, whatever put it out of use.
        ("PMS_PMP_016", 200, &[PartnerWaiting, PartnerRejected, PartnerDeactivated, PartnerHotlisted]),
        // "Not mapped / policy missing". Another partner's key is not told from one that nobody has: else it would be found.
        (
            "PMS_PMP_017",
            200,
            &[KeyUnknown, KeyOfAnotherPartner, ClientOfAnotherPartner, LinkNotApproved, PolicyUnknown],
        ),
        // "Key or policy expired": time has ended it, a date of its own or the end of an overlap.
        ("PMS_PMP_018", 200, &[KeyExpired, KeyReplaced, ClientReplaced, PolicyExpired]),
        // "Policy inactive". The contract has no code for an inactive key, whose row is one of partner and policy.
        (
            "PMS_PMP_019",
            200,
            &[
                KeyWaiting,
                KeyRefused,
                KeyDeactivated,
                KeyNotStarted,
                ClientDeactivated,
                PolicyUnpublished,
                PolicyDeactivated,
                PolicyGroupDeactivated,
                PolicyNotStarted,
            ],
        ),
        // "Licence unknown" (MPA-007), which ID Authentication also says of one that has not commenced (§1.2, check 6).
        ("PMS_PMP_020", 200, &[LicenceUnknown, LicenceNotStarted]),
        // "Licence expired" (MPA-008).
        ("PMS_PMP_021", 200, &[LicenceExpired]),
        // "Licence blocked" (MPA-017): somebody stopped it, or whose it is may not use it.
        ("PMS_PMP_025", 200, &[LicenceDeactivated, LicenceReplaced, MispDeactivated, MispHotlisted]),
        // What the routes of certificates say of a partner without a usable one.
        ("PMS_PRT_108", 200, &[CertificateMissing, CertificateNotThePartners, CertificateRevoked, CertificateExpired]),
        // Ours: the old services had neither limits nor a snapshot.
        ("PMS_VER_001", 429, &[LicenceRate, KeyRate, LicenceQuota, KeyQuota]),
        ("PMS_LIM_001", 429, &[GuessLimit]),
        ("PMS_VER_002", 503, &[SnapshotTooOld]),
    ];
    let mut seen = BTreeSet::new();
    for (code, status, reasons) in table {
        for reason in reasons {
            let refusal = reason.refusal();
            assert_eq!((refusal.entry.code, refusal.entry.status), (code, status), "{reason:?}");
            assert!(seen.insert(*reason), "{reason:?} stands twice");
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), Reason::ALL, "a reason that stands nowhere");
}

#[test]
fn of_several_certificates_one_that_counts_is_enough() {
    let mut world = World { asked: Asked::OneOfThePartner, ..World::allowed() };
    let partner = world.partner.as_mut().unwrap();
    partner.certificates.insert(0, Certificate { is_revoked: true, ..certificate(OURS) });
    partner.certificates.insert(0, Certificate { not_after: now(), ..certificate(OURS) });
    assert_eq!(world.answer(), Ok(()));
    world.partner.as_mut().unwrap().certificates.pop();
    assert_eq!(world.answer(), Err(Reason::CertificateExpired), "a new one mends that");
    world.partner.as_mut().unwrap().certificates.remove(0);
    assert_eq!(world.answer(), Err(Reason::CertificateRevoked));
    // The MISP's own is no certificate of the partner.
    world.partner.as_mut().unwrap().certificates.clear();
    assert_eq!(world.answer(), Err(Reason::CertificateMissing));
}

#[test]
fn what_is_refused_uses_up_nothing() {
    let mut world = World::allowed();
    world.policy = None;
    let facts = Facts { licence: world.licence.as_ref(), partner_id: "acme", ..Facts::default() };
    let refused = decide(&facts, now(), || panic!("nobody asks the limits"));
    assert_eq!(refused.map(|_| ()), Err(Reason::MispDeactivated));
}

#[test]
fn public_ids_are_shown_as_they_are_written() {
    for text in ["", "0198c0de-1234-7abc-8def-0123456789ab", "0198C0DE-1234-7ABC-8DEF-0123456789AB", "key-1", "é"] {
        assert_eq!(PublicId::new(text).to_string(), text);
    }
    assert!(matches!(PublicId::new("0198c0de-1234-7abc-8def-0123456789ab"), PublicId::Uuid(_)));
    assert_eq!(PublicId::new(""), PublicId::None);
}

#[test]
fn entries_are_small() {
    assert!(size_of::<Key>() <= 112, "{} bytes, a million times", size_of::<Key>());
    assert!(size_of::<Licence>() <= 72, "{}", size_of::<Licence>());
}

#[test]
fn a_bucket_gives_its_burst_and_then_its_rate() {
    let rate = Rate { per_second: 10, burst: 3 };
    let mut bucket = Bucket::full(rate, 0);
    assert_eq!((0..5).filter(|_| bucket.take(rate, 0)).count(), 3);
    assert!(!bucket.take(rate, 99_999));
    assert!(bucket.take(rate, 100_000));
    // A clock that goes back gives nothing and takes nothing.
    assert!(!bucket.take(rate, 50_000) && !bucket.is_full(rate, 50_000));
    assert!(bucket.is_full(rate, 400_000));
    assert_eq!((0..100).filter(|_| bucket.take(rate, u64::MAX)).count(), 3);
}

proptest! {
    /// Whatever else is wrong: of several causes the first in the order of the list is answered, and it alone.
    #[test]
    fn of_several_causes_the_first_is_answered(picks in prop::collection::vec(0usize..64, 0..6)) {
        let mut cases = cases();
        let mut world = World::allowed();
        let mut about = BTreeSet::new();
        let mut reasons = BTreeSet::new();
        for pick in picks {
            let (reason, thing, spoil) = cases.swap_remove(pick % cases.len());
            if about.insert(thing) {
                spoil(&mut world);
                reasons.insert(reason);
            }
        }
        let expected = reasons.first().copied();
        prop_assert_eq!(world.answer().err(), expected);
    }

    /// In any stretch of time a bucket gives at most its burst and what its rate brings.
    #[test]
    fn a_bucket_never_gives_more(
        per_second in 1u32..1000,
        burst in 1u32..100,
        steps in prop::collection::vec(0u64..200_000, 1..300),
    ) {
        let rate = Rate { per_second, burst };
        let mut bucket = Bucket::full(rate, 0);
        let (mut now, mut given) = (0, 0u64);
        for step in steps {
            now += step;
            given += u64::from(bucket.take(rate, now));
        }
        prop_assert!(given <= u64::from(burst) + now * u64::from(per_second) / 1_000_000);
    }
}

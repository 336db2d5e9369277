//! Why a question is answered with no: one word for each cause.

use crate::{Refusal, catalogue};

macro_rules! reasons {
    ($($(#[doc = $why:literal])+ $name:ident $code:literal;)*) => {
        /// Why a question is answered with no. The code of a reason never changes and is never given to another one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[doc = $why])+ $name,)*
        }

        impl Reason {
            /// Every reason, in the order in which they are looked for: of several causes the first is answered.
            pub const ALL: &[Reason] = &[$(Reason::$name,)*];

            /// Its stable word: on the wire, in the transaction log, in metrics.
            pub fn code(self) -> &'static str {
                match self {
                    $(Reason::$name => $code,)*
                }
            }

            /// What it says, for a person.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Reason::$name => concat!($($why),+).trim(),)*
                }
            }
        }
    };
}

reasons! {
    /// This replica has not reached the database for longer than `verification.fail_closed_after_seconds`.
    SnapshotTooOld "snapshot_too_old";
    /// The caller has asked about too many licences and keys that nobody has; it may go on in the next minute.
    GuessLimit "guess_limit";
    /// No MISP has this licence.
    LicenceUnknown "licence_unknown";
    /// The MISP or an administrator has stopped the licence.
    LicenceDeactivated "licence_deactivated";
    /// Another licence has taken the place of this one.
    LicenceReplaced "licence_replaced";
    /// The licence's validity has not begun.
    LicenceNotStarted "licence_not_started";
    /// The licence's validity is over.
    LicenceExpired "licence_expired";
    /// The MISP is not an active partner.
    MispDeactivated "misp_deactivated";
    /// The MISP is on the hotlist.
    MispHotlisted "misp_hotlisted";
    /// There is no partner of this id.
    PartnerUnknown "partner_unknown";
    /// The partner waits for its approval or for its certificates.
    PartnerWaiting "partner_waiting";
    /// The partner's registration was rejected.
    PartnerRejected "partner_rejected";
    /// The partner was deactivated.
    PartnerDeactivated "partner_deactivated";
    /// The partner is on the hotlist.
    PartnerHotlisted "partner_hotlisted";
    /// There is no API key of this value and no OIDC client of this id.
    KeyUnknown "key_unknown";
    /// The API key is another partner's.
    KeyOfAnotherPartner "key_of_another_partner";
    /// The API key waits for its approval, or for the partner to fetch it.
    KeyWaiting "key_waiting";
    /// The API key's approval was refused, or nobody fetched the key in time.
    KeyRefused "key_refused";
    /// The API key was deactivated.
    KeyDeactivated "key_deactivated";
    /// Another API key has taken the place of this one.
    KeyReplaced "key_replaced";
    /// The API key's validity has not begun.
    KeyNotStarted "key_not_started";
    /// The API key's validity is over.
    KeyExpired "key_expired";
    /// The OIDC client is another partner's.
    ClientOfAnotherPartner "client_of_another_partner";
    /// The OIDC client was deactivated.
    ClientDeactivated "client_deactivated";
    /// Another OIDC client, with another key, has taken the place of this one.
    ClientReplaced "client_replaced";
    /// No request of the partner for this policy is approved.
    LinkNotApproved "link_not_approved";
    /// The policy of the key is gone.
    PolicyUnknown "policy_unknown";
    /// The policy is a draft.
    PolicyUnpublished "policy_unpublished";
    /// The policy was deactivated.
    PolicyDeactivated "policy_deactivated";
    /// The policy's group was deactivated.
    PolicyGroupDeactivated "policy_group_deactivated";
    /// The policy's validity has not begun.
    PolicyNotStarted "policy_not_started";
    /// The policy's validity is over.
    PolicyExpired "policy_expired";
    /// A certificate is needed, and none was presented or the partner has none.
    CertificateMissing "certificate_missing";
    /// The certificate is neither the partner's nor the MISP's.
    CertificateNotThePartners "certificate_not_the_partners";
    /// The certificate was revoked.
    CertificateRevoked "certificate_revoked";
    /// The certificate's validity is over, or another one has taken its place and their overlap is over.
    CertificateExpired "certificate_expired";
    /// More questions with this licence than its rate allows, at this replica.
    LicenceRate "licence_rate";
    /// More questions with this API key or OIDC client than its rate allows, at this replica.
    KeyRate "key_rate";
    /// The licence's quota of this day (UTC) is used up.
    LicenceQuota "licence_quota";
    /// The quota of this day (UTC) of the API key or OIDC client is used up.
    KeyQuota "key_quota";
}

impl Reason {
    /// What the contract's route answers in its place (contract consumers §1.3). Its few codes do not tell all reasons apart.
    pub fn refusal(self) -> Refusal {
        use Reason::*;
        Refusal::of(match self {
            SnapshotTooOld => &catalogue::VALIDATE_KEY_TOO_OLD,
            GuessLimit => &catalogue::TOO_MANY,
            LicenceUnknown | LicenceNotStarted => &catalogue::VALIDATE_KEY_LICENCE_UNKNOWN,
            LicenceExpired => &catalogue::VALIDATE_KEY_LICENCE_EXPIRED,
            LicenceDeactivated | LicenceReplaced | MispDeactivated | MispHotlisted => {
                &catalogue::VALIDATE_KEY_LICENCE_BLOCKED
            }
            PartnerUnknown => &catalogue::VALIDATE_KEY_PARTNER_UNKNOWN,
            PartnerWaiting | PartnerRejected | PartnerDeactivated | PartnerHotlisted => {
                &catalogue::VALIDATE_KEY_PARTNER_INACTIVE
            }
            KeyUnknown | KeyOfAnotherPartner | ClientOfAnotherPartner | LinkNotApproved | PolicyUnknown => {
                &catalogue::VALIDATE_KEY_NOT_MAPPED
            }
            KeyExpired | KeyReplaced | ClientReplaced | PolicyExpired => &catalogue::VALIDATE_KEY_EXPIRED,
            KeyWaiting
            | KeyRefused
            | KeyDeactivated
            | KeyNotStarted
            | ClientDeactivated
            | PolicyUnpublished
            | PolicyDeactivated
            | PolicyGroupDeactivated
            | PolicyNotStarted => &catalogue::VALIDATE_KEY_INACTIVE,
            CertificateMissing | CertificateNotThePartners | CertificateRevoked | CertificateExpired => {
                &catalogue::CERTIFICATE_NOT_UPLOADED
            }
            LicenceRate | KeyRate | LicenceQuota | KeyQuota => &catalogue::VALIDATE_KEY_LIMIT,
        })
    }

    /// The reason of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

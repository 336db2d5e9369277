//! OIDC and OAuth clients of authentication partners: their states, names, addresses, and what they may release (contract
//! part B §5, §9; decisions, "eSignet").

mod names;
mod release;
mod uri;

use crate::{Refusal, catalogue};

pub use names::{name_map, names_of, plain, plain_name};
pub use release::{AcrMapping, ClaimMapping, Released, released};
pub use uri::{check_logo, check_redirect_uri, check_redirect_uris};

/// What stands in the column `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Active,
    /// For good: a client never comes back.
    Inactive,
}

impl Status {
    pub const ALL: [Status; 2] = [Status::Active, Status::Inactive];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Active => "ACTIVE",
            Status::Inactive => "INACTIVE",
        }
    }

    /// In any letter case. `None`: another word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text))
    }

    /// What a stored word means; one that nobody knows lets nobody in.
    pub fn stored(text: &str) -> Self {
        Self::parse(text).unwrap_or(Status::Inactive)
    }

    /// What counts: a client is active only while its partner and its policy are. Both may come back, and the client with
    /// them; what is stored does not change (decisions, "Reactivation").
    pub fn in_force(self, partner_is_active: bool, policy_is_active: bool) -> Self {
        match self {
            Status::Active if partner_is_active && policy_is_active => Status::Active,
            _ => Status::Inactive,
        }
    }
}

/// What an update does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// The status stays: name, addresses, grant types and methods are replaced.
    Details,
    /// The status alone changes; everything else that was sent is ignored (contract part B §5.2).
    Deactivation,
}

/// What an update to this status does to a client in that one.
///
/// # Errors
/// The client is deactivated (`PMS_ESI_008`).
pub fn update(stored: Status, wanted: Status) -> Result<Update, Refusal> {
    match (stored, wanted) {
        (Status::Inactive, _) => Err(Refusal::of(&catalogue::CLIENT_DEACTIVATED)),
        (Status::Active, Status::Active) => Ok(Update::Details),
        (Status::Active, Status::Inactive) => Ok(Update::Deactivation),
    }
}

/// Checks that a client's id has the form that every id has (`mosip.pms.client.id.regex`).
///
/// # Errors
/// `PMS_PRT_099`.
pub fn check_id(id: &str) -> Result<(), Refusal> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if (1..=100).contains(&id.len()) && id.bytes().all(known) {
        Ok(())
    } else {
        Err(Refusal::of(&catalogue::CLIENT_ID_INVALID))
    }
}

/// Checks grant types or authentication methods: each of the site's, none twice.
///
/// # Errors
/// `PMS_COR_001`, naming the member and the place.
pub fn check_words(member: &str, given: &[String], allowed: &[String]) -> Result<(), Refusal> {
    for (place, word) in given.iter().enumerate() {
        if !allowed.contains(word) {
            return Err(wrong(&format!("value is not one of {} :request.{member}[{place}]", allowed.join(", "))));
        }
        if given[..place].contains(word) {
            return Err(wrong(&format!("value is there twice :request.{member}[{place}]")));
        }
    }
    Ok(())
}

/// A member of the request that cannot be taken: the contract's code for that.
fn wrong(said: &str) -> Refusal {
    Refusal::with(&catalogue::INVALID_PARAMETER, said)
}

#[cfg(test)]
mod tests;

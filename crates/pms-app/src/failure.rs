//! How a use case ends when it does not succeed.

use pms_domain::Refusal;

/// A refusal is for the caller's eyes; an internal error is for the log alone.
#[derive(Debug)]
pub enum Failure {
    /// The rules say no. Its text may be shown.
    Refused(Refusal),
    /// The caller must wait this many seconds (limits against guessing).
    Limited { retry_after: u64 },
    /// Something failed on our side. Never shown; logged with the request id.
    Internal(anyhow::Error),
}

/// What use cases answer.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// Whether a value that must be unique was taken meanwhile.
    pub(crate) fn is_taken(&self) -> bool {
        match self {
            Failure::Internal(error) => {
                error.downcast_ref::<pms_store::StoreError>().is_some_and(pms_store::StoreError::is_taken)
            }
            Failure::Refused(_) | Failure::Limited { .. } => false,
        }
    }
}

impl Failure {
    /// Whether a stored value does not open: repeating it does not help, and others are not concerned.
    pub(crate) fn is_corrupt(&self) -> bool {
        match self {
            Failure::Internal(error) => {
                matches!(error.downcast_ref(), Some(pms_store::StoreError::Corrupt(_)))
            }
            Failure::Refused(_) | Failure::Limited { .. } => false,
        }
    }
}

/// What to answer instead of an internal error where the database had no room: [`pms_domain::catalogue::BUSY`] with this time,
/// seconds, in `Retry-After`. `None`: something failed.
pub fn busy(error: &anyhow::Error) -> Option<u64> {
    error.chain().find_map(|cause| cause.downcast_ref::<pms_store::StoreError>()).filter(|cause| cause.is_busy())?;
    Some(RETRY_AFTER)
}

/// When a busy database is asked again.
const RETRY_AFTER: u64 = 10;

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<&'static pms_domain::Entry> for Failure {
    fn from(entry: &'static pms_domain::Entry) -> Self {
        Failure::Refused(Refusal::of(entry))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Internal(error)
    }
}

impl From<pms_store::StoreError> for Failure {
    fn from(error: pms_store::StoreError) -> Self {
        Failure::Internal(error.into())
    }
}

/// For what runs after an answer began: its caller has no envelope any more, the log has it all.
impl From<Failure> for anyhow::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Internal(error) => error,
            Failure::Refused(refusal) => refusal.into(),
            Failure::Limited { .. } => anyhow::anyhow!("limited"),
        }
    }
}

//! What is stored about devices, as the verification asks for it.

use super::segment::DigitalId;
use crate::path::TrustPath;

/// How a registered thing stands at the moment of the question, with everything taken into account that stops it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Approved and active.
    InForce,
    /// Waiting, or rejected.
    NotApproved,
    /// Approved once, stopped since.
    Deactivated,
    /// Its time is over.
    Expired,
}

/// A device provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Whether it is approved and active.
    pub active: bool,
    /// Its registered name, and those it had before: a device keeps the certificate that was issued under one of them.
    pub organizations: Vec<String>,
    /// SHA-256 over the SubjectPublicKeyInfo of its certificates that count today: the current one, and a former one within its overlap.
    /// The key is the same in the provider's own certificate and in the re-issued one.
    pub keys: Vec<[u8; 32]>,
}

/// Something that can be hotlisted, named as MOSIP's hotlist names it (contract §3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HotlistSubject<'a> {
    /// `DEVICE_PROVIDER`: name and id.
    Provider {
        /// `deviceProvider`.
        name: &'a str,
        /// `deviceProviderId`.
        id: &'a str,
    },
    /// `DEVICE`: serial number, make and model.
    Device {
        /// `serialNo`.
        serial: &'a str,
        /// `make`.
        make: &'a str,
        /// `model`.
        model: &'a str,
    },
    /// `DEVICE_MODEL`: make and model.
    Model {
        /// `make`.
        make: &'a str,
        /// `model`.
        model: &'a str,
    },
    /// `FTM_PUBLIC_KEY`: the SubjectPublicKeyInfo of a chip's certificate.
    Chip {
        /// SHA-256 over it.
        key: &'a [u8; 32],
    },
}

/// The stored state that device messages are judged against. The verification asks only for what its checks need, and only about messages
/// whose signatures hold.
pub trait KnownDevices {
    /// The provider of this partner id.
    fn provider(&self, id: &str) -> Option<Provider>;

    /// Make and model at the provider, with type and sub type.
    fn model(&self, device: &DigitalId) -> Option<Standing>;

    /// The interface (SBI) of this version (`deviceServiceVersion`), mapped to the device.
    fn interface(&self, device: &DigitalId, version: &str) -> Option<Standing>;

    /// The chip model whose certificate stands on this path of the domain FTM.
    fn chip(&self, path: &TrustPath) -> Option<Standing>;

    /// SHA-256 over the SubjectPublicKeyInfo of the chip that the device (by provider, make, model and serial number) is known to have.
    fn chip_of(&self, device: &DigitalId) -> Option<[u8; 32]>;

    /// Whether this is on the hotlist now.
    fn is_hotlisted(&self, subject: HotlistSubject<'_>) -> bool;

    /// Whether a segment of this digest was allowed before. Recording it, once for all replicas, is the caller's, after
    /// [`verify`](super::verify) has allowed the message.
    fn is_known_segment(&self, digest: &[u8; 32]) -> bool;
}

//! What a biometric device sends at authentication time: read and judged (contract §3).
//!
//! A message is a list of segments. Each is a JWS that the device's key signed; in it stands the device's identity (`digitalId`), a JWS of its own,
//! signed by the key of the chip (level L1, domain FTM) or by the device's key again (level L0, domain DEVICE). [`verify`] answers
//! *allowed*, or the one reason why not: the first [`Check`] that fails, in the order of the list, for the first segment concerned.
//! Which checks are made is the site's [`DevicePolicy`].
//!
//! Nothing here reads a registry, a clock or a database. What is stored about providers, models, interfaces, chips, the hotlist and messages of
//! before comes in through [`KnownDevices`]; [`DeviceMessage::claims`] says beforehand what will be asked for.

mod known;
mod message;
mod policy;
mod refusal;
mod segment;
mod verify;

pub use known::{HotlistSubject, KnownDevices, Provider, Standing};
pub use message::{DeviceMessage, MAX_MESSAGE_BYTES, MAX_SEGMENTS, MessageSegment};
pub use policy::{Check, CheckSet, DevicePolicy};
pub use refusal::{Part, Reason, Refusal};
pub use segment::{DeviceLevel, DigitalId};
pub use verify::{Allowed, AllowedSegment, DeviceTrust, verify};

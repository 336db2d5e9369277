//! What the registries allow, written down once more: device models, interfaces, chips, their pairs, and the changes of them that
//! wait. Nothing of it is the program's own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use pms_domain::Timestamp;

/// Whole days that a chip's certificate needs ahead of it whenever it is judged.
pub const DAYS_AHEAD: i64 = 335;

/// Where something registered is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A chip without a certificate.
    Due,
    Waits,
    InForce,
    Off,
    Refused,
}

impl Place {
    /// `approval_status` and `is_active`.
    pub fn columns(self) -> (&'static str, bool) {
        match self {
            Place::Due => ("pending_cert_upload", false),
            Place::Waits => ("pending_approval", false),
            Place::InForce => ("approved", true),
            Place::Off => ("approved", false),
            Place::Refused => ("rejected", false),
        }
    }

    fn is_approved(self) -> bool {
        matches!(self, Place::InForce | Place::Off)
    }

    /// Whether the name is taken: what was refused or is off leaves it to others.
    fn takes_its_name(self) -> bool {
        !matches!(self, Place::Off | Place::Refused)
    }
}

/// Something registered.
#[derive(Clone, Debug)]
pub struct Thing<T> {
    pub id: String,
    pub place: Place,
    /// What the row says.
    pub says: T,
    /// A change of what was approved, which waits.
    pub wish: Option<T>,
}

impl<T: Copy + PartialEq> Thing<T> {
    pub fn new(id: String, place: Place, says: T) -> Self {
        Self { id, place, says, wish: None }
    }

    /// Whether one request of it waits. There is never another one.
    pub fn is_open(&self) -> bool {
        self.place == Place::Waits || self.wish.is_some()
    }

    fn change(&mut self, to: T) {
        match self.place.is_approved() {
            false => self.says = to,
            true => self.wish = (to != self.says).then_some(to),
        }
    }

    fn approve(&mut self) {
        match self.wish.take() {
            Some(wish) => self.says = wish,
            None => self.place = Place::InForce,
        }
    }

    fn reject(&mut self) {
        if self.wish.take().is_none() && !self.place.is_approved() {
            self.place = Place::Refused;
        }
    }

    fn stop(&mut self) {
        self.place = Place::Off;
        self.wish = None;
    }
}

/// What an interface says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interface {
    pub version: u8,
    pub created: Timestamp,
    pub expiry: Timestamp,
}

/// What a chip says: its model, and which certificate of the model's list is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chip {
    pub model: u8,
    pub certificate: Option<usize>,
}

/// A certificate that was sent.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub id: String,
    pub until: Timestamp,
}

/// Everything of a device provider and a chip provider.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    pub devices: Vec<Thing<u8>>,
    pub interfaces: Vec<Thing<Interface>>,
    pub chips: Vec<Thing<Chip>>,
    /// Device and interface by their places in the lists; whether the pair counts.
    pub pairs: BTreeMap<(usize, usize), bool>,
    pub certificates: Vec<Certificate>,
    /// Whether the device provider is on, and the chip provider.
    pub cameras: bool,
    pub chip_maker: bool,
}

impl Registry {
    fn has_device(&self, model: u8, but: Option<usize>) -> bool {
        let mut others = self.devices.iter().enumerate().filter(|(at, _)| Some(*at) != but);
        others.any(|(_, device)| device.place.takes_its_name() && device.says == model)
    }

    /// A version is taken whatever became of its interface.
    fn has_version(&self, version: u8, but: Option<usize>) -> bool {
        self.interfaces.iter().enumerate().any(|(at, found)| Some(at) != but && found.says.version == version)
    }

    fn has_chip(&self, model: u8, but: Option<usize>) -> bool {
        let mut others = self.chips.iter().enumerate().filter(|(at, _)| Some(*at) != but);
        others.any(|(_, chip)| chip.place.takes_its_name() && chip.says.model == model)
    }

    fn interfaces_of(&self, device: usize) -> Vec<usize> {
        self.pairs.keys().filter(|(of, _)| *of == device).map(|(_, interface)| *interface).collect()
    }

    /// In force, and its last day is not over.
    fn is_usable(&self, interface: usize, now: Timestamp) -> bool {
        let found = &self.interfaces[interface];
        found.place == Place::InForce && found.says.expiry.date() >= now.date()
    }

    fn fits(&self, certificate: Option<usize>, now: Timestamp) -> bool {
        certificate.is_some_and(|at| self.certificates[at].until - now >= TimeDelta::days(DAYS_AHEAD))
    }

    pub fn may_add_device(&self, model: u8, with: Option<usize>, now: Timestamp) -> bool {
        self.cameras && !self.has_device(model, None) && with.is_none_or(|with| self.is_usable(with, now))
    }

    pub fn may_add_interface(&self, version: u8) -> bool {
        self.cameras && !self.has_version(version, None)
    }

    pub fn may_add_chip(&self, model: u8) -> bool {
        self.chip_maker && !self.has_chip(model, None)
    }

    pub fn change_device(&mut self, at: usize, model: u8) -> bool {
        let may = self.devices[at].place != Place::Refused && !self.has_device(model, Some(at));
        if may {
            self.devices[at].change(model);
        }
        may
    }

    /// `on`: whether it shall stay in force.
    pub fn change_interface(&mut self, at: usize, to: Interface, on: bool, now: Timestamp) -> bool {
        let ends_ahead = to.expiry.date() > now.date();
        let may = ends_ahead && self.interfaces[at].place != Place::Refused && !self.has_version(to.version, Some(at));
        if may {
            if !on && self.interfaces[at].place == Place::InForce {
                self.end_interface(at);
            }
            self.interfaces[at].change(to);
        }
        may
    }

    pub fn change_chip(&mut self, at: usize, model: u8) -> bool {
        let may = self.chips[at].place != Place::Refused && !self.has_chip(model, Some(at));
        if may {
            let chip = &mut self.chips[at];
            // A new certificate that waits goes on waiting.
            let certificate = chip.wish.unwrap_or(chip.says).certificate;
            chip.change(Chip { model, certificate });
        }
        may
    }

    pub fn may_certify(&self, at: usize) -> bool {
        self.chip_maker && matches!(self.chips[at].place, Place::Due | Place::InForce)
    }

    pub fn certify(&mut self, at: usize, certificate: Certificate) {
        self.certificates.push(certificate);
        let chip = &mut self.chips[at];
        let says = Chip { certificate: Some(self.certificates.len() - 1), ..chip.wish.unwrap_or(chip.says) };
        if chip.place == Place::Due {
            chip.place = Place::Waits;
        }
        chip.change(says);
    }

    pub fn decide_device(&mut self, at: usize, approve: bool, now: Timestamp) -> bool {
        let Thing { says, wish, .. } = self.devices[at];
        if !self.devices[at].is_open() {
            return false;
        }
        if !approve {
            self.devices[at].reject();
            return true;
        }
        if !self.cameras || self.has_device(wish.unwrap_or(says), Some(at)) {
            return false;
        }
        if wish.is_none() {
            let mut with = self.interfaces_of(at);
            let alone = with.is_empty();
            with.retain(|interface| self.is_usable(*interface, now));
            if with.is_empty() && !alone {
                return false;
            }
            for interface in with {
                self.pairs.insert((at, interface), true);
            }
        }
        self.devices[at].approve();
        true
    }

    pub fn decide_interface(&mut self, at: usize, approve: bool, now: Timestamp) -> bool {
        let Thing { says, wish, .. } = self.interfaces[at];
        if !self.interfaces[at].is_open() {
            return false;
        }
        if !approve {
            self.interfaces[at].reject();
            return true;
        }
        let says = wish.unwrap_or(says);
        let may = self.cameras && says.expiry.date() > now.date() && !self.has_version(says.version, Some(at));
        if may {
            self.interfaces[at].approve();
        }
        may
    }

    pub fn decide_chip(&mut self, at: usize, approve: bool, now: Timestamp) -> bool {
        let Thing { says, wish, .. } = self.chips[at];
        if !self.chips[at].is_open() {
            return false;
        }
        if !approve {
            self.chips[at].reject();
            return true;
        }
        let may = match wish {
            None => self.fits(says.certificate, now),
            Some(wish) => {
                let same = wish.certificate == says.certificate;
                (same || self.fits(wish.certificate, now)) && !self.has_chip(wish.model, Some(at))
            }
        };
        if may && self.chip_maker {
            self.chips[at].approve();
        }
        may && self.chip_maker
    }

    pub fn stop_device(&mut self, at: usize, by_admin: bool) -> bool {
        let may = self.devices[at].place == Place::InForce && (by_admin || self.cameras);
        if may {
            self.devices[at].stop();
        }
        may
    }

    pub fn stop_interface(&mut self, at: usize, by_admin: bool) -> bool {
        let may = self.interfaces[at].place == Place::InForce && (by_admin || self.cameras);
        if may {
            self.end_interface(at);
        }
        may
    }

    pub fn stop_chip(&mut self, at: usize, by_admin: bool) -> bool {
        let may = self.chips[at].place == Place::InForce && (by_admin || self.chip_maker);
        if may {
            self.chips[at].stop();
        }
        may
    }

    /// The devices that wait with it are refused; those in force stay as they are.
    fn end_interface(&mut self, at: usize) {
        self.interfaces[at].stop();
        for (device, _) in self.pairs.keys().filter(|(_, interface)| *interface == at) {
            if self.devices[*device].place == Place::Waits {
                self.devices[*device].place = Place::Refused;
            }
        }
    }

    pub fn bring_device_back(&mut self, at: usize) -> bool {
        let Thing { says, place, .. } = self.devices[at];
        let may = place == Place::Off && self.cameras && !self.has_device(says, Some(at));
        if may {
            self.devices[at].place = Place::InForce;
        }
        may
    }

    pub fn bring_interface_back(&mut self, at: usize, now: Timestamp) -> bool {
        let Thing { says, place, .. } = self.interfaces[at];
        let may = place == Place::Off && self.cameras && says.expiry >= now;
        if may {
            self.interfaces[at].place = Place::InForce;
        }
        may
    }

    pub fn bring_chip_back(&mut self, at: usize, now: Timestamp) -> bool {
        let Thing { says, place, .. } = self.chips[at];
        let may = place == Place::Off
            && self.chip_maker
            && self.fits(says.certificate, now)
            && !self.has_chip(says.model, Some(at));
        if may {
            self.chips[at].place = Place::InForce;
        }
        may
    }

    /// The words `Activate` and `De-activate` of the contract's routes.
    pub fn say_device(&mut self, at: usize, activate: bool, now: Timestamp) -> bool {
        let has_change = self.devices[at].wish.is_some();
        match (self.devices[at].place, activate) {
            (Place::Waits | Place::Due, _) => self.decide_device(at, activate, now),
            (Place::InForce, true) => !has_change || self.decide_device(at, true, now),
            (Place::InForce, false) => self.stop_device(at, true),
            (Place::Off, true) => self.bring_device_back(at),
            (Place::Off | Place::Refused, false) => true,
            (Place::Refused, true) => false,
        }
    }

    /// Of an interface in force both words are about the change that waits.
    pub fn say_interface(&mut self, at: usize, activate: bool, now: Timestamp) -> bool {
        match (self.interfaces[at].place, activate) {
            (Place::Off, true) => self.bring_interface_back(at, now),
            (Place::Off | Place::Refused, _) => false,
            (Place::Waits | Place::Due | Place::InForce, _) => self.decide_interface(at, activate, now),
        }
    }

    pub fn say_chip(&mut self, at: usize, activate: bool, now: Timestamp) -> bool {
        let Thing { says, place, wish, .. } = self.chips[at];
        if activate && says.certificate.is_none() {
            return false;
        }
        match (place, activate) {
            (Place::Due, _) => {
                self.chips[at].place = Place::Refused;
                true
            }
            (Place::Waits, _) => self.decide_chip(at, activate, now),
            (Place::InForce, true) => wish.is_none() || self.decide_chip(at, true, now),
            (Place::InForce, false) => self.stop_chip(at, true),
            (Place::Off, true) => self.bring_chip_back(at, now),
            (Place::Off | Place::Refused, false) => true,
            (Place::Refused, true) => false,
        }
    }

    /// What is allowed, and whether the pair is new.
    pub fn map(&mut self, device: usize, interface: usize, now: Timestamp) -> Option<bool> {
        if self.pairs.contains_key(&(device, interface)) {
            return Some(false);
        }
        if self.devices[device].place != Place::InForce || !self.is_usable(interface, now) {
            return None;
        }
        self.pairs.insert((device, interface), true);
        Some(true)
    }

    pub fn unmap(&mut self, device: usize, interface: usize) -> bool {
        self.pairs.remove(&(device, interface)).is_some()
    }

    /// What waits falls with its provider, and what was approved stays as it is.
    pub fn switch_cameras(&mut self, on: bool) {
        self.cameras = on;
        if !on {
            self.devices.iter_mut().for_each(Thing::reject);
            self.interfaces.iter_mut().for_each(Thing::reject);
        }
    }

    pub fn switch_chip_maker(&mut self, on: bool) {
        self.chip_maker = on;
        if !on {
            self.chips.iter_mut().for_each(Thing::reject);
        }
    }

    /// Time's work on interfaces that have ended.
    pub fn expire(&mut self, now: Timestamp) {
        for at in 0..self.interfaces.len() {
            let found = &mut self.interfaces[at];
            match found.place {
                Place::InForce if found.says.expiry < now => self.end_interface(at),
                Place::Waits if found.says.expiry < now => found.place = Place::Refused,
                _ => {}
            }
        }
    }

    /// In force as pages and lists show it.
    pub fn shows_device(&self, at: usize) -> bool {
        let with = self.interfaces_of(at);
        let is_served = with.is_empty() || with.iter().any(|at| self.interfaces[*at].place == Place::InForce);
        self.devices[at].place == Place::InForce && self.cameras && is_served
    }

    pub fn shows_interface(&self, at: usize) -> bool {
        self.interfaces[at].place == Place::InForce && self.cameras
    }

    pub fn shows_chip(&self, at: usize) -> bool {
        self.chips[at].place == Place::InForce && self.chip_maker
    }

    /// Whether a device of this model with an interface of this version may register people.
    pub fn is_valid(&self, model: u8, version: u8, now: Timestamp) -> bool {
        let counts = |&(device, interface): &(usize, usize)| {
            let (device, interface) = (&self.devices[device], interface);
            device.place == Place::InForce
                && device.says == model
                && self.interfaces[interface].says.version == version
                && self.is_usable(interface, now)
        };
        self.cameras && self.pairs.iter().any(|(pair, is_active)| *is_active && counts(pair))
    }

    /// What may never be.
    pub fn check(&self) {
        fn is_alone<K: Ord>(mut names: impl Iterator<Item = K>) -> bool {
            let mut seen = BTreeSet::new();
            names.all(|name| seen.insert(name))
        }
        let devices = self.devices.iter().filter(|device| device.place.takes_its_name());
        let chips = self.chips.iter().filter(|chip| chip.place.takes_its_name());
        assert!(is_alone(devices.map(|device| device.says)), "a model twice: {self:#?}");
        assert!(is_alone(chips.map(|chip| chip.says.model)), "a chip twice: {self:#?}");
        assert!(is_alone(self.interfaces.iter().map(|found| found.says.version)), "a version twice: {self:#?}");
    }
}

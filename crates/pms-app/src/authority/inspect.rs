//! What `pms doctor` says of the hardware security module and of the keys in it.

use super::token::{Hsm, is_in_token};
use super::{Authority, CaKey, Which};
use crate::App;

/// A finding, in words for operators.
pub enum TokenFinding {
    Good(String),
    Note(String),
    Wrong(String),
}

use TokenFinding::{Good, Note, Wrong};

/// Asks the token for itself, and for each of our keys: that it is there, is the one of its certificate, and cannot be taken
/// out. Waits for the device: not on the threads that serve. Nothing is said where the site has none.
pub fn inspect(app: &App) -> Vec<TokenFinding> {
    let Some(hsm) = app.authorities().sources().hsm() else { return Vec::new() };
    let mut found = Vec::new();
    match hsm.check() {
        Ok(token) => found.push(Good(format!(
            "the token {} ({} {}, serial number {}) answers and signs with {}",
            token.label, token.manufacturer, token.model, token.serial, token.mechanism
        ))),
        Err(error) => {
            found.push(Wrong(format!(
                "the hardware security module: {error:#}. Nothing can be signed until it answers"
            )));
            return found;
        }
    }
    let authority = app.authority();
    for which in Which::ALL {
        for (number, key) in generations(&authority, which).enumerate() {
            found.extend(of_key(hsm, which, key, number == 0));
        }
    }
    found
}

/// Newest first.
fn generations(authority: &Authority, which: Which) -> Box<dyn Iterator<Item = &CaKey> + '_> {
    match which {
        Which::Root => Box::new(std::iter::once(&authority.root).chain(&authority.former_roots)),
        Which::Issuing(domain) => Box::new(authority.generations(domain).iter()),
        Which::Encryption => Box::new(std::iter::empty()),
    }
}

fn of_key(hsm: &Hsm, which: Which, key: &CaKey, is_newest: bool) -> Option<TokenFinding> {
    let name = format!("generation {} of {}", key.generation, which.name());
    let location = match key.location.as_deref() {
        Some(location) if is_in_token(Some(location)) => location,
        None if is_newest && hsm.is_to_make(which.purpose()) => {
            return Some(Note(format!(
                "the key of {name} lies in the database; `{}` makes the next one in the token",
                command(which)
            )));
        }
        _ => return None,
    };
    Some(match hsm.facts(location, key.certificate.spki_der()) {
        Ok(facts) if facts.is_protected() => Good(format!(
            "the key of {name} is in the token, fits its certificate and cannot be taken out ({location})"
        )),
        Ok(_) => Wrong(format!(
            "the token would give the key of {name} away (not sensitive, or extractable): `{}` makes another",
            command(which)
        )),
        Err(error) => Wrong(format!("the key of {name} ({location}): {error:#}")),
    })
}

/// What makes the next generation.
fn command(which: Which) -> String {
    match which {
        Which::Issuing(domain) => format!("pms ca rotate --domain {domain}"),
        Which::Root | Which::Encryption => "pms ca rotate --root".to_owned(),
    }
}

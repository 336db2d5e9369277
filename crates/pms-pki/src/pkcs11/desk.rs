//! One thread's session with a token.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cryptoki::context::Pkcs11;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::MechanismType;
use cryptoki::object::ObjectHandle;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::AuthPin;

use super::token::{TokenConfig, TokenFacts, TokenName};
use super::{Fault, module};

/// What ends an attempt: an answer of the module, after which the session is given up, or a finding of our own.
pub(super) enum Trouble {
    Answer(Error),
    Found(Fault),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Answer(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Found(fault)
    }
}

/// What the threads of a token share.
pub(super) struct Shared {
    config: TokenConfig,
    /// Sessions are opened one after the other, so that a wrong PIN is tried once and not by every thread.
    refused: Mutex<Option<Fault>>,
}

impl Shared {
    pub fn new(config: TokenConfig) -> Self {
        Self { config, refused: Mutex::new(None) }
    }
}

/// How a token signs a certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Signing {
    /// It hashes by itself.
    Sha256RsaPkcs,
    /// It is given the hash, in its DigestInfo.
    RsaPkcs,
}

/// A session, logged in.
pub(super) struct Open {
    pub module: Pkcs11,
    pub slot: Slot,
    pub session: Session,
    pub signing: Signing,
    /// Private keys that were found in this session, by label and public half.
    pub keys: HashMap<(String, Vec<u8>), ObjectHandle>,
}

/// A thread's place: its session, when it has one.
pub(super) struct Desk {
    shared: Arc<Shared>,
    open: Option<Open>,
}

impl Desk {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, open: None }
    }

    /// The session, opened when there is none.
    pub fn open(&mut self) -> Result<&mut Open, Trouble> {
        let open = match self.open.take() {
            Some(open) => open,
            None => connect(&self.shared)?,
        };
        Ok(self.open.insert(open))
    }

    pub fn once<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Trouble>) -> Result<T, Fault> {
        work(self).map_err(|trouble| self.give_up(trouble))
    }

    pub fn twice<T>(&mut self, work: impl Fn(&mut Self) -> Result<T, Trouble>) -> Result<T, Fault> {
        match work(self) {
            // A session whose login ended without a word sees no private keys.
            Err(Trouble::Answer(_) | Trouble::Found(Fault::NoKey(_))) => {
                self.open = None;
                work(self).map_err(|trouble| self.give_up(trouble))
            }
            other => other.map_err(|trouble| self.give_up(trouble)),
        }
    }

    /// After a bad answer a session may have an operation open, or be none any more.
    fn give_up(&mut self, trouble: Trouble) -> Fault {
        match trouble {
            Trouble::Answer(error) => {
                self.open = None;
                Fault::of(&error)
            }
            Trouble::Found(fault) => fault,
        }
    }

    pub fn facts(&mut self) -> Result<TokenFacts, Trouble> {
        let open = self.open()?;
        // The session is asked too: a token may be there again without it.
        open.session.get_session_info()?;
        let info = open.module.get_token_info(open.slot)?;
        Ok(TokenFacts {
            label: info.label().to_owned(),
            serial: info.serial_number().to_owned(),
            manufacturer: info.manufacturer_id().to_owned(),
            model: info.model().to_owned(),
            mechanism: match open.signing {
                Signing::Sha256RsaPkcs => "CKM_SHA256_RSA_PKCS",
                Signing::RsaPkcs => "CKM_RSA_PKCS",
            },
        })
    }
}

/// Opens a session and logs in.
fn connect(shared: &Shared) -> Result<Open, Trouble> {
    let mut refused = shared.refused.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(fault) = refused.as_ref() {
        return Err(fault.clone().into());
    }
    let config = &shared.config;
    let module = module::load(&config.module)?;
    let (slot, info) = find(&module, &config.token)?;
    let signing = signing(&module, slot)?;
    let session = module.open_ro_session(slot)?;
    if info.login_required() {
        let pin = AuthPin::from(config.pin.expose().to_owned());
        match session.login(UserType::User, Some(&pin)) {
            // The login is the process's, for all sessions of the token.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(error) => {
                let fault = Fault::of_login(&error);
                if matches!(fault, Fault::PinRefused(_)) {
                    *refused = Some(fault.clone());
                    return Err(fault.into());
                }
                return Err(error.into());
            }
        }
    }
    Ok(Open { module, slot, session, signing, keys: HashMap::new() })
}

/// The slot of the token. A slot that does not answer is none of ours, unless no other one is.
fn find(module: &Pkcs11, wanted: &TokenName) -> Result<(Slot, TokenInfo), Trouble> {
    let fits = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
    let (mut fitting, mut others, mut silent) = (Vec::new(), Vec::new(), None);
    for slot in module.get_slots_with_token()? {
        match module.get_token_info(slot) {
            Ok(info) if !info.token_initialized() => {}
            Ok(info) if fits(&wanted.label, info.label()) && fits(&wanted.serial, info.serial_number()) => {
                fitting.push((slot, info));
            }
            Ok(info) => others.push(format!("{} ({})", info.label(), info.serial_number())),
            Err(error) => silent = Some(error),
        }
    }
    let name = [wanted.label.as_deref(), wanted.serial.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
    match (fitting.pop(), silent) {
        (Some(_), _) if !fitting.is_empty() => Err(Fault::SeveralTokens(name).into()),
        (Some(found), _) => Ok(found),
        (None, Some(error)) => Err(error.into()),
        (None, None) => {
            let found = if others.is_empty() { "none".to_owned() } else { others.join(", ") };
            Err(Fault::NoToken { wanted: name, found }.into())
        }
    }
}

fn signing(module: &Pkcs11, slot: Slot) -> Result<Signing, Trouble> {
    let all = module.get_mechanism_list(slot)?;
    let signs = |wanted: MechanismType| {
        all.contains(&wanted) && module.get_mechanism_info(slot, wanted).is_ok_and(|info| info.sign())
    };
    if signs(MechanismType::SHA256_RSA_PKCS) {
        Ok(Signing::Sha256RsaPkcs)
    } else if signs(MechanismType::RSA_PKCS) {
        Ok(Signing::RsaPkcs)
    } else {
        Err(Fault::NoMechanism.into())
    }
}

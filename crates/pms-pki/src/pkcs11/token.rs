//! A token and the threads that speak to it.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::Fault;
use super::desk::{Desk, Trouble};
use super::key::{self, TokenKey};

/// What may wait for a token at a time.
const QUEUE: usize = 1024;

/// How long the threads have to close their sessions.
const FAREWELL: Duration = Duration::from_secs(2);

/// Devices take their time to make an RSA key.
const GENERATION: Duration = Duration::from_secs(120);

/// The PIN of a token's user. It is wiped when dropped and cannot be printed.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes the PIN as a file holds it; a line's end is not part of it. `None` when it is empty.
    pub fn new(text: String) -> Option<Self> {
        let mut text = Zeroizing::new(text);
        let length = text.trim_end_matches(['\r', '\n']).len();
        text.truncate(length);
        (!text.is_empty()).then_some(Self(text))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

/// Which token of a module is meant. What is given must fit; at least one of them is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenName {
    /// CK_TOKEN_INFO.label, without its padding.
    pub label: Option<String>,
    /// CK_TOKEN_INFO.serialNumber, without its padding.
    pub serial: Option<String>,
}

/// How a token is reached.
#[derive(Clone)]
pub struct TokenConfig {
    /// The shared library of the device.
    pub module: PathBuf,
    /// The token among those of the module.
    pub token: TokenName,
    /// Of its user.
    pub pin: Pin,
    /// Sessions, and so signatures at a time; at least 1.
    pub sessions: usize,
    /// How long whoever asks waits for an answer.
    pub patience: Duration,
}

/// What a token says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFacts {
    /// Its label.
    pub label: String,
    /// Its serial number.
    pub serial: String,
    /// Who made it.
    pub manufacturer: String,
    /// What it is.
    pub model: String,
    /// What it signs certificates with.
    pub mechanism: &'static str,
}

type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// A token. Clones are the same token; its sessions are closed with the last of them.
#[derive(Clone)]
pub struct Token(Arc<Inner>);

struct Inner {
    /// `None` once it is dropped.
    jobs: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
    patience: Duration,
    /// What went wrong with what was asked last.
    standing: Mutex<Option<Fault>>,
}

impl Token {
    /// A token, without speaking to it: that happens when something is asked, so that a device that does not answer keeps nobody
    /// from starting.
    ///
    /// # Errors
    /// [`Fault::Busy`] when the machine gives no threads.
    pub fn new(config: TokenConfig) -> Result<Self, Fault> {
        let (sender, jobs) = sync_channel::<Job>(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let patience = config.patience;
        let sessions = config.sessions.max(1);
        let shared = Arc::new(super::desk::Shared::new(config));
        let mut threads = Vec::with_capacity(sessions);
        for _ in 0..sessions {
            let (desk, jobs) = (Desk::new(shared.clone()), jobs.clone());
            let thread = std::thread::Builder::new().name("pkcs11".to_owned());
            threads.push(thread.spawn(move || work(desk, &jobs)).map_err(|_| Fault::Busy)?);
        }
        Ok(Self(Arc::new(Inner { jobs: Some(sender), threads, patience, standing: Mutex::new(None) })))
    }

    /// Asks the token for itself, in a session that is logged in.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn check(&self) -> Result<TokenFacts, Fault> {
        self.ask(Desk::facts)
    }

    /// Makes an RSA key of 2048 bits inside the token: sensitive, not extractable, for signatures alone. `id` becomes CKA_ID of
    /// both its halves. Labels need not be unique; a key is known by its label and its public half.
    ///
    /// # Errors
    /// [`Fault`]. Nothing is left behind where the token can still be asked to clean up.
    pub fn generate(&self, label: &str, id: &[u8]) -> Result<TokenKey, Fault> {
        // First whether there is a session at all: making a key is not tried twice, so that no second one is left behind.
        self.check()?;
        let (label, id) = (label.to_owned(), id.to_owned());
        let name = label.clone();
        let spki = self.ask_once(GENERATION, move |desk| key::generate(desk, &name, &id))?;
        Ok(TokenKey::new(self.clone(), label, spki))
    }

    /// The key of a label with a public half (SubjectPublicKeyInfo in DER), without asking the token for it.
    pub fn key(&self, label: &str, spki: &[u8]) -> TokenKey {
        TokenKey::new(self.clone(), label.to_owned(), spki.to_owned())
    }

    /// The keys of a label, as the token has them now.
    ///
    /// # Errors
    /// [`Fault`]; none of that label is an empty list.
    pub fn find(&self, label: &str) -> Result<Vec<TokenKey>, Fault> {
        let name = label.to_owned();
        let found = self.ask(move |desk| key::public_halves(desk, &name))?;
        Ok(found.into_iter().map(|spki| TokenKey::new(self.clone(), label.to_owned(), spki)).collect())
    }

    /// What went wrong with what was asked last; `None` when it went well, or nothing was asked yet.
    pub fn standing(&self) -> Option<Fault> {
        self.0.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks, and asks once more in a new session when the first one was answered badly.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Desk) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Fault> {
        self.wait(self.0.patience, move |desk| desk.twice(&work))
    }

    /// Asks once, for what must not happen twice.
    pub(super) fn ask_once<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce(&mut Desk) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Fault> {
        self.wait(patience.max(self.0.patience), move |desk| desk.once(work))
    }

    fn wait<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce(&mut Desk) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (answer, answered) = sync_channel(1);
        let deadline = Instant::now() + patience;
        let job: Job = Box::new(move |desk| {
            // Nobody waits any more: a device that comes back has better things to do.
            if Instant::now() < deadline {
                let _ = answer.send(work(desk));
            }
        });
        let sent = self.0.jobs.as_ref().is_some_and(|jobs| jobs.try_send(job).is_ok());
        let outcome = match sent {
            true => answered.recv_timeout(patience).unwrap_or_else(|_| Err(Fault::TimedOut(patience.as_secs()))),
            false => Err(Fault::Busy),
        };
        *self.0.standing.lock().unwrap_or_else(PoisonError::into_inner) = outcome.as_ref().err().cloned();
        outcome
    }
}

impl Drop for Inner {
    /// The sessions are closed before anything else goes: modules do not bear to be called while a process ends. A thread that
    /// hangs in its module is left behind.
    fn drop(&mut self) {
        self.jobs = None;
        let until = Instant::now() + FAREWELL;
        while self.threads.iter().any(|thread| !thread.is_finished()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A thread of a token, until the last handle is gone.
fn work(mut desk: Desk, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        job(&mut desk);
    }
}

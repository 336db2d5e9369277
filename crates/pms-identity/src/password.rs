//! Passwords: argon2id, a few at a time, and the same work whether or not there is an account.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use pms_domain::context::Surroundings;
use pms_domain::text::fold;
use pms_domain::{Refusal, catalogue};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::config::Secret;

/// Memory in KiB, passes, lanes: OWASP's second recommendation (19 MiB, 2, 1).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Fewest characters of a password.
pub const MINIMUM: usize = 12;
/// Longest password that is hashed, bytes.
const LONGEST: usize = 1024;

/// A hash of nothing that anybody knows, under the parameters in use: verified when there is no account, so that
/// the answer takes as long.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Xn2mLhcF6nQ1dNq7Yc0v3w$9pQ8Z0m3yT4hVb7sKxEoWcR1uJgLdNfA5iXtMqSzHk0";

/// Bases of the commonest passwords, one a line.
const COMMON: &str = include_str!("common.txt");

/// How many may wait for their turn. More would wait longer than a person does, and each holds a password in memory.
const MOST_WAITING: usize = 64;

/// Too many wait for their turn already: nothing was hashed. What [`Passwords`] answers then holds this as its cause.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("too many passwords are being hashed")]
pub struct Busy;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// Places in the queue, of those at work too.
    places: Arc<Semaphore>,
    runs: Arc<AtomicU64>,
}

/// What a verification found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// Right, but hashed with other parameters than today's.
    RightButOld,
    Wrong,
}

impl Verdict {
    pub fn is_right(self) -> bool {
        self != Verdict::Wrong
    }
}

impl Passwords {
    /// At most `at_once` hashings at a time: as many as there are cores.
    pub fn new(at_once: usize) -> Self {
        let at_once = at_once.max(1);
        Self {
            permits: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(at_once + MOST_WAITING)),
            runs: Arc::default(),
        }
    }

    /// How often a password was hashed, for storing or comparing: by far the dearest thing that a request can cause.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Busy)?;
        let permit = Arc::clone(&self.permits).acquire_owned().await?;
        self.runs.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop((permit, place));
            outcome
        })
        .await?
    }

    /// A PHC string for a new password.
    ///
    /// # Errors
    /// [`Busy`] when too many wait.
    pub async fn hash(&self, surroundings: &Surroundings, password: &Secret) -> anyhow::Result<String> {
        let salt: [u8; 16] = surroundings.bytes();
        let password = password.clone();
        self.blocking(move || {
            let hash = hasher()?.hash_password_with_salt(password.reveal().as_bytes(), &salt);
            Ok(hash.map_err(|error| anyhow::anyhow!("hashing a password: {error}"))?.to_string())
        })
        .await
    }

    /// Compares a password with a stored hash; without one, does the same work and answers that it is wrong.
    ///
    /// # Errors
    /// [`Busy`] when too many wait.
    pub async fn verify(&self, password: &Secret, stored: Option<&str>) -> anyhow::Result<Verdict> {
        if password.reveal().len() > LONGEST {
            return Ok(Verdict::Wrong);
        }
        let known = stored.is_some();
        let stored = stored.unwrap_or(DUMMY).to_owned();
        let password = password.clone();
        self.blocking(move || {
            let parsed =
                PasswordHash::new(&stored).map_err(|error| anyhow::anyhow!("a stored password hash: {error}"))?;
            let right = hasher()?.verify_password(password.reveal().as_bytes(), &parsed).is_ok();
            Ok(match (known && right, is_current(&stored)) {
                (true, true) => Verdict::Right,
                (true, false) => Verdict::RightButOld,
                (false, _) => Verdict::Wrong,
            })
        })
        .await
    }
}

fn is_current(stored: &str) -> bool {
    stored.starts_with(&format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$"))
}

fn hasher() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Refuses passwords that are easy to guess: short, with few different characters, from the list of the commonest
/// (with digits or signs around them, repeated), runs along the alphabet or the keyboard, or made of what others know
/// of the person (`personal`: user name, e-mail address, site name).
pub fn check_strength(password: &Secret, personal: &[&str]) -> Result<(), Refusal> {
    let weak = || Refusal::of(&catalogue::PASSWORD_WEAK);
    let text = password.reveal();
    if text.chars().count() < MINIMUM || text.len() > LONGEST {
        return Err(weak());
    }
    let folded = fold(text);
    let distinct: std::collections::BTreeSet<char> = folded.chars().collect();
    if distinct.len() < 5 || is_common(&folded) || is_run(&folded) {
        return Err(weak());
    }
    if personal.iter().any(|known| contains_personal(&folded, known)) {
        return Err(weak());
    }
    Ok(())
}

fn contains_personal(folded: &str, known: &str) -> bool {
    let squeeze = |text: &str| -> String { fold(text).chars().filter(|c| c.is_alphanumeric()).collect() };
    let within = squeeze(folded);
    let local = known.split('@').next().unwrap_or_default();
    [known, local].iter().map(|part| squeeze(part)).any(|part| part.chars().count() >= 3 && within.contains(&part))
}

/// What is left without digits and signs is a common word, or the same common word again and again.
fn is_common(folded: &str) -> bool {
    let plain = |text: &str| -> String {
        let unleet: String = text
            .chars()
            .map(|c| match c {
                '0' => 'o',
                '1' | '!' => 'i',
                '3' => 'e',
                '4' | '@' => 'a',
                '5' | '$' => 's',
                '7' => 't',
                other => other,
            })
            .collect();
        unleet.chars().filter(|c| c.is_alphabetic()).collect()
    };
    let letters: String = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let trimmed = folded.trim_matches(|c: char| !c.is_alphabetic());
    let candidates = [letters, plain(trimmed), plain(folded)];
    COMMON.lines().filter(|word| !word.is_empty()).any(|word| {
        candidates.iter().any(|candidate| {
            !candidate.is_empty() && candidate.len() % word.len() == 0 && {
                let times = candidate.len() / word.len();
                *candidate == word.repeat(times)
            }
        })
    })
}

/// More than half of the steps go to the neighbour in the alphabet, in the digits, or on the keyboard.
fn is_run(folded: &str) -> bool {
    const ROWS: [&str; 5] = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let neighbours = |a: char, b: char| {
        ROWS.iter().any(|row| match (row.find(a), row.find(b)) {
            (Some(i), Some(j)) => i.abs_diff(j) == 1,
            _ => false,
        })
    };
    let characters: Vec<char> = folded.chars().collect();
    let runs = characters.windows(2).filter(|pair| neighbours(pair[0], pair[1]) || pair[0] == pair[1]).count();
    runs * 2 > characters.len()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pms_testkit::{TestClock, TestRandom};

    use super::*;

    fn weak(text: &str) -> bool {
        check_strength(&Secret::new(text), &["acme", "jane.doe@example.org", "National Digital ID"]).is_err()
    }

    #[test]
    fn guessable_passwords_are_refused() {
        for text in [
            "short",
            "elevenchars",
            "aaaaaaaaaaaaaaaa",
            "Password1234",
            "P@ssw0rd!2026",
            "passwordpassword",
            "qwertyuiop123",
            "123456789012345",
            "abcdefghijklm",
            "my-acme-secret-9",
            "Jane.Doe-is-here",
            "janedoe@example",
            "nationaldigitalid!7",
            "Welcome2026!!",
            "letmeinletmein",
            "ＰＡＳＳＷＯＲＤ１２３４",
            "changeme-2026-11",
        ] {
            assert!(weak(text), "{text}");
        }
    }

    #[test]
    fn good_passwords_are_taken() {
        for text in ["correct horse battery staple", "vX9#qLm2$kTp", "heron basalt tuesday", "чайник облако мост"]
        {
            assert!(!weak(text), "{text}");
        }
    }

    #[tokio::test]
    async fn a_password_fits_its_hash_only_and_nobody_fits_the_dummy() {
        let surroundings = Surroundings::new(Arc::new(TestClock::default()), Arc::new(TestRandom::default()));
        let passwords = Passwords::new(2);
        let password = Secret::new("heron basalt tuesday");
        let hash = passwords.hash(&surroundings, &password).await.unwrap();
        assert!(is_current(&hash), "{hash}");
        assert_eq!(passwords.verify(&password, Some(&hash)).await.unwrap(), Verdict::Right);
        assert_eq!(passwords.verify(&Secret::new("heron basalt Tuesday"), Some(&hash)).await.unwrap(), Verdict::Wrong);
        assert_eq!(passwords.verify(&password, None).await.unwrap(), Verdict::Wrong);
        let again = passwords.hash(&surroundings, &password).await.unwrap();
        assert_ne!(hash, again, "the salt is new each time");
        assert!(is_current(DUMMY) && PasswordHash::new(DUMMY).is_ok(), "the dummy costs what a real one costs");
    }

    #[tokio::test]
    async fn a_long_queue_is_refused_at_once() {
        let passwords = Passwords::new(1);
        let _held = Arc::clone(&passwords.places).acquire_many_owned(1 + MOST_WAITING as u32).await.unwrap();
        let refused = passwords.verify(&Secret::new("heron basalt tuesday"), None).await.unwrap_err();
        assert!(refused.is::<Busy>());
    }

    /// The same order of time with and without an account; the bound is wide because the machine is shared.
    #[tokio::test]
    async fn no_account_takes_as_long_as_a_wrong_password() {
        let surroundings = Surroundings::new(Arc::new(TestClock::default()), Arc::new(TestRandom::default()));
        let passwords = Passwords::new(1);
        let hash = passwords.hash(&surroundings, &Secret::new("heron basalt tuesday")).await.unwrap();
        let mut known = Vec::new();
        let mut unknown = Vec::new();
        for _ in 0..5 {
            for (stored, times) in [(Some(hash.as_str()), &mut known), (None, &mut unknown)] {
                let start = std::time::Instant::now();
                passwords.verify(&Secret::new("guess"), stored).await.unwrap();
                times.push(start.elapsed());
            }
        }
        // The fastest of each: what else runs on the machine only ever adds.
        let (known, unknown) = (known.iter().min().unwrap(), unknown.iter().min().unwrap());
        assert!(*unknown * 3 > *known && *known * 3 > *unknown, "{known:?} and {unknown:?}");
    }
}

//! The fuzz targets over mutations of their kept corpora: some that are the same in each run, then for as long as
//! `PMS_TEST_FUZZ_SECONDS` says (none, if it says nothing) others in each. `fuzz/` has the targets for cargo-fuzz, which goes further
//! and needs a nightly compiler.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

#[path = "../../../../fuzz/src/lib.rs"]
mod targets;

/// Mutations of each corpus that are the same in each run.
const ROUNDS: usize = 2_000;

/// Texts and bytes that mean something to one of the readers.
const TOKENS: [&[u8]; 20] = [
    b"-----BEGIN CERTIFICATE-----\n",
    b"-----END CERTIFICATE-----",
    b".",
    b"\"",
    b"{",
    b"}",
    b"[[[[[[[[",
    b",\"alg\":\"none\"",
    b"\"crit\":[\"exp\"],",
    b"\\u0000",
    b"=",
    b"-_",
    &[0x30, 0x80],
    &[0x00, 0x00],
    &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
    &[0x06, 0x03, 0x55, 0x1d, 0x1c],
    &[0x01, 0x01, 0xff],
    &[0x02, 0x01, 0x80],
    &[0xff],
    b"1e999",
];

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => bytes[at] = dice.below(256) as u8,
            2 => bytes.truncate(at),
            3 => drop(bytes.splice(at..at, TOKENS[dice.below(TOKENS.len())].iter().copied())),
            4 => drop(bytes.drain(at..(at + dice.below(9)).min(bytes.len()))),
            5 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => {
                let chunk = bytes[at..(at + dice.below(200)).min(bytes.len())].to_vec();
                bytes.splice(at..at, chunk.repeat(dice.below(4)));
            }
        }
    }
    bytes
}

/// Says what a target was given when it panics.
struct Given<'a> {
    name: &'a str,
    seed: u64,
    bytes: &'a [u8],
}

impl Drop for Given<'_> {
    #[expect(clippy::print_stderr, reason = "said beside the panic")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the target {} with the seed {:#x} fails for: {}", self.name, self.seed, hex(self.bytes));
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn give(name: &str, seed: u64, target: fn(&[u8]), bytes: &[u8]) {
    let given = Given { name, seed, bytes };
    target(given.bytes);
}

#[expect(clippy::print_stdout, reason = "what was tried is not the same in each run")]
#[expect(clippy::disallowed_methods, reason = "the seed is another one each time")]
fn run(name: &str, target: fn(&[u8])) {
    let seeds = corpus(name);
    assert!(seeds.len() >= 4, "{name} has a corpus");
    seeds.iter().for_each(|seed| give(name, 0, target, seed));
    let fixed = 0x9e37_79b9_7f4a_7c15;
    let mut dice = Dice(fixed);
    for _ in 0..ROUNDS {
        give(name, fixed, target, &mutated(&seeds, &mut dice));
    }
    let seconds = pms_testkit::fuzz_seconds();
    if seconds == 0 {
        return;
    }
    let drawn = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64 | 1;
    println!("{name}: {seconds} s with the seed {drawn:#x}");
    let (mut dice, began, mut rounds) = (Dice(drawn), Instant::now(), 0_u64);
    while began.elapsed() < Duration::from_secs(seconds) {
        give(name, drawn, target, &mutated(&seeds, &mut dice));
        rounds += 1;
    }
    println!("{name}: {rounds} mutations");
    assert!(rounds > 0);
}

#[test]
fn uploads() {
    run("pem", targets::pem);
}

#[test]
fn certificates() {
    run("der", targets::der);
}

#[test]
fn chain_files() {
    run("p7b", targets::p7b);
}

#[test]
fn revocation_lists() {
    run("crl", targets::crl);
}

#[test]
fn signed_messages() {
    run("jws", targets::jws);
}

#[test]
fn json_texts() {
    run("json", targets::json);
}

#[test]
fn certification_requests() {
    run("csr", targets::csr);
}

/// The seeds are what the readers are for; were they refused, their mutations would try nothing.
#[test]
fn the_corpora_are_read() {
    use pms_pki::crl::RevocationList;
    use pms_pki::device::DeviceMessage;
    use pms_pki::jws::{Content, Jws, JwsAlgorithm};
    use pms_pki::{Certificate, p7b, parse::portal};
    let named = |name: &str, file: &str| {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name).join(file)).unwrap()
    };
    assert!(corpus("pem").iter().all(|seed| portal::read(seed).is_ok()));
    assert!(corpus("der").iter().all(|seed| Certificate::from_der(seed).is_ok()));
    assert!(corpus("p7b").iter().all(|seed| p7b::decode(seed).is_ok()));
    assert!(corpus("crl").iter().all(|seed| RevocationList::read(seed).is_ok_and(|list| list.entries() == 1)));
    let proofs = corpus("csr").into_iter().map(|seed| targets::request_proves(&seed));
    assert_eq!(proofs.collect::<Vec<_>>(), [true, false, true, false, false], "three of them are other keys'");
    let identity = String::from_utf8(named("jws", "identity")).unwrap();
    let identity = Jws::read(&identity, &[JwsAlgorithm::Rs256], Content::Attached).unwrap();
    assert_eq!(identity.verify(&identity.certificate().unwrap()), Ok(()));
    assert_eq!(DeviceMessage::read(&named("json", "message")).unwrap().claims().len(), 1);
}

//! The fuzz targets over mutations of their kept corpora: the same in each run, a fixed number of them. `fuzz/` has the targets for
//! cargo-fuzz, which goes further and needs a nightly compiler.

use std::path::Path;

#[path = "../../../../fuzz/src/lib.rs"]
mod targets;

/// Mutations of each corpus.
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

fn run(name: &str, target: fn(&[u8])) {
    let seeds = corpus(name);
    assert!(seeds.len() >= 2, "{name} has a corpus");
    seeds.iter().for_each(|seed| target(seed));
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..ROUNDS {
        target(&mutated(&seeds, &mut dice));
    }
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
    assert_eq!(proofs.collect::<Vec<_>>(), [true, false, true], "one of them is another key's");
    let identity = String::from_utf8(named("jws", "identity")).unwrap();
    let identity = Jws::read(&identity, &[JwsAlgorithm::Rs256], Content::Attached).unwrap();
    assert_eq!(identity.verify(&identity.certificate().unwrap()), Ok(()));
    assert_eq!(DeviceMessage::read(&named("json", "message")).unwrap().claims().len(), 1);
}

//! What must not be found, and where it is looked for.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::home::Home;

/// What must not be found, and what it is.
struct Needle {
    what: &'static str,
    value: String,
    /// It may stand in a letter, which is for the one whom it is for.
    mailed: bool,
}

#[derive(Default)]
pub struct Needles(Vec<Needle>);

impl Needles {
    pub fn add(&mut self, what: &'static str, value: impl Into<String>) {
        self.push(what, value.into(), true);
    }

    /// Something that no letter may hold either.
    pub fn add_unmailed(&mut self, what: &'static str, value: impl Into<String>) {
        self.push(what, value.into(), false);
    }

    fn push(&mut self, what: &'static str, value: String, mailed: bool) {
        assert!(value.len() >= 6, "{what} is too short to search for: {value}");
        self.0.push(Needle { what, value, mailed });
    }

    fn unmailed(&self) -> Self {
        let kept = self.0.iter().filter(|needle| !needle.mailed);
        Self(kept.map(|needle| Needle { value: needle.value.clone(), ..*needle }).collect())
    }

    /// A token's payload and its signature, apart.
    pub fn add_token(&mut self, what: &'static str, token: &str) {
        for part in token.split('.').skip(1) {
            self.add(what, part);
        }
    }

    /// Lines of a PEM body. The first ones hold the modulus, which is public.
    pub fn add_key(&mut self, pem: &str) {
        let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----") && line.len() == 64).collect();
        assert!(lines.len() > 20, "an RSA key of 2048 bits");
        for line in &lines[8..] {
            self.add("private key", *line);
        }
    }
}

/// Where the recovery bundle is written.
pub fn bundle(home: &Home) -> PathBuf {
    home.log().with_file_name("recovery-bundle.json")
}

fn said(home: &Home) -> PathBuf {
    home.log().with_file_name("commands.log")
}

/// Keeps what a command said.
pub fn note(home: &Home, words: &str) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(said(home)).unwrap();
    file.write_all(words.as_bytes()).unwrap();
}

/// The database, the log, what commands said, the recovery bundle, the data directory.
pub fn search_all(home: &Home, needles: &Needles) {
    let mut found = Vec::new();
    search("the log", &std::fs::read(home.log()).unwrap(), needles, &mut found);
    for file in [said(home), bundle(home)].into_iter().filter(|file| file.exists()) {
        search(&file.display().to_string(), &std::fs::read(&file).unwrap(), needles, &mut found);
    }
    data_directory(home, needles, &mut found);
    if home.is_postgres() {
        postgres(home, needles, &mut found);
    }
    assert!(found.is_empty(), "{}:\n{}", home.name(), found.join("\n"));
}

/// Every file but the three that are secret by purpose; those only their owner may read.
fn data_directory(home: &Home, needles: &Needles, found: &mut Vec<String>) {
    let mut files = Vec::new();
    walk(&home.data(), &mut files);
    assert!(home.is_postgres() || files.iter().any(|file| file.ends_with("pms.db-wal") || file.ends_with("pms.db")));
    for file in files {
        let name = file.strip_prefix(home.data()).unwrap().display().to_string();
        if ["master.key", "first-admin-password"].contains(&name.as_str()) || name.starts_with("mailbox/") {
            let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{name}");
            if name.starts_with("mailbox/") {
                search(&name, &std::fs::read(&file).unwrap_or_default(), &needles.unmailed(), found);
            }
            continue;
        }
        // A file of the database may come and go.
        if let Ok(bytes) = std::fs::read(&file) {
            search(&name, &bytes, needles, found);
        }
    }
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// A dump of everything, and the server's own files, write-ahead log included, where they can be read.
fn postgres(home: &Home, needles: &Needles, found: &mut Vec<String>) {
    let database = home.database();
    let program = pms_testkit::postgres::binaries().unwrap().join("pg_dump");
    let dump = Command::new(program).args(["--dbname", database.url()]).output().unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    assert!(dump.stdout.len() > 100_000, "the dump holds the database");
    search("pg_dump", &dump.stdout, needles, found);
    database.psql("CHECKPOINT").unwrap();
    let directory = PathBuf::from(database.psql("SHOW data_directory").unwrap());
    let oid = database.psql("SELECT oid FROM pg_database WHERE datname = current_database()").unwrap();
    for part in [directory.join("base").join(oid), directory.join("pg_wal")] {
        let Ok(entries) = std::fs::read_dir(&part) else { continue };
        // Hundreds of small files: one after the other in one search.
        let mut bytes = Vec::new();
        for file in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()) {
            bytes.extend(std::fs::read(&file).unwrap_or_default());
        }
        search(&part.display().to_string(), &bytes, needles, found);
    }
}

/// Looks through a file by `grep`, which is quick; what it finds is looked at again.
fn search(place: &str, bytes: &[u8], needles: &Needles, found: &mut Vec<String>) {
    let (codes, others): (Vec<_>, Vec<_>) = needles.0.iter().partition(|needle| needle.what == "one-time code");
    let forms: Vec<String> = others.iter().flat_map(|needle| forms(&needle.value)).collect();
    // A short number counts only where it stands alone: not within a longer one, nor after a point, as the fraction of
    // a time.
    let codes: Vec<String> =
        codes.iter().map(|code| format!("(^|[^0-9A-Za-z.]){}([^0-9A-Za-z]|$)", code.value)).collect();
    for (kind, patterns) in [("-F", forms), ("-E", codes)] {
        for line in grep(kind, &patterns, bytes) {
            let of = |needle: &&Needle| self::forms(&needle.value).iter().any(|form| line.contains(form.as_str()));
            let what = needles.0.iter().find(of).map_or("one-time code", |needle| needle.what);
            found.push(format!("{place} holds a {what}: {line}"));
        }
    }
    // Keys of our own, which no test knows: the fixed part of PKCS#8 (RSA), as DER and as PEM.
    let header = [2, 1, 0, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0, 4, 0x82];
    let text = ["PRIVATE KEY-----".to_owned(), "IBADANBgkqhkiG9w0BAQEFAASC".to_owned(), hex::encode(header)];
    if contains(bytes, &header) || !grep("-F", &text, bytes).is_empty() {
        found.push(format!("{place} holds a private key"));
    }
}

/// Whether the bytes stand anywhere; compares only where the first one does.
fn contains(bytes: &[u8], form: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == form[0]) {
        rest = &rest[at..];
        if rest.starts_with(form) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// The first places where one of the patterns stands.
fn grep(kind: &str, patterns: &[String], bytes: &[u8]) -> Vec<String> {
    if patterns.is_empty() {
        return Vec::new();
    }
    let directory = tempfile::tempdir().unwrap();
    let (list, file) = (directory.path().join("patterns"), directory.path().join("file"));
    std::fs::write(&list, patterns.join("\n")).unwrap();
    std::fs::write(&file, bytes).unwrap();
    let mut command = Command::new("grep");
    command.env("LC_ALL", "C").args(["--text", "--only-matching", "--byte-offset", "--max-count=5", kind, "-f"]);
    let ran = command.arg(&list).arg(&file).output().unwrap();
    assert!(ran.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).lines().map(str::to_owned).collect()
}

/// As it is, and as it may have been encoded.
fn forms(value: &str) -> Vec<String> {
    if value.len() == 6 {
        return vec![value.to_owned()];
    }
    let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    // Base64 of text that begins there; its last character depends on what follows.
    let mut base64 = [STANDARD_NO_PAD.encode(value), URL_SAFE_NO_PAD.encode(value)];
    base64.iter_mut().for_each(|text| text.truncate(text.len() - 2));
    let mut forms = vec![value.to_owned(), value.to_uppercase(), encoded, hex::encode(value)];
    forms.extend(base64);
    forms.sort();
    forms.dedup();
    forms
}

#[test]
fn the_search_finds_what_is_there() {
    let mut needles = Needles::default();
    needles.add("password", "granite lantern");
    needles.add("one-time code", "271828");
    let searched = |text: &str| {
        let mut found = Vec::new();
        search("a text", text.as_bytes(), &needles, &mut found);
        found.len()
    };
    for (text, times) in [
        ("nothing", 0),
        ("the granite lantern", 1),
        ("q=granite+lantern&", 1),
        (&hex::encode("xgranite lanternx"), 1),
        (&STANDARD_NO_PAD.encode("granite lantern orbit"), 1),
        ("code 271828 granite lantern", 2),
        ("12:00:00.271828Z 1271828 a271828", 0),
        ("-----BEGIN PRIVATE KEY-----", 1),
    ] {
        assert_eq!(searched(text), times, "{text}");
    }
}

//! Tokens of SoftHSM2 in a temporary folder, and a module between it and the product that misbehaves on request.
//!
//! SoftHSM2 asks the environment (`SOFTHSM2_CONF`) where its tokens are, once in a process, and a test cannot change the environment of its own
//! process. So a test that needs a token runs in a process of its own: [`token`] starts the test binary anew for the running test alone,
//! with a folder of its own, and answers `None` in the process that was started first.
//!
//! ```no_run
//! #[test]
//! fn a_key_signs() {
//!     let Some(hsm) = pms_testkit::softhsm::token() else { return }; // runs in a process of its own, or is skipped by name
//!     assert!(hsm.module().exists());
//! }
//! ```
//!
//! [`again`] runs a selection of the binary's tests once more with their authorities' keys in a token.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::environment;

/// Where Debian and others put the library.
const LIBRARIES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
];

/// Label of the token that every folder has.
pub const LABEL: &str = "pms-test";

/// Its user's PIN. It is long and like no other text, so that a search for it finds it.
pub const PIN: &str = "softhsm-user-pin-7316";

const SO_PIN: &str = "softhsm-officer-pin-4482";

/// A folder with tokens, in the process that uses them.
pub struct SoftHsm {
    folder: PathBuf,
    /// Goes with the value where this process made it.
    _kept: Option<TempDir>,
}

impl SoftHsm {
    /// A folder with one token, for processes that the test starts. `None`, and the test is recorded as skipped, where SoftHSM2 is not
    /// installed.
    pub fn new() -> Option<Self> {
        let library = library()?;
        let kept = tempfile::tempdir().expect("a temporary folder");
        let folder = kept.path().to_owned();
        std::fs::create_dir(folder.join("tokens")).expect("a folder");
        let configuration = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n",
            folder.join("tokens").display()
        );
        std::fs::write(folder.join("softhsm2.conf"), configuration).expect("a file");
        std::fs::write(folder.join("library"), library.to_str().expect("a path")).expect("a file");
        std::fs::write(folder.join("pin"), format!("{PIN}\n")).expect("a file");
        let hsm = Self { folder, _kept: Some(kept) };
        hsm.add_token(LABEL);
        Some(hsm)
    }

    /// The shared library.
    pub fn module(&self) -> PathBuf {
        PathBuf::from(std::fs::read_to_string(self.folder.join("library")).expect("the folder is whole"))
    }

    /// A file that holds the PIN of every token.
    pub fn pin_file(&self) -> PathBuf {
        self.folder.join("pin")
    }

    /// The folder that holds everything the tokens store.
    pub fn tokens(&self) -> PathBuf {
        self.folder.join("tokens")
    }

    /// Makes another token. A process that uses SoftHSM2 already does not see it.
    pub fn add_token(&self, label: &str) {
        let output = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--label", label, "--so-pin", SO_PIN, "--pin", PIN])
            .envs(self.environment())
            .stdin(Stdio::null())
            .output()
            .expect("softhsm2-util runs");
        assert!(output.status.success(), "softhsm2-util: {}", shown(&output));
    }

    /// What a process needs in its environment to see these tokens.
    pub fn environment(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("SOFTHSM2_CONF", self.folder.join("softhsm2.conf")),
            (environment::SOFTHSM, self.folder.clone()),
            (environment::FAULTY_HSM, self.control()),
        ]
    }

    /// Builds the module that misbehaves as [`SoftHsm::misbehave`] says, and else is SoftHSM2.
    pub fn faulty_module(&self) -> PathBuf {
        let (source, built) = (self.folder.join("faulty.c"), self.folder.join("faulty.so"));
        if !built.exists() {
            std::fs::write(&source, include_str!("softhsm/faulty.c")).expect("a file");
            let output = Command::new("cc")
                .args(["-shared", "-fPIC", "-O1"])
                .arg(format!("-DSOFTHSM=\"{}\"", self.module().display()))
                .arg("-o")
                .args([&built, &source])
                .output()
                .expect("the C compiler runs");
            assert!(output.status.success(), "cc: {}", shown(&output));
        }
        built
    }

    /// How the module of [`SoftHsm::faulty_module`] behaves from now on; empty: well. The words stand in `softhsm/faulty.c`.
    pub fn misbehave(&self, how: &str) {
        // Written aside and moved: the module reads at any moment.
        let beside = self.folder.join("how.new");
        std::fs::write(&beside, how).expect("a file");
        std::fs::rename(beside, self.control()).expect("a file");
    }

    /// How often that module was asked to log in.
    pub fn logins(&self) -> usize {
        std::fs::read(self.folder.join("how.logins")).map_or(0, |bytes| bytes.len())
    }

    fn control(&self) -> PathBuf {
        self.folder.join("how")
    }
}

/// The token that the running test may use. `None`: the test has run in a process of its own and passed, or SoftHSM2 is not installed and it
/// is recorded as skipped.
///
/// # Panics
/// When the test fails in its own process.
pub fn token() -> Option<SoftHsm> {
    if let Some(hsm) = of_this_process() {
        return Some(hsm);
    }
    let thread = std::thread::current();
    let name = thread.name().filter(|name| *name != "main").expect("tests run on threads that have their names");
    let hsm = SoftHsm::new()?;
    run(&hsm, &["--exact".as_ref(), name.as_ref()], &[]);
    None
}

/// Runs the tests whose names contain one of `filters` once more, in another process, with their authorities' keys in a token. Records the
/// running test as skipped where SoftHSM2 is not installed.
///
/// # Panics
/// When one of them fails, or there are fewer than `least`.
pub fn again(filters: &[&str], least: usize) {
    // Another kind of authorities is what this run is about.
    if environment::authority().is_some_and(|kind| !matches!(kind.as_str(), "" | "stored")) {
        return;
    }
    let Some(hsm) = SoftHsm::new() else { return };
    let arguments: Vec<&Path> = filters.iter().map(Path::new).collect();
    let output = run(&hsm, &arguments, &[(environment::AUTHORITY, "softhsm")]);
    let passed: usize = output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "))
        .filter_map(|rest| rest.split(' ').next()?.parse::<usize>().ok())
        .sum();
    assert!(passed >= least, "only {passed} of at least {least} tests ran over SoftHSM2:\n{output}");
}

/// The folder of this process, where [`token`] or [`again`] started it.
pub fn of_this_process() -> Option<SoftHsm> {
    environment::softhsm().map(|folder| SoftHsm { folder, _kept: None })
}

/// Runs tests of this binary in another process.
fn run(hsm: &SoftHsm, arguments: &[&Path], variables: &[(&str, &str)]) -> String {
    let binary = std::env::current_exe().expect("a running test has a file");
    let output = Command::new(binary)
        .args(arguments)
        .args(["--nocapture", "--color", "never"])
        .envs(hsm.environment())
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the test binary runs");
    let said = shown(&output);
    assert!(output.status.success(), "over SoftHSM2:\n{said}");
    assert!(!said.contains("\nrunning 0 tests"), "no such test: {arguments:?}");
    said
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

fn library() -> Option<PathBuf> {
    let found = environment::softhsm_library().or_else(|| {
        let util = Command::new("softhsm2-util").arg("--version").output().is_ok_and(|output| output.status.success());
        LIBRARIES.into_iter().map(PathBuf::from).find(|path| util && path.exists())
    });
    let found = found.filter(|path| path.exists());
    if found.is_none() {
        crate::skip("SoftHSM2 is not installed");
    }
    found
}

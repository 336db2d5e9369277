//! The data directory's mail box: without SMTP, mails lie as files in `<data>/mailbox/*.eml` (RFC 5322 text).

mod mail;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

pub use mail::Mail;

/// Reader of one mail box.
#[derive(Clone, Debug)]
pub struct Mailbox {
    directory: PathBuf,
}

impl Mailbox {
    /// The mail box of the data directory `data`; it need not exist yet.
    pub fn in_data_directory(data: impl AsRef<Path>) -> Self {
        Self { directory: data.as_ref().join("mailbox") }
    }

    /// All mails, by file name (which starts with the time).
    ///
    /// # Errors
    /// When a file cannot be read or is no mail.
    pub fn mails(&self) -> anyhow::Result<Vec<Mail>> {
        let entries = match std::fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).with_context(|| self.directory.display().to_string()),
        };
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        paths.sort();
        paths
            .iter()
            .map(|path| {
                let raw = std::fs::read(path).with_context(|| path.display().to_string())?;
                Mail::parse(&raw).with_context(|| path.display().to_string())
            })
            .collect()
    }

    /// The mails to `address` (any case), oldest first.
    ///
    /// # Errors
    /// As [`Mailbox::mails`].
    pub fn mails_to(&self, address: &str) -> anyhow::Result<Vec<Mail>> {
        let mut mails = self.mails()?;
        mails.retain(|mail| mail.is_to(address));
        Ok(mails)
    }

    /// The newest mail to `address` once there are at least `count` of them; waits for it up to ten seconds.
    /// It blocks the thread: in an async test, use a runtime with several.
    ///
    /// # Errors
    /// When it does not come, or as [`Mailbox::mails`].
    pub fn wait_for(&self, address: &str, count: usize) -> anyhow::Result<Mail> {
        let started = Instant::now();
        loop {
            let mut mails = self.mails_to(address)?;
            if mails.len() >= count
                && let Some(newest) = mails.pop()
            {
                return Ok(newest);
            }
            if started.elapsed() > Duration::from_secs(10) {
                bail!("mail {count} to {address} has not come; there are {}", mails.len());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

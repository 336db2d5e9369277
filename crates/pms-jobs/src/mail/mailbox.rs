//! The mail box of the data directory, where mails lie when there is no SMTP server: one file for each, RFC 5322 text,
//! for the owner of the process only.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::compose::Composed;
use super::post::Class;

/// A directory of mails.
pub(crate) struct Mailbox(PathBuf);

impl Mailbox {
    pub(crate) fn in_data_directory(data_dir: &Path) -> Self {
        Self(data_dir.join("mailbox"))
    }

    /// Puts a mail into the box. The same mail a second time takes the place of the first.
    pub(crate) async fn put(&self, mail: Composed) -> Result<(), Class> {
        let directory = self.0.clone();
        let written = tokio::task::spawn_blocking(move || write(&directory, &mail)).await;
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the mail box cannot be written to");
                Err(Class::new("file"))
            }
            Err(_) => Err(Class::new("internal")),
        }
    }
}

/// Complete or not there at all: written beside, flushed, renamed.
fn write(directory: &Path, mail: &Composed) -> std::io::Result<()> {
    make_private(directory)?;
    let (name, beside) = (directory.join(&mail.file_name), directory.join(format!(".{}.tmp", mail.file_name)));
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(std::fs::OpenOptions::new().write(true).create_new(true)).open(&beside)?;
    file.write_all(&mail.bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, &name)?;
    std::fs::File::open(directory)?.sync_all()
}

#[cfg(unix)]
fn make_private(directory: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

#[cfg(not(unix))]
fn make_private(directory: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(directory)
}

#[cfg(unix)]
pub(crate) fn private(options: &mut std::fs::OpenOptions) -> &mut std::fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
pub(crate) fn private(options: &mut std::fs::OpenOptions) -> &mut std::fs::OpenOptions {
    options
}

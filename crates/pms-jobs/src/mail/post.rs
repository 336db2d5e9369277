//! The two ways out: an SMTP server, or files in the data directory's mail box.

use std::borrow::Cow;
use std::path::Path;

use anyhow::Context as _;
use lettre::message::Mailbox as Address;
use pms_app::settings::Mail;

use super::compose::Composed;
use super::mailbox::Mailbox;
use super::smtp::Smtp;

/// Why a mail was not sent: a class such as `timeout` or `smtp-451`, never the words of a server, which may quote the
/// recipient.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Class(Cow<'static, str>);

impl Class {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A reply code of the server.
    pub(crate) fn reply(code: impl std::fmt::Display) -> Self {
        Self(Cow::Owned(format!("smtp-{code}")))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

enum Way {
    Smtp(Smtp),
    Files(Mailbox),
}

/// The way out of this process.
pub(crate) struct Post {
    way: Way,
    sender: Address,
}

impl Post {
    /// Checks the settings.
    pub(crate) fn check(mail: &Mail) -> anyhow::Result<()> {
        sender(mail)?;
        if let Some(url) = smtp_url(mail)? {
            Smtp::settings(&url)?;
        }
        Ok(())
    }

    /// Reads the settings; connects to nothing yet. `site` is the sender's name when the setting has none.
    pub(crate) fn open(mail: &Mail, site: &str, data_dir: &Path) -> anyhow::Result<Self> {
        let mut sender = sender(mail)?;
        if sender.name.is_none() && !site.trim().is_empty() {
            sender.name = Some(site.trim().to_owned());
        }
        let way = match smtp_url(mail)? {
            Some(url) => Way::Smtp(Smtp::open(&url)?),
            None => Way::Files(Mailbox::in_data_directory(data_dir)),
        };
        Ok(Self { way, sender })
    }

    /// The `From` of every mail.
    pub(crate) fn sender(&self) -> &Address {
        &self.sender
    }

    pub(crate) async fn send(&self, composed: Composed) -> Result<(), Class> {
        match &self.way {
            Way::Smtp(smtp) => smtp.send(&composed).await,
            Way::Files(mailbox) => mailbox.put(composed).await,
        }
    }
}

fn sender(mail: &Mail) -> anyhow::Result<Address> {
    mail.from.parse().context("mail.from is no e-mail address")
}

/// The address with its password: from the setting, else from its file. Never shown, never logged.
fn smtp_url(mail: &Mail) -> anyhow::Result<Option<String>> {
    let text = match &mail.smtp_url_file {
        Some(file) if mail.smtp_url.trim().is_empty() => std::fs::read_to_string(file)
            .with_context(|| format!("mail.smtp_url_file {} cannot be read", file.display()))?,
        _ => mail.smtp_url.clone(),
    };
    let url = text.trim();
    Ok((!url.is_empty()).then(|| url.to_owned()))
}

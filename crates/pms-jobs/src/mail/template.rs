//! The letters that the system writes: which values each takes, and how its text is built.
//!
//! The words stand in the language files (`mails/*.ftl`), as attributes of one message for each letter.

/// Seconds until the next try, after the first, second, … failure. After the last the mail is given up.
pub(crate) type Pauses = &'static [i64];

/// A minute, five, half an hour, two hours, six, and the rest of a day: given up 24 hours after the first try.
pub(crate) const PATIENT: Pauses = &[60, 300, 1_800, 7_200, 21_600, 55_440];
/// For what is worthless after ten minutes.
pub(crate) const HASTY: Pauses = &[10, 20, 60, 120, 300];

/// A part of a letter. `words` and `before` are attributes of the letter's message.
#[derive(Debug)]
pub(crate) enum Block {
    /// A paragraph.
    Text(&'static str),
    /// A code that the reader types, by value.
    Code(&'static str),
    /// An address of ours that the reader opens: the words on it, and the value.
    Link { words: &'static str, value: &'static str },
    /// What a person wrote: the paragraph before it, and the value. Both are left out when it is empty.
    Quote { before: &'static str, value: &'static str },
}

/// What a value is; it decides how it stands in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something that a person wrote: a name.
    Name,
    /// One of a few words of ours that choose between texts.
    Choice,
    /// A whole number.
    Number,
    /// A moment as `yyyy-MM-dd'T'HH:mm:ss.SSS'Z'`; shown in the site's time zone.
    Moment,
    /// For a [`Block`] of its own, never in a sentence.
    Apart,
}

/// One kind of letter.
#[derive(Debug)]
pub(crate) struct Template {
    /// As it is queued; `mail-` and this is the message in the language files.
    pub(crate) name: &'static str,
    /// The values that come with it. `site`, the name of the ID system, is always there.
    pub(crate) values: &'static [(&'static str, Kind)],
    pub(crate) blocks: &'static [Block],
    pub(crate) pauses: Pauses,
}

const WHAT: Block = Block::Text("what");
const NEXT: Block = Block::Text("next");
const OTHERWISE: Block = Block::Text("otherwise");
const OPEN: Block = Block::Link { words: "open", value: "link" };

const LINK: (&str, Kind) = ("link", Kind::Apart);
const PARTNER_ID: (&str, Kind) = ("partnerId", Kind::Name);
const PARTNER_NAME: (&str, Kind) = ("partnerName", Kind::Name);
const EXPIRES: (&str, Kind) = ("expires", Kind::Moment);
const ISSUED_TO: (&str, Kind) = ("issuedTo", Kind::Name);
const ISSUED_BY: (&str, Kind) = ("issuedBy", Kind::Name);
const CERTIFICATE_ID: (&str, Kind) = ("certificateId", Kind::Name);

/// All letters.
pub(crate) const TEMPLATES: &[Template] = &[
    Template {
        name: "otp",
        values: &[("code", Kind::Apart), ("minutes", Kind::Number), ("purpose", Kind::Choice)],
        blocks: &[WHAT, Block::Code("code"), NEXT, OTHERWISE],
        pauses: HASTY,
    },
    Template { name: "account-exists", values: &[LINK], blocks: &[WHAT, NEXT, OPEN, OTHERWISE], pauses: PATIENT },
    Template { name: "account-unknown", values: &[LINK], blocks: &[WHAT, NEXT, OPEN, OTHERWISE], pauses: PATIENT },
    Template {
        name: "account-created",
        values: &[("name", Kind::Name), LINK],
        blocks: &[WHAT, NEXT, OPEN, OTHERWISE],
        pauses: PATIENT,
    },
    Template {
        name: "password-changed",
        values: &[("name", Kind::Name), LINK],
        blocks: &[WHAT, NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "email-changed",
        values: &[("name", Kind::Name), ("changed", Kind::Moment), LINK],
        blocks: &[WHAT, NEXT, OPEN, OTHERWISE],
        pauses: PATIENT,
    },
    Template {
        name: "second-factor",
        values: &[("name", Kind::Name), ("step", Kind::Choice), ("changed", Kind::Moment), LINK],
        blocks: &[WHAT, NEXT, OPEN, OTHERWISE],
        pauses: PATIENT,
    },
    Template {
        name: "invitation",
        values: &[
            LINK,
            ("partner_id", Kind::Name),
            ("organization", Kind::Name),
            ("role", Kind::Choice),
            ("expires", Kind::Moment),
        ],
        blocks: &[WHAT, NEXT, OPEN, OTHERWISE],
        pauses: PATIENT,
    },
    Template {
        name: "member-added",
        values: &[("partner_id", Kind::Name), ("organization", Kind::Name)],
        blocks: &[WHAT, OTHERWISE],
        pauses: PATIENT,
    },
    Template {
        name: "member-changed",
        values: &[("partner_id", Kind::Name), ("organization", Kind::Name), ("place", Kind::Choice)],
        blocks: &[WHAT, OTHERWISE],
        pauses: PATIENT,
    },
    Template {
        name: "partner-registered",
        values: &[PARTNER_ID, PARTNER_NAME, LINK, ("approved", Kind::Choice)],
        blocks: &[WHAT, NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "partner-status",
        values: &[PARTNER_ID, PARTNER_NAME, LINK, ("active", Kind::Choice)],
        blocks: &[WHAT, NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "decision",
        values: &[
            PARTNER_ID,
            PARTNER_NAME,
            LINK,
            ("kind", Kind::Choice),
            ("decision", Kind::Choice),
            ("reason", Kind::Apart),
        ],
        blocks: &[WHAT, Block::Quote { before: "reason", value: "reason" }, NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "certificate-revoked",
        values: &[
            PARTNER_ID,
            PARTNER_NAME,
            LINK,
            CERTIFICATE_ID,
            ISSUED_TO,
            ("why", Kind::Choice),
            ("reason", Kind::Apart),
        ],
        blocks: &[WHAT, Block::Text("which"), Block::Quote { before: "reason", value: "reason" }, NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "misp-licence",
        values: &[PARTNER_ID, PARTNER_NAME, LINK, ("happened", Kind::Choice), ("reason", Kind::Apart)],
        blocks: &[WHAT, Block::Quote { before: "reason", value: "reason" }, NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "expiry-ca",
        values: &[
            LINK,
            ("type", Kind::Choice),
            ("over", Kind::Choice),
            EXPIRES,
            ISSUED_TO,
            ISSUED_BY,
            CERTIFICATE_ID,
            ("domain", Kind::Name),
        ],
        blocks: &[WHAT, Block::Text("which"), NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "expiry-certificate",
        values: &[
            PARTNER_ID,
            PARTNER_NAME,
            LINK,
            ("over", Kind::Choice),
            EXPIRES,
            ISSUED_TO,
            ISSUED_BY,
            CERTIFICATE_ID,
        ],
        blocks: &[WHAT, Block::Text("which"), NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "expiry-chip",
        values: &[
            PARTNER_ID,
            PARTNER_NAME,
            LINK,
            ("over", Kind::Choice),
            EXPIRES,
            ("chipId", Kind::Name),
            ("make", Kind::Name),
            ("model", Kind::Name),
            CERTIFICATE_ID,
        ],
        blocks: &[WHAT, Block::Text("which"), NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "expiry-interface",
        values: &[
            PARTNER_ID,
            PARTNER_NAME,
            LINK,
            ("over", Kind::Choice),
            EXPIRES,
            ("interfaceId", Kind::Name),
            ("version", Kind::Name),
        ],
        blocks: &[WHAT, Block::Text("which"), NEXT, OPEN],
        pauses: PATIENT,
    },
    // An API key is named by its label; the key itself is in no letter.
    Template {
        name: "expiry-key",
        values: &[
            PARTNER_ID,
            PARTNER_NAME,
            LINK,
            ("over", Kind::Choice),
            EXPIRES,
            ("label", Kind::Name),
            ("policyName", Kind::Name),
            ("policyGroup", Kind::Name),
        ],
        blocks: &[WHAT, Block::Text("which"), NEXT, OPEN],
        pauses: PATIENT,
    },
    Template {
        name: "expiry-summary",
        values: &[
            LINK,
            ("from", Kind::Moment),
            ("until", Kind::Moment),
            ("certificates", Kind::Number),
            ("chips", Kind::Number),
            ("interfaces", Kind::Number),
            ("keys", Kind::Number),
        ],
        blocks: &[
            WHAT,
            Block::Text("certificates"),
            Block::Text("chips"),
            Block::Text("interfaces"),
            Block::Text("keys"),
            NEXT,
            OPEN,
        ],
        pauses: PATIENT,
    },
    Template {
        name: "api-key",
        values: &[
            PARTNER_ID,
            PARTNER_NAME,
            LINK,
            ("label", Kind::Name),
            ("policy", Kind::Name),
            ("news", Kind::Choice),
        ],
        blocks: &[WHAT, NEXT, OPEN],
        pauses: PATIENT,
    },
];

/// The letter of this name.
pub(crate) fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

impl Template {
    /// The message in the language files.
    pub(crate) fn message(&self) -> String {
        format!("mail-{}", self.name)
    }

    /// The attributes that a language must have.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &'static str> {
        let of_block = |block: &Block| match *block {
            Block::Text(words) | Block::Link { words, .. } | Block::Quote { before: words, .. } => Some(words),
            Block::Code(_) => None,
        };
        std::iter::once("subject").chain(self.blocks.iter().filter_map(of_block))
    }
}

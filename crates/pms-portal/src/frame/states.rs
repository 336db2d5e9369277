//! One state, one colour, one icon, one word (style guide §6).

use pms_domain::approval::State;
use pms_domain::partner::Shown;

use crate::html::Html;
use crate::i18n::Texts;
use crate::icons;

/// A state as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Draft,
    Pending,
    Approved,
    Rejected,
    Active,
    Deactivated,
    Expiring,
    Expired,
    Withdrawn,
    Hotlisted,
}

impl Tag {
    /// Class, icon, key of the word.
    pub fn look(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Tag::Draft => (" is-draft", "dash", "state-draft"),
            Tag::Pending => (" is-wait", "clock", "state-pending"),
            Tag::Approved => (" is-info", "check", "state-approved"),
            Tag::Rejected => (" is-stop", "no", "state-rejected"),
            Tag::Active => (" is-ok", "ok", "state-active"),
            Tag::Deactivated => ("", "pause", "state-deactivated"),
            Tag::Expiring => (" is-soon", "hour", "state-expiring"),
            Tag::Expired => (" is-past", "cal", "state-expired"),
            Tag::Withdrawn => ("", "x", "state-withdrawn"),
            Tag::Hotlisted => (" is-ban", "ban", "state-hotlisted"),
        }
    }

    pub fn html(self, texts: &Texts) -> Html {
        let (class, icon, key) = self.look();
        Html::trusted(format!("<span class=\"tag{class}\">{}{}</span>", icons::use_of(icon, false), texts.get(key)))
    }
}

impl From<Shown> for Tag {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Pending => Tag::Pending,
            Shown::Approved => Tag::Approved,
            Shown::Rejected => Tag::Rejected,
            Shown::Active => Tag::Active,
            Shown::Deactivated => Tag::Deactivated,
        }
    }
}

impl From<State> for Tag {
    fn from(state: State) -> Self {
        match state {
            State::Waiting | State::OnHold | State::ChangesAsked => Tag::Pending,
            State::Approved => Tag::Approved,
            State::Rejected => Tag::Rejected,
            State::Withdrawn => Tag::Withdrawn,
        }
    }
}

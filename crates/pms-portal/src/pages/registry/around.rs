//! What the lists of interfaces, devices and chips have in common: what stands around the rows, and whose they are where staff look.

use super::{Place, inactive_note};
use crate::listing::{About, Empty, Filter, Head};
use crate::pages::Link;
use crate::web::Visitor;

/// Keys of the words of a list. Of two, the first are for the provider, the second for staff.
pub(super) struct Words {
    pub title: &'static str,
    pub intro: [&'static str; 2],
    pub count: &'static str,
    pub empty: &'static str,
    pub empty_words: [&'static str; 2],
    pub add: &'static str,
}

impl Words {
    /// What stands around the rows; the way to a new one for those who may add one.
    pub fn about(&self, visitor: &Visitor, place: &Place, address: &str, icon: &'static str) -> About {
        let texts = visitor.texts();
        let add = Link { href: format!("{address}/new"), label: texts.get(self.add) };
        let add = may_add(visitor, place).then_some(add);
        let whose = usize::from(place.is_staff());
        let empty = Empty {
            icon,
            title: texts.get(self.empty),
            words: texts.get(self.empty_words[whose]),
            action: add.clone(),
        };
        About {
            primary: add,
            notes: inactive_note(texts, place).into_iter().collect(),
            ..About::new(self.title, texts.get(self.intro[whose]), self.count, empty)
        }
    }
}

pub(super) fn may_add(visitor: &Visitor, place: &Place) -> bool {
    place.may_change(visitor) && place.is_active()
}

/// For staff: by the provider.
pub(super) fn add_provider_filters(place: &Place, filters: &mut Vec<Filter>) {
    if place.is_staff() {
        filters.push(Filter::text("provider", "registry-provider"));
        filters.push(Filter::code("partner", "field-partner-id"));
    }
}

/// For staff: the provider's name, and its id in the file.
pub(super) fn add_provider_heads(place: &Place, heads: &mut Vec<Head>) {
    if place.is_staff() {
        heads.push(Head::new("registry-provider").sort("provider"));
        heads.push(Head::new("field-partner-id").in_file_only());
    }
}

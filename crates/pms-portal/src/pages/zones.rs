//! The time zones that a reader may choose: those of the IANA database that bear the name of a place, by part of the world.

use chrono_tz::{TZ_VARIANTS, Tz};

use crate::form::{Choice, Group};
use crate::html::Html;
use crate::i18n::Texts;

/// Parts of the world in the names of zones, and the keys of their words. Others are names of former days, kept for programs.
const REGIONS: [(&str, &str); 10] = [
    ("Africa", "zone-africa"),
    ("America", "zone-america"),
    ("Antarctica", "zone-antarctica"),
    ("Arctic", "zone-arctic"),
    ("Asia", "zone-asia"),
    ("Atlantic", "zone-atlantic"),
    ("Australia", "zone-australia"),
    ("Europe", "zone-europe"),
    ("Indian", "zone-indian"),
    ("Pacific", "zone-pacific"),
];

/// The zones below their part of the world, by name.
pub fn groups(texts: &Texts) -> Vec<Group> {
    let group = |(region, key): (&str, &str)| {
        let below =
            |zone: &Tz| zone.name().split_once('/').filter(|(found, _)| *found == region).map(|(_, place)| place);
        let mut choices: Vec<Choice> = TZ_VARIANTS
            .iter()
            .filter_map(|zone| Some(Choice::new(zone.name(), Html::text(&words(below(zone)?)))))
            .collect();
        choices.sort_by(|a, b| a.value.cmp(&b.value));
        Group { label: texts.plain(key), choices }
    };
    REGIONS.into_iter().map(group).collect()
}

/// `Argentina/Buenos_Aires` as people write it.
fn words(place: &str) -> String {
    place.replace('_', " ").replace('/', " – ")
}

/// The site's own zone, and UTC.
pub fn usual(texts: &Texts, site: Tz) -> Vec<Choice> {
    vec![
        Choice::new("", texts.with("zone-site").text("zone", words(site.name())).html().without_tags()),
        Choice::new("UTC", Html::text("UTC")),
    ]
}

/// A zone by its name, if it is one that may be chosen.
pub fn chosen(name: &str) -> Option<Tz> {
    name.parse().ok().filter(|zone: &Tz| *zone == Tz::UTC || is_of_a_place(zone.name()))
}

fn is_of_a_place(name: &str) -> bool {
    REGIONS.iter().any(|(region, _)| name.split_once('/').is_some_and(|(found, _)| found == *region))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Languages;

    #[test]
    fn every_choice_is_one_that_may_be_chosen() {
        let languages = Languages::load(None).unwrap();
        let texts = Texts::new(&languages, languages.base(), chrono_tz::UTC);
        let groups = groups(&texts);
        let all: Vec<&Choice> = groups.iter().flat_map(|group| &group.choices).collect();
        assert!(all.len() > 400 && groups.iter().all(|group| !group.choices.is_empty()));
        assert!(all.iter().all(|choice| chosen(&choice.value).is_some()));
        assert!(all.iter().any(|choice| choice.label.as_str() == "Argentina – Buenos Aires"));
        for not in ["", "EST", "US/Pacific", "Etc/GMT+3", "Mars/Olympus", "../etc/passwd"] {
            assert_eq!(chosen(not), None, "{not}");
        }
        assert_eq!(chosen("UTC"), Some(Tz::UTC));
    }
}

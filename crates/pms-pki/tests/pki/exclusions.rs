//! Cases of other people's test suites on which we decide otherwise on purpose.
//!
//! A file of `vectors/` names them under the rule of `docs/certificates.md` that decides, `[rule count]` above its cases. The count is the
//! most there may be, so that an exclusion more is a change of a number that a reviewer sees; and a case that has come to agree has to
//! leave the file.

use std::collections::{BTreeMap, BTreeSet};

const RULES: &str = include_str!("../../../../docs/certificates.md");

pub struct Exclusions {
    cases: BTreeMap<&'static str, &'static str>,
}

impl Exclusions {
    pub fn read(text: &'static str) -> Self {
        let mut cases = BTreeMap::new();
        let mut section: Option<(&str, usize, usize)> = None;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Self::close(section);
                let (rule, limit) = head.split_once(' ').expect("[rule count]");
                assert!(RULES.contains(&format!("| `{rule}` |")), "docs/certificates.md has no rule {rule}");
                section = Some((rule, limit.parse().expect("a count"), 0));
            } else {
                let (rule, _, held) = section.as_mut().expect("a case stands under its rule");
                *held += 1;
                assert!(cases.insert(line, *rule).is_none(), "{line} stands twice");
            }
        }
        Self::close(section);
        Self { cases }
    }

    fn close(section: Option<(&str, usize, usize)>) {
        if let Some((rule, limit, held)) = section {
            assert_eq!(held, limit, "exclusions under {rule}: the count above them is another");
        }
    }

    /// Fails unless exactly the excluded cases disagree.
    pub fn compare(&self, disagreeing: &BTreeMap<String, String>) {
        let unexplained: Vec<String> = disagreeing
            .iter()
            .filter(|(case, _)| !self.cases.contains_key(case.as_str()))
            .map(|(case, what)| format!("{case}: {what}"))
            .collect();
        assert!(unexplained.is_empty(), "{} unexplained:\n{}", unexplained.len(), unexplained.join("\n"));
        let gone: BTreeSet<&str> = self.cases.keys().copied().filter(|case| !disagreeing.contains_key(*case)).collect();
        assert!(gone.is_empty(), "agree by now, or are no longer there: {gone:?}");
    }
}

//! Certificate policies along a path (RFC 5280 §6.1 with any policy acceptable, in the form of RFC 9618: one node for each policy and
//! certificate, so that the work is bounded by what the certificates hold).
//!
//! Nobody asks for a policy here, so all that can fail is what an issuer asked for itself, by requireExplicitPolicy. The JDK does the
//! same (contract §2.3).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::certificate::{Certificate, PolicyFacts};

const ANY_POLICY: &str = "2.5.29.32.0";

/// Whether the policies of `path` (target first, root last; the root itself is not looked at) satisfy its issuers.
pub(super) fn hold(path: &[Arc<Certificate>]) -> bool {
    let below_root = &path[..path.len() - 1];
    let mut state = State::new(below_root.len());
    for (left, certificate) in below_root.iter().enumerate().rev() {
        let target = left == 0;
        let facts = certificate.policy_facts();
        if facts.unreadable {
            return false;
        }
        state.issue(facts, !target && certificate.is_self_issued());
        if state.explicit == 0 && state.nodes.is_empty() {
            return false;
        }
        if target {
            return state.ends(facts);
        }
        if !state.descend(facts, certificate.is_self_issued()) {
            return false;
        }
    }
    true
}

/// The policies that are valid so far, each with what is expected of the next certificate; and the three counters of RFC 5280 §6.1.2.
struct State {
    nodes: BTreeMap<String, BTreeSet<String>>,
    explicit: usize,
    mapping: usize,
    any: usize,
}

impl State {
    fn new(length: usize) -> Self {
        let nodes = BTreeMap::from([(ANY_POLICY.to_owned(), BTreeSet::from([ANY_POLICY.to_owned()]))]);
        Self { nodes, explicit: length + 1, mapping: length + 1, any: length + 1 }
    }

    /// RFC 5280 §6.1.3 (d) and (e).
    fn issue(&mut self, facts: &PolicyFacts, self_issued_above: bool) {
        let Some(policies) = &facts.policies else {
            self.nodes.clear();
            return;
        };
        let from_any = self.nodes.contains_key(ANY_POLICY);
        let expected: BTreeSet<String> = std::mem::take(&mut self.nodes).into_values().flatten().collect();
        let mut stated: BTreeSet<&str> = policies.iter().map(String::as_str).collect();
        let any = stated.remove(ANY_POLICY) && (self.any > 0 || self_issued_above);
        let wanted = stated.into_iter().filter(|policy| from_any || expected.contains(*policy)).map(str::to_owned);
        let valid: BTreeSet<String> =
            if any { wanted.chain(expected.iter().cloned()).collect() } else { wanted.collect() };
        self.nodes = valid.into_iter().map(|policy| (policy.clone(), BTreeSet::from([policy]))).collect();
    }

    /// RFC 5280 §6.1.4 (a), (b) and (h) to (j): what this CA says about the certificates below it.
    fn descend(&mut self, facts: &PolicyFacts, self_issued: bool) -> bool {
        if facts.mappings.iter().any(|(from, to)| from == ANY_POLICY || to == ANY_POLICY) {
            return false;
        }
        self.map(facts);
        if !self_issued {
            for counter in [&mut self.explicit, &mut self.mapping, &mut self.any] {
                *counter = counter.saturating_sub(1);
            }
        }
        let stated = [
            (&mut self.explicit, facts.require_explicit),
            (&mut self.mapping, facts.inhibit_mapping),
            (&mut self.any, facts.inhibit_any),
        ];
        for (counter, limit) in stated {
            *counter = limit.map_or(*counter, |limit| (*counter).min(limit as usize));
        }
        true
    }

    fn map(&mut self, facts: &PolicyFacts) {
        let mut mapped: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in &facts.mappings {
            mapped.entry(from).or_default().insert(to.clone());
        }
        for (from, to) in mapped {
            if self.mapping == 0 {
                self.nodes.remove(from);
            } else if self.nodes.contains_key(from) || self.nodes.contains_key(ANY_POLICY) {
                self.nodes.insert(from.to_owned(), to);
            }
        }
    }

    /// RFC 5280 §6.1.5 (a), (b) and (g).
    fn ends(&self, facts: &PolicyFacts) -> bool {
        let explicit = if facts.require_explicit == Some(0) { 0 } else { self.explicit.saturating_sub(1) };
        explicit > 0 || !self.nodes.is_empty()
    }
}

//! What a partner, its policies and the links between them may become, written down once more. Nothing of it is the program's own.

use pms_domain::Timestamp;

/// Where the partner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    InProgress,
    Active,
    Off,
    Refused,
}

impl Place {
    /// `approval_status` and `is_active`.
    pub fn columns(self) -> (&'static str, bool) {
        match self {
            Place::InProgress => ("InProgress", false),
            Place::Active => ("approved", true),
            Place::Off => ("approved", false),
            Place::Refused => ("rejected", false),
        }
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Waits,
    Approved,
    Refused,
}

impl Asked {
    /// `status_code` of a request for a policy.
    pub fn code(self) -> &'static str {
        match self {
            Asked::Waits => "InProgress",
            Asked::Approved => "approved",
            Asked::Refused => "rejected",
        }
    }
}

/// The partner's request for a policy.
#[derive(Clone, Debug)]
pub struct Link {
    pub id: String,
    pub policy: usize,
    pub asked: Asked,
}

/// Where a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Draft,
    On,
    Off,
}

impl Stage {
    /// Whether it has a schema, and `is_active`.
    pub fn columns(self) -> (bool, bool) {
        (self != Stage::Draft, self == Stage::On)
    }
}

#[derive(Clone, Debug)]
pub struct Policy {
    pub id: String,
    pub stage: Stage,
    /// The number of its text.
    pub text: usize,
    pub until: Timestamp,
}

/// A partner, the two policies of its group, and the group.
#[derive(Clone, Debug)]
pub struct World {
    pub partner: Place,
    /// Its registration.
    pub asked: Asked,
    pub certified: bool,
    pub links: Vec<Link>,
    pub policies: Vec<Policy>,
    pub group: bool,
}

impl World {
    fn has_link(&self, policy: usize, asked: Asked) -> bool {
        self.links.iter().any(|link| link.policy == policy && link.asked == asked)
    }

    /// Whether a policy counts today.
    pub fn is_usable(&self, policy: usize, now: Timestamp) -> bool {
        let found = &self.policies[policy];
        self.group && found.stage == Stage::On && found.until > now
    }

    /// Whether nothing of the partner stands against asking for a policy (again).
    pub fn is_free(&self, policy: usize) -> bool {
        !self.has_link(policy, Asked::Waits) && !self.has_link(policy, Asked::Approved)
    }

    /// Approved for the partner, and of use today.
    pub fn is_in_force(&self, policy: usize, now: Timestamp) -> bool {
        self.has_link(policy, Asked::Approved) && self.is_usable(policy, now)
    }

    fn settle(&mut self) {
        if self.asked == Asked::Approved && self.certified && self.partner == Place::InProgress {
            self.partner = Place::Active;
        }
    }

    /// What waits falls with the partner; what was approved stays.
    fn fall(&mut self, to: Place) {
        self.partner = to;
        for link in self.links.iter_mut().filter(|link| link.asked == Asked::Waits) {
            link.asked = Asked::Refused;
        }
    }

    pub fn decide_partner(&mut self, approve: bool) -> bool {
        if self.asked != Asked::Waits {
            return false;
        }
        if approve {
            self.asked = Asked::Approved;
            self.settle();
        } else {
            self.asked = Asked::Refused;
            self.fall(Place::Refused);
        }
        true
    }

    pub fn certify(&mut self) -> bool {
        let may = match self.partner {
            Place::Active => true,
            Place::InProgress => self.asked == Asked::Approved,
            Place::Off | Place::Refused => false,
        };
        if may {
            self.certified = true;
            self.settle();
        }
        may
    }

    pub fn reopen(&mut self) -> bool {
        let may = self.partner == Place::Refused;
        if may {
            (self.partner, self.asked) = (Place::InProgress, Asked::Waits);
        }
        may
    }

    /// The contract's route, which brings nothing back.
    pub fn switch_partner(&mut self, on: bool) -> bool {
        match self.partner {
            Place::Off => false,
            Place::Active if on => true,
            Place::InProgress | Place::Refused if on => false,
            Place::Active => {
                self.fall(Place::Off);
                true
            }
            // Only what was approved is switched off.
            Place::InProgress if self.asked == Asked::Approved => {
                self.fall(Place::Off);
                true
            }
            Place::InProgress | Place::Refused => true,
        }
    }

    pub fn bring_partner_back(&mut self) -> bool {
        let may = self.partner == Place::Off && self.certified;
        if may {
            self.partner = Place::Active;
        }
        may
    }

    pub fn may_ask(&self, policy: usize, now: Timestamp) -> bool {
        self.partner == Place::Active && self.is_usable(policy, now) && self.is_free(policy)
    }

    pub fn decide_link(&mut self, at: usize, approve: bool, now: Timestamp) -> bool {
        let Link { policy, asked, .. } = self.links[at];
        let may = asked == Asked::Waits && (!approve || self.is_usable(policy, now));
        if may {
            self.links[at].asked = if approve { Asked::Approved } else { Asked::Refused };
        }
        may
    }

    pub fn withdraw(&mut self, at: usize) -> bool {
        let may = self.links[at].asked == Asked::Waits;
        if may {
            self.links[at].asked = Asked::Refused;
        }
        may
    }

    pub fn may_make_key(&self, policy: usize, now: Timestamp) -> bool {
        self.partner == Place::Active && self.is_in_force(policy, now)
    }

    pub fn publish(&mut self, policy: usize) -> bool {
        let may = self.group && self.policies[policy].stage == Stage::Draft;
        if may {
            self.policies[policy].stage = Stage::On;
        }
        may
    }

    /// The contract's words, which only a draft takes, and which change nothing of it.
    pub fn say(&self, policy: usize, activate: bool) -> bool {
        self.group && self.policies[policy].stage == Stage::Draft && !activate
    }

    pub fn stop_policy(&mut self, policy: usize, force: bool) -> bool {
        let may = self.policies[policy].stage == Stage::On && (force || self.is_free(policy));
        if may {
            self.policies[policy].stage = Stage::Off;
            for link in self.links.iter_mut().filter(|link| link.policy == policy && link.asked == Asked::Waits) {
                link.asked = Asked::Refused;
            }
        }
        may
    }

    pub fn bring_policy_back(&mut self, policy: usize, now: Timestamp) -> bool {
        let found = &mut self.policies[policy];
        let may = found.stage == Stage::Off && found.until > now && self.group;
        if may {
            found.stage = Stage::On;
        }
        may
    }

    pub fn edit(&mut self, policy: usize, text: usize) -> bool {
        let found = &mut self.policies[policy];
        let may = self.group && found.stage == Stage::Draft;
        if may {
            found.text = text;
        }
        may
    }

    /// The one thing of a published policy that may change. An end that lies behind is none.
    pub fn extend(&mut self, policy: usize, until: Timestamp, now: Timestamp) -> bool {
        let may = self.group && (until > now || until == self.policies[policy].until);
        if may {
            self.policies[policy].until = until;
        }
        may
    }

    /// `by_update`: by the contract's route, which drafts do not stop.
    pub fn switch_group(&mut self, on: bool, by_update: bool) -> bool {
        let has = |stage: Stage| self.policies.iter().any(|policy| policy.stage == stage);
        let may = match (on == self.group, by_update) {
            (same, true) => same || !has(Stage::On),
            (true, false) => false,
            (false, false) => on || !(has(Stage::On) || has(Stage::Draft)),
        };
        if may {
            self.group = on;
        }
        may
    }

    /// What may never be.
    pub fn check(&self) {
        let any_on = self.policies.iter().any(|policy| policy.stage == Stage::On);
        assert!(self.group || !any_on, "a policy is on in a group that is off: {self:#?}");
        for policy in 0..self.policies.len() {
            let held = self.links.iter().filter(|link| link.policy == policy && link.asked != Asked::Refused);
            assert!(held.count() <= 1, "two requests for a policy: {self:#?}");
        }
        let waits = self.links.iter().any(|link| link.asked == Asked::Waits);
        assert!(!waits || self.partner == Place::Active, "a request of a partner that is not active waits: {self:#?}");
        let approved = self.asked == Asked::Approved;
        assert!(approved && self.certified || self.partner != Place::Active, "active without its reasons: {self:#?}");
    }
}

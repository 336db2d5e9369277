//! A rate: so many at once, and so many more each second.

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In the long run, each second. 0: no limit.
    pub per_second: u32,
    /// At once, after a pause.
    pub burst: u32,
}

impl Rate {
    pub fn is_off(self) -> bool {
        self.per_second == 0
    }
}

/// A token in microtokens: so many come in a microsecond as tokens in a second.
const TOKEN: u64 = 1_000_000;

/// A token bucket. Time is microseconds of a clock that does not go back; what goes back counts as no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    microtokens: u64,
    at: u64,
}

impl Bucket {
    /// A full one.
    pub fn full(rate: Rate, now: u64) -> Self {
        Self { microtokens: u64::from(rate.burst.max(1)) * TOKEN, at: now }
    }

    /// Takes one, if there is one.
    pub fn take(&mut self, rate: Rate, now: u64) -> bool {
        let passed = now.saturating_sub(self.at);
        let most = u64::from(rate.burst.max(1)) * TOKEN;
        self.microtokens = self.microtokens.saturating_add(passed.saturating_mul(u64::from(rate.per_second))).min(most);
        self.at = self.at.max(now);
        match self.microtokens.checked_sub(TOKEN) {
            Some(left) => {
                self.microtokens = left;
                true
            }
            None => false,
        }
    }

    /// Puts one back that was taken and not used.
    pub fn give_back(&mut self, rate: Rate) {
        self.microtokens = self.microtokens.saturating_add(TOKEN).min(u64::from(rate.burst.max(1)) * TOKEN);
    }

    /// Whether it would be full again by now, so that it need not be kept.
    pub fn is_full(&self, rate: Rate, now: u64) -> bool {
        let most = u64::from(rate.burst.max(1)) * TOKEN;
        let passed = now.saturating_sub(self.at);
        self.microtokens.saturating_add(passed.saturating_mul(u64::from(rate.per_second))) >= most
    }
}

//! A site without eSignet.

use pms_domain::Timestamp;

use super::{Answer, Answering, Order, Registry};

/// Agrees to everything: clients are registered here alone.
pub struct Alone {
    claims: Vec<String>,
}

impl Alone {
    pub fn new(claims: Vec<String>) -> Self {
        Self { claims }
    }
}

impl Registry for Alone {
    fn is_remote(&self) -> bool {
        false
    }

    fn send<'a>(&'a self, _: Timestamp, _: &'a Order) -> Answering<'a, Answer> {
        Box::pin(async { Answer::Done })
    }

    fn claims_supported(&self, _: Timestamp) -> Answering<'_, Option<Vec<String>>> {
        let claims = self.claims.clone();
        Box::pin(async { Some(claims) })
    }
}

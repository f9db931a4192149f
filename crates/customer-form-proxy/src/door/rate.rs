//! The rate limits of submissions, counted in the store so that several proxies count together.
//!
//! The store must not reveal visitors' addresses. There are only a few billion IPv4 addresses, so that a plain hash
//! could be reversed by trying them all. Addresses are therefore hashed with a secret that all proxies of the form
//! share.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ring::hmac;
use secrecy::SecretString;
use thiserror::Error;

use crate::door::secret;
use crate::door::visitor::Network;
use crate::operations::clock::Clock;
use crate::settings::Rates;
use crate::store::{CounterId, SKEW, Store, StoreError};

/// The window of the rates. It begins with the first submission, and refused submissions do not extend it.
const WINDOW: Duration = Duration::from_secs(60);

const PURPOSE: &str = "customer-form rates 1/";

/// Counts submissions and refuses those beyond the rates.
pub(crate) struct Limiter {
    store: Arc<dyn Store>,
    clock: Clock,
    rates: Rates,
}

/// The secret of one form's counter ids.
pub(crate) struct Counters(hmac::Key);

/// The rate that was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Address,
    Form,
}

/// Why a submission was not counted as admitted.
#[derive(Debug, Error)]
pub(crate) enum RateError {
    #[error("too many submissions {}", .by.description())]
    TooMany { by: Counted, wait: Duration },
    #[error("cannot use the store: {0}")]
    Store(#[from] StoreError),
}

impl Counted {
    /// The name in the metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Form => "form",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Address => "from one address",
            Self::Form => "to one form",
        }
    }
}

impl Limiter {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock, rates: Rates) -> Self {
        Self { store, clock, rates }
    }

    /// Counts a submission to the form of these counters. A submission that exceeds the rate of its address does not
    /// count for the form, so that one visitor cannot block the form for others.
    ///
    /// # Errors
    /// A rate was exceeded, with the time until the window ends in whole seconds, or the store cannot be used.
    pub(crate) async fn admit(&self, counters: &Counters, visitor: IpAddr) -> Result<(), RateError> {
        let Rates { per_address, per_form } = self.rates;
        self.count(Counted::Address, per_address, || counters.address(visitor)).await?;
        self.count(Counted::Form, per_form, || counters.form()).await
    }

    async fn count(
        &self,
        by: Counted,
        most: Option<u64>,
        id: impl FnOnce() -> CounterId,
    ) -> Result<(), RateError> {
        let Some(most) = most else { return Ok(()) };
        let now = self.clock.now();
        let hits = self.store.hit(id(), WINDOW, now).await?;
        if hits.count <= most {
            return Ok(());
        }
        // Rounded up, so that a retry after this time is not too early.
        let wait = Duration::from_secs(now.until(hits.ends).as_millis().div_ceil(1_000) as u64);
        Err(RateError::TooMany { by, wait: wait.clamp(Duration::from_secs(1), WINDOW + SKEW) })
    }
}

impl Counters {
    /// The counters of a form with this API key. Two forms with the same key have different counters.
    pub(crate) fn of(form: &str, api_key: &SecretString) -> Self {
        Self(secret::derive(api_key, PURPOSE, form))
    }

    fn address(&self, address: IpAddr) -> CounterId {
        match Network::of(address) {
            Network::V4(address) => self.counter("v4", &address),
            Network::V6(network) => self.counter("v6", &network),
        }
    }

    fn form(&self) -> CounterId {
        self.counter("form", &[])
    }

    fn counter(&self, kind: &str, what: &[u8]) -> CounterId {
        CounterId(secret::tag(&self.0, &[kind.as_bytes(), b"/", what]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counters(form: &str, key: &str) -> Counters {
        Counters::of(form, &SecretString::from(key.to_owned()))
    }

    fn address(counters: &Counters, text: &str) -> CounterId {
        counters.address(text.parse().unwrap())
    }

    #[test]
    fn only_proxies_with_the_same_form_and_key_count_together() {
        let one = counters("acme", "key");
        assert_eq!(address(&one, "203.0.113.7"), address(&counters("acme", "key"), "203.0.113.7"));
        assert_ne!(address(&one, "203.0.113.7"), address(&one, "203.0.113.8"));
        assert_ne!(address(&one, "203.0.113.7"), address(&counters("acme", "other"), "203.0.113.7"));
        assert_ne!(address(&one, "203.0.113.7"), address(&counters("other", "key"), "203.0.113.7"));
        assert_eq!(one.form(), counters("acme", "key").form());
        assert_ne!(one.form(), counters("other", "key").form());
    }

    #[test]
    fn ipv6_address_counts_with_its_network() {
        let one = counters("acme", "key");
        let network = address(&one, "2001:db8:1:2::1");
        assert_eq!(address(&one, "2001:db8:1:2:ffff:ffff:ffff:ffff"), network);
        assert_ne!(address(&one, "2001:db8:1:3::1"), network);
        // An IPv4 address of four bytes, and an IPv6 network whose eight bytes begin with the same four.
        assert_ne!(address(&one, "3230:3131::"), address(&one, "50.48.49.49"));
    }
}

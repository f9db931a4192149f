//! What has to hold of every input, whatever its bytes: the bodies of the fuzz targets in `fuzz/`, whose seeds the tests
//! replay. Only they see this module.
//!
//! Each takes the bytes that somebody else chose, a visitor or the CRM, by the way that they come in by, and panics if
//! one of its promises is broken. An input's first bytes choose the rest: which form, and in which pieces it comes.

mod chunks;
mod disposition;
mod intake;
mod photo;
mod reference;
mod upstream_answer;

use std::future::Future;

use tokio::runtime::{Builder, Runtime};

pub use disposition::disposition;
#[cfg(test)]
pub(crate) use intake::field;
pub use intake::intake;
pub use photo::photo;
pub use upstream_answer::upstream_answer;

/// Runs to its end what the proxy does in its runtime.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: Option<Runtime> = Builder::new_current_thread().enable_all().build().ok();
    }
    RUNTIME.with(|runtime| match runtime {
        Some(runtime) => runtime.block_on(work),
        None => panic!("the system has no room for a runtime"),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use customer_form_contract::testing::fuzz::{Target, replay};

    const TARGETS: &[Target] = &[
        ("disposition", super::disposition),
        ("intake", super::intake),
        ("photo", super::photo),
        ("upstream_answer", super::upstream_answer),
    ];

    #[test]
    fn every_seed_of_every_fuzz_target_passes() {
        let fuzz_crate = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        assert!(replay(&fuzz_crate, TARGETS).unwrap() >= TARGETS.len());
    }
}

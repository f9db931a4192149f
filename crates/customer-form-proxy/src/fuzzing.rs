//! The bodies of the fuzz targets in `fuzz/`: properties that hold for every input. The tests run them with the
//! targets' seeds. Only fuzz targets and tests see this module.
//!
//! Each function takes bytes that a visitor or the CRM could choose, processes them as the proxy does, and panics if a
//! property is violated. The first bytes of an input choose the form, or the sizes of the pieces in which the rest
//! arrives.

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

/// Runs asynchronous work to its end, in a tokio runtime.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: Option<Runtime> = Builder::new_current_thread().enable_all().build().ok();
    }
    RUNTIME.with(|runtime| match runtime {
        Some(runtime) => runtime.block_on(work),
        None => panic!("cannot start the asynchronous runtime"),
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

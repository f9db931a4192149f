//! The log: one line per request, one per submission, and what an operator has to act on.

mod panic;
mod queue;

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::settings::LogFormat;

pub use panic::log_panics;
pub use queue::LogQueue;

pub(crate) use queue::lines_dropped;

/// What is logged unless `RUST_LOG` says otherwise.
const DEFAULT_FILTER: &str = "info";

/// A subscriber that writes in `format` to `writer`. `filter` is `RUST_LOG`'s syntax; one that cannot be read
/// counts as not set.
pub fn subscriber<W>(format: LogFormat, filter: Option<&str>, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = filter.and_then(|filter| EnvFilter::try_new(filter).ok());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|| EnvFilter::new(DEFAULT_FILTER)))
        .with_writer(writer)
        // It would complain of its writer on standard error, with a macro that panics when that cannot be written to.
        .log_internal_errors(false)
        .with_ansi(false);
    match format {
        LogFormat::Text => Box::new(builder.finish()),
        LogFormat::Json => Box::new(builder.json().flatten_event(true).finish()),
    }
}

//! The log: one line for each request, one for each submission to the CRM, and the events that an operator must act on.

mod panic;
mod queue;

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::settings::LogFormat;

pub use panic::log_panics;
pub use queue::LogQueue;

pub(crate) use queue::lines_dropped;

/// The filter if `RUST_LOG` is not set.
const DEFAULT_FILTER: &str = "info";

/// Creates a subscriber that writes in `format` to `writer`. `filter` has the syntax of `RUST_LOG`. A filter that
/// cannot be parsed is ignored.
pub fn subscriber<W>(format: LogFormat, filter: Option<&str>, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = filter.and_then(|filter| EnvFilter::try_new(filter).ok());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|| EnvFilter::new(DEFAULT_FILTER)))
        .with_writer(writer)
        // Otherwise the subscriber would report a failed write on standard error, with a macro that panics if standard
        // error cannot be written to.
        .log_internal_errors(false)
        .with_ansi(false);
    match format {
        LogFormat::Text => Box::new(builder.finish()),
        LogFormat::Json => Box::new(builder.json().flatten_event(true).finish()),
    }
}

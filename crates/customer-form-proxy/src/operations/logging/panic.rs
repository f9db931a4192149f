//! Writes panics to the log. Rust's default hook writes to standard error, and so could wait for a slow reader of
//! standard error.

use std::panic::{self, PanicHookInfo};
use std::thread;

/// Logs all panics of the process from now on, with their place in the code, even if a panic is caught.
pub fn log_panics() {
    panic::set_hook(Box::new(log));
}

fn log(panic: &PanicHookInfo<'_>) {
    // A formatted message may contain a visitor's value, for example the message of a failed slice of a text. A literal
    // cannot.
    let reason = panic.payload().downcast_ref::<&'static str>();
    let place = panic.location().map(ToString::to_string);
    tracing::error!(thread = thread::current().name(), place, reason, "a thread panicked");
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::operations::logging;
    use crate::settings::LogFormat;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn panic_is_logged_with_its_location_and_without_values() {
        let sink = Sink::default();
        let writer = sink.clone();
        let subscriber = logging::subscriber(LogFormat::Json, None, move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            let before = panic::take_hook();
            log_panics();
            let value = "Ada";
            assert!(panic::catch_unwind(|| panic!("a literal")).is_err());
            assert!(panic::catch_unwind(move || panic!("no {value}")).is_err());
            panic::set_hook(before);
        });
        let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ours = |line: &&serde_json::Value| line["place"].as_str().unwrap().contains(file!());
        let ours: Vec<_> = lines.iter().filter(ours).collect();
        assert_eq!(ours.len(), 2, "{text}");
        assert_eq!((&ours[0]["message"], &ours[0]["level"]), (&"a thread panicked".into(), &"ERROR".into()));
        assert!(text.contains("a literal") && !text.contains("Ada"), "{text}");
    }
}

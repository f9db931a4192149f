//! The browser engines that the tests of the whole system run in.

use super::{GECKODRIVER, Tool, debian};
use clap::ValueEnum;

/// A browser engine, tested with one browser. Every common browser uses one of these three engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lowercase")]
pub(crate) enum Engine {
    /// Chromium, for Chrome, Edge and Opera.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK, for Safari.
    WebKit,
}

impl Engine {
    /// All engines, the fastest first.
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The name for output to the user.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
        }
    }

    /// The name for the command line, nextest's profiles and the environment.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The tools that must be installed to control this engine.
    pub(crate) fn tools(self) -> &'static [Tool] {
        match self {
            Self::Chromium => &[Tool::Debian(&debian::CHROMIUM)],
            Self::Firefox => &[Tool::Debian(&debian::FIREFOX), Tool::Package(&GECKODRIVER)],
            Self::WebKit => &[Tool::Debian(&debian::WEBKIT)],
        }
    }
}

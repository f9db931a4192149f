//! The browser engines that the tests of the whole system run in.

use super::Tool;
use clap::ValueEnum;
use serde::Deserialize;

/// A browser engine, tested with one browser. Every common browser uses one of these three engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
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

    /// The name for the command line, files and the environment.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Only the chosen engine, or all engines if none was chosen.
    pub(crate) fn only(chosen: Option<Self>) -> &'static [Self] {
        match chosen {
            None => &Self::ALL,
            Some(Self::Chromium) => &[Self::Chromium],
            Some(Self::Firefox) => &[Self::Firefox],
            Some(Self::WebKit) => &[Self::WebKit],
        }
    }
}

/// The tools that must be installed to control these engines.
pub(crate) fn tools_for(engines: &'static [Engine]) -> Vec<Tool> {
    let browsers = (!engines.is_empty()).then_some(Tool::Browsers(engines));
    // Geckodriver is the only driver that Debian does not package.
    let geckodriver = engines.contains(&Engine::Firefox).then_some(Tool::Geckodriver);
    browsers.into_iter().chain(geckodriver).collect()
}

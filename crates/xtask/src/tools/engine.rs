//! The browser engines that the tests of the whole system run in.

use super::Tool;
use clap::ValueEnum;
use serde::Deserialize;

/// One engine, and with it one browser: every browser that people use has one of these three inside.
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
    /// All, the quickest first.
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// For people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
        }
    }

    /// For the command line, files and the environment.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// It alone, or all if none was chosen.
    pub(crate) fn only(chosen: Option<Self>) -> &'static [Self] {
        match chosen {
            None => &Self::ALL,
            Some(Self::Chromium) => &[Self::Chromium],
            Some(Self::Firefox) => &[Self::Firefox],
            Some(Self::WebKit) => &[Self::WebKit],
        }
    }
}

/// What has to be on the machine to drive these.
pub(crate) fn tools_for(engines: &'static [Engine]) -> Vec<Tool> {
    let browsers = (!engines.is_empty()).then_some(Tool::Browsers(engines));
    // The only driver that Debian does not package.
    let geckodriver = engines.contains(&Engine::Firefox).then_some(Tool::Geckodriver);
    browsers.into_iter().chain(geckodriver).collect()
}

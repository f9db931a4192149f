//! Content codings (RFC 9110, 8.4.1) and `Accept-Encoding` (12.5.3).

/// The encoding of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The name in `Content-Encoding`. The identity has none.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// Whether a request with this `Accept-Encoding` accepts the encoding: the encoding is named, or covered by `*`,
    /// and its quality is not 0. Other qualities are ignored, since the proxy prefers the smallest encoding.
    pub(super) fn is_accepted(self, accept: Option<&str>) -> bool {
        let Some(name) = self.name() else { return true };
        let mut any = false;
        for entry in accept.unwrap_or_default().split(',') {
            let (coding, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let quality =
                parameters.trim().strip_prefix("q=").and_then(|quality| quality.trim().parse::<f32>().ok());
            let wanted = quality.is_none_or(|quality| quality > 0.0);
            match coding.trim() {
                coding if coding.eq_ignore_ascii_case(name) => return wanted,
                "*" => any = wanted,
                _ => {}
            }
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_is_used_only_if_the_request_accepts_it() {
        for (accept, brotli, gzip) in [
            (None, false, false),
            (Some(""), false, false),
            (Some("gzip, deflate, br, zstd"), true, true),
            (Some("gzip"), false, true),
            (Some("br;q=0, gzip;q=0.5"), false, true),
            (Some("*"), true, true),
            (Some("*;q=0"), false, false),
            (Some("BR; q=1.0"), true, false),
            (Some("gzip;q=0, *"), true, false),
            (Some("brotli"), false, false),
        ] {
            assert_eq!(Encoding::Brotli.is_accepted(accept), brotli, "{accept:?}");
            assert_eq!(Encoding::Gzip.is_accepted(accept), gzip, "{accept:?}");
        }
    }
}

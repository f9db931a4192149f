//! PHP's limits on a request body.

/// PHP's limits on a form, by their names in `php.ini`. PHP drops in silence what is past most of them.
///
/// The default is a sensibly configured server: PHP's own counts, but room for real documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhpLimits {
    /// `max_file_uploads`: files past this number are dropped without an error. Default 20.
    pub max_file_uploads: usize,
    /// `max_input_vars`: text parts past this number are dropped without an error. Default 1,000.
    pub max_input_vars: usize,
    /// `post_max_size`: a larger body reads as an empty form, which Laravel answers with 413. Default 64 MB.
    pub post_max_bytes: u64,
    /// `upload_max_filesize`: a larger file becomes an entry with an error and no content. Default 32 MB.
    pub upload_max_bytes: u64,
}

const MIB: u64 = 1024 * 1024;

/// `max_input_nesting_level`: a name with more brackets than this removes the whole variable.
pub(crate) const MAX_NESTING_LEVEL: usize = 64;

impl PhpLimits {
    /// What PHP does when nobody wrote a `php.ini`: 8 MB a body, 2 MB a file.
    #[must_use]
    pub fn unconfigured() -> Self {
        Self { post_max_bytes: 8 * MIB, upload_max_bytes: 2 * MIB, ..Self::default() }
    }

    /// `max_multipart_body_parts`: reading stops at this number of parts, whatever they are. PHP's default
    /// is the sum of the other two counts.
    pub(crate) fn max_parts(&self) -> usize {
        self.max_input_vars.saturating_add(self.max_file_uploads)
    }
}

impl Default for PhpLimits {
    fn default() -> Self {
        Self {
            max_file_uploads: 20,
            max_input_vars: 1_000,
            post_max_bytes: 64 * MIB,
            upload_max_bytes: 32 * MIB,
        }
    }
}

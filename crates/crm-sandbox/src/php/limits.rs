//! PHP's limits on a request body.

/// PHP's limits for a form, by their names in `php.ini`. PHP drops data beyond most of these limits without an error.
///
/// The defaults are those of a well-configured server: PHP's default counts, and sizes that are large enough for
/// usual documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhpLimits {
    /// `max_file_uploads`: files beyond this number are dropped without an error. Default: 20.
    pub max_file_uploads: usize,
    /// `max_input_vars`: text parts beyond this number are dropped without an error. Default: 1,000.
    pub max_input_vars: usize,
    /// `post_max_size`, in bytes: a larger body reads as an empty form, and Laravel answers with 413. Default: 64
    /// MiB.
    pub post_max_bytes: u64,
    /// `upload_max_filesize`, in bytes: a larger file becomes an entry with an error and no content. Default: 32 MiB.
    pub upload_max_bytes: u64,
}

const MIB: u64 = 1024 * 1024;

/// `max_input_nesting_level`: a name with more brackets than this removes the whole variable.
pub(crate) const MAX_NESTING_LEVEL: usize = 64;

impl PhpLimits {
    /// The limits of PHP without a `php.ini`: 8 MiB for a body, 2 MiB for a file.
    #[must_use]
    pub fn unconfigured() -> Self {
        Self { post_max_bytes: 8 * MIB, upload_max_bytes: 2 * MIB, ..Self::default() }
    }

    /// `max_multipart_body_parts`: PHP stops reading after this number of parts of any kind. Its default in PHP is
    /// the sum of the other two counts.
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

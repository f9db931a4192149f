//! Makes JavaScript and CSS smaller with esbuild, each file in place and under its name.
//!
//! Names hash what trunk was given rather than what comes out here, so they change with the sources and not with the
//! version of esbuild or wasm-opt. That is enough for browsers that keep a name for ever: what an older version of
//! those made of the same sources works the same, also beside what a newer one made.

use crate::error::TaskError;
use crate::files;
use crate::shell::Shell;
use crate::tools::Tools;
use std::path::Path;

/// Minifies every script and stylesheet below `folder`.
pub(super) fn all(shell: &Shell, tools: &Tools<'_>, folder: &Path) -> Result<(), TaskError> {
    for file in files::below(folder)? {
        // Every script here is an ES module, whose top-level names nobody else can see. They may be shortened.
        let format: &[&str] = match file.extension().and_then(|extension| extension.to_str()) {
            Some("js") => &["--format=esm"],
            Some("css") => &[],
            _ => continue,
        };
        let path = folder.join(&file);
        let mut command = shell.command("esbuild");
        command.arg(&path).args([
            "--minify",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning",
        ]);
        command.args(format).arg("--allow-overwrite").arg(format!("--outfile={}", path.display()));
        command.env("PATH", tools.path());
        shell.run("Minifying", &mut command)?;
    }
    Ok(())
}

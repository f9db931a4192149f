//! Minifies JavaScript and CSS with esbuild. Each file is changed in place and keeps its name.

use crate::error::TaskError;
use crate::files;
use crate::tools::Bench;
use std::path::Path;

/// Minifies every script and stylesheet below `folder`, except the files in `except`, which are not complete yet.
pub(super) fn all(bench: &Bench<'_>, folder: &Path, except: &[&str]) -> Result<(), TaskError> {
    for name in files::below(folder)? {
        if files::has_extension(&name, &["js", "css"])
            && !except.iter().any(|except| name == Path::new(except))
        {
            file(bench, &folder.join(&name), &[])?;
        }
    }
    Ok(())
}

/// Minifies one file with additional `options` of esbuild.
pub(super) fn file(bench: &Bench<'_>, path: &Path, options: &[String]) -> Result<(), TaskError> {
    let mut command = bench.shell.command("esbuild");
    command.arg(path).args(["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
    if files::has_extension(path, &["js"]) {
        // Every script here is an ES module. Other scripts cannot see its top-level names, so esbuild may shorten
        // them.
        command.arg("--format=esm");
    }
    command.args(options).arg("--allow-overwrite").arg(format!("--outfile={}", path.display()));
    bench.shell.run("Minifying", command.env("PATH", bench.path())).map(drop)
}

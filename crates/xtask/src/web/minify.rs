//! Minifies JavaScript and CSS with esbuild. Each file is changed in place and keeps its name.

use crate::error::TaskError;
use crate::files;
use crate::shell::Shell;
use crate::tools::Tools;
use std::path::Path;

/// Minifies every script and stylesheet below `folder`, except the files in `except`, which are not complete yet.
pub(super) fn all(shell: &Shell, tools: &Tools<'_>, folder: &Path, except: &[&str]) -> Result<(), TaskError> {
    for name in files::below(folder)? {
        let extension = name.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("js" | "css")) && !except.iter().any(|except| name == Path::new(except)) {
            file(shell, tools, &folder.join(&name))?;
        }
    }
    Ok(())
}

/// Minifies one file.
pub(super) fn file(shell: &Shell, tools: &Tools<'_>, path: &Path) -> Result<(), TaskError> {
    with(shell, tools, path, &[])
}

/// Minifies one file with additional `options` of esbuild.
pub(super) fn with(
    shell: &Shell,
    tools: &Tools<'_>,
    path: &Path,
    options: &[String],
) -> Result<(), TaskError> {
    let mut command = shell.command("esbuild");
    command.arg(path).args(["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
    if path.extension().is_some_and(|extension| extension == "js") {
        // Every script here is an ES module. Other scripts cannot see its top-level names, so esbuild may shorten
        // them.
        command.arg("--format=esm");
    }
    command.args(options).arg("--allow-overwrite").arg(format!("--outfile={}", path.display()));
    command.env("PATH", tools.path());
    shell.run("Minifying", &mut command)?;
    Ok(())
}

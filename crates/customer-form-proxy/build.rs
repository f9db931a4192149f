//! Compiles the browser's files into the program: everything in `CUSTOMER_FORM_DIST`, by default `dist` of the
//! workspace, which `cargo xtask web` writes. Without that folder the program can still be built, and its pages say
//! that the files are missing. Therefore the proxy's tests need no browser build.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed=CUSTOMER_FORM_DIST");
    let variable = |name| env::var_os(name).map(PathBuf::from);
    let missing = |name| io::Error::other(format!("{name} is not set"));
    let manifest = variable("CARGO_MANIFEST_DIR").ok_or_else(|| missing("CARGO_MANIFEST_DIR"))?;
    let out = variable("OUT_DIR").ok_or_else(|| missing("OUT_DIR"))?;
    let dist = variable("CUSTOMER_FORM_DIST").unwrap_or_else(|| manifest.join("../../dist"));
    // A folder that does not exist yet counts as changed once it does.
    println!("cargo:rerun-if-changed={}", dist.display());

    let mut files = Vec::new();
    if dist.is_dir() {
        let dist = dist.canonicalize()?;
        collect(&dist, &dist, &mut files)?;
        files.sort();
    } else {
        println!("cargo:warning=no dist folder: the proxy is built without the onboarding page and embed.js");
    }
    let mut table = String::from("[\n");
    for (name, path) in files {
        writeln!(table, "({name:?}, include_bytes!({path:?}).as_slice()),").map_err(io::Error::other)?;
    }
    table.push(']');
    fs::write(out.join("assets.rs"), table)
}

/// Every file below `folder`, as its address relative to `root` and its path.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root).map_err(io::Error::other)?;
            files.push((name.to_string_lossy().replace('\\', "/"), path));
        }
    }
    Ok(())
}

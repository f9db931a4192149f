//! Shortens the names by which the module and the script around it call each other.
//!
//! wasm-bindgen adds a hash to each of about 150 names, in both files, and a hash does not compress. No other code
//! uses these names. Shorter names save 4 KB of the 100 KB that a visitor downloads.

use super::minify;
use crate::error::TaskError;
use crate::tools::Bench;
use fs_err as fs;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The prefixes of wasm-bindgen's own names, and of the methods of exported types. esbuild avoids new names that the
/// script already uses for something else.
const LONG: &str = "^(__wbg_|__wbindgen_|__externref_|wasm_bindgen__|mountedform_)";

/// The name under which the module imports the script: the long one and the short one.
const SCRIPT: (&str, &str) = ("./customer-form_bg.js", "a");

/// The old names with the new names.
type Names = BTreeMap<String, String>;

/// Rewrites the names in both files.
pub(super) fn names(bench: &Bench<'_>, script: &Path, module: &Path) -> Result<(), TaskError> {
    let folder = tempfile::tempdir()?;
    let list = folder.path().join("names.json");
    let names = format!("--mangle-props={LONG}");
    minify(bench, script, &[&names, &format!("--mangle-cache={}", list.display())])?;
    let names: Names = serde_json::from_str(&fs::read_to_string(&list)?)
        .map_err(|error| TaskError::malformed(script, error))?;

    let text = fs::read_to_string(script)?;
    fs::write(script, text.replace(&format!("\"{}\"", SCRIPT.0), SCRIPT.1))?;
    let renamed = renamed(&fs::read(module)?, &names).map_err(|error| TaskError::malformed(module, error))?;
    Ok(fs::write(module, renamed)?)
}

/// The module with the new names in its imports and exports. All other bytes stay the same.
fn renamed(module: &[u8], names: &Names) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut written = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let section = payload.as_section();
        match payload {
            Payload::ImportSection(imports) => {
                let mut section = ImportSection::new();
                for import in imports.into_imports() {
                    let import = import?;
                    if import.module != SCRIPT.0 {
                        return Err(format!("it imports from {}", import.module).into());
                    }
                    // An import whose name differs from the script's export would stop the form from starting.
                    let new = names.get(import.name).ok_or(format!("{} has no short name", import.name))?;
                    section.import(SCRIPT.1, new, RoundtripReencoder.entity_type(import.ty)?);
                }
                written.section(&section);
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                for export in exports {
                    let export = export?;
                    let name = names.get(export.name).map_or(export.name, String::as_str);
                    section.export(name, RoundtripReencoder.export_kind(export.kind)?, export.index);
                }
                written.section(&section);
            }
            _ => {
                if let Some((id, range)) = section {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = module.get(range).ok_or("a section has no end")?;
                    written.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(written.finish())
}

#[cfg(test)]
mod tests {
    use super::{Names, SCRIPT, renamed};
    use wasmparser::{Parser, Payload};

    /// A module with one exported function, which calls the imported function.
    fn module(from: &str, import: &str, export: &str) -> Vec<u8> {
        let text =
            format!(r#"(module (import "{from}" "{import}" (func)) (func (export "{export}") call 0))"#);
        wat::parse_str(text).unwrap()
    }

    fn names() -> Names {
        [("__wbg_focus_1a2b", "b"), ("__wbindgen_free", "c")]
            .map(|(old, new)| (old.into(), new.into()))
            .into()
    }

    #[test]
    fn imports_and_exports_are_renamed_and_the_rest_stays() {
        let long = module(SCRIPT.0, "__wbg_focus_1a2b", "__wbindgen_free");
        let short = renamed(&long, &names()).unwrap();
        assert_eq!(short, module(SCRIPT.1, "b", "c"));
        let custom =
            |payload: wasmparser::Result<Payload<'_>>| matches!(payload.unwrap(), Payload::CustomSection(_));
        assert!(!Parser::new(0).parse_all(&short).any(custom));
    }

    #[test]
    fn export_with_its_own_name_is_not_renamed() {
        let short = renamed(&module(SCRIPT.0, "__wbg_focus_1a2b", "memory"), &names()).unwrap();
        assert_eq!(short, module(SCRIPT.1, "b", "memory"));
    }

    #[test]
    fn unknown_import_fails_the_build() {
        let why = |from, name| renamed(&module(from, name, "c"), &names()).unwrap_err().to_string();
        assert_eq!(why(SCRIPT.0, "__wbg_blur_3c4d"), "__wbg_blur_3c4d has no short name");
        assert_eq!(why("env", "__wbg_focus_1a2b"), "it imports from env");
        assert!(renamed(b"no module", &names()).is_err());
    }
}

//! Fills in a form as a visitor does, from an `Entry`.

use customer_form_contract::fixtures::entries::content;
use customer_form_contract::{
    CustomField, CustomPart, CustomValue, Entry, FieldPath, FileInfo, FixedField, FormConfig, PhotoRule,
};
use web_sys::File;

use super::dom::dated_file;
use super::page::Page;

/// The most bytes of file content that the tests generate. Larger files are not generated.
const MAX_MADE_UP_BYTES: u64 = 16 << 20;

/// Fills in the form. Returns `false` if a visitor cannot enter this `Entry` with the form's controls.
pub(crate) fn fill(page: &Page, config: &FormConfig, entry: &Entry) -> bool {
    let mut done = entry.fixed.iter().all(|(field, value)| type_in(page, FieldPath::Fixed(field), value));
    for (id, value) in &entry.custom {
        let field = config.field(*id);
        let path = field.map(CustomField::path);
        done &= match (path, value) {
            (Some(path @ FieldPath::Custom(_, CustomPart::Value)), CustomValue::Text(value)) => {
                type_in(page, path, value)
            }
            (Some(path @ FieldPath::Custom(_, CustomPart::Files)), CustomValue::Files(files)) => {
                choose(page, path, files)
            }
            _ => false,
        };
    }
    if let Some(photo) = &entry.photo {
        done &= config.photo != PhotoRule::Off
            && choose(page, FieldPath::Fixed(FixedField::Photo), std::slice::from_ref(photo));
    }
    for permission in entry.permissions.iter() {
        let offered = config.offered.contains(&permission);
        if offered {
            page.tick(&FieldPath::Permission(permission).to_dotted());
        }
        done &= offered;
    }
    done
}

/// Generates files with these names and sizes. Returns `None` if they are larger than `MAX_MADE_UP_BYTES` together.
pub(crate) fn made_up(files: &[FileInfo]) -> Option<Vec<File>> {
    if files.iter().map(|file| file.bytes).fold(0, u64::saturating_add) > MAX_MADE_UP_BYTES {
        return None;
    }
    // Two files with the same name and size differ by their dates.
    let dated = (0..).zip(files).map(|(day, info)| dated_file(&info.name, &content(info), f64::from(day)));
    Some(dated.collect())
}

/// Chooses generated files. Returns `false` if the files are too large to be generated.
fn choose(page: &Page, path: FieldPath, files: &[FileInfo]) -> bool {
    let Some(files) = made_up(files) else { return false };
    page.choose(&path.to_dotted(), &files);
    true
}

/// Types a text. Returns `false` if the form does not send this text unchanged: a control of one line holds no line
/// break, and the form sends the domain of an email address in ASCII.
fn type_in(page: &Page, path: FieldPath, value: &str) -> bool {
    let is_international = path == FieldPath::Fixed(FixedField::Email) && has_international_domain(value);
    let path = path.to_dotted();
    page.type_into(&path, value);
    page.value(&path) == value && !is_international
}

/// Whether the domain of an email address has characters outside ASCII.
pub(crate) fn has_international_domain(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, domain)| !domain.is_ascii())
}

//! Names of parts that PHP would change, or that the form does not have.

use crate::case::{Case, Expected, FILES, filled};
use crate::samples::PDF;
use crate::world::World;

/// Names of text parts that the form does not have.
const NOT_OURS: &[&str] = &[
    // Names that PHP changes: `.`, space and an open bracket become `_`, and PHP drops what follows the bracket.
    "last.name",
    "last name",
    " email",
    "email ",
    "email\t",
    "last[name",
    "business.information[company_name]",
    "business information[company_name]",
    "business_information[company_name",
    "business_information[company_name]x",
    "business_information[company_name]]",
    "business_information[[company_name]",
    "business_information[company_name][]",
    "business_information[company_name][x]",
    "business_information[]",
    "business_information",
    "business_information[ company_name]",
    "business_information['company_name']",
    "[email]",
    "[]",
    "",
    // Names of existing fields, written as an array.
    "email[]",
    "email[0]",
    "name[first]",
    // PHP does not decode percent signs in these names. A proxy that does would read names of the form.
    "custom_fields%5B52%5D%5Bvalue%5D",
    "%65mail",
    "email%00",
    "custom_fields[52][value]%20",
    // Other spellings of a number.
    "custom_fields[052][value]",
    "custom_fields[+52][value]",
    "custom_fields[-52][value]",
    "custom_fields[52.0][value]",
    "custom_fields[0x34][value]",
    "custom_fields[5e1][value]",
    "custom_fields[ 52][value]",
    "custom_fields[52 ][value]",
    "custom_fields[٥٢][value]",
    "custom_fields[18446744073709551668][value]",
    // Other structures than the form's.
    "custom_fields",
    "custom_fields[]",
    "custom_fields[52]",
    "custom_fields[52][]",
    "custom_fields[52][value][]",
    "custom_fields[52][value][0]",
    "custom_fields[52][VALUE]",
    "custom_fields[52][cust]",
    "custom_fields[52][id]",
    "custom_fields[99][value]",
    "custom_fields[55][value]",
    "custom_fields[52][file_upload][formats][]",
    "custom_fields[55][file_upload][formats]",
    "custom_fields[55][file_upload][formats][0]",
    "custom_fields[55][file_upload][path]",
    "custom_fields.52.value",
    // Names that have a meaning in frameworks, databases or languages.
    "_method",
    "_token",
    "__proto__",
    "__proto__[isAdmin]",
    "constructor[prototype][x]",
    "GLOBALS[email]",
    "_SERVER[REMOTE_USER]",
    "_charset_",
    "MAX_FILE_SIZE",
    "PHP_SESSION_UPLOAD_PROGRESS",
    "user_id",
    "id",
    "stripe_customer_flag",
    "password",
    // Names that are similar to names of the form.
    "Email",
    "EMAIL",
    "еmail",
    "e\u{200B}mail",
    "email\u{202E}",
    "\u{FEFF}email",
    "ｅmail",
];

/// Names of file parts that the form does not have.
const NOT_OUR_FILES: &[&str] = &[
    "custom_fields[55][file_upload][files]",
    "custom_fields[55][file_upload][files][0]",
    "custom_fields[55][file_upload][files][][]",
    "custom_fields[055][file_upload][files][]",
    "custom_fields[99][file_upload][files][]",
    "custom_fields[52][file_upload][files][]",
    "custom_fields[52][value]",
    "profile_photo_path[]",
    "profile photo path",
    "profile.photo.path",
    "email",
    "avatar",
];

fn repeated() -> Vec<Case> {
    let twice = |name: &str, value: &str| filled().text(name, value).text(name, value);
    let value = "custom_fields[52][value]";
    vec![
        Case::malformed("a second email", filled().text("email", "eve@example.com")),
        Case::malformed("a second email, blank", filled().text("email", "")),
        Case::malformed("a second company", filled().text("business_information[company_name]", "B")),
        Case::malformed("a value twice", twice(value, "a")),
        Case::malformed("a key twice", twice("custom_fields[52][key]", "department")),
        Case::malformed("a value behind a file", filled().file(FILES, "a.pdf", PDF).text(value, "a")),
        Case::malformed("a text where a file belongs", filled().text(FILES, "a.pdf")),
        Case::malformed("a text where the photo belongs", filled().text("profile_photo_path", "/etc/passwd")),
    ]
}

/// Bytes that no name of the form contains, within other names.
fn bytes() -> Vec<Case> {
    let named = |name: &[u8]| {
        let head = [b"Content-Disposition: form-data; name=\"".as_slice(), name, b"\""].concat();
        filled().part(head, "x")
    };
    vec![
        Case::malformed("a NUL in a name", named(b"custom_fields[52][value]\0")),
        Case::malformed("a NUL in the middle of a name", named(b"custom_fields[52]\0[value]")),
        Case::malformed("a name that is Latin-1", named(b"custom_fields[52][val\xFCe]")),
        Case::malformed("an overlong slash in a name", named(b"custom_fields[52][value]\xC0\xAF")),
        Case::malformed("an overlong bracket in a name", named(b"custom_fields\xC1\x9B52][value]")),
        Case::malformed("an escaped quote in a name", named(b"custom_fields[52][value]\\\"")),
        Case::malformed("an escaped letter in a name", named(b"custom_fields[52][v\\alue]")),
        Case::malformed("a name of 7 KB", named(&[b'a'; 7 << 10])),
        Case::malformed("a name of a thousand brackets", named("a[".repeat(1_000).as_bytes())),
        Case::malformed(
            "a name nested deeper than PHP goes",
            named(format!("a{}", "[b]".repeat(65)).as_bytes()),
        ),
    ]
}

/// The browser may send `key` and `formats[]`. The proxy ignores their values and uses its own.
fn not_believed() -> Vec<Case> {
    let forged = filled()
        .text("custom_fields[52][key]", "forged")
        .text("custom_fields[52][value]", "Engineering")
        .text("custom_fields[55][key]", "forged")
        .text("custom_fields[55][file_upload][formats][]", "EXE")
        .text("custom_fields[55][file_upload][formats][]", "PHP")
        .file(FILES, "a.pdf", PDF);
    vec![Case::sent("forged keys and formats", forged, |request, customer| {
        let fields = &customer.custom_fields;
        assert_eq!((fields[&52].key.as_str(), fields[&55].key.as_str()), ("department", "documents"));
        assert_eq!(fields[&55].formats, ["PDF", "DOCX", "DOC"]);
        let known = ["email", "name", "last_name", "phone", "business_information[company_name]"];
        let is_ours = |name: &&str| {
            known.contains(name) || name.starts_with("custom_fields[5") || name.starts_with("permissions[")
        };
        assert!(request.part_names().iter().all(is_ours), "{request:?}");
    })]
}

/// The honeypot: a part that no person fills in.
fn honeypot() -> Vec<Case> {
    const FILLED: Expected = Expected::Refused(403, "looks_automated");
    let all = |text: &str| filled().text("subject", text).text("custom_fields[52][value]", "Engineering");
    vec![
        Case::body("a filled honeypot", all("Buy now"), FILLED),
        Case::body("a blank in the honeypot", all(" "), FILLED),
        Case::body("a filled honeypot and files", all("Buy now").file(FILES, "a.pdf", PDF), FILLED),
        Case::malformed("the honeypot twice", all("").text("subject", "")),
        Case::malformed("a file in the honeypot", filled().file("subject", "a.pdf", PDF)),
        Case::malformed("the honeypot behind a file", filled().file(FILES, "a.pdf", PDF).text("subject", "")),
        Case::malformed("an array for a honeypot", filled().text("subject[]", "Buy now")),
        Case::sent("an empty honeypot", all(""), |request, _| {
            assert!(!request.part_names().contains(&"subject"), "{request:?}");
        }),
    ]
}

#[tokio::test]
async fn only_exact_part_names_of_the_form_are_accepted() {
    let world = World::start().await;
    let texts =
        NOT_OURS.iter().map(|name| Case::malformed(format!("a text {name:?}"), filled().text(name, "1")));
    let files = NOT_OUR_FILES
        .iter()
        .map(|name| Case::malformed(format!("a file {name:?}"), filled().file(name, "a.pdf", PDF)));
    let mut cases: Vec<_> = texts.chain(files).collect();
    for more in [repeated(), bytes(), not_believed(), honeypot()] {
        cases.extend(more);
    }
    world.run("names", cases).await;
}

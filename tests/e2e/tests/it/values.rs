//! The CRM gets exactly what was typed: in every kind of field, with every kind of character, and nothing for an empty
//! field.

use crate::support::{Engine, Files, Person, Setup, World, fields, sha256};

const FILES: &str = "custom_fields.55.file_upload.files";

/// File names in the same scripts. The proxy removes direction marks from file names, so these names have none.
const NAMES: [&str; 3] = ["عقد الإيجار.pdf", "e\u{301}tude 👩‍👩‍👧‍👦 (2).pdf", "提案書 — 最終.docx"];

/// The names as the browser sends them: WebKit composes the characters of a file name (Unicode's form C).
fn sent_names() -> [String; 3] {
    let composed = |name: &str| name.replace("e\u{301}", "\u{e9}");
    NAMES.map(|name| if Engine::chosen() == Engine::WebKit { composed(name) } else { name.to_owned() })
}

fn four_kinds() -> [serde_json::Value; 5] {
    [
        fields::text(52, "الاسم"),
        fields::text(53, "zero"),
        fields::select(68, "gebühr", &["日本語", "עברית", "0"]),
        fields::area(54, "notes"),
        fields::files(55, "documents", &["PDF", "DOCX/DOC"]),
    ]
}

/// A content that begins as the file's name requires, and that differs for each file.
fn content_of(name: &str) -> String {
    let signature = if name.ends_with(".pdf") { "%PDF" } else { "PK\x03\x04" };
    format!("{signature} content of {name}")
}

#[tokio::test]
async fn text_in_every_script_arrives_unchanged_from_every_field() {
    let person = Person {
        email: "zoe@example.com",
        name: "  Zoe\u{308} 👩🏽‍💻  ",
        last_name: "محمد عبد الله",
        phone: "0",
        company: "株式会社 𠮷野家 \u{202b}שלום\u{202c} & \"Söhne\" <b>",
    };
    // In HTML, the value of a text area has only LF between its lines.
    let notes = "  first line\n\n\tسطر ثان\n第三行 🏳️‍🌈\n= not a form & not + a query %41\n ";
    let line = " e\u{301} is not \u{e9}, \u{202e}and this is backwards\u{202c} 0 ";
    let files = Files::new();
    let photo = files.photo("Zoë 🧑‍🎨.png");
    let documents = NAMES.map(|name| files.write(name, content_of(name)));

    let setup = Setup { photo: "required", ..Setup::with_fields(four_kinds()) };
    let world = World::start(setup).await;
    let form = world.open().await;
    for (id, value) in person.values() {
        form.paste_into(id, value).await;
    }
    form.choose_files("profile_photo_path", &[&photo]).await;
    form.paste_into("custom_fields.52.value", line).await;
    form.type_into("custom_fields.53.value", "0").await;
    form.paste_into("custom_fields.68.value", "עברית").await;
    form.paste_into("custom_fields.54.value", notes).await;
    form.choose_files(FILES, &documents.each_ref().map(AsRef::as_ref)).await;
    assert_eq!(form.files(FILES).await, NAMES);
    form.submit_successfully().await;

    let stored = world.customer().await;
    person.assert_is(&stored);
    let value = |id| stored.custom_fields[&id].value.as_deref().unwrap();
    assert_eq!(value(52), line);
    assert_eq!(value(53), "0");
    assert_eq!(value(68), "עברית");
    assert_eq!(value(54), notes);
    let keys: Vec<_> = stored.custom_fields.values().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["الاسم", "zero", "notes", "documents", "gebühr"]);
    let field = &stored.custom_fields[&55];
    assert_eq!(field.formats, ["PDF", "DOCX", "DOC"]);
    let arrived: Vec<_> = field.files.iter().map(|file| (file.name.clone(), file.sha256.clone())).collect();
    let chosen: Vec<_> = sent_names().into_iter().zip(documents.iter().map(|path| sha256(path))).collect();
    assert_eq!(arrived, chosen);
    let stored_photo = stored.profile_photo.unwrap();
    assert_eq!((stored_photo.name.as_str(), stored_photo.sha256), ("Zoë 🧑‍🎨.png", sha256(&photo)));
}

#[tokio::test]
async fn empty_optional_fields_send_neither_values_nor_keys() {
    let setup = Setup {
        photo: "optional",
        offered: "contract = [\"view-contract\"]",
        ..Setup::with_fields(four_kinds())
    };
    let world = World::start(setup).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    // A text that was typed and deleted, or that is blank, counts as empty.
    form.type_into("custom_fields.52.value", "taken back").await;
    form.type_into("custom_fields.52.value", "").await;
    form.type_into("custom_fields.54.value", " \n ").await;
    form.submit_successfully().await;

    let fixed = ["email", "name", "last_name", "phone", "business_information[company_name]"];
    let expected: Vec<_> = fixed.into_iter().chain(["permissions[invoice][view-invoice]"]).collect();
    assert_eq!(world.submissions(), [expected]);
    let stored = world.customer().await;
    Person::ADA.assert_is(&stored);
    assert!(stored.custom_fields.is_empty() && stored.profile_photo.is_none(), "{stored:?}");
}

#[tokio::test]
async fn a_file_that_was_removed_again_is_not_sent() {
    let files = Files::new();
    let (first, second) = (files.write("first.pdf", "%PDF 1"), files.write("second.pdf", "%PDF 2"));
    let world = World::start(Setup::with_fields(four_kinds())).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files(FILES, &[&first]).await;
    form.choose_files(FILES, &[&second]).await;
    assert_eq!(form.files(FILES).await, ["first.pdf", "second.pdf"]);
    form.click("[aria-label=\"Remove first.pdf\"]").await;
    form.submit_successfully().await;

    let stored = world.customer().await;
    let names: Vec<_> = stored.custom_fields[&55].files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["second.pdf"]);
}

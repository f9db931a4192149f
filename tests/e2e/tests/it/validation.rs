//! The errors that the form itself finds, before any data leave the browser.

use crate::support::form::{SUMMARY, by_id};
use crate::support::{Files, Person, Setup, World, fields};

const FILES: &str = "custom_fields.55.file_upload.files";

#[tokio::test]
async fn empty_form_lists_every_missing_field_and_sends_nothing() {
    let setup = Setup {
        photo: "required",
        ..Setup::with_fields([
            fields::required(fields::text(52, "Department")),
            fields::required(fields::select(68, "Birthday", &["January"])),
            fields::text(54, "Nickname"),
            fields::required(fields::files(55, "Documents", &["PDF"])),
        ])
    };
    let world = World::start(setup).await;
    let form = world.open().await;
    form.submit().await;

    let missing = [
        ("email", None, "Enter your email address."),
        ("name", None, "Enter your first name."),
        ("last_name", None, "Enter your last name."),
        ("phone", None, "Enter your phone number."),
        ("business_information.company_name", None, "Enter the name of your company."),
        ("profile_photo_path", None, "Choose a profile photo."),
        ("custom_fields.52.value", Some("52"), "Fill in “Department”."),
        ("custom_fields.68.value", Some("68"), "Choose an option for “Birthday”."),
        (FILES, Some("55"), "Choose a file for “Documents”."),
    ];
    let event = form.next_event("validation-error").await;
    assert_eq!(event.detail["source"], "browser");
    let expected: Vec<_> = missing
        .iter()
        .map(|(id, field, _)| ((*id).to_owned(), field.map(str::to_owned), "missing".to_owned()))
        .collect();
    assert_eq!(event.errors(), expected);

    form.focus_arrives(SUMMARY).await;
    let summary = form.shown(SUMMARY).await;
    assert!(summary.starts_with("There are 9 problems with what you entered"), "{summary}");
    for (id, _, sentence) in missing {
        assert_eq!(form.error(id).await, sentence);
        assert!(summary.contains(sentence), "{summary}");
        assert_eq!(form.find(&by_id(id)).await.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
        form.click(&format!("{SUMMARY} a[href=\"#{id}\"]")).await;
        form.focus_arrives(&by_id(id)).await;
    }
    assert_eq!(form.error("custom_fields.54.value").await, "");
    assert!(world.submissions().is_empty());
    let address = world.browser.driver.current_url().await.unwrap();
    assert_eq!(address.fragment(), None, "a link of the summary has changed the page's address");
}

#[tokio::test]
async fn error_appears_on_leaving_a_field_and_goes_when_corrected() {
    let world = World::start(Setup::default()).await;
    let form = world.open().await;
    form.type_into("email", "ada@").await;
    assert_eq!(form.error("email").await, "");
    form.find(&by_id("name")).await.focus().await.unwrap();
    assert_eq!(form.error_shown("email").await, "Enter an email address like name@example.com.");
    form.type_into("email", "ada@example.com").await;
    assert_eq!(form.error("email").await, "");
    // The visitor has not left the other fields yet.
    assert_eq!(form.error("phone").await, "");
    let names: Vec<_> = form.events().await.into_iter().map(|event| event.name).collect();
    assert!(!names.contains(&"validation-error".to_owned()), "{names:?}");
}

#[tokio::test]
async fn files_of_wrong_kind_or_size_are_refused_before_sending() {
    let files = Files::new();
    let program = files.write("secret-name.exe", "MZ");
    let large = files.write("large.pdf", vec![b'x'; 3000]);
    let empty = files.write("empty.pdf", "");
    let no_picture = files.write("photo.png", "not a picture");
    let setup = Setup {
        photo: "required",
        limits: "file_bytes = 2048",
        ..Setup::with_fields([fields::files(55, "Documents", &["PDF"])])
    };
    let world = World::start(setup).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.choose_files("profile_photo_path", &[&no_picture]).await;
    form.choose_files(FILES, &[&program, &large, &empty]).await;
    form.submit().await;

    let event = form.next_event("validation-error").await;
    assert_eq!(event.detail["source"], "browser");
    let file = |index: u32, code: &str| (format!("{FILES}.{index}"), Some("55".to_owned()), code.to_owned());
    let photo = ("profile_photo_path".to_owned(), None, "not_an_image".to_owned());
    let expected = [photo, file(0, "format_not_allowed"), file(1, "file_too_large"), file(2, "file_empty")];
    let mut errors = event.errors();
    errors.sort_by_key(|(path, ..)| !path.starts_with("profile"));
    assert_eq!(errors, expected);
    let beside = form.error(FILES).await;
    for sentence in [
        "“secret-name.exe” is not of an accepted format. Please choose PDF.",
        "“large.pdf” is too large: it has 2.9 KB, and at most 2 KB can be sent. Please choose a smaller file.",
        "“empty.pdf” is empty. Please choose another file.",
    ] {
        assert!(beside.contains(sentence), "{beside}");
    }
    assert!(form.error("profile_photo_path").await.contains("JPEG, PNG, GIF or WebP"));
    assert!(world.submissions().is_empty());

    // The visitor corrects the files.
    for name in ["secret-name.exe", "large.pdf", "empty.pdf"] {
        form.click(&format!("[aria-label=\"Remove {name}\"]")).await;
    }
    form.click("[aria-label=\"Remove photo.png\"]").await;
    form.choose_files("profile_photo_path", &[&files.photo("me.png")]).await;
    form.submit_successfully().await;
    assert!(world.customer().await.custom_fields.is_empty());
}

#[tokio::test]
async fn only_the_success_event_contains_entered_values() {
    let person = Person {
        email: "Confidential-1",
        name: "Confidential-2",
        last_name: "Confidential-3",
        phone: "Confidential-4",
        company: "Confidential-5",
    };
    let files = Files::new();
    let setup = Setup::with_fields([
        fields::text(52, "Department"),
        fields::select(68, "Choice", &["Confidential-6"]),
        fields::files(55, "Documents", &["PDF"]),
    ]);
    let world = World::start(setup).await;
    let form = world.open().await;
    form.fill(person).await;
    form.type_into("custom_fields.52.value", "Confidential-7").await;
    form.choose_option("custom_fields.68.value", "Confidential-6").await;
    form.choose_files(FILES, &[&files.write("Confidential-8.exe", "Confidential-9")]).await;
    form.submit().await;
    form.next_event("validation-error").await;

    let events = form.events().await;
    assert!(events.iter().filter(|event| event.name == "change").count() >= 8, "{events:?}");
    for event in events {
        let detail = event.detail.to_string();
        assert!(!detail.contains("Confidential"), "{detail}");
        assert_eq!(event.detail["form"], "acme");
        assert!(event.detail["attempt"].as_str().is_some_and(|attempt| !attempt.is_empty()), "{detail}");
    }
}

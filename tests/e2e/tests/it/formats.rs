//! Files with unusual names, and values that cannot be seen.

use crate::support::form::SUMMARY;
use crate::support::{Files, Person, Setup, World, fields, sha256};

const PICTURES: &str = "custom_fields.55.file_upload.files";

#[tokio::test]
async fn photo_is_recognised_by_its_bytes_and_gets_its_extension() {
    let files = Files::new();
    for (name, expected) in [
        ("IMG_0001.HEIC", "IMG_0001.png"),
        ("me.jpg_large", "me.png"),
        ("St. Moritz", "St. Moritz.png"),
        ("DSC.MPO", "DSC.png"),
        ("me.pjpeg", "me.png"),
    ] {
        let photo = files.photo(name);
        let world = World::start(Setup { photo: "required", ..Setup::with_fields([]) }).await;
        let form = world.open().await;
        form.fill(Person::ADA).await;
        form.choose_files("profile_photo_path", &[&photo]).await;
        form.submit_successfully().await;
        let stored = world.customer().await.profile_photo.unwrap();
        assert_eq!((stored.name.as_str(), stored.media_type.as_str()), (expected, "image/png"), "{name}");
        assert_eq!(stored.sha256, sha256(&photo), "{name}");
    }
}

#[tokio::test]
async fn other_format_names_arrive_as_configured() {
    let files = Files::new();
    let world = World::start(Setup::with_fields([fields::files(55, "Pictures", &["JPG", "TIFF"])])).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let chosen = ["a.jpeg", "b.JFIF", "c\u{200b}.tif", "d.jpg"].map(|name| {
        files.write(name, if name.ends_with("tif") { b"II*\0\x08\0\0\0" } else { b"\xFF\xD8\xFF\xE0abcd" })
    });
    let paths: Vec<_> = chosen.iter().map(std::path::PathBuf::as_path).collect();
    form.choose_files(PICTURES, &paths).await;
    form.submit_successfully().await;
    let stored = world.customer().await;
    let names: Vec<_> = stored.custom_fields[&55].files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a.jpg", "b.jpg", "c.tiff", "d.jpg"]);
}

#[tokio::test]
async fn invisible_text_counts_as_missing() {
    let world = World::start(Setup::with_fields([fields::required(fields::area(54, "Notes"))])).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let places = ["last_name", "business_information.company_name", "custom_fields.54.value"];
    for (id, invisible) in
        places.into_iter().zip(["\u{3164}", "\u{200d}\u{2060}", "\u{2800}\u{ad}\n\u{e0020}"])
    {
        form.paste_into(id, invisible).await;
    }
    form.submit().await;
    let event = form.next_event("validation-error").await;
    let missing = places.map(|id| (id.to_owned(), "missing"));
    let errors = event.detail["errors"].as_array().unwrap();
    let found: Vec<_> = errors
        .iter()
        .map(|error| (error["path"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert!(found.iter().copied().eq(missing.iter().map(|(id, code)| (id.as_str(), *code))), "{found:?}");
    assert!(form.shown(SUMMARY).await.contains("Enter your last name."));
    assert!(world.customers().await.is_empty());

    let name = "ज़ोया क्\u{200d}ष 👩\u{200d}🚀";
    form.paste_into("last_name", name).await;
    form.paste_into("business_information.company_name", "می\u{200c}خواهم").await;
    form.paste_into("custom_fields.54.value", "x").await;
    form.submit_successfully().await;
    assert_eq!(world.customer().await.last_name.as_str(), name);
}

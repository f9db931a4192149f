//! Photos with many pixels.

use serde_json::json;

use crate::common::{Multipart, Rig, picture};

const PHOTO: &str = "profile_photo_path";

#[tokio::test]
async fn a_photo_of_many_pixels_reaches_the_crm_byte_for_byte() {
    let rig = Rig::start().await;
    let data = "entropy-coded data ".repeat(100_000);
    let photos = [
        ("a camera's 50 megapixels", picture::jpeg(8_160, 6_144, data.as_bytes())),
        ("a page scanned at 600 dpi", picture::grey_png(4_960, 7_016)),
        ("a panorama", picture::jpeg(60_000, 3_000, b"data")),
        ("200 megapixels", picture::jpeg(16_384, 12_288, b"data")),
    ];
    let photos = photos.map(|(what, photo)| (what, photo.clone(), photo));
    for (number, (what, photo, expected)) in photos.into_iter().enumerate() {
        let answer = rig.submit(Multipart::filled().file(PHOTO, "me", photo)).await;
        assert_eq!(answer.status, 201, "{what}: {answer:?}");
        let received = rig.crm.received();
        assert_eq!(received.len(), number + 1);
        assert!(received[number].files()[0].content == expected, "{what}");
    }
}

#[tokio::test]
async fn photo_above_the_limit_gets_its_pixel_count() {
    let rig = Rig::with(|toml| toml.replace("[limits]", "[limits]\nphoto_pixels = 1000000")).await;
    let photos = [
        picture::jpeg(1_000, 1_001, b"data"),
        picture::grey_png(1_000, 1_001),
        picture::gif_of(1_000, 1_001),
    ];
    for photo in photos {
        let answer = rig.submit(Multipart::filled().file(PHOTO, "me", photo)).await;
        assert_eq!(answer.problem(), (422, "invalid".to_owned()));
        let json = answer.json();
        assert_eq!(json["source"], "proxy");
        assert_eq!(
            json["errors"],
            json!([{"path": PHOTO, "code": "too_many_pixels", "max": 1_000_000, "actual": 1_001_000}])
        );
    }
    assert!(rig.crm.received().is_empty());
    let answer = rig.submit(Multipart::filled().file(PHOTO, "me", picture::grey_png(1_000, 1_000))).await;
    assert_eq!(answer.status, 201, "{answer:?}");
}

#[tokio::test]
async fn a_photo_above_the_default_limit_is_refused() {
    let rig = Rig::start().await;
    let photo = picture::jpeg(16_384, 12_289, b"data");
    let answer = rig.submit(Multipart::filled().file(PHOTO, "me.jpg", photo)).await;
    assert_eq!(answer.errors(), [(PHOTO.to_owned(), "too_many_pixels".to_owned())]);
    let without_end = picture::jpeg(16_384, 12_289, b"data").split_last().unwrap().1.to_vec();
    let answer = rig.submit(Multipart::filled().file(PHOTO, "me.jpg", without_end)).await;
    assert_eq!(answer.errors(), [(PHOTO.to_owned(), "not_an_image".to_owned())]);
    assert!(rig.crm.received().is_empty());
}

//! Files that the proxy passes on.

use sha2::{Digest, Sha256};

use crate::common::{Multipart, Rig, picture};

const FILES: &str = "custom_fields[55][file_upload][files][]";

/// Bytes that any compression or text conversion would change.
fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..bytes).map(|_| next()).collect()
}

#[tokio::test]
async fn files_of_every_size_arrive_byte_for_byte() {
    let rig = Rig::start().await;
    // Sizes around the limit above which a file leaves memory, and far above it.
    let sizes = [1, 65_531, 65_532, 65_533, 8 << 20];
    let contents =
        sizes.into_iter().zip(1..).map(|(size, seed)| [b"%PDF".to_vec(), noise(size, seed)].concat());
    let contents: Vec<_> = contents.collect();
    let photo = picture::png(1 << 10, noise(3 << 20, 9));
    assert!(photo.len() > 3 << 20);
    let mut body = Multipart::filled();
    for (index, content) in contents.iter().enumerate() {
        body = body.file(FILES, &format!("{index}.pdf"), content);
    }
    let answer = rig.submit(body.file("profile_photo_path", "me.png", &photo)).await;
    assert_eq!(answer.status, 201, "{answer:?}");

    let received = rig.crm.received_one();
    let hashes: Vec<_> = received.files().iter().map(|part| Sha256::digest(&part.content)).collect();
    let expected: Vec<_> = contents.iter().chain([&photo]).map(Sha256::digest).collect();
    assert_eq!(hashes, expected);
}

#[tokio::test]
async fn file_names_arrive_clean_and_complete() {
    let rig = Rig::start().await;
    let names = [
        ("履歴書 2026.pdf", "履歴書 2026.pdf"),
        ("../../../etc/cron.d/evil.pdf", "evil.pdf"),
        ("C:\\Users\\ada\\Ångström’s.docx", "Ångström’s.docx"),
        (".pdf", "file.pdf"),
        ("a%22; name=%22email.pdf", "a%22; name=%22email.pdf"),
    ];
    let mut body = Multipart::filled();
    for (name, _) in names {
        body = body.file(FILES, name, if name.ends_with("docx") { "PK\x03\x04" } else { "%PDF-1.7" });
    }
    let answer = rig.submit(body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let received = rig.crm.received_one();
    let arrived: Vec<_> = received.files().iter().filter_map(|part| part.file_name.as_deref()).collect();
    assert_eq!(arrived, names.map(|(_, expected)| expected));
}

#[tokio::test]
async fn declared_content_type_of_a_file_is_not_forwarded() {
    let rig = Rig::start().await;
    let body = Multipart::filled()
        .part(
            format!(
                "Content-Disposition: form-data; name=\"{FILES}\"; filename=\"a.pdf\"\r\n\
                 Content-Type: text/html\r\nX-Evil: 1\r\nContent-Transfer-Encoding: base64"
            ),
            "%PDF PGh0bWw+",
        )
        .file("profile_photo_path", "photo.png", picture::gif());
    assert_eq!(rig.submit(body).await.status, 201);
    let received = rig.crm.received_one();
    let types: Vec<_> = received.files().iter().filter_map(|part| part.media_type.as_deref()).collect();
    assert_eq!(types, ["application/octet-stream", "image/gif"]);
    assert!(!received.body.windows(6).any(|window| window == b"X-Evil"));
    assert_eq!(received.files()[0].content, "%PDF PGh0bWw+");
}

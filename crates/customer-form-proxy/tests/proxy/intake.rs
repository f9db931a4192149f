//! Multipart bodies that the form never sends.

use test_support::multipart::BOUNDARY;

use crate::common::rig::send;
use crate::common::{Multipart, Rig};

const FILES: &str = "custom_fields[55][file_upload][files][]";

#[tokio::test]
async fn other_parts_than_those_of_the_form_are_refused() {
    let rig = Rig::start().await;
    let filled = Multipart::filled;
    let disposition = "Content-Disposition: form-data; name=\"custom_fields[52][value]\"";
    for (what, body) in [
        ("an unknown name", filled().text("user_id", "1")),
        ("an unknown field", filled().text("custom_fields[99][value]", "x")),
        ("the API page's placeholder", filled().text("custom_fields[52][cust]", "x")),
        ("another spelling of an id", filled().text("custom_fields[052][value]", "x")),
        ("a list where a scalar belongs", filled().text("email[]", "x")),
        (
            "a scalar where a list belongs",
            filled().file("custom_fields[55][file_upload][files]", "a.pdf", "x"),
        ),
        ("an index of its own", filled().file("custom_fields[55][file_upload][files][0]", "a.pdf", "x")),
        ("a repeated scalar", filled().text("email", "eve@example.com")),
        ("a repeated key", filled().text("custom_fields[52][key]", "a").text("custom_fields[52][key]", "b")),
        (
            "a second photo",
            filled().file("profile_photo_path", "a.gif", "GIF89a").file(
                "profile_photo_path",
                "b.gif",
                "GIF89a",
            ),
        ),
        ("a text behind a file", filled().file(FILES, "a.pdf", "x").text("custom_fields[52][value]", "x")),
        ("a text where a file belongs", filled().text(FILES, "contract.pdf")),
        ("a file where a text belongs", filled().file("custom_fields[52][value]", "a.pdf", "x")),
        ("a file in a text field", filled().file("custom_fields[52][file_upload][files][]", "a.pdf", "x")),
        ("a text in a file field", filled().text("custom_fields[55][value]", "x")),
        ("a permission that is not offered", filled().text("permissions[meeting][edit-meeting]", "1")),
        ("a permission that is granted anyway", filled().text("permissions[invoice][view-invoice]", "1")),
        ("a permission in the wrong module", filled().text("permissions[invoice][view-contract]", "1")),
        ("a permission that is not 1", filled().text("permissions[contract][view-contract]", "0")),
        ("a permission with a blank", filled().text("permissions[contract][view-contract]", "1 ")),
        (
            "a repeated permission",
            filled()
                .text("permissions[contract][view-contract]", "1")
                .text("permissions[contract][view-contract]", "1"),
        ),
        ("a text that is not UTF-8", filled().text("custom_fields[52][value]", b"\xFF\xFE")),
        ("a part without a name", filled().part("Content-Disposition: form-data", "x")),
        ("a part without a disposition", filled().part("Content-Type: text/plain", "x")),
        (
            "an attachment",
            filled().part("Content-Disposition: attachment; name=\"custom_fields[52][value]\"", "x"),
        ),
        (
            "a file name only PHP would not read",
            filled().part(
                format!("Content-Disposition: form-data; name=\"{FILES}\"; filename*=UTF-8''a.pdf"),
                "x",
            ),
        ),
        ("a header without a colon", filled().part(format!("{disposition}\r\nno colon"), "x")),
        ("a long head", filled().part(format!("{disposition}\r\nX-Long: {}", "x".repeat(9_000)), "x")),
        ("many headers", filled().part(format!("{disposition}{}", "\r\nX-A: b".repeat(40)), "x")),
    ] {
        let answer = rig.submit(body).await;
        assert_eq!(answer.status, 400, "{what}");
        assert_eq!(answer.problem().1, "malformed_request", "{what}");
    }
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn incomplete_body_is_refused() {
    let rig = Rig::start().await;
    let whole = Multipart::filled().finish();
    let mut bodies = vec![Vec::new(), b"\r\n".to_vec(), b"not multipart at all".to_vec()];
    bodies.push(Multipart::filled().unfinished());
    bodies.push(format!("--{BOUNDARY}").into_bytes());
    bodies.extend([10, 60, 120, whole.len() - 5].map(|end| whole[..end].to_vec()));
    for body in bodies {
        let text = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(
            send(rig.post(body).await).await.problem(),
            (400, "malformed_request".to_owned()),
            "{text}"
        );
    }
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn only_multipart_with_a_boundary_is_read() {
    let rig = Rig::start().await;
    let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
    for (content_type, expected) in [
        ("application/json", (415, "unsupported_media_type")),
        ("application/x-www-form-urlencoded", (415, "unsupported_media_type")),
        ("multipart/mixed; boundary=x", (415, "unsupported_media_type")),
        ("", (415, "unsupported_media_type")),
        ("multipart/form-data", (400, "malformed_request")),
        ("multipart/form-data; boundary=", (400, "malformed_request")),
        ("multipart/form-data; boundary=\"\"", (415, "unsupported_media_type")),
        (&long, (400, "malformed_request")),
    ] {
        let mut request = rig.post(Multipart::filled().finish()).await.build().unwrap();
        request.headers_mut().insert("content-type", content_type.parse().unwrap());
        let response = rig.client.execute(request).await.unwrap();
        let (status, code) = crate::common::rig::ProxyAnswer::of(response).await.problem();
        assert_eq!((status, code.as_str()), expected, "{content_type:?}");
    }
    let mut request = rig.post(Multipart::filled().finish()).await.build().unwrap();
    request.headers_mut().remove("content-type");
    assert_eq!(rig.client.execute(request).await.unwrap().status(), 415);
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn equivalent_multipart_of_other_clients_is_read() {
    let rig = Rig::start().await;
    let body = Multipart::new()
        .raw("a preamble\r\n")
        .part(
            "content-disposition: form-data; name=\"email\"\r\nContent-Type: text/plain; charset=utf-8",
            "ada@example.com",
        )
        .text("name", "Ada")
        .text("last_name", "Lovelace")
        .text("phone", "0")
        .text("business_information[company_name]", "--")
        .raw(format!(
            "--{BOUNDARY}  \t\r\nContent-Disposition: form-data; name=\"custom_fields[52][value]\"\r\n\r\n"
        ))
        .raw("\r\n--\r\n----WebKitFormBoundary\r\n");
    let mut bytes = body.finish();
    bytes.extend_from_slice(b"an epilogue\r\n");
    let answer = send(rig.post(bytes).await).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let received = rig.crm.received_one();
    let value = received.texts().into_iter().find(|(name, _)| *name == "custom_fields[52][value]");
    assert_eq!(value, Some(("custom_fields[52][value]", "\n--\n----WebKitFormBoundary")));
}

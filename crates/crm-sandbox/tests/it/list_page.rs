//! `GET /` and `GET /customers.json`.

use crm_sandbox::StoredCustomer;
use serde_json::{Value, json};

use crate::form::{FormBody, PNG};
use crate::support::{Crm, accepting, field};

async fn page(crm: &Crm) -> String {
    crm.client.get(crm.url("/")).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn page_of_an_empty_sandbox_shows_no_customers() {
    let page = page(&Crm::start().await).await;
    assert!(page.contains("No customers yet"), "{page}");
    assert!(page.contains("0 customers"), "{page}");
}

#[tokio::test]
async fn every_value_and_file_is_on_the_page_newest_customer_first() {
    let fields = json!([
        {"id": 1, "type": 7, "key": "k1", "name": "Straße & Ort"},
        field(2, 9, "k2", false, accepting(&[], true, 0)),
    ]);
    let crm = Crm::with_fields(fields).await;
    let form = FormBody::valid()
        .text("custom_fields[1][key]", "k1")
        .text("custom_fields[1][value]", "Rue du Rhône 42\n1204 Genève")
        .text("custom_fields[2][key]", "k2")
        .text("custom_fields[2][file_upload][formats][]", "PDF")
        .file("custom_fields[2][file_upload][files][]", "契約書.pdf", &[b'x'; 2_048]);
    let first = crm.created(&form).await;
    crm.created(&FormBody::valid().text("email", "later@example.com").text("name", "Later")).await;

    let page = page(&crm).await;
    let file = &first.custom_fields[&2].files[0];
    let photo = first.profile_photo.unwrap();
    for expected in [
        "jane@tech-solutions.example",
        "Jane",
        "Smith",
        "555-987-6543",
        "Tech Solutions Inc",
        "view-invoice",
        "Straße &amp; Ort",
        "Rue du Rhône 42\n1204 Genève",
        "契約書.pdf",
        "2048 bytes",
        "Formats sent: PDF",
        &file.sha256,
        &photo.sha256,
        &format!("href=\"/files/{}\"", file.id),
        &format!("src=\"/files/{}\"", photo.id),
        "2 customers",
    ] {
        assert!(page.contains(expected), "{expected} is not in {page}");
    }
    assert!(page.find("later@example.com") < page.find("jane@tech-solutions.example"));
}

#[tokio::test]
async fn only_images_are_previewed_with_any_name() {
    let crm = Crm::with_fields(json!([field(1, 9, "k", false, accepting(&[], true, 0))])).await;
    let name = "custom_fields[1][file_upload][files][]";
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let form = FormBody::valid()
        .text("custom_fields[1][key]", "k")
        .file(name, "scan.pdf", PNG)
        .file(name, "drawing.svg", svg)
        .file(name, "fake.png", b"<script>alert(1)</script>");
    let files = crm.created(&form).await.custom_fields[&1].files.clone();
    assert_eq!(files.iter().map(|file| file.is_image).collect::<Vec<_>>(), [true, false, false]);
    let page = page(&crm).await;
    assert!(page.contains(&format!("src=\"/files/{}\"", files[0].id)), "{page}");
    assert_eq!(page.matches("<img").count(), 2, "the photo and the scan: {page}");
}

#[tokio::test]
async fn hostile_names_and_values_do_not_become_markup() {
    let attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;";
    let fields = json!([
        {"id": 1, "type": 1, "key": attack, "name": attack},
        {"id": 2, "type": 9, "key": attack, "name": attack},
    ]);
    let crm = Crm::with_fields(fields).await;
    let form = FormBody::valid()
        .text("name", attack)
        .text("last_name", attack)
        .text("phone", attack)
        .text("business_information[company_name]", attack)
        .text("business_information[city]", attack)
        .text("custom_fields[1][key]", attack)
        .text("custom_fields[1][value]", attack)
        .text("custom_fields[2][key]", attack)
        .text("custom_fields[2][file_upload][formats][]", attack)
        .file("custom_fields[2][file_upload][files][]", "\"'><img src=x onerror=alert(1)>.pdf", b"x");
    let customer = crm.created(&form).await;
    assert_eq!(customer.name, attack);
    assert_eq!(customer.custom_fields[&2].files[0].name, "\"'><img src=x onerror=alert(1)>.pdf");

    let page = page(&crm).await;
    assert!(!page.contains("<script"), "{page}");
    assert_eq!(page.matches("<img").count(), 1, "only the photo is an image: {page}");
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;.pdf"), "{page}");
    // An unescaped quote could end an attribute.
    assert!(!page.contains("\"'"), "{page}");
}

#[tokio::test]
async fn page_forbids_scripts_and_loads_no_foreign_files() {
    let crm = Crm::start().await;
    let answer = crm.client.get(crm.url("/")).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script"), "{policy}");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    let page = answer.text().await.unwrap();
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("http"), "{page}");
    let style = crm.client.get(crm.url("/style.css")).send().await.unwrap();
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}

#[tokio::test]
async fn json_list_equals_the_list_of_the_library() {
    let crm = Crm::with_fields(json!([field(1, 9, "k", false, Value::Null)])).await;
    let form = FormBody::valid().text("custom_fields[1][key]", "k").file(
        "custom_fields[1][file_upload][files][]",
        "a.txt",
        b"a",
    );
    crm.created(&form).await;
    let listed = crm.client.get(crm.url("/customers.json")).send().await.unwrap();
    let listed: Vec<StoredCustomer> = listed.json().await.unwrap();
    assert_eq!(listed, crm.sandbox.customers().await.unwrap());
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn past_a_hundred_customers_the_page_shows_the_newest() {
    let crm = Crm::start().await;
    for number in 0..101 {
        crm.created(&FormBody::valid().text("email", &format!("{number}@example.com"))).await;
    }
    let page = page(&crm).await;
    assert_eq!(page.matches("<article").count(), 100);
    assert!(page.contains("100@example.com") && !page.contains(">0@example.com"), "{page}");
    assert!(page.contains("101 customers"), "{page}");
}

//! The sandbox's log of the requests that it received.

use crm_sandbox::Endpoint;

use crate::form::{BOUNDARY, FormBody};
use crate::support::Crm;

#[tokio::test]
async fn requests_are_recorded_by_endpoint_with_headers_and_parts() {
    let crm = Crm::start().await;
    crm.get("/api/custom-fields").send().await.unwrap();
    crm.client.get(crm.url("/")).send().await.unwrap();
    let form = FormBody::valid().file("a.b[][x]", "dir/ü.pdf", b"x");
    let body = form.body();
    crm.create(&form).await;

    assert_eq!(crm.sandbox.requests().len(), 2);
    let fields = crm.sandbox.requests_to(Endpoint::CustomFields).remove(0);
    assert_eq!((fields.method.as_str(), fields.path.as_str()), ("GET", "/api/custom-fields"));
    assert!(fields.parts.is_empty() && fields.is_complete);

    let post = crm.sandbox.requests_to(Endpoint::Customers).remove(0);
    assert_eq!((post.method.as_str(), post.path.as_str()), ("POST", "/api/customers"));
    assert_eq!(post.header("content-length"), Some(body.len().to_string().as_str()));
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    assert_eq!(post.header("content-type"), Some(content_type.as_str()));
    assert_eq!(post.header("accept"), Some("application/json"));
    assert!(post.is_complete);
    let names = [
        "email",
        "name",
        "last_name",
        "phone",
        "business_information[company_name]",
        "permissions[invoice][view-invoice]",
        "profile_photo_path",
        "a.b[][x]",
    ];
    assert_eq!(post.part_names(), names);
    assert_eq!(post.parts[0].filename, None);
    assert_eq!(post.parts[7].filename.as_deref(), Some("dir/ü.pdf"));
    assert_eq!(post.parts[7].content_type.as_deref(), Some("application/x-test"));
}

#[tokio::test]
async fn request_log_does_not_contain_the_key() {
    let crm = Crm::start().await;
    crm.get("/api/custom-fields").send().await.unwrap();
    crm.client.get(crm.url("/api/custom-fields")).send().await.unwrap();
    let requests = crm.sandbox.requests();
    let authorized: Vec<_> = requests.iter().map(|request| request.has_authorization).collect();
    assert_eq!(authorized, [true, false]);
    assert!(!format!("{requests:?}").contains("sandbox-key"));
}

//! The CRM client without a connection, for tests and fuzz targets: the request that would be sent, and the meaning of
//! an answer.

use bytes::Bytes;
use customer_form_contract::FormConfig;
use customer_form_contract::wire::Customer;
use http_body_util::BodyExt;
use reqwest::Response;

use super::body::SendBody;
use super::{CrmError, customers};
use crate::submission::Submission;

/// The `Content-Type` and the whole body of the request for a submission.
pub(crate) async fn written(
    config: &FormConfig,
    submission: Submission,
) -> Result<(String, Bytes), CrmError> {
    let framed = customers::frame(config, submission)?;
    let (content_type, length) = (framed.content_type.clone(), framed.length);
    let (body, taken) = SendBody::new(framed);
    let Ok(body) = body.collect().await else { panic!("a file cannot be read") };
    let body = body.to_bytes();
    assert_eq!((body.len() as u64, *taken.borrow()), (length, length), "the Content-Length is wrong");
    Ok((content_type, body))
}

/// The meaning of an answer of the CRM.
pub(crate) async fn understood(response: Response) -> Result<Customer, CrmError> {
    customers::read(response).await
}

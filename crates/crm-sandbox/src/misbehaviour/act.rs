//! Carries out a plan.

use std::future::Future;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;

use super::{Misbehaviour, PlannedAnswer};
use crate::laravel::answers;
use crate::request_log::Endpoint;

/// Marks a response that the server must not send: the server closes the connection instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CloseConnection;

/// Gives the planned answer. `genuine` does the real work and gives the genuine answer; it is awaited only if the
/// plan allows the work.
pub(crate) async fn answer(
    plan: Option<Misbehaviour>,
    headers: &HeaderMap,
    genuine: impl Future<Output = Response>,
) -> Response {
    let Some(Misbehaviour { endpoint, store, answer, .. }) = plan else { return genuine.await };
    let works = store || endpoint == Endpoint::CustomFields;
    match answer {
        PlannedAnswer::Slow { after } if works => {
            let response = genuine.await;
            tokio::time::sleep(after).await;
            response
        }
        PlannedAnswer::Slow { after } => {
            tokio::time::sleep(after).await;
            genuine.await
        }
        PlannedAnswer::Status { status, content_type, body, headers } => {
            if works {
                genuine.await;
            }
            planned(status, &content_type, body, headers)
        }
        PlannedAnswer::CutOff if works => cut_off(genuine.await).await,
        PlannedAnswer::CutOff => cut_off(answers::server_error(headers)).await,
        PlannedAnswer::Closed => {
            if works {
                genuine.await;
            }
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.extensions_mut().insert(CloseConnection);
            response
        }
    }
}

fn planned(status: StatusCode, content_type: &str, body: Bytes, headers: HeaderMap) -> Response {
    let mut response = (status, headers, Body::from(body)).into_response();
    if let Ok(value) = HeaderValue::from_str(content_type)
        && !content_type.is_empty()
    {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}

/// Announces the full length, sends half of the body, and fails, so that the server drops the connection.
async fn cut_off(whole: Response) -> Response {
    let (mut head, body) = whole.into_parts();
    let bytes = match body.collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(_) => Bytes::new(),
    };
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let half = bytes.slice(..bytes.len() / 2);
    let sent = stream::once(async { Ok::<_, std::io::Error>(half) });
    let failed = stream::once(async {
        // Yields once, so that the server can send the first half before it sees the failure.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("the sandbox cut the answer off, because a planned answer says so"))
    });
    Response::from_parts(head, Body::from_stream(sent.chain(failed)))
}

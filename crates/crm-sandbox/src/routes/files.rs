//! `GET /files/{id}`: exactly the stored bytes, as a download.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::app::SandboxState;
use crate::laravel::answers;
use crate::stored::StoredFile;

/// The largest part of a file that is in memory at once, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// The characters that RFC 8187 allows unencoded in `filename*`.
const PLAIN_IN_FILENAME: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~').remove(b'!');

pub(super) async fn download(
    State(app): State<Arc<SandboxState>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(id) = id.parse::<u64>() else { return answers::not_found(&headers, &format!("files/{id}")) };
    let found = match app.with_store(move |store| store.file(id)).await {
        Ok(Some(file)) => File::open(&file.path).await.map(|content| (file, content)),
        Ok(None) => return answers::not_found(&headers, &format!("files/{id}")),
        Err(error) => Err(std::io::Error::other(error)),
    };
    match found {
        Ok((file, content)) => attachment(&file, content),
        Err(error) => {
            tracing::error!(%error, id, "cannot read a stored file");
            answers::server_error(&headers)
        }
    }
}

/// The answer for a file. An uploaded file may contain anything, so a browser must not run it: the answer is an
/// attachment with a generic type, and if a browser shows it as a page, its policy is `sandbox`. An `<img>` still
/// shows the file.
fn attachment(file: &StoredFile, content: File) -> Response {
    let name = utf8_percent_encode(&file.name, PLAIN_IN_FILENAME);
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_LENGTH, file.size.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (StatusCode::OK, headers, Body::from_stream(chunks(content))).into_response()
}

fn chunks(content: File) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(content, async |mut content| {
        let mut chunk = BytesMut::with_capacity(CHUNK_BYTES);
        let read = content.read_buf(&mut chunk).await?;
        Ok((read > 0).then(|| (chunk.freeze(), content)))
    })
}

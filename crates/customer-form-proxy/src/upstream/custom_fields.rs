//! `GET /api/custom-fields`.

use customer_form_contract::crm::{InvalidConfig, MAX_CONFIG_BYTES, ParsedFields, parse_fields};
use http::StatusCode;
use tokio::time::timeout;

use super::answer::{AnswerBody, read_body};
use super::error::describe;
use super::{FetchError, Upstream};

impl Upstream {
    /// Fetches the account's custom fields.
    pub(crate) async fn custom_fields(&self) -> Result<ParsedFields, FetchError> {
        let bound = self.timeouts.upstream_connect + self.timeouts.upstream_answer;
        timeout(bound, self.fetch()).await.unwrap_or(Err(FetchError::TimedOut))
    }

    async fn fetch(&self) -> Result<ParsedFields, FetchError> {
        let request = self.with_headers(self.client.get(self.endpoint("custom-fields")));
        let response = request.send().await.map_err(|error| FetchError::Unreachable(describe(error)))?;
        match response.status() {
            StatusCode::OK => {}
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                return Err(FetchError::KeyRefused(status.as_u16()));
            }
            status => return Err(FetchError::Status(status.as_u16())),
        }
        match read_body(response, MAX_CONFIG_BYTES).await {
            AnswerBody::Whole(body) => Ok(parse_fields(&body)?),
            AnswerBody::TooLarge => {
                let (max_bytes, actual) = (MAX_CONFIG_BYTES, MAX_CONFIG_BYTES + 1);
                Err(InvalidConfig::TooLarge { max_bytes, actual }.into())
            }
            AnswerBody::Broken(error) => Err(FetchError::Broken(describe(error))),
        }
    }
}

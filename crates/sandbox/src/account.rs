//! The account's custom fields: the body that `GET /api/custom-fields` answers with, and what the rules read
//! out of it.

use std::sync::{Arc, PoisonError, RwLock};

use axum::http::StatusCode;
use bytes::Bytes;

pub(crate) mod definition;

use definition::FieldDefinition;

/// An account that shows everything the form has to render; see the file for what it contains.
const DEMO_FIELDS: &str = include_str!("../demo/custom-fields.json");

/// What `GET /api/custom-fields` answers, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldsAnswer {
    /// The status; 200 unless a test wants something else.
    pub status: StatusCode,
    /// The `Content-Type`; none is sent if it is empty.
    pub content_type: String,
    /// Any bytes: they need not be JSON.
    pub body: Bytes,
}

impl FieldsAnswer {
    /// A 200 of type `application/json`.
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self { status: StatusCode::OK, content_type: "application/json".to_owned(), body: body.into() }
    }

    /// The built-in demo account.
    #[must_use]
    pub fn demo() -> Self {
        Self::json(DEMO_FIELDS)
    }
}

/// The fields that customers are checked against, in the order of the configuration.
pub(crate) type Definitions = Arc<[FieldDefinition]>;

/// The account as it is now.
#[derive(Debug)]
pub(crate) struct Account {
    current: RwLock<Current>,
    /// What `reset` goes back to.
    initial: FieldsAnswer,
}

#[derive(Debug, Clone)]
struct Current {
    answer: FieldsAnswer,
    definitions: Definitions,
}

impl Account {
    pub(crate) fn new(initial: FieldsAnswer) -> Self {
        let definitions = readable(&initial).unwrap_or_else(|| {
            tracing::warn!("the custom fields cannot be read: every custom field will be refused as unknown");
            Arc::default()
        });
        let current = RwLock::new(Current { answer: initial.clone(), definitions });
        Self { current, initial }
    }

    /// Replaces the answer. An answer that cannot be read as fields leaves the definitions as they were: the
    /// endpoint is broken then, not the account, and customers are still checked against its fields.
    pub(crate) fn set(&self, answer: FieldsAnswer) {
        let definitions = readable(&answer);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        current.answer = answer;
        if let Some(definitions) = definitions {
            current.definitions = definitions;
        }
    }

    pub(crate) fn reset(&self) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) =
            Self::new(self.initial.clone()).current.into_inner().unwrap_or_else(PoisonError::into_inner);
    }

    pub(crate) fn answer(&self) -> FieldsAnswer {
        self.current.read().unwrap_or_else(PoisonError::into_inner).answer.clone()
    }

    pub(crate) fn definitions(&self) -> Definitions {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).definitions)
    }
}

fn readable(answer: &FieldsAnswer) -> Option<Definitions> {
    answer.status.is_success().then(|| definition::parse(&answer.body)).flatten().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_answer_keeps_the_earlier_definitions() {
        let account = Account::new(FieldsAnswer::json(r#"{"data": [{"id": 7, "type": 1, "key": "k"}]}"#));
        account.set(FieldsAnswer::json("<h1>502</h1>"));
        assert_eq!(account.answer().body, "<h1>502</h1>");
        assert_eq!(account.definitions().first().map(|field| field.id), Some(7));
        account.set(FieldsAnswer::json(r#"{"data": []}"#));
        assert!(account.definitions().is_empty());
        account.reset();
        assert_eq!(account.definitions().len(), 1);
    }

    #[test]
    fn the_demo_account_can_be_read_and_has_every_type() {
        let account = Account::new(FieldsAnswer::demo());
        let types: Vec<_> = account.definitions().iter().map(|field| field.kind.clone()).collect();
        assert!(types.iter().any(|kind| matches!(kind, definition::FieldKind::Text)));
        assert!(types.iter().any(|kind| matches!(kind, definition::FieldKind::Select { .. })));
        assert!(types.iter().any(|kind| matches!(kind, definition::FieldKind::Files { .. })));
    }
}

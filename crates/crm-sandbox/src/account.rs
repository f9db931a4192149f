//! The custom fields of the account: the body that `GET /api/custom-fields` answers with, and the field definitions
//! that the rules read from that body.

use std::sync::{Arc, PoisonError, RwLock};

use axum::http::StatusCode;
use bytes::Bytes;

pub(crate) mod definition;

use definition::FieldDefinition;

/// The answer of the demo account, which has every kind of field that the form has to render.
const DEMO_FIELDS: &str = include_str!("../demo/custom-fields.json");

/// The answer of `GET /api/custom-fields`, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldsAnswer {
    /// The status. Default: 200.
    pub status: StatusCode,
    /// The value of `Content-Type`. An empty text sends no such header.
    pub content_type: String,
    /// The body. It need not be JSON.
    pub body: Bytes,
}

impl FieldsAnswer {
    /// An answer with status 200 and type `application/json`.
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self { status: StatusCode::OK, content_type: "application/json".to_owned(), body: body.into() }
    }

    /// The answer of the built-in demo account.
    #[must_use]
    pub fn demo() -> Self {
        Self::json(DEMO_FIELDS)
    }
}

/// The field definitions that customers are checked against, in the order of the answer.
pub(crate) type Definitions = Arc<[FieldDefinition]>;

/// The current state of the account.
#[derive(Debug)]
pub(crate) struct Account {
    current: RwLock<Current>,
    /// The answer that `reset` restores.
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
            tracing::warn!(
                "cannot read the custom fields: the sandbox refuses every custom field as unknown"
            );
            Arc::default()
        });
        let current = RwLock::new(Current { answer: initial.clone(), definitions });
        Self { current, initial }
    }

    /// Replaces the answer. If the answer cannot be read as custom fields, the definitions do not change: only the
    /// endpoint is broken then, and customers are still checked against the fields of the account.
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

//! A small CRM that gives the answers of the test, and records the requests.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::eventually;

pub(crate) struct Crm {
    pub(crate) address: SocketAddr,
    state: Arc<CrmState>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct CrmState {
    fields: Mutex<PlannedAnswer>,
    /// The next answers. The last answer is repeated.
    answers: Mutex<VecDeque<PlannedAnswer>>,
    asked: Mutex<Vec<HeaderMap>>,
    created: Mutex<Vec<Received>>,
    elsewhere: Mutex<Vec<String>>,
    gate: Mutex<Option<Arc<Semaphore>>>,
}

#[derive(Clone, Default)]
pub(crate) struct PlannedAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

/// A `POST /api/customers` request.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) content: Bytes,
}

impl PlannedAnswer {
    pub(crate) fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, body.to_string()).header("content-type", "application/json")
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn response(self) -> Response {
        let mut response = Response::builder().status(StatusCode::from_u16(self.status).unwrap());
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap()
    }
}

impl Received {
    /// The names and values of the texts, in their order.
    pub(crate) fn texts(&self) -> Vec<(&str, &str)> {
        let texts = self.parts.iter().filter(|part| part.file_name.is_none());
        texts.map(|part| (part.name.as_str(), std::str::from_utf8(&part.content).unwrap())).collect()
    }

    pub(crate) fn files(&self) -> Vec<&Part> {
        self.parts.iter().filter(|part| part.file_name.is_some()).collect()
    }
}

/// One custom field of each type.
pub(crate) fn all_fields() -> Value {
    json!({"data": [
        {"id": 52, "type": 1, "name": "Department", "key": "department", "required": false, "fields": {"options": null}},
        {"id": 68, "type": 5, "name": "Birthday", "key": "birthday", "required": false,
         "fields": {"options": ["January", "February"]}},
        {"id": 54, "type": 7, "name": "Notes", "key": "notes", "required": false, "fields": {"options": [null]}},
        {"id": 55, "type": 9, "name": "Documents", "key": "documents", "required": false,
         "fields": {"fileConfig": {"acceptFile": ["PDF", "DOCX/DOC"], "allowMultiple": true, "maxFiles": 5}}},
    ]})
}

/// The answer of the CRM's API documentation, with members that no visitor may see.
pub(crate) fn created() -> Value {
    json!({"data": {
        "id": 310, "name": "Ada", "last_name": "Lovelace", "email": "ada@example.com",
        "phone": "555-987-6543", "profile_photo_path": "https://crm.internal/storage/310.jpg",
        "stripe_customer_flag": false, "notes": ["upstream secret"], "permissions": [],
    }})
}

impl Crm {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(CrmState::default());
        let router = Router::new()
            .route("/api/custom-fields", get(custom_fields))
            .route("/api/customers", post(customers))
            .fallback(elsewhere)
            .with_state(Arc::clone(&state));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let crm = Self { address, state, server };
        crm.set_fields(PlannedAnswer::json(200, &all_fields()));
        crm.answer(PlannedAnswer::json(201, &created()));
        crm
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes the port. The returned socket prevents that another program opens the port.
    pub(crate) async fn stop(&self) -> TcpSocket {
        self.server.abort();
        eventually("the end of the CRM", || self.server.is_finished()).await;
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.address).unwrap();
        socket
    }

    /// Sets the answer to `GET /api/custom-fields` from now on.
    pub(crate) fn set_fields(&self, answer: PlannedAnswer) {
        *self.state.fields.lock().unwrap() = answer;
    }

    /// Sets the answer to `POST /api/customers` from now on.
    pub(crate) fn answer(&self, answer: PlannedAnswer) {
        *self.state.answers.lock().unwrap() = VecDeque::from([answer]);
    }

    /// Holds back each answer to a POST until the test adds a permit.
    pub(crate) fn hold(&self) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        *self.state.gate.lock().unwrap() = Some(Arc::clone(&gate));
        gate
    }

    /// The headers of every `GET /api/custom-fields` request.
    pub(crate) fn asked(&self) -> Vec<HeaderMap> {
        self.state.asked.lock().unwrap().clone()
    }

    /// Every `POST /api/customers` request.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.created.lock().unwrap().clone()
    }

    /// The only `POST /api/customers` request. Fails if there is none, or more than one.
    pub(crate) fn received_one(&self) -> Received {
        let all = self.received();
        assert_eq!(all.len(), 1, "the number of submissions that reached the CRM");
        all.into_iter().next().unwrap()
    }

    /// Every other address that was requested.
    pub(crate) fn elsewhere(&self) -> Vec<String> {
        self.state.elsewhere.lock().unwrap().clone()
    }
}

async fn custom_fields(State(state): State<Arc<CrmState>>, headers: HeaderMap) -> Response {
    state.asked.lock().unwrap().push(headers);
    state.fields.lock().unwrap().clone().response()
}

async fn customers(State(state): State<Arc<CrmState>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let parts = parse(&head.headers, &body).await;
    let query = head.uri.query().map(str::to_owned);
    state.created.lock().unwrap().push(Received { query, headers: head.headers, body, parts });
    let gate = state.gate.lock().unwrap().clone();
    if let Some(gate) = gate {
        gate.acquire().await.unwrap().forget();
    }
    let mut answers = state.answers.lock().unwrap();
    let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
    answer.unwrap().response()
}

async fn elsewhere(State(state): State<Arc<CrmState>>, request: Request) -> StatusCode {
    state.elsewhere.lock().unwrap().push(request.uri().to_string());
    StatusCode::NOT_FOUND
}

async fn parse(headers: &HeaderMap, body: &Bytes) -> Vec<Part> {
    let boundary = multer::parse_boundary(headers["content-type"].to_str().unwrap()).unwrap();
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(body.clone())]);
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.unwrap() {
        parts.push(Part {
            name: field.name().unwrap().to_owned(),
            file_name: field.file_name().map(str::to_owned),
            media_type: field.content_type().map(ToString::to_string),
            content: field.bytes().await.unwrap(),
        });
    }
    parts
}

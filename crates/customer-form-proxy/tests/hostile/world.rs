//! A real proxy in front of the real sandbox.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use crm_sandbox::{Endpoint, FieldsAnswer, PhotoRule, Sandbox, SandboxOptions};
use customer_form_proxy::{Assets, RunningProxy};
use futures_util::FutureExt;
use serde_json::json;
use tempfile::TempDir;
use test_support::configuration::{Configuration, ORIGIN};
use test_support::program::KEY;
use test_support::socket::read_to_end;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::answer::RawAnswer;
use crate::case::{Case, Expected, Head, Step, TOKEN};

/// The time limit from the last byte of an invalid request to its answer.
const IN_TIME: Duration = Duration::from_secs(10);

/// More bytes than any head in these tests has.
const HEAD_BYTES: usize = 64 << 10;

pub(crate) struct World {
    pub(crate) crm: Sandbox,
    pub(crate) proxy: RunningProxy,
    _data: TempDir,
}

/// One field of each type. Of file fields, one for formats with a signature and one for formats without.
fn fields() -> FieldsAnswer {
    let files = |id: u64, key: &str, formats: &[&str]| {
        json!({"id": id, "type": 9, "name": key, "key": key, "required": false,
               "fields": {"fileConfig": {"acceptFile": formats, "allowMultiple": true, "maxFiles": 0}}})
    };
    let body = json!({"data": [
        {"id": 52, "type": 1, "name": "Department", "key": "department", "required": false, "fields": {"options": null}},
        {"id": 68, "type": 5, "name": "Birthday", "key": "birthday", "required": false,
         "fields": {"options": ["January", "February"]}},
        {"id": 54, "type": 7, "name": "Notes", "key": "notes", "required": false, "fields": {"options": [null]}},
        files(55, "documents", &["PDF", "DOCX/DOC"]),
        files(56, "lists", &["CSV", "TXT"]),
        files(57, "pictures", &["JPG", "PNG", "ZIP"]),
        files(58, "anything", &[]),
    ]});
    FieldsAnswer::json(body.to_string())
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with("", "").await
    }

    /// A world with these lines in `[timeouts]` and `[limits]`.
    pub(crate) async fn with(timeouts: &str, limits: &str) -> Self {
        let (timeouts, limits) = (timeouts.to_owned(), limits.to_owned());
        Self::of(|file| Configuration { timeouts, limits, ..file }).await
    }

    /// A world with a changed configuration file.
    pub(crate) async fn of(change: impl FnOnce(Configuration) -> Configuration) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut options = SandboxOptions::new(data.path());
        options.api_key = KEY.into();
        options.fields = fields();
        options.photo = PhotoRule::Optional;
        let crm = Sandbox::start(options).await.unwrap();
        let toml = change(Configuration::new(crm.base_url())).to_string();
        let proxy = test_support::proxy::start(&toml, Assets::default()).await;
        Self { crm, proxy, _data: data }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.proxy.address()
    }

    /// Runs the cases one after the other, so that each request to the CRM belongs to a known case.
    pub(crate) async fn run(&self, group: &str, cases: Vec<Case>) {
        assert!(!cases.is_empty());
        let number = cases.len();
        let mut failed = Vec::new();
        for case in cases {
            let name = case.name.clone();
            // All cases run, so that one test run shows all failures.
            if AssertUnwindSafe(self.run_one(case)).catch_unwind().await.is_err() {
                failed.push(name);
            }
        }
        println!("{group}: {number} hostile cases");
        assert!(failed.is_empty(), "{} failed: {failed:#?}", failed.len());
    }

    async fn run_one(&self, case: Case) {
        let Case { name, steps, expected } = case;
        let before = self.sent();
        let patience = patience(&expected);
        let bytes = exchange(&name, self.address(), steps, patience).await;
        self.check(&name, &bytes, &expected, before).await;
        self.assert_healthy(&name).await;
    }

    /// Compares the answer, and what reached the CRM, with the expected result.
    pub(crate) async fn check(&self, name: &str, bytes: &[u8], expected: &Expected, before: usize) {
        let answer = RawAnswer::of(bytes);
        if let Some(answer) = &answer {
            answer.assert_closed_to_others(name);
            assert!(answer.status < 500, "{name}: {answer:?}");
        }
        let text = String::from_utf8_lossy(bytes);
        let answers = text.replace("HTTP/1.1 100 Continue", "").matches("HTTP/1.").count();
        assert!(answers <= 1, "{name}: {answers} answers to one request: {text}");
        match (expected, answer) {
            (Expected::Refused(status, code), Some(answer)) => {
                assert_eq!((answer.status, answer.code().as_str()), (*status, *code), "{name}");
            }
            (Expected::NotHttp(statuses), Some(answer)) => {
                assert!(statuses.contains(&answer.status), "{name}: {answer:?}");
            }
            (Expected::Answered(status), Some(answer)) => assert_eq!(answer.status, *status, "{name}"),
            (Expected::Closed, None) => assert!(bytes.is_empty(), "{name}: {text}"),
            (Expected::Sent(check), Some(answer)) => {
                assert_eq!(answer.status, 201, "{name}: {answer:?}");
                assert_eq!(self.sent(), before + 1, "{name}");
                let request = self.crm.requests_to(Endpoint::Customers).pop().unwrap();
                let customer = self.crm.customers().await.unwrap().pop().unwrap();
                check(&request, &customer);
                return;
            }
            (_, answer) => panic!("{name}: {answer:?} {text}"),
        }
        assert_eq!(self.sent(), before, "{name}: a request reached the CRM");
    }

    /// How many submissions reached the CRM.
    pub(crate) fn sent(&self) -> usize {
        self.crm.requests_to(Endpoint::Customers).len()
    }

    /// Fails if a valid submission does not create its customer.
    pub(crate) async fn assert_healthy(&self, after: &str) {
        let before = self.sent();
        let good = vec![Step::Write(Head::new().filled())];
        let bytes = exchange(after, self.address(), good, IN_TIME).await;
        let answer =
            RawAnswer::of(&bytes).unwrap_or_else(|| panic!("no answer to a valid request after: {after}"));
        assert_eq!(answer.status, 201, "after {after}: {answer:?}");
        assert_eq!(self.sent(), before + 1, "after {after}");
    }
}

/// The time limit of a case. A submission that reaches the CRM takes as long as the CRM needs; only the test's own
/// limit applies.
fn patience(expected: &Expected) -> Duration {
    if matches!(expected, Expected::Sent(_)) { IN_TIME * 3 } else { IN_TIME }
}

/// Carries out the steps and reads until the proxy closes the connection. Fails if this takes longer than `patience`
/// after the last step.
pub(crate) async fn exchange(
    name: &str,
    address: SocketAddr,
    steps: Vec<Step>,
    patience: Duration,
) -> Vec<u8> {
    let steps = with_token(address, steps).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    for step in steps {
        match step {
            // The proxy may close the connection before it has read everything.
            Step::Write(bytes) => drop(stream.write_all(&bytes).await),
            Step::Pause(time) => tokio::time::sleep(time).await,
            Step::HalfClose => drop(stream.shutdown().await),
        }
    }
    let read = timeout(patience, read_to_end(&mut stream)).await;
    read.unwrap_or_else(|_| panic!("{name}: no answer within {patience:?}"))
}

/// The steps with a new token in place of each placeholder.
async fn with_token(address: SocketAddr, mut steps: Vec<Step>) -> Vec<Step> {
    // The placeholder stands in a head; a body may be long and is not searched.
    let wanted = |bytes: &[u8]| {
        bytes.windows(TOKEN.len()).take(HEAD_BYTES).position(|window| window == TOKEN.as_bytes())
    };
    for step in &mut steps {
        let Step::Write(bytes) = step else { continue };
        while let Some(start) = wanted(bytes) {
            let token = token(address, ORIGIN).await;
            bytes.splice(start..start + TOKEN.len(), token.into_bytes());
        }
    }
    steps
}

/// The token that a page of this origin has for its form.
pub(crate) async fn token(address: SocketAddr, origin: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = Head::new().without("Form-Token").set("Origin", origin);
    let request = head.line("GET /api/forms/acme HTTP/1.1").bytes();
    stream.write_all(&request).await.unwrap();
    let bytes = read_to_end(&mut stream).await;
    let answer = RawAnswer::of(&bytes).unwrap();
    let token = answer.header("form-token").unwrap_or_else(|| panic!("{answer:?}"));
    assert_eq!(token.len(), TOKEN.len());
    token.to_owned()
}

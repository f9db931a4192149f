//! The program: its commands, exit codes and signals.

use std::net::Ipv4Addr;
use std::process::{Command, Output};

use serde_json::json;
use test_support::client::client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};

use crate::common::crm::all_fields;
use crate::common::rig::{filled, fresh_key, send, toml};
use crate::common::{KEY, ORIGIN, OTHER_KEY, PROGRAM, PlannedAnswer, Program, Rig, eventually};

fn check(toml: &str, key: Option<&str>) -> Output {
    check_with(&[], toml, key)
}

fn check_with(options: &[&str], toml: &str, key: Option<&str>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy.toml");
    std::fs::write(&file, toml).unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["check", "--config"]).arg(&file).args(options).env_remove("ACME_API_KEY");
    command.envs(key.map(|key| ("ACME_API_KEY", key)));
    command.output().unwrap()
}

#[test]
fn check_summarises_a_valid_file() {
    let output = check_with(&["--offline"], &toml("http://127.0.0.1:1"), Some("key-5d1f0c9e"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(text.starts_with("OK (offline, without a request to the CRM): "), "{text}");
    assert!(text.contains("Form acme\n") && !text.contains("5d1f"), "{text}");
    // `cargo xtask serve --config` reads this line.
    assert!(text.contains("\nPrivate listener: 127.0.0.1:"), "{text}");
}

/// Asserts the output of `check` for a valid file if the CRM's answer does not come or is not valid.
async fn check_unasked(crm: &str, why: &str) {
    let toml = toml(crm);
    let checked = tokio::task::spawn_blocking(move || check(&toml, Some(KEY)));
    let Output { status, stdout, stderr } = checked.await.unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|text| String::from_utf8(text).unwrap());
    assert_eq!(status.code(), Some(3), "{crm} {why}: {stdout}{stderr}");
    let said = "form acme: cannot fetch the custom fields from the CRM: ";
    assert!(stderr.contains(said) && stderr.contains(why), "{crm} {why}: {stderr}");
    assert!(stdout.starts_with("NOT CHECKED: ") && !stdout.contains("OK"), "{stdout}");
    assert!(!stdout.contains(KEY) && !stderr.contains(KEY));
}

#[tokio::test]
async fn check_fails_if_the_crm_cannot_be_reached() {
    // A socket that is bound and does not listen: the system refuses connections and gives the port to no other
    // program.
    let closed = TcpSocket::new_v4().unwrap();
    closed.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let refused = format!("http://{}", closed.local_addr().unwrap());
    check_unasked(&refused, "the CRM cannot be reached").await;
    check_unasked("https://crm.invalid", "the CRM cannot be reached").await;
    for said in [&b""[..], b"SSH-2.0-OpenSSH\r\n\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let crm = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(said).await;
            }
        });
        check_unasked(&format!("http://{address}"), "the CRM cannot be reached").await;
        // The server at this address has no TLS.
        check_unasked(&format!("https://{address}"), "the CRM cannot be reached").await;
        crm.abort();
    }
}

#[tokio::test]
async fn check_fails_if_the_crm_does_not_describe_the_form() {
    for (answer, why) in [
        (PlannedAnswer::new(500, "<html>Whoops"), "status 500"),
        (PlannedAnswer::new(503, "").header("retry-after", "600"), "status 503"),
        (PlannedAnswer::new(404, ""), "status 404"),
        (PlannedAnswer::new(429, ""), "status 429"),
        (PlannedAnswer::new(302, "").header("location", "/login"), "status 302"),
        (PlannedAnswer::new(204, ""), "status 204"),
        (PlannedAnswer::new(200, "<!doctype html><title>Login</title>"), ""),
        (PlannedAnswer::new(200, ""), ""),
    ] {
        let rig = Rig::start().await;
        rig.crm.set_fields(answer);
        check_unasked(&rig.crm.url(), why).await;
    }
}

#[tokio::test]
async fn check_fails_if_the_crm_does_not_answer_in_time() {
    // The system accepts the connections, and no program answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let toml = toml(&format!("http://{}", silent.local_addr().unwrap()));
    let toml = toml.replace("[timeouts]", "[timeouts]\nupstream_answer_seconds = 1");
    let checked = tokio::task::spawn_blocking(move || check(&toml, Some(KEY)));
    let Output { status, stderr, .. } = checked.await.unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("custom fields from the CRM: the CRM did not answer within the time limit (`timeouts.upstream_answer_seconds`)"), "{stderr}");
}

/// Runs `check` with a CRM that has these fields. Returns whether the file is valid, and the output.
async fn check_fields(options: &'static [&'static str], fields: PlannedAnswer) -> (bool, String, Rig) {
    let rig = Rig::start().await;
    rig.crm.set_fields(fields);
    let toml = toml(&rig.crm.url());
    let checked = tokio::task::spawn_blocking(move || check_with(options, &toml, Some(KEY)));
    let Output { status, stdout, stderr } = checked.await.unwrap();
    (status.success(), String::from_utf8([stdout, stderr].concat()).unwrap(), rig)
}

#[tokio::test]
async fn check_asks_the_crm_whether_the_forms_can_be_completed() {
    let (right, said, _) = check_fields(&[], PlannedAnswer::json(200, &all_fields())).await;
    assert!(right && said.ends_with("\nform acme: the CRM has 4 custom fields\n"), "{said}");

    let texts = |number: u64, required: bool| {
        let field =
            |id| json!({ "id": id, "type": 1, "name": "A", "key": format!("a{id}"), "required": required });
        PlannedAnswer::json(200, &json!({ "data": (1..=number).map(field).collect::<Vec<_>>() }))
    };
    // One permission is granted, and five texts are always sent.
    let (right, said, _) = check_fields(&[], texts(497, true)).await;
    assert!(right, "{said}");
    let (right, said, _) = check_fields(&[], texts(498, true)).await;
    let why = "form acme: visitors cannot complete the form: the required fields need 1001 variables, but `limits.variables` allows 999 for the visitor; raise `limits.variables`";
    assert!(!right && said.contains(why) && !said.contains("OK"), "{said}");
    let (right, said, _) = check_fields(&[], texts(600, false)).await;
    assert!(right, "{said}");

    let select = json!({ "data": [
        { "id": 68, "type": 5, "name": "Month", "key": "month", "required": true, "fields": { "options": [] } }
    ] });
    let (right, said, _) = check_fields(&[], PlannedAnswer::json(200, &select)).await;
    let why = "form acme: visitors cannot complete the form: the custom field 68 is required and has no options; add options in the CRM";
    assert!(!right && said.contains(why), "{said}");
    let (right, said, _) = check_fields(&[], PlannedAnswer::json(401, &json!({}))).await;
    assert!(
        !right
            && said.contains("form acme: the CRM refused the API key (status 401); correct the API key")
            && !said.contains(KEY),
        "{said}"
    );
    let (right, said, rig) = check_fields(&["--offline"], PlannedAnswer::json(401, &json!({}))).await;
    assert!(right && rig.crm.asked().is_empty(), "{said}");
}

#[test]
fn check_lists_the_mistakes_of_an_invalid_file_and_fails() {
    let output = check(&toml("http://crm.example").replace("acme\"", "Acme\""), None);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<_> = text.lines().map(|line| line.split_once("proxy.toml: ").unwrap().1).collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("line 6, upstream.base_url: http sends the API key"), "{text}");
    assert!(lines[1].starts_with("line 14, forms[0].id: \"Acme\""), "{text}");
    assert!(lines[2].ends_with("the environment variable ACME_API_KEY is not set"), "{text}");
}

#[test]
fn serve_listens_until_a_stop_signal() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(Command::new(PROGRAM), &toml("http://127.0.0.1:1"), folder.path());
    assert!(program.stop().success());
    program.says("stopping");
}

#[test]
fn serve_takes_as_many_files_as_the_system_allows() {
    let folder = tempfile::tempdir().unwrap();
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -S -n 100 && ulimit -H -n 900 && exec \"$0\" \"$@\"", PROGRAM]);
    let program = Program::start(limited, &toml("http://127.0.0.1:1"), folder.path());
    let limits = program.proc("limits");
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    assert_eq!(files.split_whitespace().collect::<Vec<_>>(), ["900", "900", "files"]);
}

async fn post(address: &str, origin: &str) -> reqwest::RequestBuilder {
    let request = filled(&client(), &format!("http://{address}"), "acme", origin).await;
    request.header("idempotency-key", fresh_key())
}

#[tokio::test]
async fn serve_reloads_at_a_hangup_and_drops_no_request() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::start().await;
    let gate = rig.crm.hold();
    let file = toml(&rig.crm.url());
    let mut program = Program::start(Command::new(PROGRAM), &file, folder.path());
    let first = tokio::spawn(send(post(&program.address, ORIGIN).await));
    eventually("the submission", || rig.crm.received().len() == 1).await;

    program.reload(&file.replace("[limits]", "[limit]"));
    let line = program.says("the configuration file has a mistake");
    assert!(line.contains("line 10, limit: unknown setting"), "{line}");
    program.says("continues with the previous settings");
    let another = "https://another.example";
    assert_eq!(send(post(&program.address, another).await).await.problem().1, "origin_not_allowed");

    program.reload(&file.replace(ORIGIN, another).replace("ACME_API_KEY", "OTHER_API_KEY"));
    program.says("the proxy uses the new configuration file");
    assert_eq!(send(post(&program.address, ORIGIN).await).await.problem().1, "origin_not_allowed");
    gate.add_permits(2);
    assert_eq!(first.await.unwrap().status, 201, "with the configuration that it began with");
    assert_eq!(send(post(&program.address, another).await).await.status, 201);
    let keys: Vec<_> = rig.crm.received().iter().map(|post| post.headers["authorization"].clone()).collect();
    assert_eq!(keys, [format!("Bearer {KEY}"), format!("Bearer {OTHER_KEY}")]);
    assert!(program.stop().success());
}

#[tokio::test]
async fn stop_waits_for_submissions_in_flight() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::start().await;
    let gate = rig.crm.hold();
    let mut program = Program::start(Command::new(PROGRAM), &toml(&rig.crm.url()), folder.path());
    let submission = tokio::spawn(send(post(&program.address, ORIGIN).await));
    eventually("the submission", || rig.crm.received().len() == 1).await;
    program.terminate();
    program.says("stopping");
    gate.add_permits(1);
    assert_eq!(submission.await.unwrap().status, 201);
    assert!(program.wait().success());
}

//! The program `crm-sandbox`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::support::client;

/// Ends the program when the test ends, even if the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crm-sandbox"));
    command.env_remove("CRM_SANDBOX_API_KEY").stderr(Stdio::null());
    command
}

/// Starts the program on a free port and returns the address from the line that it prints.
fn start(command: &mut Command) -> (Running, String) {
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("crm-sandbox listening on ").unwrap().to_owned();
    (running, address)
}

#[tokio::test]
async fn program_prints_its_address_and_serves_the_demo_account() {
    let data = tempfile::tempdir().unwrap();
    let (_running, address) = start(program().args(["--listen", "127.0.0.1:0", "--data"]).arg(data.path()));
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let url = format!("{address}/api/custom-fields");
    let answer = client().get(&url).bearer_auth("sandbox-key").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(data.path().join("crm.sqlite").exists());
}

#[tokio::test]
async fn program_reads_key_and_fields_from_its_options() {
    let data = tempfile::tempdir().unwrap();
    let fields = data.path().join("fields.json");
    std::fs::write(&fields, r#"{"data": []}"#).unwrap();
    let (_running, address) = start(
        program()
            .env("CRM_SANDBOX_API_KEY", "other")
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(data.path().join("data"))
            .arg("--fields")
            .arg(&fields),
    );
    let url = format!("{address}/api/custom-fields");
    let answer = client().get(&url).bearer_auth("other").send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), r#"{"data": []}"#);
}

#[test]
fn program_exits_with_an_error_when_start_fails() {
    let data = tempfile::tempdir().unwrap();
    let mut no_key = program();
    no_key.env("CRM_SANDBOX_API_KEY", "");
    let mut no_fields = program();
    no_fields.args(["--fields", "/nowhere.json"]);
    for mut command in [no_key, no_fields] {
        let output = command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data.path()).output().unwrap();
        assert!(!output.status.success());
        assert!(output.stdout.is_empty());
    }
}

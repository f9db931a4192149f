//! Records how a real PHP reads the forms in `tests/fixtures/php-forms.json`:
//! `cargo run -p crm-sandbox --example record_php -- php`
//!
//! The tests of this crate compare how the sandbox reads these forms with the recording. Run this program after
//! adding a case.
#![expect(clippy::indexing_slicing, reason = "a tool for developers: a fixture of another shape may stop it")]

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

/// The longest wait until PHP listens; PHP needs far less, even on a busy machine.
const START_DEADLINE: Duration = Duration::from_secs(20);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let php = std::env::args().nth(1).context("say which php to run")?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixture = here.join("tests/fixtures/php-forms.json");
    let mut recording: Value = serde_json::from_slice(&std::fs::read(&fixture)?)?;

    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let mut server = start(&php, &recording["limits"], port, &here.join("examples/record_php/form.php"))?;
    let recorded = record(&mut recording, port).await;
    server.kill()?;
    server.wait()?;
    recorded?;

    std::fs::write(&fixture, serde_json::to_string_pretty(&recording)? + "\n")?;
    Ok(())
}

fn start(php: &str, limits: &Value, port: u16, script: &Path) -> anyhow::Result<Child> {
    let settings = [
        format!("max_file_uploads={}", limits["max_file_uploads"]),
        format!("max_input_vars={}", limits["max_input_vars"]),
        format!("upload_max_filesize={}", limits["upload_max_bytes"]),
        "display_errors=0".to_owned(),
    ];
    let mut command = Command::new(php);
    command.arg("-n").args(settings.iter().flat_map(|setting| ["-d", setting]));
    command.arg("-S").arg(format!("127.0.0.1:{port}")).arg(script);
    command.spawn().with_context(|| format!("cannot run {php}"))
}

async fn record(recording: &mut Value, port: u16) -> anyhow::Result<()> {
    let url = format!("http://127.0.0.1:{port}/");
    let client = reqwest::Client::new();
    let deadline = Instant::now() + START_DEADLINE;
    while client.get(&url).send().await.is_err() {
        if Instant::now() > deadline {
            bail!("php did not start to listen");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut version = Value::Null;
    for case in recording["cases"].as_array_mut().context("the fixture has no cases")? {
        let answer = client
            .post(&url)
            .header("content-type", "multipart/form-data; boundary=B")
            .body(test_support::php::body(case))
            .send()
            .await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        case["post"] = answer["post"].clone();
        case["files"] = answer["files"].clone();
        version = answer["version"].clone();
    }
    recording["php"] = version;
    Ok(())
}

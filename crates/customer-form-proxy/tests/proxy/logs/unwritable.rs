//! A log that cannot be written: a full pipe, a pipe without a reader, a full disk, a file at its size limit. The proxy
//! serves requests as usual, and counts the lost lines.

use std::fs::File;
use std::io::{PipeReader, Write, pipe};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use test_support::client::client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::common::PROGRAM;
use crate::common::rig::{filled, fresh_key, send, toml};
use crate::common::{ORIGIN, PATIENCE, Program, Rig, until};

/// More lines than the log's queue and a full pipe hold together.
const REQUESTS: usize = 6_000;

const MAX_FILE_BYTES: u64 = 8 << 20;

fn configuration(crm: &str) -> String {
    toml(crm).replace("admin_listen = \"127.0.0.1:0\"", "admin_listen = \"127.0.0.2:0\"")
}

/// A full pipe: a write to it waits until the reader is closed.
fn full_pipe() -> (PipeReader, Stdio) {
    let (reader, mut writer) = pipe().unwrap();
    let for_the_program = writer.try_clone().unwrap();
    let (sender, written) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        while writer.write_all(&[b'\n'; 512]).is_ok() {
            // The receiver no longer exists once the test knows that the pipe is full.
            let _ = sender.send(());
        }
    });
    while written.recv_timeout(std::time::Duration::from_millis(500)).is_ok() {}
    (reader, for_the_program.into())
}

/// Sends this many requests on one connection, and waits for all answers.
async fn ask(address: &str, times: usize) {
    let (mut read, mut write) = TcpStream::connect(address).await.unwrap().into_split();
    let asking = tokio::spawn(async move {
        for time in 1..=times {
            let last = if time == times { "connection: close\r\n" } else { "" };
            let request = format!("GET /nowhere HTTP/1.1\r\nhost: x\r\n{last}\r\n");
            write.write_all(request.as_bytes()).await.unwrap();
        }
        write
    });
    let mut answers = Vec::new();
    tokio::time::timeout(PATIENCE * 3, read.read_to_end(&mut answers))
        .await
        .expect("the answers did not come in time")
        .unwrap();
    asking.await.unwrap();
    assert_eq!(String::from_utf8(answers).unwrap().matches("HTTP/1.1 404 ").count(), times);
}

/// Asserts that the form, a submission and the private listener work while the log loses lines.
async fn assert_serves(command: Command, folder: &Path, log: Stdio) {
    let rig = Rig::start().await;
    let (mut program, admin) = Program::start_unheard(command, &configuration(&rig.crm.url()), folder, log);
    let proxy = format!("http://{}", program.address);
    let admin = async |path: &str| send(client().get(format!("http://{admin}{path}"))).await;
    ask(&program.address, REQUESTS).await;
    let submission = filled(&client(), &proxy, "acme", ORIGIN).await.header("idempotency-key", fresh_key());
    assert_eq!(send(submission).await.status, 201);
    assert_eq!(rig.crm.received().len(), 1);
    assert_eq!(admin("/healthz").await.status, 200);
    let mut text = String::new();
    until("the number of lost lines", async || {
        text = admin("/metrics").await.text;
        let lost = text.lines().find_map(|line| line.strip_prefix("customer_form_log_lines_dropped_total "));
        lost.unwrap_or_else(|| panic!("{text}")).parse::<u64>().unwrap() > 1_000
    })
    .await;
    let stopping = Instant::now();
    assert!(program.stop().success());
    assert!(stopping.elapsed() < PATIENCE, "the stop waited for the log");
}

#[tokio::test]
async fn requests_do_not_wait_for_an_unread_log() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, log) = full_pipe();
    assert_serves(Command::new(PROGRAM), folder.path(), log).await;
    drop(reader);
}

#[tokio::test]
async fn requests_are_served_when_the_logs_reader_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    assert_serves(Command::new(PROGRAM), folder.path(), writer.into()).await;
}

#[tokio::test]
async fn requests_are_served_when_the_logs_disk_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    assert_serves(Command::new(PROGRAM), folder.path(), full.into()).await;
}

#[tokio::test]
async fn requests_are_served_when_the_logs_file_may_not_grow() {
    let folder = tempfile::tempdir().unwrap();
    let log = File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
    // Space for a few lines. The temporary file of an upload is smaller than the limit.
    log.set_len(MAX_FILE_BYTES - 4_096).unwrap();
    let mut limited = Command::new("prlimit");
    limited.arg(format!("--fsize={MAX_FILE_BYTES}")).arg(PROGRAM);
    assert_serves(limited, folder.path(), log.into()).await;
    let text = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(text.contains("listening address="), "the log lacks its first lines");
}

/// The exit code of `serve` or `check` with this configuration file and this standard error.
fn ends(command: &str, toml: &str, log: Stdio) -> Option<i32> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy.toml");
    std::fs::write(&file, toml).unwrap();
    let mut command = {
        let mut program = Command::new(PROGRAM);
        program.args([command, "--config"]).arg(file);
        program
    };
    let mut process = command.env("ACME_API_KEY", "a-key").stderr(log).spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while process.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            process.kill().unwrap();
            panic!("the program did not end within the time limit");
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    process.wait().unwrap().code()
}

#[test]
fn failed_start_exits_with_1_when_the_log_is_unwritable() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = configuration("http://127.0.0.1:1").replacen(
        "127.0.0.1:0",
        &taken.local_addr().unwrap().to_string(),
        1,
    );
    for toml in [configuration("http://127.0.0.1:1").replace("[limits]", "[limit]"), taken] {
        let full = || File::options().write(true).open("/dev/full").unwrap();
        assert_eq!(ends("serve", &toml, full().into()), Some(1));
        let (reader, log) = full_pipe();
        assert_eq!(ends("serve", &toml, log), Some(1));
        drop(reader);
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        assert_eq!(ends("serve", &toml, writer.into()), Some(1));
    }
}

#[test]
fn check_exits_with_1_when_its_output_is_unwritable() {
    let toml = configuration("http://127.0.0.1:1").replace("[limits]", "[limit]");
    let full = File::options().write(true).open("/dev/full").unwrap();
    assert_eq!(ends("check", &toml, full.into()), Some(1));
}

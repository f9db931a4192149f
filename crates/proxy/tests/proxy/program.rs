//! The program itself: its commands, its exit codes, its signals.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Output, Stdio};

use crate::common::rig::toml;

const PROGRAM: &str = env!("CARGO_BIN_EXE_customer-form-proxy");

fn check(toml: &str, key: Option<&str>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy.toml");
    std::fs::write(&file, toml).unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["check", "--config"]).arg(&file).env_remove("ACME_API_KEY");
    command.envs(key.map(|key| ("ACME_API_KEY", key)));
    command.output().unwrap()
}

#[test]
fn check_says_what_a_right_file_means() {
    let output = check(&toml("http://127.0.0.1:1"), Some("key-5d1f0c9e"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(text.starts_with("OK: ") && text.contains("Form acme\n") && !text.contains("5d1f"), "{text}");
}

#[test]
fn check_says_what_is_wrong_with_another_and_fails() {
    let output = check(&toml("http://crm.example").replace("acme\"", "Acme\""), None);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<_> = text.lines().map(|line| line.split_once("proxy.toml: ").unwrap().1).collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("line 6, upstream.base_url: plain http"), "{text}");
    assert!(lines[1].starts_with("line 14, forms[0].id: \"Acme\""), "{text}");
    assert!(lines[2].ends_with("the environment variable ACME_API_KEY is not set"), "{text}");
}

#[test]
fn serve_listens_until_it_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy.toml");
    std::fs::write(&file, toml("http://127.0.0.1:1")).unwrap();
    let mut process = Command::new(PROGRAM)
        .args(["serve", "--config"])
        .arg(&file)
        .env("ACME_API_KEY", "key-5d1f0c9e")
        .env_remove("RUST_LOG")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("listening address=127.0.0.1:") {
        assert!(log.read_line(&mut line).unwrap() > 0, "{line}");
    }
    let killed = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(process.wait().unwrap().success());
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("stopping"), "{rest}");
}

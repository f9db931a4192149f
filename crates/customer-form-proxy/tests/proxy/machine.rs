//! What the proxy needs from its machine. The start and `/readyz` report if it is missing.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use reqwest::RequestBuilder;
use test_support::client::client;

use crate::common::rig::{ProxyAnswer, fresh_key, send, token, toml};
use crate::common::{KEY, Multipart, ORIGIN, PROGRAM, Program, Rig, until};

/// The file that uses all free space of a disk.
const FILLER: &str = "filler";

fn fill(disk: &Path) {
    // The write stops when the disk is full.
    let error = fs::write(disk.join(FILLER), vec![0; 8 << 20]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}

async fn ready(program: &Program) -> (u16, String) {
    let ProxyAnswer { status, text, .. } =
        send(client().get(format!("http://{}/readyz", program.admin_address))).await;
    (status, text)
}

async fn submission(program: &Program, body: Multipart) -> RequestBuilder {
    let proxy = format!("http://{}", program.address);
    let token = token(&client(), &proxy, "acme", ORIGIN).await.unwrap();
    let request = client().post(format!("{proxy}/api/forms/acme/customers"));
    let headers = [
        ("origin", ORIGIN.to_owned()),
        ("content-type", Multipart::content_type()),
        ("idempotency-key", fresh_key()),
        ("form-token", token),
    ];
    headers
        .into_iter()
        .fold(request, |request, (name, value)| request.header(name, value))
        .body(body.finish())
}

/// A body that is too large to stay in memory.
fn with_file() -> Multipart {
    let content = format!("%PDF{}", "a".repeat(100_000));
    Multipart::filled().file("custom_fields[55][file_upload][files][]", "a.pdf", &content)
}

#[tokio::test]
async fn readiness_reports_a_full_disk_of_the_store() {
    let (folder, rig) = (tempfile::tempdir().unwrap(), Rig::start().await);
    let toml = toml(&rig.crm.url()).replace("memory:", "sqlite:disk/store.db");
    // The start checks the folder. The disk is mounted later.
    let program = Program::start_with_disk(PROGRAM, 1_024, &toml, folder.path(), &std::env::temp_dir());
    assert_eq!(ready(&program).await, (200, "ready\n".to_owned()));
    assert_eq!(send(submission(&program, Multipart::filled()).await).await.status, 201);
    let disk = program.sees(&folder.path().join("disk"));
    fill(&disk);
    let store = format!("cannot use the store sqlite:{}\n", folder.path().join("disk/store.db").display());
    until("the report of the full disk", async || ready(&program).await == (503, store.clone())).await;
    let answer = send(submission(&program, Multipart::filled()).await).await;
    assert_eq!(answer.problem(), (503, "store_unavailable".to_owned()));
    assert_eq!(ready(&program).await, (503, store));
    fs::remove_file(disk.join(FILLER)).unwrap();
    assert_eq!(ready(&program).await.0, 200);
    assert_eq!(send(submission(&program, Multipart::filled()).await).await.status, 201);
    assert_eq!(rig.crm.received().len(), 2);
}

#[tokio::test]
async fn readiness_reports_no_room_for_uploads() {
    let (folder, rig) = (tempfile::tempdir().unwrap(), Rig::start().await);
    let toml = toml(&rig.crm.url()).replace("[limits]", "[limits]\nbody_bytes = 500000");
    let temporary = folder.path().join("disk");
    let program = Program::start_with_disk(PROGRAM, 1_024, &toml, folder.path(), &temporary);
    assert_eq!(ready(&program).await, (200, "ready\n".to_owned()));
    assert_eq!(send(submission(&program, with_file()).await).await.status, 201);
    let disk = program.sees(&temporary);
    // The free space is enough for this file, and not for the largest possible submission.
    fs::write(disk.join(FILLER), vec![0; 700_000]).unwrap();
    let full = (503, "cannot write temporary files\n".to_owned());
    assert_eq!(ready(&program).await, full);
    program.says("too little free disk space for temporary files");
    fill(&disk);
    assert_eq!(ready(&program).await, full);
    assert_eq!(send(submission(&program, with_file()).await).await.problem(), (500, "internal".to_owned()));
    fs::remove_file(disk.join(FILLER)).unwrap();
    assert_eq!(ready(&program).await.0, 200);
    assert_eq!(send(submission(&program, with_file()).await).await.status, 201);
}

fn run(command: &str, toml: &str, variable: (&str, &Path)) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy.toml");
    fs::write(&file, toml).unwrap();
    let mut program = Command::new(PROGRAM);
    program.args([command, "--config"]).arg(&file).env("ACME_API_KEY", KEY);
    program.env_remove("SSL_CERT_DIR").env(variable.0, variable.1);
    program.output().unwrap()
}

#[test]
fn serve_and_check_fail_without_a_temporary_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [folder.path().join("missing"), file] {
        for command in ["serve", "check"] {
            let output = run(command, &toml("http://127.0.0.1:1"), ("TMPDIR", &place));
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert_eq!(output.status.code(), Some(1), "{command} {said}");
            assert!(
                said.contains(&format!("cannot write a temporary file in the folder {}", place.display())),
                "{said}"
            );
        }
    }
}

#[test]
fn serve_and_check_fail_without_ca_certificates() {
    let toml = toml("https://crm.example");
    for command in ["serve", "check"] {
        let output = run(command, &toml, ("SSL_CERT_FILE", Path::new("/dev/null")));
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(1), "{command} {said}");
        assert!(
            said.contains("cannot load the system's CA certificates for https to the CRM"),
            "{command} {said}"
        );
    }
}

#[tokio::test]
async fn readiness_reports_a_missing_temporary_folder() {
    let (folder, rig) = (tempfile::tempdir().unwrap(), Rig::start().await);
    let temporary = folder.path().join("temporary");
    fs::create_dir(&temporary).unwrap();
    let toml = toml(&rig.crm.url());
    let program = Program::start_with_disk(PROGRAM, 64, &toml, folder.path(), &temporary);
    assert_eq!(ready(&program).await.0, 200);
    fs::remove_dir(&temporary).unwrap();
    assert_eq!(ready(&program).await, (503, "cannot write temporary files\n".to_owned()));
    fs::create_dir(&temporary).unwrap();
    assert_eq!(ready(&program).await.0, 200);
}

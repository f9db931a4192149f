//! Which data survives a restart, and which data directories the sandbox refuses.

use crm_sandbox::{Sandbox, SandboxError, SandboxOptions};

use crate::form::{FormBody, PNG};
use crate::support::Crm;

#[tokio::test]
async fn customers_and_files_survive_a_restart() {
    let crm = Crm::start().await;
    let stored = crm.created(&FormBody::valid()).await;
    let Crm { sandbox, data, client } = crm;
    sandbox.shutdown().await;

    let sandbox = Sandbox::start(SandboxOptions::new(data.path())).await.unwrap();
    assert_eq!(sandbox.customers().await.unwrap(), std::slice::from_ref(&stored));
    let url = format!("{}/files/{}", sandbox.base_url(), stored.profile_photo.unwrap().id);
    assert_eq!(client.get(url).send().await.unwrap().bytes().await.unwrap(), PNG);

    let crm = Crm { sandbox, data, client };
    let form = FormBody::valid().text("custom_fields[52][key]", "legal_name");
    let body = crm.refused(&form).await;
    assert_eq!(body["errors"]["email"][0], "The email has already been taken.");
}

#[tokio::test]
async fn server_does_not_answer_after_a_shutdown() {
    let crm = Crm::start().await;
    let url = crm.url("/");
    assert!(crm.client.get(&url).send().await.is_ok());
    crm.sandbox.shutdown().await;
    assert!(crm.client.get(&url).send().await.is_err());
}

#[tokio::test]
async fn unfinished_uploads_are_deleted_at_the_next_start() {
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(data.path().join("incoming")).unwrap();
    std::fs::write(data.path().join("incoming/left-over"), "x").unwrap();
    Sandbox::start(SandboxOptions::new(data.path())).await.unwrap();
    assert_eq!(std::fs::read_dir(data.path().join("incoming")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_data_directory_that_is_a_file_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("file");
    std::fs::write(&path, "x").unwrap();
    let error = Sandbox::start(SandboxOptions::new(&path)).await.unwrap_err();
    assert!(matches!(error, SandboxError::DataDir { path: named, .. } if named == path));
}

#[tokio::test]
async fn a_data_directory_of_another_version_is_refused() {
    let data = tempfile::tempdir().unwrap();
    Sandbox::start(SandboxOptions::new(data.path())).await.unwrap().shutdown().await;
    let database = rusqlite::Connection::open(data.path().join("crm.sqlite")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let error = Sandbox::start(SandboxOptions::new(data.path())).await.unwrap_err();
    assert!(matches!(error, SandboxError::DataDir { source, .. } if source.to_string().contains("99")));
}

#[tokio::test]
async fn port_in_use_is_refused() {
    let crm = Crm::start().await;
    let data = tempfile::tempdir().unwrap();
    let mut options = SandboxOptions::new(data.path());
    options.listen = crm.sandbox.base_url().trim_start_matches("http://").parse().unwrap();
    let taken = options.listen;
    let error = Sandbox::start(options).await.unwrap_err();
    assert!(matches!(error, SandboxError::Listen { address, .. } if address == taken));
}

//! A proxy that is killed.

use std::process::Command;
use std::time::Duration;

use test_support::client::client;

use crate::common::rig::{filled, fresh_key, toml};
use crate::common::{Multipart, ORIGIN, PROGRAM, Program, Rig, eventually};

#[tokio::test]
async fn killed_proxy_leaves_an_unknown_outcome() {
    let folder = tempfile::tempdir().unwrap();
    // The store's file is beside the configuration file.
    let rig = Rig::storing_in(&super::sqlite(folder.path())).await;
    let _never = rig.crm.hold();
    let toml = toml(&rig.crm.url()).replace("memory:", "sqlite:store.db");
    let mut program = Program::start(Command::new(PROGRAM), &toml, folder.path());
    let key = fresh_key();
    let request = filled(&client(), &format!("http://{}", program.address), "acme", ORIGIN).await;
    let request = tokio::spawn(request.header("idempotency-key", &key).send());
    eventually("the submission", || rig.crm.received().len() == 1).await;
    program.kill();
    assert!(request.await.unwrap().is_err());

    let again = async || rig.submit_as(&key, Multipart::filled()).await.problem();
    assert_eq!(again().await, (409, "still_running".to_owned()));
    // The lease of the killed proxy: 600 seconds to send, 60 seconds for the answer, and one minute in reserve.
    rig.clock.put_forward(Duration::from_secs(700));
    assert_eq!(again().await, (409, "still_running".to_owned()));
    rig.clock.put_forward(Duration::from_secs(20));
    assert_eq!(again().await, (504, "outcome_unknown".to_owned()));
    rig.clock.put_forward(Duration::from_secs(23 * 3_600));
    assert_eq!(again().await, (504, "outcome_unknown".to_owned()));
    assert_eq!(rig.crm.received().len(), 1);
}

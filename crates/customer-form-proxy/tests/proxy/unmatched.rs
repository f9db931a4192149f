//! Settings that could never match any request or field: `check` refuses them.

use std::process::{Command, Output};

use crate::common::PROGRAM;
use crate::common::rig::toml;
use crate::common::{KEY, ORIGIN, Rig};

/// Runs `check` with a changed configuration file. Returns the exit code and the output.
async fn check(crm: &str, change: impl FnOnce(String) -> String) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy.toml");
    std::fs::write(&file, change(toml(crm))).unwrap();
    let checked = tokio::task::spawn_blocking(move || {
        Command::new(PROGRAM).args(["check", "--config"]).arg(file).env("ACME_API_KEY", KEY).output().unwrap()
    });
    let Output { status, stdout, stderr } = checked.await.unwrap();
    (status.code().unwrap(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

#[tokio::test]
async fn check_refuses_origins_that_no_page_has() {
    let rig = Rig::start().await;
    let first = check(&rig.crm.url(), |toml| toml).await;
    assert_eq!(first.0, 0, "{}", first.1);
    for (origin, why) in [
        ("https://*.acme.example", "an origin cannot contain an asterisk (*); list each allowed origin"),
        ("*", "would allow every page; list each allowed origin"),
        ("null", "all sandboxed frames and local files have this origin"),
        (
            "https://acme.example/",
            "write \\\"https://acme.example\\\", because browsers send the origin in this spelling",
        ),
        (
            "https://acme.example/shop",
            "write \\\"https://acme.example\\\", because browsers send the origin in this spelling",
        ),
        (
            "https://ACME.example",
            "write \\\"https://acme.example\\\", because browsers send the origin in this spelling",
        ),
        (
            "https://acme.example:443",
            "write \\\"https://acme.example\\\", because browsers send the origin in this spelling",
        ),
        (
            "http://acme.example:80",
            "write \\\"http://acme.example\\\", because browsers send the origin in this spelling",
        ),
        (
            "https://bücher.example",
            "write \\\"https://xn--bcher-kva.example\\\", because browsers send the origin in this spelling",
        ),
        (
            " https://acme.example",
            "write \\\"https://acme.example\\\", because browsers send the origin in this spelling",
        ),
        (
            "https://acme.example, https://www.acme.example",
            "a browser cannot open a page at this host and port",
        ),
        ("https://0.0.0.0:3000", "a browser cannot open a page at this host and port"),
    ] {
        let (code, said) = check(&rig.crm.url(), |toml| toml.replace(ORIGIN, origin)).await;
        assert_eq!(code, 1, "{origin}: {said}");
        assert!(said.contains(&why.replace('\\', "")), "{origin}: {said}");
    }
}

#[tokio::test]
async fn check_refuses_networks_without_possible_peers() {
    let rig = Rig::start().await;
    for network in ["0.0.0.0/32", "::ffff:10.0.0.0/104", "224.0.0.0/4"] {
        let change = |toml| format!("trusted_proxies = [\"{network}\"]\n{toml}");
        let (code, said) = check(&rig.crm.url(), change).await;
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains(&format!("no web server can have an address in the network \"{network}\"")),
            "{said}"
        );
    }
}

#[tokio::test]
async fn check_refuses_to_prefill_fields_the_crm_lacks() {
    let rig = Rig::start().await;
    let prefilled = |paths: &'static str| {
        move |toml: String| {
            toml.replace(
                "photo = \"optional\"",
                &format!("photo = \"optional\"\nprefill_from_url = [{paths}]"),
            )
        }
    };
    let right =
        "\"email\", \"custom_fields.52.value\", \"custom_fields.54.value\", \"custom_fields.68.value\"";
    let (code, said) = check(&rig.crm.url(), prefilled(right)).await;
    assert_eq!(code, 0, "{said}");
    // The first field does not exist, and the second one takes files.
    for path in ["\"custom_fields.53.value\"", "\"custom_fields.55.value\""] {
        let (code, said) = check(&rig.crm.url(), prefilled(path)).await;
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(&format!("the CRM has no text field {path}")), "{said}");
    }
}

#[tokio::test]
async fn check_refuses_a_redis_that_serve_would_not_start_with() {
    let rig = Rig::start().await;
    let (code, said) = check(&rig.crm.url(), |toml| toml.replace("memory:", "redis://127.0.0.1/forms")).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("store.url: the store's URL is not valid; write \"sqlite:FILE\""), "{said}");
}

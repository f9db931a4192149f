//! A form whose token the proxy does not accept: the page was open for too long, or the API key has changed.

use serde_json::json;

use crate::support::{Files, Person, Setup, World, fields};

/// Makes the token of the first submission invalid, and counts the submissions.
const SPOILT: &str = r#"
    window.sent = 0;
    const set = XMLHttpRequest.prototype.setRequestHeader;
    XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
        const spoilt = name === "form-token" && ++window.sent === 1;
        set.call(this, name, spoilt ? `${value}A` : value);
    };
"#;

/// Answers every GET from its cache once it has an answer, as many service workers do.
const CACHES_EVERYTHING: &str = r#"
    addEventListener("install", () => skipWaiting());
    addEventListener("activate", (event) => event.waitUntil(clients.claim()));
    addEventListener("fetch", (event) => {
        const { request } = event;
        if (request.method !== "GET") return;
        event.respondWith(caches.open("all").then(async (cache) => {
            const known = await cache.match(request.url);
            if (known) return known;
            const answer = await fetch(request);
            await cache.put(request.url, answer.clone());
            return answer;
        }));
    });
"#;

#[tokio::test]
async fn a_service_worker_that_caches_every_get_stops_no_submission() {
    let world = World::start(Setup {
        worker: CACHES_EVERYTHING,
        policy: "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; img-src blob: data:; \
            worker-src 'self'",
        ..Setup::default()
    })
    .await;
    let form = world.open().await;
    let register = "return (async () => {
            await navigator.serviceWorker.register('/worker.js');
            await navigator.serviceWorker.ready;
            while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));
            return true;
        })();";
    assert_eq!(form.run(register, vec![]).await, json!(true));
    for (count, name) in ["Ada", "Grace", "Edith"].into_iter().enumerate() {
        let form = world.open().await;
        let email = format!("{name}@example.com");
        form.fill(Person { name, email: &email, ..Person::ADA }).await;
        form.submit_successfully().await;
        assert_eq!(world.customers().await.len(), count + 1);
    }
}

#[tokio::test]
async fn refused_token_is_replaced_and_the_form_sent_silently() {
    let files = Files::new();
    let setup = Setup { script: SPOILT, ..Setup::with_fields([fields::files(55, "Documents", &["PDF"])]) };
    let world = World::start(setup).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let document = files.write("contract.pdf", "%PDF-1.7 signed");
    form.choose_files("custom_fields.55.file_upload.files", &[&document]).await;
    form.submit_successfully().await;
    assert_eq!(form.run("return window.sent;", vec![]).await, json!(2));
    assert!(!form.events().await.iter().any(|event| event.name == "error"));
    assert_eq!(world.submissions().len(), 1);
    let customer = world.customer().await;
    Person::ADA.assert_is(&customer);
    assert_eq!(customer.custom_fields[&55].files[0].name, "contract.pdf");
}

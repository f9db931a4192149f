//! The files in `examples/deploy` must match the proxy.

use std::path::Path;
use std::time::Duration;

use customer_form_proxy::Settings;
use customer_form_proxy::settings::Timeouts;
use test_support::socket::{exchange, read_text};

use crate::common::{KEY, Multipart, Rig};

const NGINX: &str = include_str!("../../../../examples/deploy/nginx.conf");
const CADDY: &str = include_str!("../../../../examples/deploy/Caddyfile");
const SERVICE: &str = include_str!("../../../../examples/deploy/customer-form-proxy.service");
const DOCKERFILE: &str = include_str!("../../../../examples/deploy/Dockerfile");
const TOML: &str = include_str!("../../../../examples/deploy/customer-form.toml");

/// The values of a directive, one for each line that has it.
fn values<'a>(file: &'a str, directive: &str) -> Vec<&'a str> {
    let lines = file.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let values = lines.filter_map(|line| line.strip_prefix(directive));
    values.map(|value| value.split('#').next().unwrap().trim().trim_end_matches(';')).collect()
}

fn value<'a>(file: &'a str, directive: &str) -> &'a str {
    let values = values(file, directive);
    assert_eq!(values.len(), 1, "{directive} {values:?}");
    values[0]
}

fn seconds(text: &str) -> Duration {
    Duration::from_secs(text.trim_end_matches('s').parse().unwrap())
}

/// The configuration file's settings, with the key and the store in places that exist on this machine.
fn settings() -> Settings {
    let (_, rest) = TOML.split_once("api_key_file = \"").unwrap();
    let (key_file, _) = rest.split_once('"').unwrap();
    let toml = TOML
        .replace(&format!("api_key_file = \"{key_file}\""), "api_key_env = \"ACME_API_KEY\"")
        .replace("sqlite:/var/lib/customer-form/", "sqlite:");
    Settings::from_toml(&toml, Path::new(""), &|_| Some(KEY.to_owned())).unwrap()
}

#[test]
fn configuration_file_is_valid_and_uses_the_service_paths() {
    let settings = settings();
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
    let folder = value(SERVICE, "StateDirectory=");
    assert!(TOML.contains(&format!("\"sqlite:/var/lib/{folder}/")), "{folder}");
    let (credential, _) = value(SERVICE, "LoadCredential=").split_once(':').unwrap();
    let key_file = format!("\"/run/credentials/customer-form-proxy.service/{credential}\"");
    assert!(TOML.contains(&key_file), "{key_file}");
}

#[test]
fn deployment_files_use_the_same_ports() {
    let settings = settings();
    let (public, private) = (settings.listen, settings.admin_listen);
    assert_eq!(value(NGINX, "proxy_pass "), format!("http://{public}"));
    assert_eq!(value(CADDY, "reverse_proxy "), format!("{public} {{"));
    let allowed = [format!("tcp:{}", public.port()), format!("tcp:{}", private.port())];
    assert_eq!(values(SERVICE, "SocketBindAllow="), allowed);
    assert_eq!(value(DOCKERFILE, "EXPOSE "), public.port().to_string());
    assert!(DOCKERFILE.contains(&format!("/dev/tcp/{}/{}", private.ip(), private.port())));
    let trusted = &settings.trusted_proxies;
    assert!(trusted.iter().any(|network| network.contains(&public.ip())), "{trusted:?}");
    for site in [NGINX, CADDY] {
        assert!(!site.contains(&private.port().to_string()), "visitors must not reach the private listener");
    }
}

#[test]
fn front_servers_wait_as_long_as_the_proxy_may_take() {
    let Timeouts { header, body_idle, body, upstream_answer, shutdown, .. } = settings().timeouts;
    assert_eq!(seconds(value(NGINX, "client_header_timeout ")), header);
    assert_eq!(seconds(value(NGINX, "client_body_timeout ")), body_idle);
    assert_eq!(seconds(value(CADDY, "read_header ")), header);
    assert_eq!(seconds(value(CADDY, "read_body ")), body);
    for patience in [value(NGINX, "proxy_read_timeout "), value(CADDY, "response_header_timeout ")] {
        assert!(seconds(patience) > body + upstream_answer, "{patience}");
    }
    assert!(seconds(value(SERVICE, "TimeoutStopSec=")) > shutdown);
}

#[tokio::test]
async fn front_servers_have_the_body_limit_of_the_proxy() {
    let most: u64 = value(NGINX, "client_max_body_size ").parse().unwrap();
    assert_eq!(value(CADDY, "max_size "), most.to_string());
    // The proxy checks the announced size before it counts the submission. The second submission here exceeds the rate
    // limit.
    let rig = Rig::with(|toml| toml.replace("per_address = 0", "per_address = 1")).await;
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    let answer = async |bytes: u64| {
        use tokio::io::AsyncWriteExt;
        let head = rig.post_head(&format!("connection: close\r\ncontent-length: {bytes}\r\n")).await;
        let mut stream = tokio::net::TcpStream::connect(rig.proxy.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        read_text(&mut stream).await
    };
    // The proxy adds the granted permissions, here one. For each, the limit for the visitor's body is one kilobyte
    // less.
    let most = most - 1_024;
    let (right, wrong) = tokio::join!(answer(most), answer(most + 1));
    assert!(right.contains("\"rate_limited\""), "{right}");
    assert!(wrong.contains("\"body_too_large\""), "{wrong}");
}

#[test]
fn front_servers_log_no_query_address_or_referrer() {
    let format = value(NGINX, "log_format customer_form ");
    for variable in
        ["request ", "request'", "request_uri", "args", "query_string", "remote_", "http_", "forwarded"]
    {
        assert!(!format.contains(&format!("${variable}")), "{format}");
    }
    let logs = values(NGINX, "access_log ");
    assert_eq!(logs, ["off", "/var/log/nginx/customer-form.access.log customer_form"]);
    assert!(values(NGINX, "error_log ").iter().all(|log| log.ends_with(" crit")));
    assert_eq!(value(CADDY, "exclude "), "http.log.error http.handlers.reverse_proxy");
    assert_eq!(values(CADDY, "log "), ["{"], "there is no access log");
}

#[test]
fn front_servers_overwrite_forwarded_addresses_of_visitors() {
    assert_eq!(value(NGINX, "proxy_set_header X-Forwarded-For "), "$remote_addr");
    assert_eq!(value(NGINX, "proxy_request_buffering "), "off");
    assert_eq!(value(NGINX, "proxy_next_upstream "), "off");
    assert!(values(CADDY, "trusted_proxies").is_empty());
    assert!(values(CADDY, "lb_").is_empty(), "no request is sent twice");
}

/// The image's health check sends a request by hand, with fewer headers than a load balancer's request.
#[tokio::test]
async fn health_check_of_the_image_is_answered() {
    let rig = Rig::start().await;
    assert!(DOCKERFILE.contains("GET /healthz HTTP/1.0"));
    let answer = exchange(rig.proxy.admin_address(), b"GET /healthz HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 200 ") || answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

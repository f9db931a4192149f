//! The errors in a configuration file, each with its line.

use super::{COMPLETE, read};

/// The only error of the complete file after a change.
fn mistake(from: &str, to: &str) -> String {
    assert_eq!(COMPLETE.matches(from).count(), 1, "{from}");
    let mistakes = read(&COMPLETE.replace(from, to)).expect_err(to);
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    mistakes.into_iter().next().unwrap()
}

#[test]
fn every_mistake_is_reported_with_its_line() {
    for (from, to, expected) in [
        (
            "listen = \"127.0.0.1:8080\"",
            "listen = \"localhost\"",
            "line 2, listen: \"localhost\" is no address to listen on, such as \"127.0.0.1:8080\"",
        ),
        (
            "127.0.0.1:9090",
            "127.0.0.2:8080",
            "line 3, admin_listen: port 8080 is listen's port, too; the private listener needs its own",
        ),
        (
            "https://forms.example.com",
            "forms.example.com",
            "line 4, public_url: \"forms.example.com\" is no http or https URL",
        ),
        (
            "https://forms.example.com",
            "https://forms.example.com/forms",
            "line 4, public_url: \"https://forms.example.com/forms\" is no http or https URL without a path: pages are addressed from the root",
        ),
        (
            "https://forms.example.com",
            "ftp://forms.example.com",
            "line 4, public_url: \"ftp://forms.example.com\" is no http or https URL",
        ),
        (
            "trusted_proxies = []",
            "trusted_proxies = [\"10.0.0.0/33\"]",
            "line 5, trusted_proxies[0]: \"10.0.0.0/33\" is no CIDR, such as \"10.0.0.0/8\"",
        ),
        (
            "trusted_proxies = []",
            "trusted_proxy = []",
            "line 5, trusted_proxy: no such setting; here are: listen, admin_listen, public_url, upstream, store, limits, timeouts, log, trusted_proxies, forms",
        ),
        (
            "https://app.getmanageit.io",
            "http://app.getmanageit.io",
            "line 8, upstream.base_url: plain http would send the API key in the clear; only https may be used, or http to this machine",
        ),
        (
            "https://app.getmanageit.io",
            "https://app.getmanageit.io?a=b",
            "line 8, upstream.base_url: \"https://app.getmanageit.io?a=b\" is no http or https URL without ? and #",
        ),
        (
            "https://app.getmanageit.io",
            "https://ada:pw@app.getmanageit.io",
            "line 8, upstream.base_url: \"…@…\" is no http or https URL without user name and password",
        ),
        ("base_url = \"https://app.getmanageit.io\"", "", "line 7, upstream.base_url: missing"),
        (
            "sqlite:customer-form.db",
            "postgres://db",
            "line 11, store.url: not \"sqlite:FILE\", \"memory:\" or \"redis://…\"",
        ),
        (
            "sqlite:customer-form.db",
            "redis:///1",
            "line 11, store.url: not \"sqlite:FILE\", \"memory:\" or \"redis://…\"",
        ),
        (
            "sqlite:customer-form.db",
            "sqlite:/no/such/folder/customer-form.db",
            "line 11, store.url: the folder /no/such/folder is not there",
        ),
        (
            "url = \"sqlite:customer-form.db\"",
            "url_env = \"STORE_URL\"",
            "line 11, store.url_env: the environment variable STORE_URL is not set",
        ),
        (
            "url = \"sqlite:customer-form.db\"",
            "url = \"memory:\"\nurl_env = \"STORE_URL\"",
            "line 12, store.url_env: only one of url and url_env can hold",
        ),
        (
            "[forms.permissions.granted]",
            "[forms.proof_of_work]\nmax_number = 0\n[forms.permissions.granted]",
            "line 29, forms[0].proof_of_work.max_number: has to be at least 1",
        ),
        (
            "[forms.permissions.granted]",
            "[forms.proof_of_work]\nmaxnumber = 5\n[forms.permissions.granted]",
            "line 29, forms[0].proof_of_work.maxnumber: no such setting; here are: max_number",
        ),
        ("body_bytes = 33554432", "body_bytes = 0", "line 14, limits.body_bytes: has to be at least 1"),
        ("body_bytes = 33554432", "body_bytes = -5", "line 14, limits.body_bytes: has to be at least 1"),
        (
            "body_bytes = 33554432",
            "body_bytes = 99999999999999999999",
            "line 14, limits.body_bytes: has to be at most 1099511627776",
        ),
        (
            "body_bytes = 33554432",
            "body_bytes = \"32 MB\"",
            "line 14, limits.body_bytes: a text instead of a whole number",
        ),
        (
            "body_bytes = 33554432",
            "body_bytes = 1.5",
            "line 14, limits.body_bytes: a number instead of a whole number",
        ),
        (
            "photo_bytes = 5242880",
            "photo_pixels = 0",
            "line 16, limits.photo_pixels: has to be at least 1000000",
        ),
        (
            "files = 20",
            "file = 20",
            "line 20, limits.file: no such setting; here are: body_bytes, file_bytes, photo_bytes, photo_pixels, text_bytes, textarea_bytes, variables, files, connections, connections_per_address, submissions_per_minute_per_address, submissions_per_minute_per_form",
        ),
        (
            "variables = 1000",
            "variables = 5",
            "line 28, forms[0].permissions: limits.variables has to be at least 6: five fixed fields, and every granted permission",
        ),
        (
            "id = \"acme\"",
            "id = \"Acme\"",
            "line 24, forms[0].id: \"Acme\" is no form id: 1 to 64 of a-z, 0-9 and -",
        ),
        ("id = \"acme\"", "", "line 23, forms[0].id: missing"),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "",
            "line 23, forms[0].api_key_env: api_key_env or api_key_file is needed",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"ACME_KEY\"",
            "line 25, forms[0].api_key_env: the environment variable ACME_KEY is not set",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"EMPTY_KEY\"",
            "line 25, forms[0].api_key_env: the API key is empty, or has characters that no HTTP header can carry",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"SPACED_KEY\"",
            "line 25, forms[0].api_key_env: the API key is empty, or has characters that no HTTP header can carry",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"UNICODE_KEY\"",
            "line 25, forms[0].api_key_env: the API key is empty, or has characters that no HTTP header can carry",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"ACME_API_KEY\"\napi_key_file = \"key\"",
            "line 26, forms[0].api_key_file: only one of api_key_env and api_key_file can hold",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_file = \"no/such/file\"",
            "line 25, forms[0].api_key_file: the file no/such/file cannot be read: No such file or directory (os error 2)",
        ),
        (
            "https://acme.example",
            "https://acme.example/",
            "line 26, forms[0].origins[0]: \"https://acme.example/\" is no origin: browsers write it as \"https://acme.example\"",
        ),
        (
            "https://acme.example",
            "https://acme.example/shop",
            "line 26, forms[0].origins[0]: \"https://acme.example/shop\" is no origin: browsers write it as \"https://acme.example\"",
        ),
        (
            "https://acme.example",
            "*",
            "line 26, forms[0].origins[0]: \"*\" is no origin: every page would be allowed; name each origin",
        ),
        (
            "https://acme.example",
            "null",
            "line 26, forms[0].origins[0]: \"null\" is no origin: sandboxed frames and local files all have this one",
        ),
        (
            "https://acme.example",
            "acme.example",
            "line 26, forms[0].origins[0]: \"acme.example\" is no origin: it has to start with https:// or http://",
        ),
        (
            "[\"https://acme.example\"]",
            "\"https://acme.example\"",
            "line 26, forms[0].origins: a text instead of a list of texts",
        ),
        ("photo = \"required\"", "photo = true", "line 27, forms[0].photo: true or false instead of a text"),
        (
            "photo = \"required\"",
            "photo = \"maybe\"",
            "line 27, forms[0].photo: not one of \"required\", \"optional\", \"off\"",
        ),
        (
            "view-invoice",
            "own-invoice",
            "line 29, forms[0].permissions.granted.invoice[0]: there is no permission \"own-invoice\"; a permission is view-, create-, edit- or delete- and its module",
        ),
        (
            "view-invoice",
            "view-meeting",
            "line 29, forms[0].permissions.granted.invoice[0]: \"view-meeting\" belongs under meeting",
        ),
        (
            "invoice = [",
            "invoices = [",
            "line 29, forms[0].permissions.granted.invoices: there is no module \"invoices\"; there are invoice, contract, proposal and meeting",
        ),
        (
            "invoice = [\"view-invoice\"]",
            "",
            "line 28, forms[0].permissions.granted: at least one permission has to be granted: the CRM creates no customer without",
        ),
        (
            "invoice = [\"view-invoice\"]",
            "invoice = []",
            "line 28, forms[0].permissions.granted: at least one permission has to be granted: the CRM creates no customer without",
        ),
        (
            "contract = [\"view-contract\"]",
            "invoice = [\"view-invoice\"]",
            "line 31, forms[0].permissions.offered.invoice[0]: \"view-invoice\" is granted already; only a permission that is not always sent can be chosen",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\n\"email\",\n\"profile_photo_path\"]",
            "line 29, forms[0].prefill_from_url[1]: \"profile_photo_path\" is a file: no address can carry one",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\"custom_fields.55.file_upload.files\"]",
            "line 27, forms[0].prefill_from_url[0]: \"custom_fields.55.file_upload.files\" is a file: no address can carry one",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\"permissions.contract.view-contract\"]",
            "line 27, forms[0].prefill_from_url[0]: \"permissions.contract.view-contract\" is a permission: whoever makes a link must not choose what a customer may do",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\"custom_fields.52\"]",
            "line 27, forms[0].prefill_from_url[0]: \"custom_fields.52\" is no text of a form, such as \"email\" or \"custom_fields.52.value\"",
        ),
        (
            "id = \"acme\"",
            "id = \"acme\"\nextra = 1",
            "line 25, forms[0].extra: no such setting; here are: id, api_key_env, api_key_file, origins, photo, prefill_from_url, permissions, proof_of_work, page",
        ),
    ] {
        assert_eq!(mistake(from, to), expected, "{to}");
    }
}

#[test]
fn at_least_one_form_with_a_unique_id_is_required() {
    let second = "\n[[forms]]\nid = \"acme\"\napi_key_env = \"ACME_API_KEY\"\n[forms.permissions.granted]\nmeeting = [\"view-meeting\"]\n";
    assert_eq!(
        read(&(COMPLETE.to_owned() + second)).unwrap_err(),
        ["line 34, forms[1].id: line 23 has a form \"acme\" already"]
    );
    let (without, _) = COMPLETE.split_once("[[forms]]").unwrap();
    assert_eq!(read(without).unwrap_err(), ["forms: at least one [[forms]] is needed"]);
    let without_permissions = COMPLETE.split_once("[forms.permissions.granted]").unwrap().0;
    assert_eq!(read(without_permissions).unwrap_err(), ["line 23, forms[0].permissions: missing"]);
}

#[test]
fn all_mistakes_are_reported_in_the_order_of_their_lines() {
    let broken = COMPLETE
        .replace("127.0.0.1:8080", "nowhere")
        .replace("files = 20", "files = 0")
        .replace("ACME_API_KEY", "NOT_SET")
        .replace("https://acme.example", "*")
        .replace("view-invoice", "fly-invoice")
        .replace("view-contract", "view-invoice");
    let mistakes = read(&broken).unwrap_err();
    let lines: Vec<_> = mistakes.iter().map(|mistake| mistake.split(',').next().unwrap()).collect();
    assert_eq!(lines, ["line 2", "line 20", "line 25", "line 26", "line 29", "line 31"], "{mistakes:#?}");
}

#[test]
fn syntax_error_is_reported_with_its_line() {
    let mistakes = read("listen = \"127.0.0.1:8080\"\npublic_url = https://x\n").unwrap_err();
    assert!(mistakes[0].starts_with("line 2: not TOML: "), "{mistakes:?}");
    let mistakes = read("listen = \"127.0.0.1:8080\"\nlisten = \"127.0.0.1:8081\"\n").unwrap_err();
    assert!(mistakes[0].starts_with("line 2: not TOML: "), "{mistakes:?}");
}

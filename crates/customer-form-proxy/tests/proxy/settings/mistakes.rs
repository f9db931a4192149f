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
            "line 2, listen: \"localhost\" is not a valid listen address; write an IP address and a port, such as \"127.0.0.1:8080\"",
        ),
        (
            "127.0.0.1:9090",
            "127.0.0.2:8080",
            "line 3, admin_listen: `listen` also has port 8080; choose a different port",
        ),
        (
            "https://forms.example.com",
            "forms.example.com",
            "line 4, public_url: the URL \"forms.example.com\" is not allowed here: write a complete URL that starts with https:// or http://",
        ),
        (
            "https://forms.example.com",
            "https://forms.example.com/forms",
            "line 4, public_url: the URL \"https://forms.example.com/forms\" is not allowed here: the proxy serves its pages from the root of the host; remove the path",
        ),
        (
            "https://forms.example.com",
            "ftp://forms.example.com",
            "line 4, public_url: the URL \"ftp://forms.example.com\" is not allowed here: write a complete URL that starts with https:// or http://",
        ),
        (
            "trusted_proxies = []",
            "trusted_proxies = [\"10.0.0.0/33\"]",
            "line 5, trusted_proxies[0]: \"10.0.0.0/33\" is not a valid network; write the network in CIDR notation, such as \"10.0.0.0/8\"",
        ),
        (
            "trusted_proxies = []",
            "trusted_proxy = []",
            "line 5, trusted_proxy: unknown setting; the allowed settings are: listen, admin_listen, public_url, upstream, store, limits, timeouts, log, trusted_proxies, forms",
        ),
        (
            "https://app.getmanageit.io",
            "http://app.getmanageit.io",
            "line 8, upstream.base_url: http sends the API key without encryption; use https (http is allowed only for localhost, 127.0.0.1 and [::1])",
        ),
        (
            "https://app.getmanageit.io",
            "https://app.getmanageit.io?a=b",
            "line 8, upstream.base_url: the URL \"https://app.getmanageit.io?a=b\" is not allowed here: remove the query (?) and the fragment (#)",
        ),
        (
            "https://app.getmanageit.io",
            "https://ada:pw@app.getmanageit.io",
            "line 8, upstream.base_url: the URL \"…@…\" is not allowed here: remove the user name and the password",
        ),
        (
            "base_url = \"https://app.getmanageit.io\"",
            "",
            "line 7, upstream.base_url: this required setting is missing",
        ),
        (
            "sqlite:customer-form.db",
            "postgres://db",
            "line 11, store.url: the store's URL is not valid; write \"sqlite:FILE\", \"memory:\", \"redis://HOST\" or \"rediss://HOST\"",
        ),
        (
            "sqlite:customer-form.db",
            "redis:///1",
            "line 11, store.url: the store's URL is not valid; write \"sqlite:FILE\", \"memory:\", \"redis://HOST\" or \"rediss://HOST\"",
        ),
        (
            "sqlite:customer-form.db",
            "sqlite:/no/such/folder/customer-form.db",
            "line 11, store.url: the folder /no/such/folder does not exist; create the folder, or choose a different file for the store",
        ),
        (
            "url = \"sqlite:customer-form.db\"",
            "url_env = \"STORE_URL\"",
            "line 11, store.url_env: the environment variable STORE_URL is not set",
        ),
        (
            "url = \"sqlite:customer-form.db\"",
            "url = \"memory:\"\nurl_env = \"STORE_URL\"",
            "line 12, store.url_env: set either `url` or `url_env`, not both",
        ),
        (
            "[forms.permissions.granted]",
            "[forms.proof_of_work]\nmax_number = 0\n[forms.permissions.granted]",
            "line 29, forms[0].proof_of_work.max_number: the value must be at least 1",
        ),
        (
            "[forms.permissions.granted]",
            "[forms.proof_of_work]\nmaxnumber = 5\n[forms.permissions.granted]",
            "line 29, forms[0].proof_of_work.maxnumber: unknown setting; the allowed settings are: max_number",
        ),
        (
            "body_bytes = 33554432",
            "body_bytes = 0",
            "line 14, limits.body_bytes: the value must be at least 1",
        ),
        (
            "body_bytes = 33554432",
            "body_bytes = -5",
            "line 14, limits.body_bytes: the value must be at least 1",
        ),
        (
            "body_bytes = 33554432",
            "body_bytes = 99999999999999999999",
            "line 14, limits.body_bytes: the value must be at most 1099511627776",
        ),
        (
            "body_bytes = 33554432",
            "body_bytes = \"32 MB\"",
            "line 14, limits.body_bytes: expected an integer, found a string",
        ),
        (
            "body_bytes = 33554432",
            "body_bytes = 1.5",
            "line 14, limits.body_bytes: expected an integer, found a number with a decimal point",
        ),
        (
            "photo_bytes = 5242880",
            "photo_pixels = 0",
            "line 16, limits.photo_pixels: the value must be at least 1000000",
        ),
        (
            "files = 20",
            "file = 20",
            "line 20, limits.file: unknown setting; the allowed settings are: body_bytes, file_bytes, photo_bytes, photo_pixels, text_bytes, textarea_bytes, variables, files, connections, connections_per_address, submissions_per_minute_per_address, submissions_per_minute_per_form",
        ),
        (
            "variables = 1000",
            "variables = 5",
            "line 28, forms[0].permissions: `limits.variables` must be at least 6: 5 for the fixed fields, and 1 for each granted permission",
        ),
        (
            "id = \"acme\"",
            "id = \"Acme\"",
            "line 24, forms[0].id: \"Acme\" is not a valid form id; use 1 to 64 of the characters a-z, 0-9 and -",
        ),
        ("id = \"acme\"", "", "line 23, forms[0].id: this required setting is missing"),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "",
            "line 23, forms[0].api_key_env: the form has no API key; set either `api_key_env` or `api_key_file`",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"ACME_KEY\"",
            "line 25, forms[0].api_key_env: the environment variable ACME_KEY is not set",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"EMPTY_KEY\"",
            "line 25, forms[0].api_key_env: the API key is empty, or contains spaces or characters that are not visible ASCII; copy the key again",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"SPACED_KEY\"",
            "line 25, forms[0].api_key_env: the API key is empty, or contains spaces or characters that are not visible ASCII; copy the key again",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"UNICODE_KEY\"",
            "line 25, forms[0].api_key_env: the API key is empty, or contains spaces or characters that are not visible ASCII; copy the key again",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_env = \"ACME_API_KEY\"\napi_key_file = \"key\"",
            "line 26, forms[0].api_key_file: set either `api_key_env` or `api_key_file`, not both",
        ),
        (
            "api_key_env = \"ACME_API_KEY\"",
            "api_key_file = \"no/such/file\"",
            "line 25, forms[0].api_key_file: cannot read the API key from the file no/such/file: No such file or directory (os error 2)",
        ),
        (
            "https://acme.example",
            "https://acme.example/",
            "line 26, forms[0].origins[0]: \"https://acme.example/\" is not a valid origin: write \"https://acme.example\", because browsers send the origin in this spelling",
        ),
        (
            "https://acme.example",
            "https://acme.example/shop",
            "line 26, forms[0].origins[0]: \"https://acme.example/shop\" is not a valid origin: write \"https://acme.example\", because browsers send the origin in this spelling",
        ),
        (
            "https://acme.example",
            "*",
            "line 26, forms[0].origins[0]: \"*\" is not a valid origin: \"*\" would allow every page; list each allowed origin",
        ),
        (
            "https://acme.example",
            "null",
            "line 26, forms[0].origins[0]: \"null\" is not a valid origin: all sandboxed frames and local files have this origin; list the origins of your pages",
        ),
        (
            "https://acme.example",
            "acme.example",
            "line 26, forms[0].origins[0]: \"acme.example\" is not a valid origin: an origin starts with https:// or http://",
        ),
        (
            "[\"https://acme.example\"]",
            "\"https://acme.example\"",
            "line 26, forms[0].origins: expected a list of strings, found a string",
        ),
        (
            "photo = \"required\"",
            "photo = true",
            "line 27, forms[0].photo: expected a string, found true or false",
        ),
        (
            "photo = \"required\"",
            "photo = \"maybe\"",
            "line 27, forms[0].photo: unknown value; the allowed values are: \"required\", \"optional\", \"off\"",
        ),
        (
            "view-invoice",
            "own-invoice",
            "line 29, forms[0].permissions.granted.invoice[0]: unknown permission \"own-invoice\"; a permission is view, create, edit or delete with a hyphen and the module, such as \"view-invoice\"",
        ),
        (
            "view-invoice",
            "view-meeting",
            "line 29, forms[0].permissions.granted.invoice[0]: the permission \"view-meeting\" belongs to the module meeting; move the permission to the list `meeting`",
        ),
        (
            "invoice = [",
            "invoices = [",
            "line 29, forms[0].permissions.granted.invoices: unknown module \"invoices\"; the modules are: invoice, contract, proposal, meeting",
        ),
        (
            "invoice = [\"view-invoice\"]",
            "",
            "line 28, forms[0].permissions.granted: grant at least one permission; the CRM refuses a customer without permissions",
        ),
        (
            "invoice = [\"view-invoice\"]",
            "invoice = []",
            "line 28, forms[0].permissions.granted: grant at least one permission; the CRM refuses a customer without permissions",
        ),
        (
            "contract = [\"view-contract\"]",
            "invoice = [\"view-invoice\"]",
            "line 31, forms[0].permissions.offered.invoice[0]: the permission \"view-invoice\" is both granted and offered; remove the permission from `granted` or from `offered`",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\n\"email\",\n\"profile_photo_path\"]",
            "line 29, forms[0].prefill_from_url[1]: \"profile_photo_path\" is a file field; a URL can fill in text fields only",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\"custom_fields.55.file_upload.files\"]",
            "line 27, forms[0].prefill_from_url[0]: \"custom_fields.55.file_upload.files\" is a file field; a URL can fill in text fields only",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\"permissions.contract.view-contract\"]",
            "line 27, forms[0].prefill_from_url[0]: \"permissions.contract.view-contract\" is a permission; a URL can fill in text fields only, because the author of a link must not choose permissions",
        ),
        (
            "photo = \"required\"",
            "prefill_from_url = [\"custom_fields.52\"]",
            "line 27, forms[0].prefill_from_url[0]: \"custom_fields.52\" is not the path of a text field, such as \"email\" or \"custom_fields.52.value\"",
        ),
        (
            "id = \"acme\"",
            "id = \"acme\"\nextra = 1",
            "line 25, forms[0].extra: unknown setting; the allowed settings are: id, api_key_env, api_key_file, origins, photo, prefill_from_url, permissions, proof_of_work, page",
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
        ["line 34, forms[1].id: the form in line 23 already has the id \"acme\"; choose a different id"]
    );
    let (without, _) = COMPLETE.split_once("[[forms]]").unwrap();
    assert_eq!(
        read(without).unwrap_err(),
        ["forms: the file defines no form; add at least one [[forms]] section"]
    );
    let without_permissions = COMPLETE.split_once("[forms.permissions.granted]").unwrap().0;
    assert_eq!(
        read(without_permissions).unwrap_err(),
        ["line 23, forms[0].permissions: this required setting is missing"]
    );
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
    assert!(mistakes[0].starts_with("line 2: the TOML syntax is not valid: "), "{mistakes:?}");
    let mistakes = read("listen = \"127.0.0.1:8080\"\nlisten = \"127.0.0.1:8081\"\n").unwrap_err();
    assert!(mistakes[0].starts_with("line 2: the TOML syntax is not valid: "), "{mistakes:?}");
}

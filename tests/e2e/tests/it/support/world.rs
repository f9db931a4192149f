//! The whole system: the CRM, the proxy in front of it, a partner page, and a browser.

use std::path::{Path, PathBuf};
use std::{env, fs};

use bytes::Bytes;
use crm_sandbox::{
    Endpoint, FieldsAnswer, Misbehaviour, PhotoRule, PlannedAnswer, Sandbox, SandboxOptions, StoredCustomer,
};
use customer_form_proxy::{Assets, RunningProxy};
use serde_json::json;
use tempfile::TempDir;
use test_support::port::ReservedPort;
use test_support::program::KEY;
use test_support::proxy;

use super::browser::Browser;
use super::line::Line;
use super::partner::Partner;
use super::{FormPage, Setup, recorder};

/// The file of the hosted page. The names of its compressed files begin with the same text.
const PAGE: &str = "index.html";

/// A whole system. All its parts stop when it is dropped.
pub(crate) struct World {
    pub(crate) browser: Browser,
    pub(crate) partner: Partner,
    line: Option<Line>,
    crm: Option<Sandbox>,
    crm_port: ReservedPort,
    proxy: RunningProxy,
    /// The text of the proxy's configuration file.
    toml: String,
    /// A script that runs in every page.
    script: &'static str,
    fields: FieldsAnswer,
    photo: PhotoRule,
    data: TempDir,
}

impl World {
    pub(crate) async fn start(setup: Setup) -> Self {
        let data = tempfile::tempdir().unwrap();
        let fields = FieldsAnswer::json(json!({ "data": setup.fields }).to_string());
        let photo = setup.crm_photo();
        let crm_port = ReservedPort::new();
        let crm = start_crm(&data, &fields, photo, &crm_port).await;

        let mut partner = Partner::bind().await;
        let line = setup.has_line.then(Line::lay);
        // With port 0, the proxy uses its own port.
        let public_url = line.as_ref().map_or("http://127.0.0.1:0".to_owned(), Line::url);
        let store = data.path().join("proxy.db");
        let toml = setup.toml(crm.base_url(), partner.origin(), &public_url, &store);
        let proxy = proxy::start(&toml, assets(setup.script)).await;
        if let Some(line) = &line {
            line.lead_to(proxy.address());
        }
        partner.serve(&proxy.public_url().to_string(), &setup);

        let browser = Browser::start().await;
        let script = setup.script;
        Self { browser, partner, line, crm: Some(crm), crm_port, proxy, toml, script, fields, photo, data }
    }

    /// Opens the partner page and waits until its form can be filled in.
    pub(crate) async fn open(&self) -> FormPage<'_> {
        let form = self.visit(self.partner.origin()).await;
        form.next_event("ready").await;
        form
    }

    /// Opens the hosted page and waits until its form can be filled in.
    pub(crate) async fn open_onboarding(&self) -> FormPage<'_> {
        let form = self.visit(&self.proxy_url("/onboarding/acme")).await;
        form.next_event("ready").await;
        form
    }

    /// Opens a page without waiting for its form.
    pub(crate) async fn visit(&self, address: &str) -> FormPage<'_> {
        self.browser.driver.goto(address).await.unwrap();
        self.form()
    }

    /// The first form of the open page.
    pub(crate) fn form(&self) -> FormPage<'_> {
        self.form_at(0)
    }

    /// The form of the open page with that index.
    pub(crate) fn form_at(&self, place: usize) -> FormPage<'_> {
        FormPage::new(&self.browser, place)
    }

    /// Enters the iframe of a form with `mode="frame"`: all later actions are in the hosted page.
    pub(crate) async fn enter_frame(&self, page: &FormPage<'_>) -> FormPage<'_> {
        page.find("iframe").await.enter_frame().await.unwrap();
        self.form()
    }

    /// Returns to the page around the iframe.
    pub(crate) async fn leave_frame(&self) {
        self.browser.driver.enter_default_frame().await.unwrap();
    }

    pub(crate) fn proxy_url(&self, path: &str) -> String {
        format!("{}{path}", self.proxy.public_url())
    }

    /// The line between browser and proxy. Panics if the world has none.
    pub(crate) fn line(&self) -> &Line {
        self.line.as_ref().expect("the world was set up without a line")
    }

    pub(crate) fn crm(&self) -> &Sandbox {
        self.crm.as_ref().expect("the CRM does not run")
    }

    /// All customers that the CRM stores.
    pub(crate) async fn customers(&self) -> Vec<StoredCustomer> {
        self.crm().customers().await.unwrap()
    }

    /// The only customer that the CRM stores. Fails if there is none, or more than one.
    pub(crate) async fn customer(&self) -> StoredCustomer {
        let mut customers = self.customers().await;
        assert_eq!(customers.len(), 1, "{customers:?}");
        customers.remove(0)
    }

    /// The names of the parts of each submission that the CRM got.
    pub(crate) fn submissions(&self) -> Vec<Vec<String>> {
        let requests = self.crm().requests_to(Endpoint::Customers);
        requests.iter().map(|request| request.part_names().into_iter().map(str::to_owned).collect()).collect()
    }

    /// Makes the CRM answer the next submission in this way.
    pub(crate) fn next_answer(&self, answer: PlannedAnswer) {
        self.crm().next_answer(Misbehaviour::once(answer));
    }

    /// Starts a new proxy behind the line, with the same configuration file and store. The old proxy completes the
    /// requests that it has begun. The new proxy has not yet asked the CRM for its configuration.
    pub(crate) async fn restart_proxy(&mut self) {
        let new = proxy::start(&self.toml, assets(self.script)).await;
        self.line().lead_to(new.address());
        // The browser's open connections lead to the old proxy.
        self.line().cut().await;
        std::mem::replace(&mut self.proxy, new).shutdown().await;
        self.line().mend().await;
    }

    /// Stops the CRM. Its stored data remain.
    pub(crate) async fn stop_crm(&mut self) {
        self.crm.take().expect("the CRM does not run").shutdown().await;
    }

    /// Starts the CRM again, at the same address and with the same data.
    pub(crate) async fn restart_crm(&mut self) {
        self.crm = Some(start_crm(&self.data, &self.fields, self.photo, &self.crm_port).await);
    }
}

async fn start_crm(data: &TempDir, fields: &FieldsAnswer, photo: PhotoRule, port: &ReservedPort) -> Sandbox {
    let mut options = SandboxOptions::new(data.path());
    options.api_key = KEY.into();
    options.fields = fields.clone();
    options.photo = photo;
    options.listen = port.address();
    Sandbox::start(options).await.unwrap()
}

/// The browser's files, and the recorder. The files are those of the last build, in the folder `CUSTOMER_FORM_DIST`
/// (default: `dist` of the workspace); the proxy's build reads the same folder.
fn assets(script: &str) -> Assets {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    let folder = env::var_os("CUSTOMER_FORM_DIST").map_or_else(default, PathBuf::from);
    let entries = fs::read_dir(&folder);
    let entries = entries.unwrap_or_else(|error| panic!("dist is missing ({error}): run cargo xtask web"));
    let paths = entries.map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let content = Bytes::from(fs::read(&path).unwrap());
        let content = if name == PAGE { recorder::put_into(&content) } else { content };
        (name, content)
    };
    let is_other_page = |name: &str| name.starts_with(PAGE) && name != PAGE;
    let files = paths.filter(|path| path.is_file()).map(read).filter(|(name, _)| !is_other_page(name));
    Assets::new(files.chain([recorder::script(script)]))
}

//! The text that a screen reader speaks: the accessibility tree of the form, in each of its phases.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Files, FormPage, Person, Setup, World, fields};

/// Roles that only structure other nodes, or repeat the names of their parents.
const SILENT: [&str; 15] = [
    "RootWebArea",
    "generic",
    "none",
    "StaticText",
    "InlineTextBox",
    "ListMarker",
    "LabelText",
    "paragraph",
    "form",
    "MenuListPopup",
    "option",
    "Legend",
    "rowgroup",
    "row",
    "cell",
];

/// The states that a screen reader speaks, if they differ from the default.
const STATES: [&str; 8] = ["required", "invalid", "disabled", "checked", "focused", "live", "atomic", "busy"];

/// One line for each node: its role, its name, its description, and its states.
async fn tree(world: &World) -> Vec<String> {
    let found = world.browser.devtools("Accessibility.getFullAXTree", json!({})).await;
    let nodes = found["nodes"].as_array().unwrap();
    let of = |id: &Value| nodes.iter().find(|node| node["nodeId"] == *id);
    let mut lines = Vec::new();
    let mut open: Vec<_> = nodes.iter().filter(|node| node.get("parentId").is_none()).collect();
    while let Some(node) = open.pop() {
        open.extend(node["childIds"].as_array().into_iter().flatten().rev().filter_map(of));
        let role = node["role"]["value"].as_str().unwrap_or_default();
        if node["ignored"] == false && !SILENT.contains(&role) {
            lines.push(line(node, role));
        }
    }
    lines
}

fn line(node: &Value, role: &str) -> String {
    let text = |name: &str| node[name]["value"].as_str().unwrap_or_default().trim().to_owned();
    let mut line = format!("{role} “{}”", text("name"));
    if !text("description").is_empty() {
        line.push_str(&format!(" ({})", text("description")));
    }
    for property in node["properties"].as_array().into_iter().flatten() {
        let name = property["name"].as_str().unwrap();
        let value = &property["value"]["value"];
        let is_default = *value == false || *value == "false";
        if STATES.contains(&name) && !is_default {
            let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            line.push_str(&format!(" {name}={plain}"));
        }
    }
    line
}

async fn world() -> World {
    let month = json!({ "id": 68, "type": 5, "name": "Month", "key": "month", "required": true,
        "fields": { "options": ["May", "June"] } });
    let notes =
        json!({ "id": 54, "type": 7, "name": "Notes", "key": "notes", "description": "Anything else." });
    let world = World::start(Setup {
        photo: "required",
        has_line: true,
        offered: "contract = [\"view-contract\", \"edit-contract\"]",
        ..Setup::with_fields([month, notes, fields::required(fields::files(55, "Documents", &["PDF"]))])
    })
    .await;
    world.browser.devtools("Accessibility.enable", json!({})).await;
    world
}

/// Waits for these lines, in this order, without other lines between them.
async fn hears(world: &World, when: &str, expected: &[&str]) {
    let mut found = Vec::new();
    for _ in 0..100 {
        found = tree(world).await;
        if found.windows(expected.len()).any(|lines| lines == expected) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{when}: {expected:#?} is not in {found:#?}");
}

const PHOTO_HINT: &str = "JPEG, PNG, GIF or WebP, at most 5 MB.";
const FILES_HINT: &str = "PDF. Files of at most 10 MB each.";
const FILES: &str = "custom_fields.55.file_upload.files";

/// The lines below the fields that a test checks.
const REST: [&str; 7] = [
    "group “Permissions”",
    "table “”",
    "columnheader “View”",
    "columnheader “Edit”",
    "rowheader “Contracts”",
    "checkbox “View contracts”",
    "checkbox “Edit contracts”",
];

#[tokio::test]
async fn untouched_form_announces_only_its_required_fields() {
    let world = world().await;
    world.open().await;
    let fields = [
        "textbox “Email” required=true",
        "textbox “First name” required=true",
        "textbox “Last name” required=true",
        "textbox “Phone” required=true",
        "textbox “Company” required=true",
        "button “Profile photo (required)” (JPEG, PNG, GIF or WebP, at most 5 MB.)",
        // Its aria-required is missing in the tree from Chromium's driver; other tests read the attribute.
        "combobox “Month”",
        "textbox “Notes” (Anything else.)",
        "button “Documents (required)” (PDF. Files of at most 10 MB each.)",
    ];
    hears(&world, "untouched", &[&fields[..], &REST, &["button “Submit”"]].concat()).await;
}

#[tokio::test]
async fn refused_form_announces_errors_first_and_at_each_control() {
    let world = world().await;
    let form = world.open().await;
    form.submit().await;
    let sentences = [
        "Enter your email address.",
        "Enter your first name.",
        "Enter your last name.",
        "Enter your phone number.",
        "Enter the name of your company.",
        "Choose a profile photo.",
        "Choose an option for “Month”.",
        "Choose a file for “Documents”.",
    ];
    let mut expected = vec![
        "alert “” live=assertive focused=true".to_owned(),
        "heading “There are 8 problems with what you entered”".to_owned(),
        "list “”".to_owned(),
    ];
    for sentence in sentences {
        expected.extend(["listitem “”".to_owned(), format!("link “{sentence}”")]);
    }
    for (label, sentence) in ["Email", "First name", "Last name", "Phone", "Company"].iter().zip(sentences) {
        expected.push(format!("textbox “{label}” ({sentence}) invalid=true required=true"));
    }
    expected.extend([
        format!("button “Profile photo (required)” ({PHOTO_HINT} {}) invalid=true", sentences[5]),
        format!("combobox “Month” ({}) invalid=true", sentences[6]),
        "textbox “Notes” (Anything else.)".to_owned(),
        format!("button “Documents (required)” ({FILES_HINT} {}) invalid=true", sentences[7]),
    ]);
    let expected: Vec<_> = expected.iter().map(String::as_str).collect();
    hears(&world, "refused", &expected).await;

    // The visitor corrects the form: no alert remains, and only invalid controls are announced as invalid.
    fill(&form, &Files::new()).await;
    let found = tree(&world).await;
    assert!(!found.iter().any(|line| line.contains("invalid") || line.contains("alert")), "{found:#?}");
}

async fn fill(form: &FormPage<'_>, files: &Files) {
    form.fill(Person::ADA).await;
    form.choose_option("custom_fields.68.value", "June").await;
    form.choose_files("profile_photo_path", &[&files.photo("ada.png")]).await;
    form.choose_files(FILES, &[&files.write("a.pdf", b"%PDF-1.7")]).await;
}

#[tokio::test]
async fn chosen_file_is_announced_with_its_error() {
    let world = world().await;
    let files = Files::new();
    let form = world.open().await;
    form.choose_files(FILES, &[&files.write("a.pdf", b"%PDF-1.7"), &files.write("b.exe", b"MZ")]).await;
    let problem = "“b.exe” is not of an accepted format. Please choose PDF.";
    let chosen = "a.pdf 8 bytes Remove a.pdf b.exe 2 bytes Remove b.exe";
    hears(
        &world,
        "two files",
        &[
            &format!("button “Documents (required)” ({FILES_HINT} {problem} {chosen}) invalid=true"),
            "list “”",
            "listitem “”",
            "button “Remove a.pdf”",
            "listitem “”",
            "button “Remove b.exe”",
        ],
    )
    .await;
    form.click("[aria-label=\"Remove b.exe\"]").await;
    hears(
        &world,
        "one file",
        &[
            &format!("button “Documents (required)” ({FILES_HINT} a.pdf 8 bytes Remove a.pdf)"),
            "list “”",
            "listitem “”",
            "button “Remove a.pdf” focused=true",
        ],
    )
    .await;
}

#[tokio::test]
async fn form_being_sent_is_announced_and_only_cancel_is_enabled() {
    let world = world().await;
    let files = Files::new();
    let form = world.open().await;
    fill(&form, &files).await;
    world.line().hold_up();
    form.submit().await;
    let boxes = ["checkbox “View contracts” disabled=true", "checkbox “Edit contracts” disabled=true"];
    hears(
        &world,
        "sending",
        &[
            &boxes[..],
            &[
                "button “Submit” disabled=true",
                "status “” live=polite atomic=true",
                "progressbar “Sending”",
                "button “Cancel”",
            ],
        ]
        .concat(),
    )
    .await;
    let found = tree(&world).await;
    let controls = ["textbox", "combobox", "checkbox", "button"];
    let enabled: Vec<_> = found
        .iter()
        .filter(|line| controls.iter().any(|role| line.starts_with(role)) && !line.contains("disabled"))
        .collect();
    assert_eq!(enabled, ["button “Cancel”"]);

    form.click("[part=cancel]").await;
    hears(&world, "cancelled", &["status “” live=polite atomic=true focused=true", "button “Submit again”"])
        .await;
    world.line().release();
    form.click("[part=resend]").await;
    form.next_event("success").await;
    let thanks = ["status “” live=polite atomic=true focused=true", "heading “Thank you”"];
    hears(&world, "accepted", &thanks).await;
}

//! Submissions without a token of this form, and with a changed token.

use crate::case::{Case, Expected, Head, ORIGIN, TARGET, TOKEN, filled};
use crate::world::{World, token};

const NO_TOKEN: Expected = Expected::Refused(403, "form_token_invalid");

/// The changes to a valid token of this form.
fn spoilt(token: &str) -> Vec<(&'static str, String)> {
    let (version, rest) = token.split_once('.').unwrap();
    let other = |character: char| if character == 'A' { 'B' } else { 'A' };
    let with_last = |last: char| format!("{}{last}", &token[..token.len() - 1]);
    vec![
        ("its signature changed", with_last(other(token.chars().last().unwrap()))),
        ("its last character missing", token[..token.len() - 1].to_owned()),
        ("one character more", format!("{token}A")),
        ("padding", format!("{token}=")),
        ("the revision of another form configuration", format!("{}.{rest}", "0".repeat(version.len()))),
        ("no revision", format!(".{rest}")),
        ("no signature", format!("{version}.")),
        ("the revision alone", version.to_owned()),
        ("its halves exchanged", format!("{rest}.{version}")),
        ("capitals", token.to_ascii_uppercase()),
        ("quotes", format!("\"{token}\"")),
        ("a scheme", format!("Bearer {token}")),
        ("a second one behind a comma", format!("{token}, {token}")),
        ("a parameter", format!("{token}; a=1")),
        ("a dot at its end", format!("{token}.")),
        ("a percent escape", format!("{}%41", &token[..token.len() - 1])),
    ]
}

#[tokio::test]
async fn only_a_token_of_this_form_and_page_is_accepted() {
    let world = World::start().await;
    let with =
        |name: &str, token: &str| Case::raw(name, Head::new().set("Form-Token", token).filled(), NO_TOKEN);
    let mut cases = vec![
        Case::raw("no token", Head::new().without("Form-Token").filled(), NO_TOKEN),
        with("an empty token", ""),
        with("any token", "evil"),
        with("a long token", &"A".repeat(8_000)),
        with("a token of zeros", &format!("{}.{}", "0".repeat(32), "A".repeat(75))),
        Case::raw("two tokens", Head::new().and("Form-Token", TOKEN).filled(), NO_TOKEN),
        Case::raw("an empty token besides", Head::new().and("Form-Token", "").filled(), NO_TOKEN),
        Case::raw("a token in a cookie", moved("Cookie", &format!("form-token={TOKEN}")), NO_TOKEN),
        Case::raw("a token in another header", moved("X-CSRF-Token", TOKEN), NO_TOKEN),
        Case::raw("a header of nearly its name", moved("Form_Token", TOKEN), NO_TOKEN),
        Case::raw(
            "a token in the body",
            Head::new().without("Form-Token").with_body(&filled().text("form-token", TOKEN).finish()),
            NO_TOKEN,
        ),
        Case::raw(
            "a token in the query",
            Head::new()
                .without("Form-Token")
                .line(format!("POST {TARGET}?form-token={TOKEN} HTTP/1.1"))
                .filled(),
            NO_TOKEN,
        ),
    ];
    let ours = token(world.address(), ORIGIN).await;
    cases.extend(spoilt(&ours).iter().map(|(name, token)| with(&format!("a token with {name}"), token)));
    let own = world.proxy.public_url().to_string();
    let elsewhere = token(world.address(), &own).await;
    cases.push(with("a token of another page", &elsewhere));
    world.run("tokens", cases).await;
}

/// A valid request whose token stands in another place.
fn moved(header: &str, value: &str) -> Vec<u8> {
    Head::new().without("Form-Token").and(header, value).filled()
}

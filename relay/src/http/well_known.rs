//! Who probes and why, for those who find us in their logs: a page for people, and two files for programs.
//!
//! RFC 9511 has the operator of probes say so at the probing host itself, out of band: `/.well-known/probing.txt`, in the
//! form of `security.txt` (RFC 9116). All three are there under the name that is given in EHLO too, by which alone a mail
//! server's operator knows us.

use std::fmt;
use std::str::FromStr;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use shared::{ProblemCode, Timestamp};

use super::problem::Refusal;
use super::{Origin, Relay};
use crate::{clock, limits};

pub(super) const PROBING: &str = "/.well-known/probing.txt";
pub(super) const SECURITY: &str = "/.well-known/security.txt";
pub(super) const ABOUT: &str = "/about-probes";

/// For how long the files say that they hold (RFC 9116 §2.5.5: less than a year).
const HOLDS_DAYS: i64 = 30;
const MS_PER_DAY: i64 = 86_400_000;

/// Whether a path is one of those above.
pub(super) fn is_public(path: &str) -> bool {
    [PROBING, SECURITY, ABOUT].contains(&path)
}

/// RFC 9511 §3.
pub(super) async fn probing(State(relay): State<Relay>) -> Response {
    let Some(contact) = &relay.0.settings.contact else {
        return nothing();
    };
    let canonical = canonical(&relay, PROBING);
    let expires = expires(clock::now());
    text(format!(
        "{canonical}Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n\
         Description: Waxseal looks at mail servers when somebody asks about their domain: EHLO, STARTTLS, TLS \
         handshakes, QUIT. No mail is sent. More at {ABOUT} here.\n"
    ))
}

/// RFC 9116 §2.5.
pub(super) async fn security(State(relay): State<Relay>) -> Response {
    let Some(contact) = &relay.0.settings.contact else {
        return nothing();
    };
    let canonical = canonical(&relay, SECURITY);
    let expires = expires(clock::now());
    text(format!(
        "{canonical}Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n"
    ))
}

/// The page for people.
pub(super) async fn about(State(relay): State<Relay>) -> Response {
    let relay = &relay.0;
    let name = escaped(relay.observer.ehlo_name());
    let contact = relay.settings.contact.as_ref().map_or_else(
        || "<p>The operator of this relay has named no address to write to.</p>".to_owned(),
        |contact| {
            let contact = escaped(&contact.0);
            format!("<p>Questions and complaints: <a href=\"{contact}\">{contact}</a></p>")
        },
    );
    let recipients = if relay.observer.tries_recipients() {
        "<li>Where its operator lets a visitor ask for it, this relay asks whether a server would take mail for certain \
         recipients (MAIL and RCPT, never DATA), to find open relays.</li>\n"
    } else {
        ""
    };
    let (minute, hour) = (limits::CONNECTIONS_PER_MINUTE, limits::CONNECTIONS_PER_HOUR);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Why this host connected to your mail server</title>\n\
         <h1>Why this host connected to your mail server</h1>\n\
         <p>Somebody asked Waxseal how well mail to a domain is protected on its way, and your server takes mail for \
         that domain. This relay, which says EHLO as <code>{name}</code>, then had a look at it. It was no attack and \
         no attempt to send mail.</p>\n\
         <h2>What it does</h2>\n<ul>\n\
         <li>It connects to ports 25, 465 and 587, waits for the greeting, says EHLO, STARTTLS and QUIT, and makes TLS \
         handshakes of several versions. Handshakes that fail in your log are part of it.</li>\n\
         <li>It fetches the MTA-STS policy of the domain over HTTPS.</li>\n{recipients}\
         <li>It sends no mail, never logs in, and guesses no address or password.</li>\n\
         <li>It has one connection at a time to an address, and usually at most {minute} a minute and {hour} an hour \
         to each of its services, whoever and however many ask.</li>\n</ul>\n\
         <h2>How to be left alone</h2>\n\
         <p>Publish this TXT record in DNS, with the name of your mail server or of its domain:</p>\n\
         <pre>_waxseal.mx.example.org. TXT \"v=waxseal1; probe=no\"</pre>\n\
         <p>Every relay of this kind then spares the server, this one within the hour. Or write to the operator, who can \
         deny addresses and names.</p>\n{contact}\n</html>\n"
    );
    (
        [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-cache"),
        ],
        page,
    )
        .into_response()
}

/// RFC 9116 §2.5.2: where the file belongs, if the operator has said where the relay is.
fn canonical(relay: &Relay, path: &str) -> String {
    let url: Option<&Origin> = relay.0.settings.public_url.as_ref();
    url.map_or_else(String::new, |url| format!("Canonical: {url}{path}\n"))
}

/// Changes once a day.
fn expires(now: Timestamp) -> Timestamp {
    let today = now.millis().div_euclid(MS_PER_DAY);
    Timestamp::from_millis(today.saturating_add(HOLDS_DAYS).saturating_mul(MS_PER_DAY))
}

/// RFC 9116 §3: plain text in UTF-8.
fn text(body: String) -> Response {
    let headers: [(HeaderName, HeaderValue); 2] = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, body).into_response()
}

fn nothing() -> Response {
    Refusal::new(
        StatusCode::NOT_FOUND,
        ProblemCode::NotFound,
        "The operator of this relay has named no contact (--contact).",
    )
    .into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Whom to write to: a `mailto:` or `https:` URI (RFC 9116 §2.5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

impl FromStr for Contact {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, ContactError> {
        let is_uri = text.bytes().all(|byte| byte.is_ascii_graphic())
            && !text.contains(['<', '>', '"', '\'', '\\']);
        let rest = text.strip_prefix("https://");
        let is_known = match text.strip_prefix("mailto:") {
            Some(mailbox) => mailbox.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty() && domain.parse::<shared::DomainName>().is_ok()
            }),
            None => rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')),
        };
        if is_uri && is_known && text.len() <= 500 {
            Ok(Self(text.to_owned()))
        } else {
            Err(ContactError)
        }
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactError;

impl fmt::Display for ContactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("give mailto:someone@example.org or https://example.org/contact")
    }
}

impl std::error::Error for ContactError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_uris_of_two_kinds_and_one_line() {
        for good in [
            "mailto:postmaster@example.org",
            "https://example.org/contact?about=probes",
        ] {
            assert_eq!(good.parse::<Contact>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "postmaster@example.org",
            "mailto:postmaster",
            "mailto:@example.org",
            "http://example.org/",
            "https://",
            "https:///x",
            "javascript:alert(1)",
            "mailto:a@example.org\nContact: mailto:b@example.org",
            "https://example.org/\"onclick=x",
            "https://example.org/ä",
        ] {
            assert!(bad.parse::<Contact>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_files_hold_for_a_month_from_the_beginning_of_today() {
        let now = Timestamp::from_seconds(1_800_000_000);
        assert_eq!(expires(now).to_string(), "2027-02-14T00:00:00Z");
    }
}

//! The page itself, built into the program.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse as _, Response};
use shared::ProblemCode;

use super::problem::Refusal;

/// What is served at `/` by a program that was built without the page.
const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <title>Waxseal relay</title>\n<h1>The page is not built</h1>\n\
    <p>This Waxseal relay works, but was built without the page. \
    Run <code>make build</code>, or open a page elsewhere that is allowed to use this relay.</p>\n\
    </html>\n";

/// A file of the page.
struct PageFile {
    /// From the root, with a slash in front.
    path: &'static str,
    content_type: &'static str,
    /// Whether its name changes with its content, so that it may be kept for ever.
    is_hashed: bool,
    /// A hash of its content, in hex.
    digest: &'static str,
    content: &'static [u8],
    /// The content compressed, where that is worth it.
    brotli: Option<&'static [u8]>,
}

#[cfg(feature = "page")]
include!(concat!(env!("OUT_DIR"), "/page.rs"));
#[cfg(not(feature = "page"))]
const FILES: &[PageFile] = &[];

/// Everything that is no endpoint.
pub(super) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = match uri.path() {
        "/" => "/index.html",
        path => path,
    };
    let is_read = method == Method::GET || method == Method::HEAD;
    match FILES.iter().find(|file| file.path == path) {
        Some(file) if is_read => file.answer(&headers),
        None if is_read && path == "/index.html" && FILES.is_empty() => {
            ([(CACHE_CONTROL, "no-cache")], Html(NOT_BUILT)).into_response()
        }
        Some(_) => Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            ProblemCode::InvalidRequest,
            "This is a file to be read.",
        )
        .into_response(),
        None => Refusal::new(
            StatusCode::NOT_FOUND,
            ProblemCode::NotFound,
            "There is nothing here.",
        )
        .into_response(),
    }
}

impl PageFile {
    fn answer(&self, asked: &HeaderMap) -> Response {
        let compressed = self.brotli.filter(|_| accepts_brotli(asked));
        // RFC 9110 §8.8.3: two encodings of one file are two representations.
        let etag = match compressed {
            Some(_) => format!("\"{}-br\"", self.digest),
            None => format!("\"{}\"", self.digest),
        };
        let is_known = asked
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|known| known.trim().trim_start_matches("W/") == etag);
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(compressed.unwrap_or(self.content)).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static(if self.is_hashed {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            }),
        );
        if let Ok(etag) = HeaderValue::try_from(etag) {
            headers.insert(ETAG, etag);
        }
        if self.brotli.is_some() {
            headers.append(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if compressed.is_some() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    }
}

/// RFC 9110 §12.5.3: `br` is listed, and not with a weight of zero.
fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let is_brotli = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case("br"));
            let is_zero = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|weight| weight.parse().is_ok_and(|weight: f32| weight <= 0.0));
            is_brotli && !is_zero
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: PageFile = PageFile {
        path: "/page-0123456789abcdef.js",
        content_type: "text/javascript",
        is_hashed: true,
        digest: "abcd",
        content: b"plain",
        brotli: Some(b"compressed"),
    };

    fn answer(asked: &[(axum::http::HeaderName, &str)]) -> Response {
        let asked = asked
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect();
        SCRIPT.answer(&asked)
    }

    fn header(response: &Response, name: axum::http::HeaderName) -> &str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn brotli_is_for_those_who_ask() {
        for (accepted, encoding, etag) in [
            ("gzip, deflate, br", "br", "\"abcd-br\""),
            ("BR;q=0.5", "br", "\"abcd-br\""),
            ("gzip", "", "\"abcd\""),
            ("gzip, br;q=0", "", "\"abcd\""),
            ("brx", "", "\"abcd\""),
        ] {
            let response = answer(&[(ACCEPT_ENCODING, accepted)]);
            assert_eq!(header(&response, CONTENT_ENCODING), encoding, "{accepted}");
            assert_eq!(header(&response, ETAG), etag, "{accepted}");
            assert_eq!(header(&response, VARY), "accept-encoding");
        }
        assert!(header(&answer(&[]), CACHE_CONTROL).contains("immutable"));
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        for (known, status) in [
            ("\"abcd\"", 304),
            ("\"x\", W/\"abcd\"", 304),
            ("\"abcd-br\"", 200),
            ("abcd", 200),
        ] {
            assert_eq!(
                answer(&[(IF_NONE_MATCH, known)]).status(),
                status,
                "{known}"
            );
        }
    }
}

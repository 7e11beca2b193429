//! One HTTP exchange by the browser's `fetch`, with the answer read in pieces and up to a cap.

use std::fmt;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use shared::Cause;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response,
};

use crate::settings::Secret;

/// A request, as far as this page makes any.
#[derive(Debug)]
pub(super) struct Exchange<'a> {
    /// The address; a relative one is the page's own.
    pub(super) url: &'a str,
    /// JSON to post; without it the request is a GET.
    pub(super) json: Option<String>,
    /// The media type wanted.
    pub(super) accept: &'a str,
    /// A secret to show, which goes to this very address: redirects of such a request are errors.
    pub(super) bearer: Option<&'a Secret>,
    /// Whether an answer may come from the browser's cache.
    pub(super) may_be_cached: bool,
    /// Whether a redirect is an error instead of being followed.
    pub(super) redirect_is_error: bool,
}

impl<'a> Exchange<'a> {
    /// A GET that is answered afresh and follows no redirect.
    pub(super) const fn get(url: &'a str, accept: &'a str) -> Self {
        Self {
            url,
            json: None,
            accept,
            bearer: None,
            may_be_cached: false,
            redirect_is_error: true,
        }
    }

    /// A POST of JSON.
    pub(super) fn post(url: &'a str, json: String, accept: &'a str) -> Self {
        Self {
            json: Some(json),
            ..Self::get(url, accept)
        }
    }

    /// Sends it and waits for the answer's head.
    pub(super) async fn send(self) -> Result<Answer, FetchFault> {
        let abort = AbortOnDrop(AbortController::new().map_err(|error| unreachable_by(&error))?);
        let init = RequestInit::new();
        init.set_signal(Some(&abort.0.signal()));
        init.set_credentials(RequestCredentials::Omit);
        init.set_referrer_policy(ReferrerPolicy::NoReferrer);
        if !self.may_be_cached {
            init.set_cache(RequestCache::NoStore);
        }
        if self.redirect_is_error || self.bearer.is_some() {
            init.set_redirect(RequestRedirect::Error);
        }
        let headers = Headers::new().map_err(|error| unreachable_by(&error))?;
        headers
            .set("accept", self.accept)
            .map_err(|error| unreachable_by(&error))?;
        if let Some(secret) = self.bearer {
            headers
                .set("authorization", &secret.bearer())
                .map_err(|error| unreachable_by(&error))?;
        }
        if let Some(json) = &self.json {
            init.set_method("POST");
            init.set_body(&JsValue::from_str(json));
            headers
                .set("content-type", "application/json")
                .map_err(|error| unreachable_by(&error))?;
        }
        init.set_headers(&headers);
        let window = web_sys::window()
            .ok_or_else(|| FetchFault::Unreachable("there is no browser window".to_owned()))?;
        let response = JsFuture::from(window.fetch_with_str_and_init(self.url, &init))
            .await
            .and_then(JsCast::dyn_into::<Response>)
            .map_err(|error| unreachable_by(&error))?;
        let reader = match response.body() {
            Some(body) => Some(
                body.get_reader()
                    .dyn_into::<ReadableStreamDefaultReader>()
                    .map_err(|error| unreachable_by(&error))?,
            ),
            None => None,
        };
        Ok(Answer {
            response,
            reader,
            _abort: abort,
        })
    }
}

/// An answer whose body is still to be read. Dropping it aborts what is left.
#[derive(Debug)]
pub(super) struct Answer {
    response: Response,
    reader: Option<ReadableStreamDefaultReader>,
    _abort: AbortOnDrop,
}

impl Answer {
    /// The HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.response.status()
    }

    /// Whether the status is 2xx.
    pub(super) fn is_ok(&self) -> bool {
        self.response.ok()
    }

    /// A header, if the browser lets the page see it.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }

    /// Whether the answer's media type is this one, whatever its parameters.
    pub(super) fn is_of_type(&self, media_type: &str) -> bool {
        self.header("content-type").is_some_and(|value| {
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .eq_ignore_ascii_case(media_type)
        })
    }

    /// The next piece of the body; `None` at its end.
    pub(super) async fn next_piece(&self) -> Result<Option<Vec<u8>>, FetchFault> {
        let Some(reader) = &self.reader else {
            return Ok(None);
        };
        let piece = JsFuture::from(reader.read())
            .await
            .map_err(|error| unreachable_by(&error))?;
        let field = |name| Reflect::get(&piece, &JsValue::from_str(name));
        if field("done").is_ok_and(|done| done.is_truthy()) {
            return Ok(None);
        }
        let value = field("value").map_err(|error| unreachable_by(&error))?;
        Ok(Some(Uint8Array::new(&value).to_vec()))
    }

    /// The rest of the body. What is beyond `cap` bytes is an error.
    pub(super) async fn body(self, cap: u32) -> Result<Vec<u8>, FetchFault> {
        let (body, cut) = self.body_cut_at(cap).await?;
        if cut {
            Err(FetchFault::TooLong { cap })
        } else {
            Ok(body)
        }
    }

    /// The rest of the body up to `cap` bytes, and whether there was more.
    pub(super) async fn body_cut_at(&self, cap: u32) -> Result<(Vec<u8>, bool), FetchFault> {
        let cap = usize::try_from(cap).unwrap_or(usize::MAX);
        let mut body = Vec::new();
        while let Some(piece) = self.next_piece().await? {
            body.extend_from_slice(&piece);
            if body.len() > cap {
                body.truncate(cap);
                return Ok((body, true));
            }
        }
        Ok((body, false))
    }
}

/// The longest that is waited for an answer that is not read, in milliseconds.
const BLIND_MS: u32 = 5_000;

/// Whether anything answers at an address at all, though the page may not read it.
pub(super) async fn answers_blindly(url: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let init = RequestInit::new();
    init.set_mode(RequestMode::NoCors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_cache(RequestCache::NoStore);
    let answer = JsFuture::from(window.fetch_with_str_and_init(url, &init));
    match select(answer, TimeoutFuture::new(BLIND_MS)).await {
        Either::Left((answer, _)) => answer.is_ok(),
        Either::Right(_) => false,
    }
}

/// Why an exchange gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FetchFault {
    /// The body is longer than is read.
    TooLong {
        /// The cap, in bytes.
        cap: u32,
    },
    /// The browser reports no answer. It does not tell a page whether the name did not resolve, the certificate was
    /// bad, or the other side does not let pages of other origins read its answers.
    Unreachable(String),
}

impl FetchFault {
    /// The same as the cause of a failure.
    pub(super) fn cause(self) -> Cause {
        match self {
            Self::TooLong { cap } => Cause::TooLong { cap },
            Self::Unreachable(detail) => Cause::Unreachable { detail },
        }
    }
}

impl fmt::Display for FetchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { cap } => write!(f, "more than {cap} bytes came"),
            Self::Unreachable(detail) => f.write_str(detail),
        }
    }
}

fn unreachable_by(error: &JsValue) -> FetchFault {
    let message = error.dyn_ref::<js_sys::Error>().map_or_else(
        || format!("{error:?}"),
        |error| String::from(error.message()),
    );
    FetchFault::Unreachable(format!("the browser says “{message}”"))
}

/// Aborts its request when dropped; after the end of the exchange that does nothing.
#[derive(Debug)]
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

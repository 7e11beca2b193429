//! Who asks: whose share a request counts against, and what it may have.
//!
//! Whoever shows a token has what that token is good for, and a share of his own. Whoever shows one that is unknown or has
//! expired is told so, and not taken for somebody who shows none. Where a request comes from permits nothing: behind a
//! proxy, everybody comes from loopback.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use shared::ProblemCode;

use super::permission::{Scope, Shown, Token, shown};
use super::problem::Refusal;
use super::quota::{Client, Quotas};
use super::{Connection, Inner, Relay, forwarded};
use crate::clock;

/// Whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asker {
    pub(super) client: Client,
    pub(super) quotas: Quotas,
    scopes: Vec<Scope>,
}

impl FromRequestParts<Relay> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, relay: &Relay) -> Result<Self, Refusal> {
        let connection = parts.extensions.get::<Connection>().ok_or_else(|| {
            Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                ProblemCode::Internal,
                "The relay does not know where this request comes from.",
            )
        })?;
        let proxies = &relay.0.settings.trusted_proxies;
        let address = forwarded::client(connection.peer.ip(), &parts.headers, proxies);
        Self::known_by(&relay.0, Client::of(address), &shown(&parts.headers))
    }
}

impl Asker {
    /// # Errors
    /// A token is shown that is not good, or none where one is wanted.
    fn known_by(relay: &Inner, client: Client, shown: &Shown) -> Result<Self, Refusal> {
        let anonymous = |scopes: &[Scope]| Self {
            client,
            quotas: relay.settings.anonymous,
            scopes: scopes.to_vec(),
        };
        match shown {
            Shown::Nothing if relay.settings.require_token => Err(Refusal::unauthorized(
                ProblemCode::TokenRequired,
                "This relay works only for those who show a token of its operator.",
            )),
            Shown::Nothing if relay.settings.gives_tokens() => {
                Ok(anonymous(&[Scope::Probe, Scope::Deep]))
            }
            // Nobody could show one.
            Shown::Nothing => Ok(anonymous(&[Scope::Probe, Scope::Deep, Scope::Rcpt])),
            Shown::Unclear => Err(refused()),
            Shown::Token(token) => {
                let tokens = relay.tokens();
                if let Some(grant) = tokens.grant(token, clock::now()) {
                    tracing::debug!(token = grant.name, "a token was shown");
                    Ok(Self {
                        client: Client::Token(grant.token.key()),
                        quotas: grant.quotas,
                        scopes: grant.scopes.clone(),
                    })
                } else if is_among(&relay.settings.rcpt_tokens, token) {
                    Ok(anonymous(&[Scope::Probe, Scope::Deep, Scope::Rcpt]))
                } else {
                    Err(refused())
                }
            }
        }
    }

    /// Whether this one may have that.
    pub(super) fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// # Errors
    /// The token that was shown is not good for that, or a token that is must be shown.
    pub(super) fn must(&self, scope: Scope) -> Result<(), Refusal> {
        if self.may(scope) {
            return Ok(());
        }
        let title = match scope {
            Scope::Rcpt => "This relay tries recipients only for those who show a token for it.",
            Scope::Deep => "The token that was shown is not good for deep looks.",
            Scope::Probe | Scope::Bulk => "The token that was shown is not good for that.",
        };
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            ProblemCode::NotPermitted,
            title,
        ))
    }
}

/// Every one is compared, so that the time does not tell which it was.
fn is_among(tokens: &[Token], shown: &Token) -> bool {
    tokens.iter().filter(|token| token.is(shown)).count() > 0
}

fn refused() -> Refusal {
    Refusal::unauthorized(
        ProblemCode::TokenRefused,
        "The token that was shown is unknown to this relay or has expired.",
    )
}

//! Asking a resolver over HTTPS (RFC 8484).

use analysis::dns::{self, Question};
use analysis::query::{DnsAnswer, DnsOutcome};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::{Cause, Failure, Octets, Phase, Problem};

use super::fetch::{Answer, Exchange};
use crate::browser::now;
use crate::settings::Secret;

const MEDIA_TYPE: &str = "application/dns-message";
/// RFC 1035 §4.2.2: the length of a message is told in two bytes.
const MAX_MESSAGE: u32 = 65_535;

/// Asks the resolver at a URL, by GET. Whatever happens is an outcome.
///
/// A secret is for the relay's own resolver alone.
pub async fn ask(
    resolver: &str,
    bearer: Option<&Secret>,
    question: &Question,
    may_be_cached: bool,
) -> DnsOutcome {
    let begun = now();
    let answer = match message(resolver, bearer, question, may_be_cached).await {
        Ok(wire) => DnsAnswer::Message {
            wire: Octets::from(wire),
        },
        Err(cause) => DnsAnswer::Failed {
            failure: Failure::new(Phase::Dns, cause),
        },
    };
    let observed_at = now();
    let elapsed = observed_at.millis().saturating_sub(begun.millis());
    DnsOutcome {
        observed_at,
        elapsed_ms: u32::try_from(elapsed).unwrap_or_default(),
        answer,
    }
}

async fn message(
    resolver: &str,
    bearer: Option<&Secret>,
    question: &Question,
    may_be_cached: bool,
) -> Result<Vec<u8>, Cause> {
    let url = with_question(resolver, &dns::encode(question));
    let exchange = Exchange {
        bearer,
        may_be_cached,
        ..Exchange::get(&url, MEDIA_TYPE)
    };
    let answer = exchange
        .send()
        .await
        .map_err(super::fetch::FetchFault::cause)?;
    if !answer.is_ok() {
        return Err(refusal(answer).await);
    }
    if !answer.is_of_type(MEDIA_TYPE) {
        let detail = "what came is no DNS message; this is not a resolver".to_owned();
        return Err(Cause::Resolver { detail });
    }
    answer
        .body(MAX_MESSAGE)
        .await
        .map_err(super::fetch::FetchFault::cause)
}

/// RFC 8484 §4.1: the message in base64url without padding, as the parameter `dns`.
fn with_question(resolver: &str, wire: &[u8]) -> String {
    // RFC 8484 §4.1.1: resolvers are often given as a URI template.
    let resolver = resolver.trim_end_matches("{?dns}");
    let separator = if resolver.contains('?') { '&' } else { '?' };
    format!("{resolver}{separator}dns={}", URL_SAFE_NO_PAD.encode(wire))
}

/// A relay says in a problem document why it refuses; other resolvers have but a status.
async fn refusal(answer: Answer) -> Cause {
    let status = answer.status();
    if answer.is_of_type("application/problem+json")
        && let Ok(body) = answer.body(MAX_MESSAGE).await
        && let Ok(problem) = analysis::json::from_slice::<Problem>(&body)
    {
        return problem.cause();
    }
    match status {
        429 => Cause::Busy {
            retry_after: None,
            detail: "the resolver says that it is asked too often".to_owned(),
        },
        _ => Cause::Resolver {
            detail: format!("it answers with HTTP status {status}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_added_to_any_form_of_address() {
        for (resolver, url) in [
            (
                "https://dns.example/dns-query",
                "https://dns.example/dns-query?dns=AAEC_w",
            ),
            (
                "https://dns.example/dns-query{?dns}",
                "https://dns.example/dns-query?dns=AAEC_w",
            ),
            (
                "https://dns.example/?key=1",
                "https://dns.example/?key=1&dns=AAEC_w",
            ),
        ] {
            assert_eq!(with_question(resolver, &[0, 1, 2, 255]), url);
        }
    }
}

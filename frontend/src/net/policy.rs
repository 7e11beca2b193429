//! Reading an MTA-STS policy without a relay: by one direct fetch, or from text that a person pasted.

use shared::{Cause, DomainName, Failure, FetchedBy, Octets, Phase, PolicyFile, Timestamp};

use super::fetch::{Exchange, FetchFault};
use crate::browser::now;
use crate::survey::policy_url;

/// RFC 8461 §3.3 suggests 64 KiB.
const MAX_POLICY: u32 = 64 * 1024;

/// One fetch by the browser. Most policy hosts do not let pages read their answers; then it says so.
///
/// The browser trusts its own roots and tells a page neither the certificate nor a redirect's target.
pub async fn fetch(domain: &DomainName) -> PolicyFile {
    let begun = now();
    let mut file = empty(domain, FetchedBy::Browser, begun);
    // RFC 8461 §3.3: no redirect is followed, and no HTTP cache is used.
    match Exchange::get(&policy_url(domain), "text/plain")
        .send()
        .await
    {
        Err(fault) => file.failure = Some(not_readable(&fault)),
        Ok(answer) => {
            file.status = Some(answer.status());
            file.content_type = answer.header("content-type");
            match answer.body_cut_at(MAX_POLICY).await {
                Ok((body, cut)) => {
                    file.body = Some(Octets::from(body));
                    file.body_cut = cut;
                }
                Err(fault) => file.failure = Some(Failure::new(Phase::Http, fault.cause())),
            }
        }
    }
    file.observed_at = now();
    let elapsed = file.observed_at.millis().saturating_sub(begun.millis());
    file.elapsed_ms = u32::try_from(elapsed).unwrap_or_default();
    file
}

/// Text that a person pasted, as if it had been fetched with success. Beyond 64 KiB it is cut.
#[must_use]
pub fn pasted(domain: &DomainName, text: &str, at: Timestamp) -> PolicyFile {
    let cap = usize::try_from(MAX_POLICY).unwrap_or(usize::MAX);
    let body = text.as_bytes();
    PolicyFile {
        status: Some(200),
        content_type: Some("text/plain".to_owned()),
        body: Some(Octets::from(body.get(..cap).unwrap_or(body))),
        body_cut: body.len() > cap,
        ..empty(domain, FetchedBy::Pasted, at)
    }
}

fn not_readable(fault: &FetchFault) -> Failure {
    let detail = format!(
        "{fault}; most policy hosts let no web page read the file, so a relay is needed, or the text pasted"
    );
    Failure::new(Phase::Http, Cause::Unreachable { detail })
}

fn empty(domain: &DomainName, fetched_by: FetchedBy, at: Timestamp) -> PolicyFile {
    PolicyFile {
        domain: domain.clone(),
        url: policy_url(domain),
        observed_at: at,
        elapsed_ms: 0,
        fetched_by,
        tls_version: None,
        chain: None,
        status: None,
        content_type: None,
        location: None,
        body: None,
        body_cut: false,
        failure: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_is_cut_at_the_cap_and_labelled() {
        let domain: DomainName = "example.org".parse().unwrap();
        let long = "a".repeat(70_000);
        let file = pasted(&domain, &long, Timestamp::default());
        assert_eq!(file.body.map(|body| body.len()), Some(65_536));
        assert!(file.body_cut);
        assert_eq!(file.fetched_by, FetchedBy::Pasted);
    }
}

//! Findings about DNSSEC.

use shared::DomainName;

use crate::evidence::{Evidence, ResolverTrust};
use crate::finding::{About, Code, Finding};
use crate::mx::Routing;

/// Adds what there is to say about the signatures over the MX records.
pub(crate) fn check(
    domain: &DomainName,
    evidence: &Evidence,
    routing: &Routing,
    findings: &mut Vec<Finding>,
) {
    let (Routing::Mx(mx) | Routing::NullMxBesideOthers(mx)) = routing else {
        return;
    };
    let resolver = &evidence.vantage.resolver;
    let (code, detail) = match (evidence.resolver_trust(), mx.secure) {
        (ResolverTrust::NotAsked, _) => return,
        (ResolverTrust::Validates, true) => (
            Code::DnssecSecure,
            format!("The resolver ({resolver}) proved the MX records of {domain}."),
        ),
        (ResolverTrust::Validates, false) => (
            Code::DnssecInsecure,
            format!("The resolver ({resolver}) validates, and found no signatures for {domain}."),
        ),
        (ResolverTrust::DoesNotValidate, _) => (
            Code::DnssecUnknown,
            format!("The resolver ({resolver}) does not validate, so it cannot tell."),
        ),
        (ResolverTrust::Unknown, _) => (
            Code::DnssecUnknown,
            format!("Whether the resolver ({resolver}) validates could not be found out."),
        ),
    };
    findings.push(Finding::new(
        code,
        About::Domain {
            domain: domain.clone(),
        },
        detail,
    ));
}

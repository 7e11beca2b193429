//! Findings about DNSSEC.

use shared::DomainName;

use super::state::{Name, Role, State, names};
use crate::evidence::{Evidence, ResolverTrust};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
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

/// Adds what there is to say about the signatures over the addresses of the hosts: one finding for each state.
pub(crate) fn check_hosts(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    // Without a resolver that validates there is nothing more to say than that.
    if facts.evidence.resolver_trust() != ResolverTrust::Validates {
        return;
    }
    let names = names(facts);
    let add = |code: Code, detail: &str, state: State, roles: &[Role]| {
        let lines: Vec<String> = names
            .iter()
            .filter(|one| one.state == state && roles.contains(&one.role))
            .map(line)
            .collect();
        (!lines.is_empty()).then(|| {
            let resolver = &facts.evidence.vantage.resolver;
            let detail = detail.replace("{resolver}", resolver);
            let about = About::from(&facts.evidence.subject);
            (
                lines.len(),
                Finding::new(code, about, detail).with_evidence_of(lines),
            )
        })
    };
    let bogus = "The resolver ({resolver}) validates and refuses the answers; asked without validation, it gives them.";
    if let Some((count, finding)) = add(Code::DnssecHostsBogus, bogus, State::Bogus, &[Role::Host])
    {
        // Where another server can still be found, mail arrives.
        let others = names.iter().filter(|one| one.role == Role::Host).count() > count;
        findings.push(if others {
            finding.with_severity(Severity::Warning)
        } else {
            finding
        });
    }
    // RFC 8461 §5.1: without a policy senders deliver as they always did.
    findings.extend(
        add(
            Code::DnssecPolicyHostBogus,
            bogus,
            State::Bogus,
            &[Role::PolicyHost],
        )
        .map(|(_, finding)| finding),
    );
    // RFC 7672 §2.2.1: whoever can forge the MX records names other hosts, so that those need no more words.
    let is_led_securely = match &facts.routing {
        None => true,
        Some(Routing::Mx(mx) | Routing::NullMxBesideOthers(mx)) => mx.secure,
        Some(_) => names
            .iter()
            .any(|one| one.role == Role::Mx && one.state == State::Secure),
    };
    if !is_led_securely {
        return;
    }
    let rest = [
        (
            Code::DnssecHostsSecure,
            "The resolver ({resolver}) proved them.",
            State::Secure,
        ),
        (
            Code::DnssecHostsInsecure,
            "The resolver ({resolver}) validates, and found no signatures for them.",
            State::Insecure,
        ),
        (
            Code::DnssecHostsUnknown,
            "The resolver ({resolver}) validates, and gave no usable answer.",
            State::Unknown,
        ),
    ];
    for (code, detail, state) in rest {
        findings.extend(add(code, detail, state, &[Role::Host]).map(|(_, finding)| finding));
    }
}

/// `mx1.example.org: addresses of a mail server, not signed`.
fn line(one: &Name) -> String {
    let note = one.note.as_ref().map(|note| format!(" ({note})"));
    format!(
        "{}: {}, {}{}",
        one.name,
        one.role.words(),
        one.state.words(),
        note.unwrap_or_default()
    )
}

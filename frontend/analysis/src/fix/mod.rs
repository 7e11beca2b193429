//! The literal thing to publish or configure, for each finding and this domain.
//!
//! The checks attach records as they go, as lines of a zone file. What is here runs after all of them: it adds the files
//! and settings that take the whole picture, puts everything into the order in which it is safe to do, and gives every
//! record the form that web panels ask for.

mod dns;
mod parked;
mod policy;
pub mod record;
mod settings;
mod software;
// A program without the feature reads them from a file; only their fingerprint is in it.
mod templates;

use shared::DomainName;

use crate::evidence::Subject;
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::provider;

pub use settings::{Template, Topic};
pub use software::Software;

pub(crate) use settings::{Settings, fill_in};
pub(crate) use templates::ALL as TEMPLATES;

/// Adds to each finding what to paste.
pub(crate) fn add(facts: &Facts<'_>, findings: &mut [Finding]) {
    let reports = findings
        .iter()
        .find(|finding| finding.code == Code::TlsRptAbsent)
        .and_then(|finding| finding.pastes.first().cloned());
    for finding in findings {
        if let Subject::Domain { domain } = &facts.evidence.subject {
            policy::add(finding, facts, domain, reports.as_ref());
            parked::add(finding, facts, domain);
        }
        choose_settings(finding, facts);
        dns::both_forms(finding, facts.evidence.subject.name());
    }
}

/// Which settings a finding takes, and for which program.
fn choose_settings(finding: &mut Finding, facts: &Facts<'_>) {
    place_records(finding);
    let Some(topic) = topic(finding.code) else {
        return;
    };
    if is_of_a_provider(finding, facts) {
        return;
    }
    // Without a record for now, there is none for later; to remove one, none is needed.
    if topic == Topic::NextKey && finding.pastes.is_empty() {
        return;
    }
    let mut topics = Vec::new();
    let host = match &finding.about {
        About::Host { host } | About::Address { host, .. } => Some(host),
        About::Domain { .. } => None,
    };
    // RFC 7671 §8.1, §8.4: a key that TLSA records vouch for is not changed before its successor is published.
    let is_pinned = |host: &DomainName| facts.dane(host).records().is_some();
    if topic == Topic::Certificate && host.is_some_and(is_pinned) {
        topics.push(Topic::PinnedKey);
    }
    topics.push(topic);
    finding.software = software(finding, facts);
    finding.settings = Settings {
        topics,
        domain: Some(facts.evidence.subject.name().clone()),
        host: unnamed_host(finding, facts),
    };
    if cfg!(feature = "explanations") {
        fill_in(finding, TEMPLATES);
    }
}

/// Whether what is to be mended is a server that a provider runs for others: nobody who reads this has its configuration.
/// The web server of a policy is the domain's own all the same.
fn is_of_a_provider(finding: &Finding, facts: &Facts<'_>) -> bool {
    let host = match &finding.about {
        About::Host { host } | About::Address { host, .. } => Some(host.clone()),
        About::Domain { .. } => unnamed_host(finding, facts),
    };
    host.is_some_and(|host| provider::name_of(&host).is_some())
}

/// Gives the records that a check attached their place among the settings that go with them.
fn place_records(finding: &mut Finding) {
    let (order, step) = match finding.code {
        // RFC 7671 §8.1: the old records stay until no sender remembers them alone.
        Code::DaneMismatch
        | Code::DaneAbsent
        | Code::DanePartial
        | Code::DanePinsCertificate
        | Code::DaneHalfCovered
        | Code::DanePinsIntermediate => (
            60,
            "Publish this now; where there are records already, beside them.",
        ),
        Code::DaneUnusable | Code::DanePkixUsage => {
            (60, "Publish this now, in place of what does not count.")
        }
        Code::DaneStaleRecord => (
            60,
            "Unless a change of keys is under way, keep these records only.",
        ),
        Code::PtrAbsent | Code::PtrUnconfirmed | Code::PtrGeneric => {
            (30, "Whoever runs the reverse zone publishes this.")
        }
        Code::SubmissionNoImplicitTls => (40, "When the port answers, publish this."),
        // RFC 8659 §4.2: from then on all others are refused.
        Code::CaaAbsent => (
            20,
            "Add a line for every other authority that makes certificates for a name in the domain, those of web sites \
             too; then publish all of them at once.",
        ),
        Code::NullMxBesideOthers => (10, "Remove the null MX, and keep these records only."),
        _ => return,
    };
    for paste in &mut finding.pastes {
        (paste.order, paste.step) = (order, step.into());
    }
}

/// The host that a finding about the whole domain is about all the same.
fn unnamed_host(finding: &Finding, facts: &Facts<'_>) -> Option<DomainName> {
    if finding.code != Code::SubmissionNoImplicitTls {
        return None;
    }
    let servers = &facts.submission.as_ref()?.servers;
    let host = servers
        .iter()
        .find(|host| host.service == shared::Service::Submission)?;
    Some(host.name.clone())
}

/// The program, as far as the server says so.
fn software(finding: &Finding, facts: &Facts<'_>) -> Option<Software> {
    let (name, only) = match &finding.about {
        About::Domain { .. } => return None,
        About::Host { host } => (host, None),
        About::Address {
            host,
            address,
            service,
        } => (host, Some((address, service))),
    };
    let mut said = facts
        .all_hosts()
        .filter(|host| host.name == *name)
        .filter(|host| only.is_none_or(|(_, service)| host.service == *service))
        .filter_map(|host| match only {
            None => Software::of_host(host),
            Some((address, _)) => {
                let mut addresses = host.addresses.iter();
                Software::of_address(addresses.find(|one| one.address == *address)?)
            }
        });
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// The settings that mend what a finding is about. What only an update mends, or what is not the server's, has none.
const fn topic(code: Code) -> Option<Topic> {
    Some(match code {
        Code::StarttlsMissing
        | Code::StarttlsDeclined
        | Code::TlsAlwaysFails
        | Code::CertificateExpired
        | Code::CertificateSelfSigned
        | Code::CertificateUnknownIssuer
        | Code::CertificateMissingIntermediate
        | Code::CertificateNameMismatch
        | Code::CertificateCommonNameOnly
        | Code::CertificateWeakKey
        | Code::CertificateWeakSignature
        | Code::CertificateExpiresSoon
        | Code::CertificateChainOrder
        | Code::CertificateOtherFlawed
        | Code::MtaStsHostFails
        | Code::DaneWithoutTls
        | Code::SubmissionCertificate => Topic::Certificate,
        Code::TlsOnlyOld
        | Code::TlsSslv3
        | Code::TlsOldVersions
        | Code::Tls12Newest
        | Code::SubmissionTlsOld => Topic::Versions,
        Code::TlsWeakSuitesOnly
        | Code::TlsWeakSuites
        | Code::TlsAnonymousSuites
        | Code::TlsClientPreference
        | Code::TlsNoForwardSecrecy
        | Code::TlsDhWeak
        | Code::TlsDhUnvetted
        | Code::SubmissionWeakSuites => Topic::Suites,
        Code::TlsWeakGroups => Topic::Groups,
        Code::TlsCompression | Code::TlsRenegotiationInsecure => Topic::Options,
        Code::AuthInClear | Code::AuthBeforeTls | Code::SubmissionAuthInClear => Topic::Passwords,
        Code::OpenRelay | Code::OpenRelayUnproven => Topic::Relay,
        Code::TlsNotSpoken
        | Code::SubmissionStarttlsMissing
        | Code::SubmissionTlsFails
        | Code::SubmissionNoImplicitTls
        | Code::SubmissionAuthMissing
        | Code::SubmissionOpenRelay
        | Code::SubmissionOpenRelayUnproven => Topic::Submission,
        Code::GreetingWithoutHost => Topic::Name,
        Code::MtaStsAbsent
        | Code::MtaStsPolicyUnreachable
        | Code::MtaStsPolicyHttpStatus
        | Code::MtaStsPolicyRedirect
        | Code::MtaStsPolicyCertificate
        | Code::MtaStsPolicyCertificateEnds
        | Code::MtaStsPolicyType => Topic::PolicyHost,
        Code::DaneMismatch
        | Code::DaneAbsent
        | Code::DanePartial
        | Code::DaneUnusable
        | Code::DanePkixUsage
        | Code::DanePinsCertificate
        | Code::DaneHalfCovered
        | Code::DanePinsIntermediate => Topic::NextKey,
        Code::PtrAbsent | Code::PtrUnconfirmed | Code::PtrGeneric => Topic::Reverse,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;

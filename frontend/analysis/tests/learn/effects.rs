//! Which findings come with which cap of the grade.

use analysis::finding::{Code, Finding};
use analysis::grade::{CAPS, Letter, Verdict};
use analysis::learn::Effect;

use crate::support;

/// By the caps' names. A finding may come with several: a cap of every host and one of some.
const FOUND: &[(&str, &[Code])] = &[
    ("mx-bogus", &[Code::MxBogus]),
    ("open-relay", &[Code::OpenRelay]),
    (
        "strict-senders-refused-everywhere",
        &[Code::StrictSendersRefused],
    ),
    (
        "no-host-seals",
        &[
            Code::StarttlsMissing,
            Code::StarttlsDeclined,
            Code::TlsAlwaysFails,
        ],
    ),
    (
        "host-in-clear",
        &[
            Code::StarttlsMissing,
            Code::StarttlsDeclined,
            Code::TlsAlwaysFails,
        ],
    ),
    ("open-relay-unproven", &[Code::OpenRelayUnproven]),
    (
        "strict-senders-refused-somewhere",
        &[
            Code::MtaStsPolicyMissesMx,
            Code::MtaStsHostFails,
            Code::DaneMismatch,
            Code::DaneWithoutTls,
            Code::DaneLookupFails,
        ],
    ),
    (
        "certificate-not-trusted",
        &[
            Code::CertificateExpired,
            Code::CertificateNotYetValid,
            Code::CertificateSelfSigned,
            Code::CertificateUnknownIssuer,
            Code::CertificatePathBroken,
        ],
    ),
    ("tls-only-old", &[Code::TlsOnlyOld]),
    ("tls-broken-suites-only", &[Code::TlsWeakSuitesOnly]),
    ("tls-sslv3", &[Code::TlsSslv3]),
    ("tls-old-by-profile", &[Code::TlsOldVersions]),
    (
        "certificate-flawed",
        &[
            Code::CertificateNameMismatch,
            Code::CertificateCommonNameOnly,
            Code::CertificateMissingIntermediate,
            Code::CertificateWeakKey,
            Code::CertificateWeakSignature,
        ],
    ),
    ("reverse-dns", &[Code::PtrAbsent, Code::PtrUnconfirmed]),
    (
        "mx-records-flawed",
        &[
            Code::MxTargetInvalid,
            Code::MxTargetAlias,
            Code::MxTargetNowhere,
            Code::MxTargetPrivate,
            Code::HostRefusing,
        ],
    ),
];

pub fn effects() -> Vec<Effect> {
    CAPS.iter()
        .map(|cap| {
            let (_, found) = FOUND
                .iter()
                .find(|(name, _)| *name == cap.name)
                .unwrap_or_else(|| panic!("what is found where {} holds?", cap.name));
            Effect {
                letter: cap.ceiling.word().to_owned(),
                rule: cap.rule.to_owned(),
                findings: found.iter().map(|code| code.word().to_owned()).collect(),
            }
        })
        .collect()
}

/// In every recorded world where a cap holds, one of its findings is there.
#[test]
fn a_cap_that_holds_is_told_by_a_finding() {
    let mut held = 0;
    for scenario in support::scenarios() {
        let report = analysis::assess(&scenario.evidence, scenario.evidence.now);
        for applied in &report.grade.caps {
            let (_, codes) = FOUND.iter().find(|(name, _)| *name == applied.cap).unwrap();
            let told = report
                .findings
                .iter()
                .any(|finding| codes.contains(&finding.code));
            assert!(
                told,
                "{}: {} ({})",
                scenario.name, applied.cap, applied.reason
            );
            held += 1;
        }
    }
    assert!(held > 20, "{held} caps in all the recorded worlds");
}

/// What is said to hold a letter down does so, unless it is said to matter less than usual: a self-signed certificate
/// that a TLSA record vouches for, old versions outside of the profiles.
#[test]
fn a_finding_that_is_said_to_hold_the_letter_down_does() {
    for scenario in support::scenarios() {
        let report = analysis::assess(&scenario.evidence, scenario.evidence.now);
        let Verdict::Graded { best, .. } = report.grade.verdict else {
            continue;
        };
        let grave = |finding: &&Finding| {
            !finding.inconclusive && finding.severity >= finding.code.severity()
        };
        for finding in report.findings.iter().filter(grave) {
            let mut caps = FOUND
                .iter()
                .filter(|(_, codes)| codes.contains(&finding.code))
                .peekable();
            if caps.peek().is_none() {
                continue;
            }
            let holds = caps.any(|(name, _)| report.grade.caps.iter().any(|cap| cap.cap == *name));
            assert!(
                holds || best < Letter::A || finding.code == Code::TlsOldVersions,
                "{}: {} ({}), and yet {best:?}",
                scenario.name,
                finding.code,
                finding.about
            );
        }
    }
}

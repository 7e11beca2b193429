//! A host and its addresses, stage by stage, for reading.

use shared::{Cause, Failure, Phase, SkipReason, Timestamp};

use super::{Address, AddressState, Host, HostState, Sealing, details, skip_words};
use crate::certificate::Identity;
use crate::report::{
    AddressReport, ChainReport, HostReport, Stage, StageName, StageStatus, TlsReport, VersionReport,
};
use crate::way;

/// What others than the server itself say about an address.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Its name in DNS.
    pub(crate) ptr: Option<String>,
    /// The stages that rest on what is published: DANE, MTA-STS.
    pub(crate) stages: Vec<Stage>,
}

/// A host as the report shows it, with what `beside` knows of each address.
pub(crate) fn report(
    host: &Host<'_>,
    now: Timestamp,
    beside: impl Fn(&Address<'_>) -> Beside,
) -> HostReport {
    HostReport {
        host: host.name.clone(),
        service: host.service,
        preference: host.preference,
        summary: host_summary(host),
        in_progress: host.state == HostState::Pending,
        dane: None,
        policy: None,
        addresses: host
            .addresses
            .iter()
            .map(|address| address_report(host, address, now, beside(address)))
            .collect(),
    }
}

fn host_summary(host: &Host<'_>) -> String {
    match &host.state {
        HostState::NotAsked => "not looked at: that needs a relay".to_owned(),
        HostState::Pending => "being looked at".to_owned(),
        HostState::Nowhere => "no address that the public internet reaches".to_owned(),
        HostState::Refusing => "refuses connections".to_owned(),
        HostState::Untested(untested) => format!("could not be tested: {}", untested.words()),
        HostState::Answering => {
            let count = |wanted: fn(&Sealing) -> bool| {
                host.answering()
                    .filter(|(_, sealing)| wanted(sealing))
                    .count()
            };
            let answering = host.answering().count();
            let sealed = count(|sealing| *sealing == Sealing::Sealed);
            let in_clear = count(Sealing::is_missing);
            match (answering, sealed, in_clear) {
                (1, 1, _) => "answers, encrypted".to_owned(),
                (1, _, 1) => "answers, not encrypted".to_owned(),
                (1, _, _) => "answers; whether it encrypts could not be told".to_owned(),
                (all, sealed, _) if all == sealed => {
                    format!("{all} addresses answer, all encrypted")
                }
                (all, sealed, 0) => {
                    format!("{all} addresses answer, {sealed} of them surely encrypted")
                }
                (all, _, in_clear) => {
                    format!("{all} addresses answer, {in_clear} of them not encrypted")
                }
            }
        }
    }
}

fn address_report(
    host: &Host<'_>,
    address: &Address<'_>,
    now: Timestamp,
    beside: Beside,
) -> AddressReport {
    let seen = address.seen;
    let skipped = seen.skipped;
    AddressReport {
        address: address.address,
        ptr: beside.ptr,
        summary: address_summary(address),
        way: way::of(address),
        stages: stages(host, address).chain(beside.stages).collect(),
        skipped,
        tls: address.agreed.map(|agreed| TlsReport {
            version: agreed.version.to_string(),
            suite: agreed.suite.to_string(),
            group: agreed.group.map(|group| group.to_string()),
            ocsp_stapled: seen.session.as_ref().map(|session| session.ocsp_stapled),
            elapsed_ms: seen.session.as_ref().map(|session| session.elapsed_ms),
        }),
        versions: address
            .versions
            .each()
            .rev()
            .map(|(version, outcome)| VersionReport {
                version: version.to_string(),
                outcome: outcome.words(),
            })
            .collect(),
        suites: details::suites(seen),
        groups: details::groups(seen),
        facts: details::facts(address),
        ehlo: details::keywords(seen.ehlo.as_ref()),
        ehlo_sealed: details::keywords(seen.ehlo_sealed.as_ref()),
        certificates: address
            .identity
            .iter()
            .flat_map(|identity| details::chain_report(identity, now))
            .collect(),
        other_certificates: address
            .others
            .iter()
            .map(|other| ChainReport {
                shown_to: other.occasion.shown_to(),
                certificates: details::chain_report(&other.identity, now),
            })
            .collect(),
        transcript: seen
            .finish
            .as_ref()
            .map(|end| end.transcript.clone())
            .unwrap_or_default(),
        spent: seen.finish.as_ref().map(|end| end.spent),
    }
}

fn address_summary(address: &Address<'_>) -> String {
    match &address.state {
        AddressState::Pending => "being looked at".to_owned(),
        AddressState::Skipped(reason) => format!("not tried: {}", skip_words(*reason)),
        AddressState::Refusing => "refuses the connection".to_owned(),
        AddressState::Untested(failure) => format!("could not be tested: {failure}"),
        AddressState::Answering(sealing) => match sealing {
            Sealing::Sealed => "encrypted".to_owned(),
            Sealing::NotOffered => "in clear: STARTTLS is not offered".to_owned(),
            Sealing::Masked(_) => "could not tell: something hides what is offered".to_owned(),
            Sealing::Declined(reply) => format!("in clear: STARTTLS was declined with “{reply}”"),
            Sealing::Fails(failure) => {
                format!("in clear: every handshake fails, as {}", failure.cause)
            }
            Sealing::SpeaksClear(_) => "in clear where TLS should begin".to_owned(),
            Sealing::Undecided(failure) => format!("could not tell: {failure}"),
            Sealing::Pending => "being looked at".to_owned(),
        },
    }
}

/// The stages of the dialogue. What stopped it stands at its own stage; what comes after was not reached.
fn stages(host: &Host<'_>, address: &Address<'_>) -> impl Iterator<Item = Stage> {
    StageName::ALL.into_iter().filter_map(|name| {
        let (status, summary) = stage(name, host, address)?;
        Some(Stage {
            name,
            status,
            summary,
        })
    })
}

/// Nothing for a stage that others know about.
fn stage(name: StageName, host: &Host<'_>, address: &Address<'_>) -> Option<(StageStatus, String)> {
    let seen = address.seen;
    if let Some(failure) = stopped_at(name, address) {
        let status = match (name, &address.state) {
            (StageName::Connect, AddressState::Refusing)
            | (StageName::StartTls, AddressState::Answering(Sealing::Declined(_)))
            | (
                StageName::Tls,
                AddressState::Answering(Sealing::SpeaksClear(_) | Sealing::Fails(_)),
            ) => StageStatus::Bad,
            _ => StageStatus::Unknown,
        };
        return Some((status, failure.cause.to_string()));
    }
    let good = |summary: String| (StageStatus::Good, summary);
    let seconds = |ms: u32| format!("{}.{:02} s", ms / 1000, ms % 1000 / 10);
    let reached = match name {
        StageName::Connect => seen.connect_ms.map(|ms| good(seconds(ms))),
        StageName::Greeting => seen.greeting.as_ref().map(|greeting| {
            good(format!(
                "{}, {}",
                greeting.reply.code,
                seconds(greeting.elapsed_ms)
            ))
        }),
        StageName::Ehlo => seen
            .ehlo
            .as_ref()
            .or(seen.ehlo_sealed.as_ref())
            .map(|ehlo| {
                let word = if ehlo.helo { "HELO only" } else { "accepted" };
                good(word.to_owned())
            }),
        StageName::StartTls => starttls_stage(host, address),
        StageName::Tls => address
            .agreed
            .map(|agreed| good(agreed.version.to_string())),
        StageName::Certificate => address.identity.as_ref().map(certificate_stage),
        StageName::Dane | StageName::Policy => return None,
    };
    Some(reached.unwrap_or_else(|| unreached(address)))
}

fn starttls_stage(host: &Host<'_>, address: &Address<'_>) -> Option<(StageStatus, String)> {
    if host.service.is_implicit_tls() {
        return Some((StageStatus::NotReached, "TLS comes first".to_owned()));
    }
    let AddressState::Answering(sealing) = &address.state else {
        return None;
    };
    match sealing {
        Sealing::NotOffered => Some((StageStatus::Bad, "not offered".to_owned())),
        Sealing::Masked(_) => Some((StageStatus::Unknown, "hidden".to_owned())),
        Sealing::Declined(reply) => Some((StageStatus::Bad, reply.to_string())),
        Sealing::Sealed
        | Sealing::Fails(_)
        | Sealing::Undecided(_)
        | Sealing::SpeaksClear(_)
        | Sealing::Pending => address.seen.starttls.as_ref().map(|answer| {
            let status = if answer.injected.is_some() {
                StageStatus::Warning
            } else {
                StageStatus::Good
            };
            (status, answer.reply.code.to_string())
        }),
    }
}

fn certificate_stage(identity: &Identity) -> (StageStatus, String) {
    if identity.is_authenticated() && identity.faults.is_empty() {
        (StageStatus::Good, "trusted".to_owned())
    } else if identity.is_refused() {
        (StageStatus::Warning, "not trusted".to_owned())
    } else if identity.faults.is_empty() {
        (StageStatus::Unknown, "could not tell".to_owned())
    } else {
        (StageStatus::Warning, "weak".to_owned())
    }
}

pub(crate) fn unreached(address: &Address<'_>) -> (StageStatus, String) {
    match (&address.seen.finish, address.seen.skipped) {
        (None, None) => (StageStatus::Pending, String::new()),
        (None, Some(SkipReason::NotPublic)) => (StageStatus::NotReached, "not public".to_owned()),
        (None, Some(_)) => (StageStatus::NotReached, "not tried".to_owned()),
        (Some(_), _) => (StageStatus::NotReached, String::new()),
    }
}

/// What ended the dialogue, if it did so at this stage.
fn stopped_at<'a>(name: StageName, address: &'a Address<'_>) -> Option<&'a Failure> {
    let failure = address.seen.finish.as_ref()?.stopped_because.as_ref()?;
    let stage = match failure.phase {
        Phase::Relay | Phase::Dns | Phase::Connect => StageName::Connect,
        Phase::Greeting => StageName::Greeting,
        Phase::Ehlo => StageName::Ehlo,
        Phase::StartTls => StageName::StartTls,
        // A raw hello was answered where the full handshake failed.
        Phase::Handshake if address.agreed.is_some() => return None,
        Phase::Handshake => StageName::Tls,
        // Nothing is lost by a failure after the certificate was seen.
        Phase::EhloSealed | Phase::Recipients | Phase::Quit | Phase::Http => return None,
    };
    let is_here = stage == name && !matches!(failure.cause, Cause::Cancelled);
    is_here.then_some(failure)
}

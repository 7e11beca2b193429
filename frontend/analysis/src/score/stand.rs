//! How an area stands, by its findings and by whether its mechanism is there.

use super::State;
use crate::facts::{Facts, Presence};
use crate::finding::{Area, Code, Finding, Severity};
use crate::mta_sts::{Mode, PolicyFact, RecordFact, Sts};
use crate::syntax::Selection;

/// The findings of an area, in short.
pub(super) struct Here<'f> {
    /// The gravest that is certain.
    gravest: Option<&'f Finding>,
    /// One that is about what could not be told.
    pub(super) doubt: Option<&'f Finding>,
}

impl<'f> Here<'f> {
    pub(super) fn of(area: Area, findings: &'f [Finding]) -> Self {
        let mut here = Self {
            gravest: None,
            doubt: None,
        };
        for finding in findings
            .iter()
            .filter(|finding| finding.area == area && !finding.code.is_aside())
        {
            let place = if finding.inconclusive {
                &mut here.doubt
            } else {
                &mut here.gravest
            };
            // The first of equals, for findings come in order.
            if place.is_none_or(|known| tells(finding.severity) > tells(known.severity)) {
                *place = Some(finding);
            }
        }
        here
    }

    /// By the gravest finding.
    fn by_severity(&self) -> (State, String) {
        match (self.gravest, self.doubt) {
            (Some(finding), doubt) => {
                let state = match finding.severity {
                    Severity::Good | Severity::Info => State::Good,
                    Severity::Advice => State::Advice,
                    Severity::Warning => State::Warning,
                    Severity::Error => State::Error,
                };
                // That all is well is not known while something is not.
                match (state, doubt) {
                    (State::Good, Some(doubt)) => {
                        (State::CouldNotTell, doubt.words.title.to_owned())
                    }
                    _ => (state, finding.words.title.to_owned()),
                }
            }
            (None, Some(doubt)) => (State::CouldNotTell, doubt.words.title.to_owned()),
            (None, None) => (State::NotTested, "nothing was looked at".to_owned()),
        }
    }

    /// By whether the mechanism is there, and then by the gravest finding.
    fn by_presence(&self, presence: &Presence) -> (State, String) {
        match presence {
            Presence::NotAsked => (State::NotTested, "not looked at".to_owned()),
            Presence::Unknown(why) => (State::CouldNotTell, why.clone()),
            Presence::Absent => (State::Absent, "there is none".to_owned()),
            Presence::Broken(why) => (State::Absent, why.clone()),
            Presence::Present => match self.by_severity() {
                // It is there, and nothing is said of it.
                (State::NotTested, _) => (State::Good, "it is there".to_owned()),
                known => known,
            },
        }
    }
}

/// How much a finding tells of how its area stands. What is good tells more of a good area than a remark does, which beside
/// “good” would read as if it were meant.
const fn tells(severity: Severity) -> u8 {
    match severity {
        Severity::Info => 0,
        Severity::Good => 1,
        Severity::Advice => 2,
        Severity::Warning => 3,
        Severity::Error => 4,
    }
}

/// How an area stands, and why.
pub(super) fn stand(area: Area, here: &Here<'_>, facts: &Facts<'_>) -> (State, String) {
    let takes_mail = facts.takes_mail();
    let no_mail = || {
        let why = "the domain takes no mail".to_owned();
        (State::NotApplicable, why)
    };
    match area {
        Area::Transport
        | Area::Certificate
        | Area::MtaSts
        | Area::TlsRpt
        | Area::Dane
        | Area::Dnssec
        | Area::ReverseDns
        | Area::Blocklists
            if !takes_mail =>
        {
            no_mail()
        }
        Area::Transport
        | Area::Certificate
        | Area::ReverseDns
        | Area::Routing
        | Area::Blocklists => here.by_severity(),
        Area::MtaSts => match &facts.sts {
            Some(sts) => by_policy(sts, here),
            None => no_mail(),
        },
        Area::TlsRpt => match here.gravest.map(|finding| finding.code) {
            Some(
                code @ (Code::TlsRptAbsent
                | Code::TlsRptInvalid
                | Code::TlsRptSeveral
                | Code::TlsRptNearMiss),
            ) => (State::Absent, code.words().title.to_owned()),
            _ => here.by_severity(),
        },
        Area::Dane => by_records(here),
        Area::Dnssec => match here.gravest.map(|finding| finding.code) {
            Some(code @ Code::DnssecInsecure) => (State::Absent, code.words().title.to_owned()),
            _ => here.by_severity(),
        },
        Area::Spf | Area::Dkim | Area::Dmarc | Area::Bimi => {
            let Some(mail) = &facts.mail else {
                return (State::NotApplicable, "this is no domain".to_owned());
            };
            let presence = match area {
                Area::Spf => mail.spf.presence(),
                Area::Dkim => mail.dkim.presence(),
                Area::Dmarc => mail.dmarc.presence(),
                _ => mail.bimi.presence(),
            };
            // Who sends nothing has nothing to sign.
            if area == Area::Dkim && !takes_mail && presence == Presence::Absent {
                return no_mail();
            }
            here.by_presence(&presence)
        }
        Area::Submission => (
            State::NotApplicable,
            "it counts for nothing here".to_owned(),
        ),
    }
}

/// RFC 8461: only a policy in force protects.
fn by_policy(sts: &Sts, here: &Here<'_>) -> (State, String) {
    match sts.in_effect().map(|policy| policy.mode) {
        Some(Mode::Enforce) => here.by_severity(),
        Some(Mode::Testing) => {
            let (state, why) = here.by_severity();
            match state {
                State::Warning | State::Error => (state, why),
                _ => (State::Begun, "the policy is being tested".to_owned()),
            }
        }
        Some(Mode::None) => (State::Absent, "the policy is withdrawn".to_owned()),
        None if sts.is_unknown() => match (&sts.record, &sts.policy) {
            (RecordFact::NotAsked, _) | (RecordFact::Read(_), PolicyFact::NotAsked) => {
                (State::NotTested, "not looked at".to_owned())
            }
            _ => (
                State::CouldNotTell,
                "whether a policy is in force is not known".to_owned(),
            ),
        },
        None => {
            let why = match &sts.record {
                RecordFact::Read(Selection::Absent) => "there is none",
                _ => "what is published does not count",
            };
            (State::Absent, why.to_owned())
        }
    }
}

fn by_records(here: &Here<'_>) -> (State, String) {
    match here.gravest.map(|finding| finding.code) {
        Some(code @ (Code::DaneAbsent | Code::DaneUnsigned)) => {
            (State::Absent, code.words().title.to_owned())
        }
        Some(code @ Code::DanePartial) => (State::Begun, code.words().title.to_owned()),
        _ => here.by_severity(),
    }
}

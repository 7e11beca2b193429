//! The email security score, 0 to 100: apart from the letter, with published weights.
//!
//! The letter says what is worst. The score says how much of everything is done: it adds up weighted areas. Each area earns
//! a part of its weight by the gravest finding that is certain in it, by the one table [`STATES`]; a mechanism that is
//! simply not there earns nothing, whatever the severity of saying so. What does not apply to the domain, or was not looked
//! at, leaves the sum and the weights alike. What could not be told leaves them too, and is why there is a lowest and a
//! highest score: had it gone badly, or well. BIMI is a bonus. Submission counts for nothing here, as in the letter.

use serde::Serialize;

use crate::facts::{Facts, Presence};
use crate::finding::{Area, Code, Finding, Severity};
use crate::mta_sts::{Mode, PolicyFact, RecordFact, Sts};
use crate::syntax::Selection;

/// The weight of an area.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    /// The area.
    pub area: Area,
    /// Points out of a hundred.
    pub points: u32,
    /// Whether they come on top.
    pub is_bonus: bool,
    /// What earns nothing there beside errors, for the documentation.
    pub nothing_for: &'static str,
}

/// A state of an area and what part of the weight it earns.
#[derive(Clone, Copy, Debug)]
pub struct StateShare {
    /// The state.
    pub state: State,
    /// Percent of the weight.
    pub percent: u32,
    /// When, for the documentation.
    pub rule: &'static str,
    /// Why so much.
    pub reason: &'static str,
}

/// How an area stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ScoreState")
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing to say against it.
    Good,
    /// It would be better otherwise.
    Advice,
    /// It is being tried out, or covers a part.
    Begun,
    /// Something is wrong.
    Warning,
    /// It is not there.
    Absent,
    /// It costs mail or its secrecy now.
    Error,
    /// It could not be told.
    CouldNotTell,
    /// It was not looked at.
    NotTested,
    /// It has nothing to do with the domain.
    NotApplicable,
}

const fn weight(area: Area, points: u32, nothing_for: &'static str) -> Weight {
    Weight {
        area,
        points,
        is_bonus: false,
        nothing_for,
    }
}

/// The weights. Those that are not a bonus make a hundred.
pub const WEIGHTS: &[Weight] = &[
    weight(Area::Transport, 20, "a server without working STARTTLS"),
    weight(Area::Certificate, 10, ""),
    weight(
        Area::MtaSts,
        10,
        "no record, no valid policy, or one in mode none",
    ),
    weight(Area::TlsRpt, 5, "no valid record"),
    weight(Area::Dane, 6, "no TLSA records"),
    weight(Area::Dnssec, 4, "MX records that are not signed"),
    weight(Area::Spf, 10, "no valid record"),
    weight(Area::Dkim, 10, "no valid key"),
    weight(Area::Dmarc, 15, "no valid record"),
    weight(Area::Routing, 3, ""),
    weight(Area::ReverseDns, 2, ""),
    weight(Area::Blocklists, 5, ""),
    Weight {
        area: Area::Bimi,
        points: 3,
        is_bonus: true,
        nothing_for: "no valid record; nothing is lost by that",
    },
];

const fn share(state: State, percent: u32, rule: &'static str, reason: &'static str) -> StateShare {
    StateShare {
        state,
        percent,
        rule,
        reason,
    }
}

/// What each state earns. Those that are not here leave the sum.
pub const STATES: &[StateShare] = &[
    share(
        State::Good,
        100,
        "No finding in the area is worse than information.",
        "There is nothing left to do.",
    ),
    share(
        State::Advice,
        80,
        "The gravest finding is advice.",
        "It does its work; something could be better.",
    ),
    share(
        State::Begun,
        50,
        "An MTA-STS policy in mode testing; TLSA records at some hosts.",
        "Senders are told, and nothing is refused yet, or not everywhere.",
    ),
    share(
        State::Warning,
        40,
        "The gravest finding is a warning.",
        "It does a part of its work.",
    ),
    share(
        State::Absent,
        0,
        "The mechanism is not published, or what is published does not count.",
        "It protects nobody.",
    ),
    share(
        State::Error,
        0,
        "The gravest finding is an error.",
        "It costs mail or its secrecy now.",
    ),
];

/// The score by area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreReport {
    /// What is known, 0 to 100: without what could not be told.
    pub total: u32,
    /// The score if everything that could not be told went badly.
    pub low: u32,
    /// The score if it went well.
    pub high: u32,
    /// Points that the known areas could earn; a hundred if all are known.
    pub of: u32,
    /// Each area.
    pub parts: Vec<ScorePart>,
}

/// Points that must be known before the score is called a number.
const LEAST_KNOWN: u32 = 50;

impl ScoreReport {
    /// Whether enough is known to call it a number.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        self.of >= LEAST_KNOWN
    }
}

/// What one area earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScorePart {
    /// The area.
    pub area: Area,
    /// Its heading.
    pub title: &'static str,
    /// The points that it can earn.
    pub weight: u32,
    /// Whether they come on top.
    pub is_bonus: bool,
    /// How it stands.
    pub state: State,
    /// Tenths of a point that it earns.
    pub tenths: u32,
    /// Tenths of a point that it earns at least.
    pub lowest_tenths: u32,
    /// Tenths of a point that it earns at most.
    pub highest_tenths: u32,
    /// Why.
    pub why: String,
}

impl State {
    /// In a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Advice => "advice",
            Self::Begun => "begun",
            Self::Warning => "warning",
            Self::Absent => "absent",
            Self::Error => "error",
            Self::CouldNotTell => "could not tell",
            Self::NotTested => "not tested",
            Self::NotApplicable => "does not apply",
        }
    }

    /// Percent of the weight, if it counts.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        let row = STATES.iter().find(|row| row.state == self);
        row.map(|row| row.percent)
    }
}

/// The score; nothing where there is nothing to score.
pub(crate) fn score(facts: &Facts<'_>, findings: &[Finding]) -> Option<ScoreReport> {
    let routing = facts.routing.as_ref()?;
    if !routing.is_settled() {
        return None;
    }
    let parts: Vec<ScorePart> = WEIGHTS
        .iter()
        .map(|weight| part(weight, facts, findings))
        .collect();
    // Sums of tenths: earned, earned at least, earned at most; and of weights: known, known or not told.
    let (mut earned, mut low, mut high, mut known, mut all, mut bonus) = (0, 0, 0, 0, 0, 0);
    for part in &parts {
        if part.is_bonus {
            bonus += part.tenths;
            continue;
        }
        let whole = part.weight * 10;
        match part.state {
            State::NotTested | State::NotApplicable => continue,
            State::CouldNotTell => {}
            State::Good
            | State::Advice
            | State::Begun
            | State::Warning
            | State::Absent
            | State::Error => {
                known += whole;
                earned += part.tenths;
            }
        }
        all += whole;
        low += part.lowest_tenths;
        high += part.highest_tenths;
    }
    if known == 0 {
        return None;
    }
    let of_hundred = |points: u32, whole: u32| {
        let rounded = (points * 100 + whole / 2) / whole.max(1);
        (rounded + (bonus + 5) / 10).min(100)
    };
    Some(ScoreReport {
        total: of_hundred(earned, known),
        low: of_hundred(low, all),
        high: of_hundred(high, all),
        of: known / 10,
        parts,
    })
}

fn part(weight: &Weight, facts: &Facts<'_>, findings: &[Finding]) -> ScorePart {
    let here = Here::of(weight.area, findings);
    let (state, why) = stand(weight.area, &here, facts);
    let of = |percent: u32| weight.points * percent / 10;
    let (tenths, lowest, highest) = match state.percent() {
        // Something may still come to light beside what is certain.
        Some(percent) if here.doubt.is_some() => (of(percent), 0, of(percent)),
        Some(percent) => (of(percent), of(percent), of(percent)),
        None if state == State::CouldNotTell => (0, 0, of(100)),
        None => (0, 0, 0),
    };
    ScorePart {
        area: weight.area,
        title: weight.area.title(),
        weight: weight.points,
        is_bonus: weight.is_bonus,
        state,
        tenths,
        lowest_tenths: lowest,
        highest_tenths: highest,
        why,
    }
}

/// The findings of an area, in short.
struct Here<'f> {
    /// The gravest that is certain.
    gravest: Option<&'f Finding>,
    /// One that is about what could not be told.
    doubt: Option<&'f Finding>,
}

impl<'f> Here<'f> {
    fn of(area: Area, findings: &'f [Finding]) -> Self {
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
fn stand(area: Area, here: &Here<'_>, facts: &Facts<'_>) -> (State, String) {
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

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_those_that_are_published() {
        let sum = |areas: &[Area]| -> u32 {
            let rows = WEIGHTS.iter().filter(|row| areas.contains(&row.area));
            rows.map(|row| row.points).sum()
        };
        for (areas, points) in [
            (&[Area::Transport, Area::Certificate][..], 30),
            (&[Area::MtaSts], 10),
            (&[Area::TlsRpt], 5),
            (&[Area::Dane, Area::Dnssec], 10),
            (&[Area::Spf], 10),
            (&[Area::Dkim], 10),
            (&[Area::Dmarc], 15),
            (&[Area::Routing, Area::ReverseDns], 5),
            (&[Area::Blocklists], 5),
            (&[Area::Submission], 0),
        ] {
            assert_eq!(sum(areas), points, "{areas:?}");
        }
        let counted = WEIGHTS.iter().filter(|row| !row.is_bonus);
        assert_eq!(counted.map(|row| row.points).sum::<u32>(), 100);
    }

    #[test]
    fn a_worse_state_never_earns_more() {
        assert!(
            STATES
                .windows(2)
                .all(|pair| pair[0].percent >= pair[1].percent)
        );
        for state in [State::CouldNotTell, State::NotTested, State::NotApplicable] {
            assert_eq!(state.percent(), None);
        }
    }
}

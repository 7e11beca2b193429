//! What a server was seen to take some minutes ago: told again where a new session shows the same server.

use shared::{
    CipherSuite, DeepFact, Failure, HelloAnswer, InjectionAnswer, NamedGroup, Observation, Octets,
    Timestamp, TlsVersion,
};
use tokio::time::Instant;

use super::memory::Seen;
use crate::hello::Rung;

/// A ladder that was climbed before, with the session that it was climbed after.
#[derive(Clone, Debug)]
pub(super) struct Recollection {
    pub(super) seen: Seen,
    /// When.
    pub(super) climbed_at: Instant,
    /// Whether it is that of a deep look.
    pub(super) deep: bool,
}

impl Recollection {
    /// Whether a new session shows the server that this is about. Behind one address there may be many machines, and
    /// one machine may be set up anew: what was seen of another one must not be told of this.
    pub(super) fn is_of(
        &self,
        session: &[(Timestamp, Observation)],
        stopped_because: Option<&Failure>,
    ) -> bool {
        let before = self
            .seen
            .iter()
            .find_map(|(_, observation)| match observation {
                Observation::Finished {
                    stopped_because, ..
                } => Some(stopped_because.as_ref()),
                _ => None,
            });
        let marks = Marks::of(session);
        // On port 465 a session without a handshake shows nothing by which one server is told from another.
        marks != Marks::default()
            && before == Some(stopped_because)
            && marks == Marks::of(&self.seen)
    }

    /// What is told again, with the time at which it was seen.
    pub(super) fn events(&self) -> impl Iterator<Item = &(Timestamp, Observation)> {
        self.seen
            .iter()
            .filter(|(_, observation)| is_of_ladder(observation))
    }
}

/// Whether hellos were answered, and every one so that it tells something: what could not be found out is asked again.
pub(super) fn tells_what_is_taken(seen: &[(Timestamp, Observation)]) -> bool {
    let mut ladder = seen
        .iter()
        .map(|(_, observation)| observation)
        .filter(|observation| is_of_ladder(observation))
        .peekable();
    ladder.peek().is_some() && ladder.all(is_definite)
}

const fn is_of_ladder(observation: &Observation) -> bool {
    matches!(
        observation,
        Observation::Hello { .. } | Observation::Hybrid { .. } | Observation::Deep { .. }
    )
}

fn is_definite(observation: &Observation) -> bool {
    match observation {
        Observation::Hello { answer, .. } | Observation::Hybrid { answer, .. } => is_answer(answer),
        Observation::Deep { fact, .. } => match fact {
            DeepFact::Suites(list) => list.cut_short_by.is_none(),
            DeepFact::Groups(list) => list.cut_short_by.is_none(),
            DeepFact::Certificate { answer, .. } | DeepFact::WithoutName { answer } => {
                is_answer(answer)
            }
            DeepFact::Injection(answer) => !matches!(answer, InjectionAnswer::Failed { .. }),
        },
        _ => false,
    }
}

fn is_answer(answer: &HelloAnswer) -> bool {
    match answer {
        HelloAnswer::ServerHello { hello } => hello.cut_short_by.is_none(),
        HelloAnswer::Alert { .. } | HelloAnswer::Failed { .. } => Rung::of(answer) != Rung::Stop,
    }
}

/// What one server shows in each of its sessions, and another one rather not.
#[derive(Debug, Default, PartialEq, Eq)]
struct Marks<'a> {
    /// RFC 5321 §4.2: the first word of a greeting is the server's name.
    greeted_as: Option<&'a str>,
    agreed: Option<(TlsVersion, CipherSuite, Option<NamedGroup>)>,
    certificates: Option<&'a [Octets]>,
}

impl<'a> Marks<'a> {
    fn of(seen: &'a [(Timestamp, Observation)]) -> Self {
        let mut marks = Self::default();
        for (_, observation) in seen {
            match observation {
                Observation::Greeting { reply, .. } => {
                    let line = reply.lines.first();
                    marks.greeted_as = line.and_then(|line| line.split_whitespace().next());
                }
                Observation::Handshake { session, .. } => {
                    marks.agreed = Some((session.version, session.suite, session.group));
                    marks.certificates = Some(&session.chain.certificates);
                }
                _ => {}
            }
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::sync::Arc;

    use shared::{Cause, Phase, Reply, ReplyCode, Spent};

    use super::*;

    const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn greeting(line: &str) -> Observation {
        Observation::Greeting {
            address: ADDRESS,
            reply: Reply {
                code: ReplyCode::READY,
                lines: vec![line.to_owned()],
                bare_lf: false,
            },
            elapsed_ms: 1,
        }
    }

    fn finished(stopped_because: &Failure) -> Observation {
        Observation::Finished {
            address: ADDRESS,
            stopped_because: Some(stopped_because.clone()),
            transcript: Vec::new(),
            spent: Spent::default(),
        }
    }

    fn stamped(observations: Vec<Observation>) -> Vec<(Timestamp, Observation)> {
        let stamp = |observation| (Timestamp::default(), observation);
        observations.into_iter().map(stamp).collect()
    }

    #[test]
    fn a_ladder_is_told_again_only_of_a_server_that_shows_itself_to_be_the_same() {
        let refused = Failure::new(
            Phase::Handshake,
            Cause::TlsAlert {
                code: 40,
                name: "handshake_failure".to_owned(),
            },
        );
        let reset = Failure::new(Phase::Handshake, Cause::Reset);
        for (before, now, ended, is_same, why) in [
            (
                vec![greeting("mx.example.org ESMTP")],
                vec![greeting("mx.example.org ESMTP, at another time")],
                &refused,
                true,
                "the same name, the same end",
            ),
            (
                vec![greeting("mx.example.org ESMTP")],
                vec![greeting("mx2.example.org ESMTP")],
                &refused,
                false,
                "another name",
            ),
            (
                vec![greeting("mx.example.org ESMTP")],
                vec![greeting("mx.example.org ESMTP")],
                &reset,
                false,
                "another end",
            ),
            (
                vec![],
                vec![],
                &refused,
                false,
                "port 465 without a handshake: any two servers look so",
            ),
        ] {
            let seen = [before, vec![finished(&refused)]].concat();
            let recollection = Recollection {
                seen: Arc::new(stamped(seen)),
                climbed_at: Instant::now(),
                deep: false,
            };
            assert_eq!(
                recollection.is_of(&stamped(now), Some(ended)),
                is_same,
                "{why}"
            );
        }
    }
}

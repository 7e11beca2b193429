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
        before == Some(stopped_because) && Marks::of(session) == Marks::of(&self.seen)
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

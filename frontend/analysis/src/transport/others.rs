//! What a server presents on other occasions than the one that is judged for the grade.

use shared::{Chain, DeepFact, DomainName, HelloAnswer, KeyKind, ServerHello, Timestamp};

use crate::certificate::Identity;
use crate::evidence::AddressOutcome;

/// Certificates that were presented beside the first ones.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    /// To whom.
    pub(crate) occasion: Occasion,
    /// Who the server says it is then.
    pub(crate) identity: Identity,
}

/// When a server presents something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// To a hello of TLS 1.2 at most.
    OlderHello,
    /// To clients that check one kind of key only.
    KeyKind(KeyKind),
    /// To clients that do not say which server they want.
    WithoutName,
}

impl Occasion {
    /// The clients that it is presented to, in words.
    pub(crate) const fn shown_to(self) -> &'static str {
        match self {
            Self::OlderHello => "clients that offer TLS 1.2 at most",
            Self::KeyKind(KeyKind::Rsa) => "clients that check RSA keys only",
            Self::KeyKind(KeyKind::Ecdsa) => "clients that check ECDSA keys only",
            Self::WithoutName => "clients that do not name the server",
        }
    }
}

/// Every chain with another leaf than the first and those before it.
pub(super) fn others(
    seen: &AddressOutcome,
    first: Option<&Identity>,
    host: &DomainName,
    now: Timestamp,
) -> Vec<Other> {
    let leaf = |identity: &Identity| identity.leaf().map(|leaf| leaf.sha256);
    let mut known = vec![first.and_then(leaf)];
    let mut others = Vec::new();
    for (occasion, chain) in presented(seen) {
        let identity = Identity::judge_chain(chain, host, now);
        if identity.leaf().is_some() && !known.contains(&leaf(&identity)) {
            known.push(leaf(&identity));
            others.push(Other { occasion, identity });
        }
    }
    others
}

/// The chains that answers to raw hellos carry.
fn presented(seen: &AddressOutcome) -> impl Iterator<Item = (Occasion, &Chain)> {
    let usual = seen
        .hellos
        .iter()
        .map(|hello| (Occasion::OlderHello, &hello.answer));
    let deep = seen.deep.iter().filter_map(|fact| match fact {
        DeepFact::Certificate { kind, answer } => Some((Occasion::KeyKind(*kind), answer)),
        DeepFact::WithoutName { answer } => Some((Occasion::WithoutName, answer)),
        DeepFact::Suites(_) | DeepFact::Groups(_) | DeepFact::Injection(_) => None,
    });
    usual
        .chain(deep)
        .filter_map(|(occasion, answer)| Some((occasion, hello_of(answer)?.chain.as_ref()?)))
}

/// The server's part of the handshake, however far it came.
pub(super) fn hello_of(answer: &HelloAnswer) -> Option<&ServerHello> {
    match answer {
        HelloAnswer::ServerHello { hello } => Some(hello),
        HelloAnswer::Alert { .. } | HelloAnswer::Failed { .. } => None,
    }
}

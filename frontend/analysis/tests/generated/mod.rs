//! Facts about TLS as no server in its senses would show them together: whatever the wire can carry.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::{
    Cause, Chain, CipherSuite, DeepFact, Failure, GroupList, HelloAnswer, InjectionAnswer, KeyKind,
    NamedGroup, PathCheck, PathFault, Phase, Preference, PrimeOrigin, Reply, ServerHello,
    SignatureScheme, SuiteList, TlsVersion,
};

/// What a deep look may have shown, whole or cut short.
pub fn deep_facts() -> impl Strategy<Value = Vec<DeepFact>> {
    vec(deep_fact(), 1..5)
}

/// What the hello with hybrid groups alone may have been answered with.
pub fn hybrid() -> impl Strategy<Value = Option<HelloAnswer>> {
    option::of(answer())
}

/// What surrounds the keys in a ServerHello.
#[derive(Clone, Debug)]
pub struct Surroundings {
    group: Option<NamedGroup>,
    signature: Option<SignatureScheme>,
    prime: Option<(u16, PrimeOrigin)>,
    granted: (bool, bool),
    compression: u8,
}

/// Any surroundings.
pub fn surroundings() -> impl Strategy<Value = Surroundings> {
    let prime = (any::<u16>(), select(PRIME_ORIGINS));
    (
        option::of(group()),
        option::of(select(SignatureScheme::KNOWN)),
        option::of(prime),
        any::<(bool, bool)>(),
        0..3_u8,
    )
        .prop_map(
            |(group, signature, prime, granted, compression)| Surroundings {
                group,
                signature,
                prime,
                granted,
                compression,
            },
        )
}

impl Surroundings {
    /// Changes what a server said, but neither version, suite, mark nor certificates.
    pub fn put_into(&self, hello: &mut ServerHello) {
        hello.group = self.group;
        hello.signature = self.signature;
        hello.dh_bits = self.prime.map(|(bits, _)| bits);
        hello.dh_origin = self.prime.map(|(_, origin)| origin);
        (hello.extended_master_secret, hello.secure_renegotiation) = self.granted;
        hello.compression = self.compression;
    }
}

const PRIME_ORIGINS: &[PrimeOrigin] = &[
    PrimeOrigin::Rfc7919,
    PrimeOrigin::Ike,
    PrimeOrigin::Rfc5114,
    PrimeOrigin::Unknown,
];

fn deep_fact() -> impl Strategy<Value = DeepFact> {
    prop_oneof![
        (
            version(),
            vec(suite(), 0..6),
            preference(),
            option::of(failure())
        )
            .prop_map(
                |(version, accepted, preference, cut_short_by)| DeepFact::Suites(SuiteList {
                    version,
                    accepted,
                    preference,
                    cut_short_by,
                })
            ),
        (
            version(),
            vec(group(), 0..6),
            preference(),
            option::of(failure())
        )
            .prop_map(
                |(version, accepted, preference, cut_short_by)| DeepFact::Groups(GroupList {
                    version,
                    accepted,
                    preference,
                    cut_short_by,
                })
            ),
        (select(&[KeyKind::Rsa, KeyKind::Ecdsa][..]), answer())
            .prop_map(|(kind, answer)| DeepFact::Certificate { kind, answer }),
        answer().prop_map(|answer| DeepFact::WithoutName { answer }),
        prop_oneof![
            Just(InjectionAnswer::Forgotten),
            Just(InjectionAnswer::Obeyed { reply: reply() }),
            Just(InjectionAnswer::Refused { reply: reply() }),
            failure().prop_map(|failure| InjectionAnswer::Failed { failure }),
        ]
        .prop_map(DeepFact::Injection),
    ]
}

fn answer() -> impl Strategy<Value = HelloAnswer> {
    let hello = (
        version(),
        suite(),
        surroundings(),
        option::of(chain()),
        option::of(failure()),
    );
    prop_oneof![
        2 => hello.prop_map(|(version, suite, surroundings, chain, cut_short_by)| {
            let mut hello = ServerHello {
                extended_master_secret: false,
                secure_renegotiation: false,
                chain,
                cut_short_by,
                ..ServerHello::choosing(version, suite)
            };
            surroundings.put_into(&mut hello);
            HelloAnswer::ServerHello { hello: Box::new(hello) }
        }),
        1 => any::<u8>().prop_map(|code| HelloAnswer::Alert { code, name: "alert".to_owned() }),
        1 => failure().prop_map(|failure| HelloAnswer::Failed { failure }),
    ]
}

/// A certificate that can be read, or none.
fn chain() -> impl Strategy<Value = Chain> {
    let samples: [&[u8]; 3] = [
        include_bytes!("../../src/certificate/samples/rsa1024-sha1.der"),
        include_bytes!("../../src/certificate/samples/pss-staple.der"),
        b"no certificate",
    ];
    vec(select(samples.to_vec()), 0..4).prop_map(|certificates| {
        let broken = PathCheck::Broken {
            fault: PathFault::UnknownIssuer,
            detail: "unknown issuer".to_owned(),
        };
        Chain {
            leaf_chains_to: vec![false; certificates.len()],
            certificates: certificates.into_iter().map(Into::into).collect(),
            cut: false,
            path_now: broken.clone(),
            path_within_validity: broken,
            self_signed: true,
            issuer_resembles_root: false,
        }
    })
}

fn version() -> impl Strategy<Value = TlsVersion> {
    prop_oneof![9 => select(TlsVersion::KNOWN), 1 => any::<u16>().prop_map(TlsVersion)]
}

fn suite() -> impl Strategy<Value = CipherSuite> {
    prop_oneof![9 => select(CipherSuite::KNOWN), 1 => any::<u16>().prop_map(CipherSuite)]
}

fn group() -> impl Strategy<Value = NamedGroup> {
    prop_oneof![9 => select(NamedGroup::KNOWN), 1 => any::<u16>().prop_map(NamedGroup)]
}

fn preference() -> impl Strategy<Value = Preference> {
    select(&[Preference::Server, Preference::Client, Preference::Unknown][..])
}

fn reply() -> Reply {
    Reply {
        code: shared::ReplyCode::CLOSING,
        lines: vec!["4.7.0 too many connections".to_owned()],
        bare_lf: false,
    }
}

fn failure() -> impl Strategy<Value = Failure> {
    let cause = prop_oneof![
        Just(Cause::Reply { reply: reply() }),
        Just(Cause::TimedOut { after_ms: 15_000 }),
        Just(Cause::Reset),
        Just(Cause::Closed),
    ];
    let phase = select(
        &[
            Phase::Connect,
            Phase::Greeting,
            Phase::StartTls,
            Phase::Handshake,
        ][..],
    );
    (phase, cause).prop_map(|(phase, cause)| Failure::new(phase, cause))
}

//! Facts to put into a world.

use analysis::evidence::{AddressOutcome, Ehlo, Hello};
use rcgen::{CertificateParams, KeyPair};
use shared::{
    Cause, Chain, CipherSuite as Suite, DeepFact, Failure, GroupList, HelloAnswer, KeyKind,
    NamedGroup as Group, PathCheck, PathFault, Phase, Preference, Reply, ServerHello, SuiteList,
    TlsVersion,
};

/// The first raw hello's answer: TLS 1.2 in the sound world.
pub fn older(address: &mut AddressOutcome) -> &mut ServerHello {
    match address.hellos.first_mut() {
        Some(Hello {
            answer: HelloAnswer::ServerHello { hello },
            ..
        }) => hello,
        other => panic!("{other:?}"),
    }
}

pub fn answer(version: TlsVersion, change: impl Fn(&mut ServerHello)) -> HelloAnswer {
    let mut hello = ServerHello {
        downgrade_mark: true,
        ..ServerHello::choosing(version, Suite::ECDHE_ECDSA_AES_128_GCM_SHA256)
    };
    change(&mut hello);
    HelloAnswer::ServerHello {
        hello: Box::new(hello),
    }
}

pub fn hybrid(group: Option<Group>) -> HelloAnswer {
    group.map_or_else(
        || alert(40),
        |group| answer(TlsVersion::TLS13, |hello| hello.group = Some(group)),
    )
}

pub fn alert(code: u8) -> HelloAnswer {
    let name = "alert".to_owned();
    HelloAnswer::Alert { code, name }
}

pub fn reply(code: u16, text: &str) -> Reply {
    Reply {
        code: code.try_into().unwrap(),
        lines: vec![text.to_owned()],
        bare_lf: false,
    }
}

pub fn suites(accepted: &[Suite], preference: Preference) -> DeepFact {
    DeepFact::Suites(SuiteList {
        version: TlsVersion::TLS12,
        accepted: accepted.to_vec(),
        preference,
        cut_short_by: None,
    })
}

pub fn groups(accepted: &[Group]) -> DeepFact {
    DeepFact::Groups(GroupList {
        version: TlsVersion::TLS12,
        accepted: accepted.to_vec(),
        preference: Preference::Server,
        cut_short_by: None,
    })
}

pub fn busy() -> Failure {
    let reply = reply(421, "4.7.0 too many connections");
    Failure::new(Phase::Greeting, Cause::Reply { reply })
}

/// A self-signed certificate as a server presents it.
pub fn self_signed(name: &str) -> Chain {
    let keys = KeyPair::generate().unwrap();
    let made = CertificateParams::new(vec![name.to_owned()])
        .unwrap()
        .self_signed(&keys)
        .unwrap();
    let broken = PathCheck::Broken {
        fault: PathFault::UnknownIssuer,
        detail: "unknown issuer".to_owned(),
    };
    Chain {
        certificates: vec![made.der().to_vec().into()],
        cut: false,
        path_now: broken.clone(),
        path_within_validity: broken,
        self_signed: true,
        issuer_resembles_root: false,
        leaf_chains_to: vec![true],
    }
}

pub fn shown(kind: KeyKind, chain: Option<&Chain>) -> DeepFact {
    let answer = answer(TlsVersion::TLS12, |hello| hello.chain = chain.cloned());
    DeepFact::Certificate { kind, answer }
}

pub fn keywords(ehlo: &mut Option<Ehlo>, change: impl Fn(&mut Vec<String>)) {
    change(&mut ehlo.as_mut().unwrap().reply.lines);
}

pub fn add(ehlo: &mut Option<Ehlo>, keyword: &str) {
    keywords(ehlo, |lines| lines.push(keyword.to_owned()));
}

pub type Change = fn(&mut AddressOutcome);

pub const STRONG: [Suite; 2] = [
    Suite::ECDHE_RSA_AES_128_GCM_SHA256,
    Suite::ECDHE_RSA_AES_128_CBC_SHA,
];
pub const STATIC: Suite = Suite::RSA_AES_128_GCM_SHA256;
pub const RC4: Suite = Suite::RSA_RC4_128_SHA;
pub const ANONYMOUS: Suite = Suite::ECDH_ANON_AES_256_CBC_SHA;

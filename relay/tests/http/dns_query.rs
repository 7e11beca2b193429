//! `/dns-query`: what is forwarded, how, and what is refused.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::ProblemCode;

use crate::caller::{Answer, Request};
use crate::resolver::{
    A, AD, CD, MX, NXDOMAIN, Reply, Resolver, SERVFAIL, TC, TXT, Via, answer, query, record,
};
use crate::service::{Service, Setup};

/// A TXT record's content.
const CONTENT: &[u8] = b"\x05hello";

async fn post(service: &Service, wire: &[u8]) -> Answer {
    Request::new("POST", "/dns-query")
        .header("content-type", "application/dns-message")
        .body(wire)
        .send(service.address)
        .await
}

async fn get(service: &Service, wire: &[u8]) -> Answer {
    let encoded = URL_SAFE_NO_PAD.encode(wire);
    Request::get(&format!("/dns-query?dns={encoded}"))
        .send(service.address)
        .await
}

/// A resolver that answers everything with one TXT record, and a service before it.
async fn world() -> (Resolver, Service) {
    let resolver =
        Resolver::start(|asked| vec![Reply::Answer(answer(asked, 0, &[record(TXT, CONTENT)]))])
            .await;
    let service = Setup::default().start(&resolver).await;
    (resolver, service)
}

#[tokio::test]
async fn get_and_post_give_the_same_answer_with_the_clients_id() {
    let (resolver, service) = world().await;
    let wire = query("_mta-sts.example.org", TXT);
    let by_post = post(&service, &wire).await;
    let by_get = get(&service, &wire).await;
    for answer in [&by_post, &by_get] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/dns-message");
        assert_eq!(answer.body[..2], wire[..2]);
        assert!(answer.body.ends_with(CONTENT));
    }
    assert_eq!(by_post.body, by_get.body);
    let [first, second] = &resolver.asked()[..] else {
        panic!("two questions");
    };
    assert_eq!(first.wire[2..], wire[2..], "forwarded as it came");
    assert_eq!(second.wire[2..], wire[2..]);
}

#[tokio::test]
async fn flags_edns_and_extended_errors_pass_both_ways() {
    // An OPT record with DO and, in the answer, an extended error (RFC 8914): DNSSEC Bogus.
    let opt = |options: &[u8]| {
        let length = u8::try_from(options.len()).unwrap();
        [&[0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, length], options].concat()
    };
    let extended = opt(&[0, 15, 0, 2, 0, 6]);
    let in_answer = extended.clone();
    let resolver = Resolver::start(move |asked| {
        let mut message = answer(asked, AD | CD, &[record(TXT, CONTENT)]);
        message[11] = 1;
        message.extend(&in_answer);
        vec![Reply::Answer(message)]
    })
    .await;
    let service = Setup::default().start(&resolver).await;
    let mut wire = query("example.org", TXT);
    wire[3] = u8::try_from(AD | CD).unwrap();
    wire[11] = 1;
    wire.extend(opt(&[]));
    let answer = post(&service, &wire).await;
    assert_eq!(answer.body[3], 0x80 | u8::try_from(AD | CD).unwrap());
    assert!(answer.body.ends_with(&extended));
    assert_eq!(resolver.asked()[0].wire[2..], wire[2..]);
}

#[tokio::test]
async fn the_resolvers_own_errors_are_answers() {
    let resolver = Resolver::start(|asked| {
        let code = if asked.question().0.starts_with("bogus") {
            SERVFAIL
        } else {
            NXDOMAIN
        };
        vec![Reply::Answer(answer(asked, code, &[]))]
    })
    .await;
    let service = Setup::default().start(&resolver).await;
    for (name, code) in [
        ("bogus.example.org", SERVFAIL),
        ("no.example.org", NXDOMAIN),
    ] {
        let answer = post(&service, &query(name, MX)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(u16::from(answer.body[3] & 0xF), code);
    }
}

#[tokio::test]
async fn what_udp_cuts_short_comes_by_tcp() {
    let resolver = Resolver::start(|asked| match asked.via {
        Via::Udp => vec![Reply::Answer(answer(asked, TC, &[]))],
        Via::Tcp => vec![Reply::Answer(answer(
            asked,
            0,
            &vec![record(TXT, CONTENT); 200],
        ))],
    })
    .await;
    let service = Setup::default().start(&resolver).await;
    let answer = post(&service, &query("example.org", TXT)).await;
    assert_eq!((answer.status, answer.body[7]), (200, 200));
    let asked: Vec<_> = resolver.asked().iter().map(|asked| asked.via).collect();
    assert_eq!(asked, [Via::Udp, Via::Tcp]);
}

#[tokio::test]
async fn strangers_are_not_believed() {
    let resolver = Resolver::start(|asked| {
        let lie = answer(asked, 0, &[record(TXT, b"\x03lie")]);
        let mut other_id = lie.clone();
        other_id[0] ^= 1;
        let mut other_question = lie.clone();
        other_question[13] ^= 1;
        vec![
            Reply::Forged(lie),
            Reply::Answer(other_id),
            Reply::Answer(other_question),
            Reply::Answer(b"\0".to_vec()),
            Reply::Answer(answer(asked, 0, &[record(TXT, CONTENT)])),
        ]
    })
    .await;
    let service = Setup::default().start(&resolver).await;
    let answer = post(&service, &query("example.org", TXT)).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.ends_with(CONTENT));
    assert_eq!(resolver.asked().len(), 1, "no second try was needed");
}

#[tokio::test]
async fn where_udp_is_eaten_tcp_is_tried() {
    let resolver = Resolver::start(|asked| match asked.via {
        Via::Udp => Vec::new(),
        Via::Tcp => vec![Reply::Answer(answer(asked, 0, &[record(TXT, CONTENT)]))],
    })
    .await;
    let service = Setup::default().start(&resolver).await;
    let answer = post(&service, &query("example.org", TXT)).await;
    assert!(answer.body.ends_with(CONTENT));
    let asked: Vec<_> = resolver.asked().iter().map(|asked| asked.via).collect();
    assert_eq!(asked, [Via::Udp, Via::Udp, Via::Tcp]);
}

#[tokio::test]
async fn a_resolver_that_is_not_there_has_failed() {
    let (mut resolver, gone) = (Resolver::with_addresses(&[]).await, closed_port());
    resolver.address = gone;
    let service = Setup::default().start(&resolver).await;
    let problem = post(&service, &query("example.org", TXT)).await.problem();
    assert_eq!(
        (problem.status, problem.code),
        (502, ProblemCode::ResolverFailed)
    );
    assert_eq!(problem.title, "the relay's resolver refused the connection");
}

/// An address at which nobody listens.
fn closed_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

#[tokio::test]
async fn a_resolver_that_talks_nonsense_has_failed() {
    // The header counts a record that is not there.
    let resolver = Resolver::start(|asked| {
        let mut message = answer(asked, 0, &[]);
        message[7] = 1;
        vec![Reply::Answer(message)]
    })
    .await;
    let service = Setup::default().start(&resolver).await;
    let problem = post(&service, &query("example.org", TXT)).await.problem();
    assert_eq!(
        (problem.status, problem.code),
        (502, ProblemCode::ResolverFailed)
    );
}

#[tokio::test]
async fn answers_into_private_networks_are_refused() {
    let resolver = Resolver::with_addresses(&[
        ("inside.example.org", [10, 0, 0, 7]),
        ("metadata.example.org", [169, 254, 169, 254]),
        ("laboratory.example.org", [127, 0, 1, 7]),
        ("outside.example.org", [8, 8, 8, 8]),
    ])
    .await;
    let service = Setup::laboratory(25).start(&resolver).await;
    for name in ["inside", "metadata"] {
        let answer = post(&service, &query(&format!("{name}.example.org"), A)).await;
        let problem = answer.problem();
        assert_eq!(
            (problem.status, problem.code),
            (403, ProblemCode::AddressNotPublic)
        );
        assert!(!problem.title.contains("10.0.0.7"));
    }
    for name in ["laboratory", "outside"] {
        let answer = post(&service, &query(&format!("{name}.example.org"), A)).await;
        assert_eq!(answer.status, 200, "{name}");
    }
}

#[tokio::test]
async fn queries_that_are_not_forwarded_do_not_reach_the_resolver() {
    let (resolver, service) = world().await;
    let good = query("example.org", TXT);
    let mut two_questions = good.clone();
    two_questions[5] = 2;
    two_questions.extend_from_slice(&good[12..]);
    let any = query("example.org", 255);
    for (wire, code) in [
        (two_questions, ProblemCode::InvalidRequest),
        (b"\0".to_vec(), ProblemCode::InvalidRequest),
        (Vec::new(), ProblemCode::InvalidRequest),
        (
            [good.as_slice(), b"x"].concat(),
            ProblemCode::InvalidRequest,
        ),
        (
            [good.as_slice(), &[0; 5000]].concat(),
            ProblemCode::InvalidRequest,
        ),
        (any, ProblemCode::RecordTypeRefused),
        (query("mx.internal", A), ProblemCode::SpecialName),
        (query("localhost", A), ProblemCode::SpecialName),
        (
            query("1.0.0.10.in-addr.arpa", 12),
            ProblemCode::AddressNotPublic,
        ),
    ] {
        assert_eq!(post(&service, &wire).await.problem().code, code);
        assert_eq!(get(&service, &wire).await.problem().code, code);
    }
    for target in [
        "/dns-query",
        "/dns-query?dns=",
        "/dns-query?dns=%2B%2B",
        "/dns-query?x=AAAA",
    ] {
        let problem = Request::get(target).send(service.address).await.problem();
        assert_eq!(
            (problem.status, problem.code),
            (400, ProblemCode::InvalidRequest),
            "{target}"
        );
    }
    let undeclared = Request::new("POST", "/dns-query")
        .body(&good)
        .send(service.address)
        .await;
    assert_eq!(undeclared.problem().status, 415);
    assert!(resolver.asked().is_empty());
}

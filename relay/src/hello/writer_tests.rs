//! The hellos that are written, read back.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tokio_rustls::rustls::server::Acceptor;

use shared::CipherSuite;

use super::*;
use crate::hello::Question;
use crate::hello::bytes::Bytes;

fn host() -> DomainName {
    "mx.example.org".parse().unwrap()
}

fn written(newest: TlsVersion) -> Vec<u8> {
    client_hello(&Offer::everything(newest), &host(), [7; 32])
}

#[test]
fn rustls_reads_it_and_finds_name_suites_and_schemes() {
    for newest in [TlsVersion::TLS12, TlsVersion::TLS11, TlsVersion::TLS10] {
        let bytes = written(newest);
        let mut acceptor = Acceptor::default();
        acceptor.read_tls(&mut bytes.as_slice()).unwrap();
        match acceptor.accept() {
            Ok(accepted) => {
                let accepted = accepted.unwrap();
                let hello = accepted.client_hello();
                assert_eq!(hello.server_name(), Some("mx.example.org"));
                assert!(hello.cipher_suites().len() >= 100);
                assert!(hello.signature_schemes().len() >= 20);
                assert_eq!(newest, TlsVersion::TLS12);
            }
            // Without signature schemes rustls goes no further, but it has read the hello.
            Err((error, _)) => {
                assert!(newest < TlsVersion::TLS12, "{error}");
                assert!(!error.to_string().contains("corrupt"), "{error}");
            }
        }
    }
}

#[test]
fn none_has_a_length_that_hangs_old_servers_nor_a_fallback_mark() {
    const FALLBACK_SCSV: [u8; 2] = [0x56, 0x00];
    for newest in [
        TlsVersion::TLS13,
        TlsVersion::TLS12,
        TlsVersion::TLS11,
        TlsVersion::TLS10,
        TlsVersion::SSL3,
    ] {
        for host in [
            "a.be",
            "mx.example.org",
            &format!("{}.example.org", "x".repeat(60)),
        ] {
            let bytes = client_hello(&Offer::everything(newest), &host.parse().unwrap(), [7; 32]);
            let message = bytes.len() - 5;
            assert!(!(256..512).contains(&message), "{newest} {host}: {message}");
            assert!(message < 1024);
            assert!(!bytes.windows(2).any(|pair| pair == FALLBACK_SCSV));
            // Lengths of record, message, and the version offered.
            assert_eq!(
                usize::from(u16::from_be_bytes([bytes[3], bytes[4]])),
                message
            );
            assert_eq!(
                usize::from(u16::from_be_bytes([bytes[7], bytes[8]])),
                message - 4
            );
            let legacy_version = newest.min(TlsVersion::TLS12);
            assert_eq!(u16::from_be_bytes([bytes[9], bytes[10]]), legacy_version.0);
        }
    }
}

#[test]
fn the_short_hello_has_no_more_than_a_sender_offers() {
    for question in [
        Question::Usual(TlsVersion::TLS12),
        Question::UsualWithoutWeakSuites(TlsVersion::TLS12),
    ] {
        let offer = question.offer();
        assert!((30..=64).contains(&offer.suites.len()), "{offer:?}");
        assert_eq!(offer.groups.len(), 5);
        let has_weak = offer.suites.contains(&CipherSuite::RSA_RC4_128_SHA);
        assert_eq!(has_weak, !question.is_without_weak_suites());
        // Padded past the lengths that hang old servers, and in one packet.
        let bytes = client_hello(&offer, &host(), [7; 32]);
        assert!(bytes.len() <= 5 + 512, "{}", bytes.len());
    }
}

#[test]
fn we_leave_with_a_fatal_alert() {
    assert_eq!(parting_alert(TlsVersion::TLS13), [21, 3, 3, 0, 2, 2, 90]);
    assert_eq!(parting_alert(TlsVersion::TLS12), [21, 3, 3, 0, 2, 2, 90]);
    assert_eq!(parting_alert(TlsVersion::SSL3), [21, 3, 0, 0, 2, 2, 40]);
}

/// The extensions of a hello, by number.
fn extensions(hello: &[u8]) -> Vec<(u16, Vec<u8>)> {
    let mut body = Bytes(&hello[9..]);
    let _version_and_random = body.take(34).unwrap();
    let _session = body.vector_u8().unwrap();
    let _suites = body.vector_u16().unwrap();
    let _compression = body.vector_u8().unwrap();
    let mut rest = Bytes(body.vector_u16().unwrap());
    assert!(body.0.is_empty());
    let mut extensions = Vec::new();
    while !rest.0.is_empty() {
        extensions.push((rest.u16().unwrap(), rest.vector_u16().unwrap().to_vec()));
    }
    extensions
}

#[test]
fn the_hello_of_tls_1_3_offers_that_version_alone_and_no_share() {
    for question in [Question::UpTo(TlsVersion::TLS13), Question::Hybrids] {
        let offer = question.offer();
        let bytes = client_hello(&offer, &host(), [7; 32]);
        // RFC 8446 §D.4: a session id of 32 bytes, not to be mistaken for the random.
        assert_eq!((bytes[43], &bytes[44..76]), (32, &[!7; 32][..]));
        let found = extensions(&bytes);
        let content = |number| {
            let found = found.iter().find(|extension| extension.0 == number);
            found.map(|extension| extension.1.as_slice())
        };
        assert_eq!(content(SUPPORTED_VERSIONS), Some(&[2, 3, 4][..]));
        assert_eq!(content(KEY_SHARE), Some(&[0, 0][..]));
        assert!(content(SERVER_NAME).is_some() && content(SIGNATURE_ALGORITHMS).is_some());
        let groups = content(SUPPORTED_GROUPS).unwrap();
        assert_eq!(groups.len(), 2 + 2 * offer.groups.len());
        for only_below in [EC_POINT_FORMATS, EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO] {
            assert_eq!(content(only_below), None);
        }
        let mut acceptor = Acceptor::default();
        acceptor.read_tls(&mut bytes.as_slice()).unwrap();
        let accepted = acceptor.accept().unwrap().unwrap();
        assert_eq!(
            accepted.client_hello().server_name(),
            Some("mx.example.org")
        );
    }
}

#[test]
fn a_hello_without_a_name_names_nobody() {
    let offer = Offer {
        with_name: false,
        ..Offer::everything(TlsVersion::TLS12)
    };
    let bytes = client_hello(&offer, &host(), [7; 32]);
    assert!(
        extensions(&bytes)
            .iter()
            .all(|extension| extension.0 != SERVER_NAME)
    );
    assert!(!bytes.windows(7).any(|part| part == b"example"));
    assert!(
        extensions(&written(TlsVersion::TLS12))
            .iter()
            .any(|extension| extension.0 == SERVER_NAME)
    );
}

#[test]
fn an_offer_without_groups_sends_no_empty_list() {
    let offer = Offer {
        groups: Vec::new(),
        ..Offer::everything(TlsVersion::TLS12)
    };
    let bytes = client_hello(&offer, &host(), [7; 32]);
    let numbers: Vec<u16> = extensions(&bytes)
        .iter()
        .map(|extension| extension.0)
        .collect();
    assert!(!numbers.contains(&SUPPORTED_GROUPS) && !numbers.contains(&EC_POINT_FORMATS));
}

proptest! {
    /// What a search offers: any part of everything.
    #[test]
    fn whatever_is_offered_is_well_formed_and_hangs_no_old_server(
        (newest, suites, groups) in select(TlsVersion::KNOWN).prop_flat_map(|newest| {
            let all = Offer::everything(newest);
            let suites = (1..=all.suites.len())
                .prop_flat_map(move |count| subsequence(all.suites.clone(), count));
            let groups = (0..=all.groups.len())
                .prop_flat_map(move |count| subsequence(all.groups.clone(), count));
            (Just(newest), suites, groups)
        }),
        with_name in any::<bool>(),
        label in "[a-z]{1,60}",
    ) {
        let host: DomainName = format!("{label}.example.org").parse().unwrap();
        let offer = Offer { newest, suites, groups, with_name };
        let bytes = client_hello(&offer, &host, [7; 32]);
        let message = bytes.len() - 5;
        prop_assert_eq!(usize::from(u16::from_be_bytes([bytes[3], bytes[4]])), message);
        prop_assert!(!(256..512).contains(&message), "{} bytes", message);
        if newest > TlsVersion::SSL3 {
            let numbers: Vec<u16> = extensions(&bytes).iter().map(|extension| extension.0).collect();
            prop_assert_eq!(numbers.contains(&SERVER_NAME), with_name);
            prop_assert_eq!(numbers.contains(&SUPPORTED_GROUPS), !offer.groups.is_empty());
            prop_assert_eq!(numbers.contains(&SIGNATURE_ALGORITHMS), newest >= TlsVersion::TLS12);
        }
    }
}

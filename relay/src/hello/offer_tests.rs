//! The hellos that are written, read back.

use std::collections::BTreeSet;

use tokio_rustls::rustls::server::Acceptor;

use super::*;

fn offer(newest: TlsVersion) -> Offer {
    Offer {
        newest,
        without_weak_suites: false,
    }
}

fn written(newest: TlsVersion) -> Vec<u8> {
    client_hello(offer(newest), &"mx.example.org".parse().unwrap(), [7; 32])
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
fn every_suite_of_the_version_is_offered_once_and_the_weak_ones_last() {
    let everything = suites_of(offer(TlsVersion::TLS12));
    assert!(everything.len() >= 180, "{}", everything.len());
    let unique: BTreeSet<_> = everything.iter().collect();
    assert_eq!(unique.len(), everything.len());
    assert!(everything.is_sorted_by_key(|suite| weakness(*suite)));
    assert_eq!(
        everything.first(),
        Some(&CipherSuite::ECDHE_ECDSA_AES_128_GCM_SHA256)
    );
    assert!(everything.last().unwrap().mentions("anon"));

    let old = suites_of(offer(TlsVersion::TLS11));
    assert!(old.len() >= 80, "{}", old.len());
    assert!(old.contains(&CipherSuite::RSA_EXPORT_RC4_40_MD5));
    assert!(!old.iter().any(|suite| needs_tls12(*suite)));

    let sound = suites_of(Offer {
        without_weak_suites: true,
        ..offer(TlsVersion::TLS12)
    });
    assert!(sound.len() > 80);
    for part in ["RC4", "RC2", "3DES", "DES", "EXPORT", "NULL", "anon"] {
        assert!(!sound.iter().any(|suite| suite.mentions(part)), "{part}");
    }
}

#[test]
fn none_has_a_length_that_hangs_old_servers_nor_a_fallback_mark() {
    const FALLBACK_SCSV: [u8; 2] = [0x56, 0x00];
    for newest in [
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
            let bytes = client_hello(offer(newest), &host.parse().unwrap(), [7; 32]);
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
            assert_eq!(u16::from_be_bytes([bytes[9], bytes[10]]), newest.0);
        }
    }
}

#[test]
fn we_leave_with_a_fatal_alert() {
    assert_eq!(parting_alert(TlsVersion::TLS12), [21, 3, 3, 0, 2, 2, 90]);
    assert_eq!(parting_alert(TlsVersion::SSL3), [21, 3, 0, 0, 2, 2, 40]);
}

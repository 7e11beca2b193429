//! Answers of real servers (OpenSSL 3.0, GnuTLS 3.7 and tlslite-ng 0.8, in `corpus/`), whole, cut, split and broken.

use std::fs;
use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::tls::alert_name;

/// What each file of the corpus says.
const CORPUS: &[(&str, &str)] = &[
    (
        "gnutls-tls11",
        "done, TLS 1.1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, reneg, downgrade, x25519, 1 certificate, asks for ours",
    ),
    ("gnutls-tls11-refused", "alert, protocol_version"),
    (
        "gnutls-tls12",
        "done, TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ems, reneg, downgrade, x25519, rsa_pss_rsae_sha512, 1 certificate, asks for ours",
    ),
    (
        "gnutls-tls12-ffdhe",
        "done, TLS 1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, ems, reneg, DH 2048 Rfc7919, rsa_pss_rsae_sha512, 1 certificate, asks for ours",
    ),
    ("gnutls-tls13-only", "alert, handshake_failure"),
    ("gnutls-tls13-no-hybrid", "alert, handshake_failure"),
    (
        "gnutls-tls13-retry",
        "done, TLS 1.3, TLS_AES_128_GCM_SHA256, retry, x25519",
    ),
    ("openssl-ssl3-refused", "alert, handshake_failure"),
    (
        "openssl-tls10",
        "done, TLS 1.0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, ems, reneg, x25519, 1 certificate",
    ),
    (
        "openssl-tls10-from-12",
        "done, TLS 1.0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, ems, reneg, x25519, 1 certificate",
    ),
    (
        "openssl-tls11",
        "done, TLS 1.1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, ems, reneg, downgrade, x25519, 1 certificate",
    ),
    ("openssl-tls11-refused-seclevel", "alert, internal_error"),
    (
        "openssl-tls12-anon",
        "done, TLS 1.2, TLS_DH_anon_WITH_AES_128_GCM_SHA256, ems, reneg, DH 1024 Ike",
    ),
    (
        "openssl-tls12-client-certificate",
        "done, TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ems, reneg, downgrade, x25519, rsa_pss_rsae_sha512, 1 certificate, asks for ours",
    ),
    (
        "openssl-tls12-dhe",
        "done, TLS 1.2, TLS_DHE_RSA_WITH_AES_128_CBC_SHA, ems, reneg, downgrade, DH 2048 Ike, rsa_pss_rsae_sha512, 1 certificate",
    ),
    (
        "openssl-tls12-ecdhe",
        "done, TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ems, reneg, downgrade, x25519, rsa_pss_rsae_sha512, 1 certificate",
    ),
    (
        "openssl-tls12-ecdsa",
        "done, TLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ems, reneg, downgrade, x25519, ecdsa_secp521r1_sha512, 1 certificate",
    ),
    (
        "openssl-tls12-null",
        "done, TLS 1.2, TLS_ECDHE_RSA_WITH_NULL_SHA, ems, reneg, downgrade, x25519, rsa_pss_rsae_sha512, 1 certificate",
    ),
    (
        "openssl-tls12-rsa",
        "done, TLS 1.2, TLS_RSA_WITH_AES_128_CBC_SHA, ems, reneg, downgrade, 1 certificate",
    ),
    ("openssl-tls13-only", "alert, protocol_version"),
    ("openssl-tls13-no-hybrid", "alert, handshake_failure"),
    ("openssl-tls13-refused", "alert, protocol_version"),
    (
        "openssl-tls13-retry",
        "done, TLS 1.3, TLS_AES_128_GCM_SHA256, retry, x25519",
    ),
    (
        "tlslite-ssl3-from-12",
        "done, SSLv3, TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA, ems, reneg, DH 2048 Rfc7919, 1 certificate",
    ),
    (
        "tlslite-ssl3-rc4",
        "done, SSLv3, TLS_RSA_WITH_RC4_128_SHA, reneg, 1 certificate",
    ),
    (
        "tlslite-tls10-dhe",
        "done, TLS 1.0, TLS_DHE_RSA_WITH_AES_128_CBC_SHA, ems, reneg, DH 2048 Rfc7919, 1 certificate",
    ),
    (
        "tlslite-tls12-3des",
        "done, TLS 1.2, TLS_RSA_WITH_3DES_EDE_CBC_SHA, ems, reneg, 1 certificate",
    ),
    (
        "tlslite-tls12-chacha",
        "done, TLS 1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ems, reneg, x25519, rsa_pss_rsae_sha512, 1 certificate",
    ),
    (
        "tlslite-tls12-rc4",
        "done, TLS 1.2, TLS_RSA_WITH_RC4_128_SHA, ems, reneg, 1 certificate",
    ),
];

fn corpus(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/hello/corpus");
    fs::read(folder.join(format!("{name}.bin"))).unwrap()
}

fn read(pieces: &[&[u8]]) -> (Result<Reading, Broken>, Answer) {
    let mut reader = AnswerReader::default();
    let mut reading = Ok(Reading::Unfinished);
    for piece in pieces {
        reading = reader.push(piece);
        if reading != Ok(Reading::Unfinished) {
            break;
        }
    }
    (reading, reader.into_answer())
}

/// The facts in one line.
fn summary(bytes: &[u8]) -> String {
    let (reading, answer) = read(&[bytes]);
    let mut facts = vec![match reading {
        Ok(Reading::Unfinished) => "unfinished".to_owned(),
        Ok(Reading::Done) => "done".to_owned(),
        Ok(Reading::Alert) => "alert".to_owned(),
        Err(broken) => broken.to_string(),
    }];
    if let Some(choice) = answer.choice {
        facts.extend([choice.version.to_string(), choice.suite.to_string()]);
        let marks = [
            (choice.extended_master_secret, "ems"),
            (choice.secure_renegotiation, "reneg"),
            (choice.downgrade_mark, "downgrade"),
            (choice.retry_request, "retry"),
        ];
        facts.extend(
            marks
                .iter()
                .filter(|mark| mark.0)
                .map(|mark| mark.1.to_owned()),
        );
        assert_eq!(choice.compression, 0);
    }
    facts.extend(answer.group.map(|group| group.to_string()));
    let primes = answer
        .prime
        .map(|prime| format!("DH {} {:?}", prime.bits, prime.origin));
    facts.extend(primes);
    facts.extend(answer.signature.map(|scheme| scheme.to_string()));
    facts.extend(
        answer
            .certificates
            .map(|list| format!("{} certificate", list.len())),
    );
    facts.extend(
        answer
            .certificate_request
            .then(|| "asks for ours".to_owned()),
    );
    facts.extend(answer.alert.map(|code| alert_name(code).to_owned()));
    facts.join(", ")
}

#[test]
fn each_answer_of_the_corpus_says_what_its_server_was_told_to_say() {
    for (name, facts) in CORPUS {
        assert_eq!(summary(&corpus(name)), *facts, "{name}");
    }
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/hello/corpus"));
    assert_eq!(files.unwrap().count(), CORPUS.len());
}

#[test]
fn the_certificate_is_kept_as_sent() {
    let (_, answer) = read(&[&corpus("tlslite-ssl3-rc4")]);
    let certificates = answer.certificates.unwrap();
    let (rest, parsed) = x509_parser::parse_x509_certificate(&certificates[0]).unwrap();
    assert!(rest.is_empty());
    assert_eq!(parsed.subject().to_string(), "CN=mx.example.org");
}

#[test]
fn a_warning_before_the_answer_ends_nothing() {
    // RFC 6066 §3: unrecognized_name as a warning.
    let warning: &[u8] = &[21, 3, 3, 0, 2, 1, 112];
    let (reading, answer) = read(&[warning, &corpus("openssl-tls12-rsa")]);
    assert_eq!(reading, Ok(Reading::Done));
    assert_eq!(answer.alert, Some(112));
    // Where nothing follows, the last warning is all that was said.
    assert_eq!(read(&[warning]).1.alert, Some(112));
    let close_notify: &[u8] = &[21, 3, 3, 0, 2, 1, 0];
    assert_eq!(read(&[close_notify]).0, Ok(Reading::Alert));
}

#[test]
fn an_alert_in_the_middle_keeps_what_came_before() {
    let whole = corpus("openssl-tls12-ecdhe");
    let hello = 5 + usize::from(u16::from_be_bytes([whole[3], whole[4]]));
    let (reading, answer) = read(&[&whole[..hello], &[21, 3, 3, 0, 2, 2, 80]]);
    assert_eq!(reading, Ok(Reading::Alert));
    assert_eq!(answer.choice.unwrap().version, TlsVersion::TLS12);
    assert_eq!((answer.certificates, answer.alert), (None, Some(80)));
}

#[test]
fn what_is_no_handshake_is_told_apart() {
    let too_long_a_message = [&[22, 3, 1, 0, 4, 11, 3, 0, 0][..], &[0; 100]].concat();
    let endless: Vec<u8> = [22, 3, 1, 0, 0].repeat(limits::HELLO_ANSWER_BYTES / 5 + 1);
    // RFC 6101 §E: a server of SSLv2 answers with a two-byte length and SERVER-HELLO.
    let ssl2 = [0x80, 0x2E, 4, 0, 1, 0, 2];
    for (bytes, expected) in [
        (&b"220 mx ESMTP\r\n"[..], Broken::NotTls),
        (b"H", Broken::NotTls),
        (&ssl2, Broken::NotTls),
        (&[22, 2, 0], Broken::NotTls),
        (&[23, 3, 3, 0, 1, 0], Broken::UnexpectedRecord(23)),
        (&[20, 3, 3, 0, 1, 1], Broken::UnexpectedRecord(20)),
        (&[22, 3, 3, 0xFF, 0xFF], Broken::RecordTooLong(0xFFFF)),
        (
            &[22, 3, 3, 0, 4, 2, 0, 0, 0],
            Broken::Malformed("ServerHello"),
        ),
        (
            &[22, 3, 3, 0, 4, 11, 0, 0, 0],
            Broken::UnexpectedMessage(11),
        ),
        (
            &[22, 3, 3, 0, 4, 14, 0, 0, 0],
            Broken::UnexpectedMessage(14),
        ),
        (&too_long_a_message, Broken::TooLong),
        (&endless, Broken::TooLong),
    ] {
        assert_eq!(read(&[bytes]).0, Err(expected), "{bytes:.12?}");
    }
}

#[test]
fn too_many_certificates_are_cut() {
    let list: Vec<u8> = [0, 0, 1, 0x30].repeat(20);
    let mut body = vec![0, 0, 80];
    body.extend(list);
    let mut answer = Answer {
        choice: server_hello(&[&[3, 3][..], &[0; 32], &[0, 0, 0x2F, 0]].concat()),
        ..Answer::default()
    };
    answer.read(CERTIFICATE, &body).unwrap();
    assert!(answer.cut);
    assert_eq!(
        answer.certificates.unwrap().len(),
        limits::CHAIN_CERTIFICATES
    );
}

/// A ServerHello of TLS 1.3 in its record, with these extensions.
fn hello13(random: [u8; 32], extensions: &[u8]) -> Vec<u8> {
    let length = u16::try_from(extensions.len()).unwrap().to_be_bytes();
    let body = [
        &[3, 3][..],
        &random,
        &[0, 0x13, 0x02, 0],
        &length,
        extensions,
    ]
    .concat();
    let mut record = vec![22, 3, 3];
    record.extend(u16::try_from(body.len() + 4).unwrap().to_be_bytes());
    record.extend([2, 0, 0, u8::try_from(body.len()).unwrap()]);
    record.extend(body);
    record
}

const VERSION_13: [u8; 6] = [0, 43, 0, 2, 3, 4];

#[test]
fn an_answer_of_tls_1_3_is_whole_with_its_first_message() {
    let wanted = [&VERSION_13[..], &[0, 51, 0, 2, 0x11, 0xEC]].concat();
    // Servers go on with a ChangeCipherSpec (RFC 8446 §D.4) and encrypted records, which are left unread.
    let more = [20, 3, 3, 0, 1, 1, 23, 3, 3, 0, 1, 0];
    let retry = [&hello13(RETRY_REQUEST, &wanted)[..], &more].concat();
    let (reading, answer) = read(&[&retry]);
    assert_eq!(reading, Ok(Reading::Done));
    assert_eq!(answer.group, Some(NamedGroup::X25519_MLKEM768));
    let choice = answer.choice.unwrap();
    assert!(choice.retry_request);
    assert_eq!(choice.version, TlsVersion::TLS13);
    assert_eq!(choice.suite, CipherSuite::TLS13_AES_256_GCM_SHA384);

    let shared = [&VERSION_13[..], &[0, 51, 0, 6, 0, 29, 0, 2, 9, 9]].concat();
    let (reading, answer) = read(&[&hello13([9; 32], &shared)]);
    assert_eq!(reading, Ok(Reading::Done));
    assert_eq!(answer.group, Some(NamedGroup::X25519));
    assert!(!answer.choice.unwrap().retry_request);
}

#[test]
fn an_answer_of_tls_1_3_that_names_no_group_is_malformed() {
    for extensions in [&VERSION_13[..], &[0, 43, 0, 1, 3], &[0, 51, 0, 1, 0]] {
        let bytes = hello13(RETRY_REQUEST, extensions);
        assert_eq!(read(&[&bytes]).0, Err(Broken::Malformed("ServerHello")));
    }
}

#[test]
fn below_tls_1_3_the_same_random_asks_for_no_retry() {
    let (reading, answer) = read(&[&hello13(RETRY_REQUEST, &[])]);
    assert_eq!(reading, Ok(Reading::Unfinished));
    let choice = answer.choice.unwrap();
    assert_eq!(
        (choice.version, choice.retry_request),
        (TlsVersion::TLS12, false)
    );
}

/// The same messages in records of other sizes.
fn re_recorded(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let [kind, major, minor, high, low, tail @ ..] = rest {
        let (content, next) = tail.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        for piece in content.chunks(size) {
            out.extend([*kind, *major, *minor]);
            out.extend(u16::try_from(piece.len()).unwrap().to_be_bytes());
            out.extend(piece);
        }
        rest = next;
    }
    out
}

proptest! {
    #[test]
    fn any_split_of_the_bytes_and_of_the_messages_gives_the_same_facts(
        (name, facts) in select(CORPUS),
        size in 1_usize..600,
        cuts in vec(any::<Index>(), 0..12),
    ) {
        let bytes = re_recorded(&corpus(name), size);
        prop_assert_eq!(summary(&bytes), facts);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(read(&pieces), read(&[&bytes]));
    }

    #[test]
    fn nothing_panics_and_nothing_grows_beyond_its_cap(
        (name, _) in select(CORPUS),
        changes in vec((any::<Index>(), any::<u8>()), 0..8),
        end in any::<Index>(),
    ) {
        let mut bytes = corpus(name);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        let (_, answer) = read(&[&bytes]);
        prop_assert!(answer.certificates.unwrap_or_default().len() <= limits::CHAIN_CERTIFICATES);
    }

    #[test]
    fn noise_is_never_an_answer(bytes in vec(any::<u8>(), 0..2000)) {
        prop_assert_ne!(read(&[&bytes]).0, Ok(Reading::Done));
    }
}

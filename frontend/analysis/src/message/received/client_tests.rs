//! What a client chooses itself is not taken for the word of the server.

use super::*;

const WHEN: &str = "Sun, 22 Nov 2026 10:00:00 +0000";

/// What a client chooses itself is not where it came from.
#[test]
fn nobody_says_himself_from_where_he_came() {
    for from in [
        "from host.example (HELO 192.0.2.25) (8.8.8.8)",
        "from host.example (HELO 192.0.2.25) (192.0.2.25@8.8.8.8)",
        "from unknown (EHLO [192.0.2.25]) ([8.8.8.8])",
        "from 8.8.8.8 (EHLO 192.0.2.25)",
        "from [8.8.8.8] (HELO [192.0.2.25])",
        "from [8.8.8.8] (account 192.0.2.25 HELO [192.0.2.25])",
        "from [8.8.8.8] (account a@192.0.2.25 HELO a)",
        "from host.example ([8.8.8.8]:4711 \"EHLO [192.0.2.25]\" rhost-flags-OK)",
        "from [8.8.8.8] (port=1 helo=[192.0.2.25] ident=a@192.0.2.25)",
        "from [8.8.8.8] (port=1 helo=a ident=[192.0.2.25] [192.0.2.25])",
        "from [8.8.8.8] (ident=a 192.0.2.25)",
        "from [192.0.2.25] (192.0.2.25 [8.8.8.8] (may be forged))",
        "from a (IDENT: 192.0.2.25, host.example [::ffff:8.8.8.8]) (AUTH: LOGIN 192.0.2.25, TLS: TLSv1.2)",
        "from a (IDENT:192.0.2.25@host.example [8.8.8.8])",
        "from a (IDENT:192.0.2.25@[8.8.8.8])",
        "from [8.8.8.8] (Authenticated sender: 192.0.2.25)",
        "from [8.8.8.8] (envelope-from <a@[192.0.2.25]>)",
    ] {
        let read = parse(&format!("{from} by mx.example.org with ESMTP; {WHEN}"));
        assert_eq!(read.address, "8.8.8.8".parse().ok(), "{from}");
    }
    let by = parse(
        "from a (a.example [8.8.8.8]) by mx.example.org (envelope-from <a@[127.0.0.1]>) with ESMTP",
    );
    assert_eq!(by.by_address, None);
}

/// What a client chooses itself is no word about TLS.
#[test]
fn nobody_says_himself_that_it_was_encrypted() {
    for (from, with, expected) in [
        (
            "from a.example ([8.8.8.8] helo=DESKTOP-1A2B3C)",
            "esmtpa (Exim 4.96)",
            Sealed::No,
        ),
        (
            "from [8.8.8.8] (helo=TLS1.3)",
            "esmtp (Exim 4.96)",
            Sealed::No,
        ),
        (
            "from [8.8.8.8] (helo=encrypted)",
            "esmtp (Exim 4.96)",
            Sealed::No,
        ),
        (
            "from [8.8.8.8] (helo=[local])",
            "esmtp (Exim 4.96)",
            Sealed::No,
        ),
        (
            "from [8.8.8.8] (helo=a ident=using TLS)",
            "esmtp (Exim 4.96)",
            Sealed::No,
        ),
        (
            "from unknown (HELO MARIA-PC) (8.8.8.8)",
            "SMTP",
            Sealed::Unsaid,
        ),
        (
            "from unknown (HELO DES-PC) (8.8.8.8)",
            "SMTP",
            Sealed::Unsaid,
        ),
        (
            "from unknown (HELO encrypted) (8.8.8.8)",
            "SMTP",
            Sealed::Unsaid,
        ),
        ("from a (DES-PC [8.8.8.8])", "ESMTP", Sealed::Unsaid),
        (
            "from a (a [8.8.8.8]) (Authenticated sender: AES-anna)",
            "ESMTPA",
            Sealed::Unsaid,
        ),
        (
            "from a (a [8.8.8.8])",
            "ESMTP (envelope-from <TLS1.3>)",
            Sealed::Unsaid,
        ),
    ] {
        let read = parse(&format!(
            "{from} by mx.example.org with {with} id 1; {WHEN}"
        ));
        assert_eq!(read.sealed, expected, "{from}");
        assert_eq!(read.tls, None, "{from}");
    }
    let courier = parse(
        "from a (a.example [::ffff:8.8.8.8]) (AUTH: LOGIN TLS1.0, TLS: TLSv1.2,128bits,ECDHE-ARIA128-GCM-SHA256)",
    );
    assert_eq!(
        courier.tls,
        Some(TlsClaim {
            version: Some("TLS 1.2".to_owned()),
            cipher: Some("ECDHE-ARIA128-GCM-SHA256".to_owned()),
        })
    );
}

#[test]
fn names_of_ciphers_are_told_from_others() {
    for (word, is_one) in [
        ("TLS_AES_256_GCM_SHA384", true),
        ("ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM", true),
        ("ECDHE-RSA-CHACHA20-POLY1305", true),
        ("EDH-RSA-DES-CBC3-SHA", true),
        ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", true),
        ("DHE-RSA-CAMELLIA256-SHA", true),
        ("TLS_RSA_WITH_RC4_128_SHA", true),
        ("DESKTOP-1A2B3C", false),
        ("MARIA-PC", false),
        ("DESIGN-anna", false),
        ("4DES-PC", false),
    ] {
        let claim = tls([word].into_iter()).and_then(|claim| claim.cipher);
        assert_eq!(claim.is_some(), is_one, "{word}");
    }
}

/// Yahoo's first line: a client logged in, so it came over the net, though the line does not say from where.
#[test]
fn a_login_is_not_inside_one_system() {
    let read = parse(&format!(
        "by hermes--1-abcde (Yahoo Inc. Hermes SMTP Server) with ESMTPA ID 0123; {WHEN}"
    ));
    assert!(read.authenticated);
    assert_eq!(read.sealed, Sealed::Unsaid);
}

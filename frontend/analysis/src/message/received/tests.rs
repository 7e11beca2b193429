use proptest::prelude::*;

use super::*;

/// What is read of a header, in short.
fn short(value: &str) -> String {
    let one = parse(value);
    let text = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    let address =
        |address: Option<IpAddr>| address.map_or_else(|| "-".to_owned(), |one| one.to_string());
    let tls = one.tls.as_ref().map_or_else(
        || "-".to_owned(),
        |tls| format!("{} {}", text(&tls.version), text(&tls.cipher)),
    );
    format!(
        "{} {} {} > {} | {} | {tls} | {:?}{} | {} {} {}",
        text(&one.helo),
        text(&one.reverse),
        address(one.address),
        text(&one.by),
        text(&one.protocol),
        one.sealed,
        if one.authenticated { " login" } else { "" },
        text(&one.id),
        text(&one.recipient),
        one.at.map_or_else(|| "-".to_owned(), |at| at.to_string()),
    )
}

const WHEN: &str = "Sun, 22 Nov 2026 10:00:00 +0000";

#[test]
fn postfix() {
    assert_eq!(
        short(&format!(
            "from out.example.net (out.example.net [192.0.2.1])\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 \
             (256/256 bits)\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\t\
             (No client certificate requested)\tby mx.example.org (Postfix) with ESMTPS id 4fZ1X\tfor \
             <b@example.org>; {WHEN} (UTC)"
        )),
        "out.example.net out.example.net 192.0.2.1 > mx.example.org | ESMTPS | TLS 1.3 TLS_AES_256_GCM_SHA384 | Yes | \
         4fZ1X b@example.org 2026-11-22T10:00:00Z"
    );
    assert_eq!(
        short(&format!(
            "from [10.0.0.5] (unknown [IPv6:2001:db8::7]) by mx (Postfix) with ESMTPSA id 1; {WHEN}"
        )),
        "[10.0.0.5] - 2001:db8::7 > mx | ESMTPSA | - | Yes login | 1 - 2026-11-22T10:00:00Z"
    );
    assert_eq!(
        short(&format!(
            "by mx.example.org (Postfix, from userid 1000) id 7A; {WHEN}"
        )),
        "- - - > mx.example.org | - | - | Local | 7A - 2026-11-22T10:00:00Z"
    );
}

#[test]
fn exim() {
    assert_eq!(
        short(&format!(
            "from host.example.net ([192.0.2.1]:41234 helo=laptop.lan) by mx.example.org with esmtps (TLS1.3) tls \
             TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <a@example.net>) id 1rAbCd-0001 for b@example.org; {WHEN}"
        )),
        "laptop.lan host.example.net 192.0.2.1 > mx.example.org | esmtps | TLS 1.3 TLS_AES_256_GCM_SHA384 | Yes | \
         1rAbCd-0001 b@example.org 2026-11-22T10:00:00Z"
    );
    let old = parse(
        "from [192.0.2.9] (helo=spam) by mx with esmtp (TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.89) \
         (envelope-from <a@example.net>) id 1",
    );
    assert_eq!(old.helo.as_deref(), Some("spam"));
    assert_eq!(old.reverse, None);
    assert_eq!(old.address, "192.0.2.9".parse().ok());
    assert_eq!(old.envelope_from.as_deref(), Some("a@example.net"));
    assert_eq!(old.sealed, Sealed::Yes);
    assert_eq!(
        old.tls.unwrap().cipher.as_deref(),
        Some("ECDHE-RSA-AES256-GCM-SHA384")
    );
    assert_eq!(
        short(&format!(
            "from out.example.net ([192.0.2.1]) by mx.example.org with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 \
             (Exim 4.96) id 1; {WHEN}"
        )),
        "out.example.net out.example.net 192.0.2.1 > mx.example.org | esmtps | TLS 1.3 TLS_AES_256_GCM_SHA384 | Yes | 1 - \
         2026-11-22T10:00:00Z"
    );
    assert_eq!(
        parse("from user by host with local (Exim 4.96) id 1").sealed,
        Sealed::Local
    );
}

#[test]
fn sendmail_and_proofpoint() {
    assert_eq!(
        short(&format!(
            "from helo.example (IDENT:root@rev.example.net [192.0.2.1] (may be forged)) by mx.example.org \
             (8.17.1/8.17.1) with ESMTPS id 3AM (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 \
             verify=NO) for <b@example.org>; {WHEN}"
        )),
        "helo.example rev.example.net 192.0.2.1 > mx.example.org | ESMTPS | TLS 1.2 ECDHE-RSA-AES256-GCM-SHA384 | Yes | \
         3AM b@example.org 2026-11-22T10:00:00Z"
    );
    assert_eq!(
        short(&format!(
            "from pps.filterd (m0001.ppops.net [127.0.0.1]) by m0001.ppops.net (8.18.1/8.18.1) with ESMTP id 1; {WHEN}"
        )),
        "pps.filterd m0001.ppops.net 127.0.0.1 > m0001.ppops.net | ESMTP | - | Local | 1 - 2026-11-22T10:00:00Z"
    );
}

#[test]
fn exchange() {
    assert_eq!(
        short(&format!(
            "from AB1PR01MB1.eurprd01.prod.outlook.example (2001:db8:1::15) by CD2PR01MB2.eurprd01.prod.outlook.example \
             (2001:db8:2::20) with Microsoft SMTP Server (version=TLS1_2, \
             cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.8180.1; {WHEN}"
        )),
        "AB1PR01MB1.eurprd01.prod.outlook.example - 2001:db8:1::15 > CD2PR01MB2.eurprd01.prod.outlook.example | \
         Microsoft SMTP Server | TLS 1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 | Yes | 15.20.8180.1 - \
         2026-11-22T10:00:00Z"
    );
    assert_eq!(
        short(&format!(
            "from A.example ([fe80::1:2%6]) by B.example ([fe80::3%2]) with mapi id 15.20; {WHEN}"
        )),
        "A.example - fe80::1:2 > B.example | mapi | - | Local | 15.20 - 2026-11-22T10:00:00Z"
    );
    assert_eq!(
        parse("from A.example by B.example with HTTPS; x").sealed,
        Sealed::Yes
    );
}

#[test]
fn other_programs() {
    for (value, expected) in [
        (
            "from mail.example.net (mail.example.net. [192.0.2.1]) by mx.google.example with ESMTPS id abc-7 for \
             <b@example.org> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);",
            "mail.example.net mail.example.net 192.0.2.1 > mx.google.example | ESMTPS | TLS 1.3 TLS_AES_256_GCM_SHA384 | \
             Yes | abc-7 b@example.org 2026-11-22T10:00:00Z",
        ),
        (
            "from a.example ([192.0.2.1]) by mx.example.org with ESMTP/TLS/AES128-GCM-SHA256; ",
            "a.example - 192.0.2.1 > mx.example.org | ESMTP/TLS/AES128-GCM-SHA256 | - | Yes | - - 2026-11-22T10:00:00Z",
        ),
        (
            "from mail.example.org by 127.0.0.1 with LMTP id 1;",
            "mail.example.org - - > 127.0.0.1 | LMTP | - | Local | 1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from root by node.example.org with local-generated;",
            "root - - > node.example.org | local-generated | - | Local | - - 2026-11-22T10:00:00Z",
        ),
        (
            "by 2002:a05:7300:1 with SMTP id x-1;",
            "- - - > 2002:a05:7300:1 | SMTP | - | Local | x-1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from helo.example (rev.example [192.0.2.1]) by mx.example.org (OpenSMTPD) with ESMTPS id 5f \
             (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) for <b@example.org>;",
            "helo.example rev.example 192.0.2.1 > mx.example.org | ESMTPS | TLS 1.3 TLS_AES_256_GCM_SHA384 | Yes | 5f \
             b@example.org 2026-11-22T10:00:00Z",
        ),
        (
            "from unknown (HELO helo.example) (user@192.0.2.1) by 0 with SMTP;",
            "helo.example - 192.0.2.1 > 0 | SMTP | - | Unsaid | - - 2026-11-22T10:00:00Z",
        ),
        (
            "from rev.example (HELO helo.example) (192.0.2.1) by mx.example.org with (AES256-SHA encrypted) SMTP;",
            "helo.example rev.example 192.0.2.1 > mx.example.org | SMTP | - AES256-SHA | Yes | - - 2026-11-22T10:00:00Z",
        ),
        (
            "(qmail 1234 invoked by uid 89);",
            "- - - > - | - | - | Local | - - 2026-11-22T10:00:00Z",
        ),
        (
            "from a1.smtp-out.amazonses.example (a1.smtp-out.amazonses.example [192.0.2.1]) by \
             inbound-smtp.example.com with SMTP id q1 for b@example.org;",
            "a1.smtp-out.amazonses.example a1.smtp-out.amazonses.example 192.0.2.1 > inbound-smtp.example.com | SMTP | - | \
             Unsaid | q1 b@example.org 2026-11-22T10:00:00Z",
        ),
        (
            "from mail.example.net (mail.example.net [192.0.2.1]) (Using TLS) by relay.mimecast.example with ESMTP id \
             us-mta-1-x;",
            "mail.example.net mail.example.net 192.0.2.1 > relay.mimecast.example | ESMTP | - | Yes | us-mta-1-x - \
             2026-11-22T10:00:00Z",
        ),
        (
            "from a.example (b.example [192.0.2.1]) by relay.example with ESMTP with STARTTLS (version=TLSv1.2, \
             cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id us-1;",
            "a.example b.example 192.0.2.1 > relay.example | ESMTP STARTTLS | TLS 1.2 \
             TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 | Yes | us-1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from helo.example ([192.0.2.1]) by mx.example.org (Haraka/2.8.28) with ESMTPS id AB.1 envelope-from \
             <a@example.net> (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384);",
            "helo.example - 192.0.2.1 > mx.example.org | ESMTPS | TLS 1.3 TLS_AES_256_GCM_SHA384 | Yes | AB.1 - \
             2026-11-22T10:00:00Z",
        ),
        (
            "from helo.example ([192.0.2.1]) by mx.example.org ([192.0.2.25]) via tcp with UTF8SMTPS id xy (TLS1.3 \
             TLS_AES_128_GCM_SHA256) for <b@example.org>;",
            "helo.example - 192.0.2.1 > mx.example.org | UTF8SMTPS | TLS 1.3 TLS_AES_128_GCM_SHA256 | Yes | xy \
             b@example.org 2026-11-22T10:00:00Z",
        ),
        (
            "from helo.example (helo.example [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id 1;",
            "helo.example helo.example 192.0.2.1 > mx.example.org | ESMTP | - | No | 1 - 2026-11-22T10:00:00Z",
        ),
        // RFC 3848 has no word that denies TLS, and nobody knows what this server writes.
        (
            "from helo.example (helo.example [192.0.2.1]) by mx.example.org with ESMTP id 1;",
            "helo.example helo.example 192.0.2.1 > mx.example.org | ESMTP | - | Unsaid | 1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from ssl0.a.net (ssl0.a.net [192.0.2.1]) by mx.example.org (8.17.1/8.17.1) with ESMTP id 1;",
            "ssl0.a.net ssl0.a.net 192.0.2.1 > mx.example.org | ESMTP | - | No | 1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from helo.example (rev.example [192.0.2.1]) (unencrypted) by mx.example.org with SMTP id 1;",
            "helo.example rev.example 192.0.2.1 > mx.example.org | SMTP | - | Unsaid | 1 - 2026-11-22T10:00:00Z",
        ),
        // OpenSMTPD, of a mail that was written on its own machine.
        (
            "from localhost (mx.example.org [local]) by mx.example.org (OpenSMTPD) with ESMTPA id 5f for <b@example.org>;",
            "localhost mx.example.org - > mx.example.org | ESMTPA | - | Local login | 5f b@example.org 2026-11-22T10:00:00Z",
        ),
        // Exim, of a client that gives an address in HELO.
        (
            "from [192.0.2.1] (port=4711 helo=[10.0.0.2]) by mx.example.org with esmtp (Exim 4.96) id 1;",
            "[10.0.0.2] - 192.0.2.1 > mx.example.org | esmtp | - | No | 1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from smtp.a.example (192.0.2.1) by d.b.example (10.0.0.22) with IBM ESMTP SMTP Gateway: Authorized Use Only! \
             Violators will be prosecuted; (version=TLSv1/SSLv3 cipher=AES128-GCM-SHA256 bits=128/128)",
            "smtp.a.example - 192.0.2.1 > d.b.example | IBM ESMTP SMTP Gateway: Authorized Use Only! Violators will be \
             prosecuted | TLS 1.0 AES128-GCM-SHA256 | Yes | - - 2026-11-22T10:00:00Z",
        ),
        (
            "from a.example (a.example [192.0.2.1]) by b.example (8.15.2/8.15.2/Debian-10) with ESMTP id 1;",
            "a.example a.example 192.0.2.1 > b.example | ESMTP | - | No | 1 - 2026-11-22T10:00:00Z",
        ),
        (
            "or is it;",
            "- - - > - | - | - | Unsaid | - - 2026-11-22T10:00:00Z",
        ),
        // Nobody gave a name.
        (
            "from (out.example [192.0.2.1]) by mx.example.org with ESMTPS id 1;",
            "- out.example 192.0.2.1 > mx.example.org | ESMTPS | - | Yes | 1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from 192.0.2.1 (EHLO out.example) by 10.0.0.9 with SMTPs (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256);",
            "out.example - 192.0.2.1 > 10.0.0.9 | SMTPs | TLS 1.3 TLS_AES_128_GCM_SHA256 | Yes | - - 2026-11-22T10:00:00Z",
        ),
        (
            "from out.example (out.example [192.0.2.1]) (using TLSv1 with cipher DHE-RSA-AES256-SHA (256/256 bits)) by mx \
             (Postfix) with ESMTPS id 1;",
            "out.example out.example 192.0.2.1 > mx | ESMTPS | TLS 1.0 DHE-RSA-AES256-SHA | Yes | 1 - 2026-11-22T10:00:00Z",
        ),
        (
            "from out.example (out.example [192.0.2.1]) (using TLSv1/SSLv3 with cipher RC4-SHA (128/128 bits)) by mx \
             (Postfix) with ESMTP id 1;",
            "out.example out.example 192.0.2.1 > mx | ESMTP | TLS 1.0 RC4-SHA | Yes | 1 - 2026-11-22T10:00:00Z",
        ),
    ] {
        assert_eq!(short(&format!("{value} {WHEN}")), expected);
    }
}

#[test]
fn bombs_are_only_long() {
    for value in [
        format!("from {}", "(".repeat(400_000)),
        format!("from a ({})", "[".repeat(400_000)),
        "by with ".repeat(100_000),
        format!("from a by b; {}", "1 ".repeat(100_000)),
    ] {
        assert!(parse(&value).text.len() <= MAX_VALUE);
    }
}

proptest! {
    #[test]
    fn nothing_panics(value in "(from|by|with|id|for|tls|[ ();\\[\\]<>@a-zA-Z0-9.:=%\\\\\"é-]){0,60}") {
        let _ = parse(&value);
    }
}

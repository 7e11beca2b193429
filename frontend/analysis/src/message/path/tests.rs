use super::super::received;
use super::*;
use crate::message::authentication_results;

fn lines(values: &[&str]) -> Vec<(usize, Received)> {
    values
        .iter()
        .enumerate()
        .map(|(place, value)| (place + 1, received::parse(value)))
        .collect()
}

const NEWEST: &str = "from mx1.example.org (mx1.example.org [8.8.4.4]) by store.example.org with LMTPS id 3; Sun, 22 \
                      Nov 2026 10:00:09 +0000";
const IN: &str = "from out.example.net (out.example.net [8.8.8.8]) by mx1.example.org with ESMTPS id 2; Sun, 22 Nov \
                  2026 10:00:05 +0000";
const OLDEST: &str = "from laptop (unknown [10.0.0.2]) by out.example.net with ESMTPSA id 1; Sun, 22 Nov 2026 11:00:06 \
                      +0100";

fn path(
    received: &[(usize, Received)],
    results: &[(usize, AuthResults)],
    chosen: Option<usize>,
) -> Path {
    let lines = Lines {
        received,
        spf: &[],
        results,
        unread: 0,
        faults: Faults::default(),
    };
    Path::read(&lines, chosen)
}

#[test]
fn the_way_is_told_from_its_beginning() {
    let received = lines(&[NEWEST, IN, OLDEST]);
    let path = path(&received, &[], None);
    let told: Vec<_> = path.hops.iter().map(|hop| (hop.delay, hop.trust)).collect();
    assert_eq!(
        told,
        [
            (None, Trust::Claimed),
            // The clock of the first server is ahead.
            (Some(-1), Trust::Border),
            (Some(4), Trust::Own)
        ]
    );
    assert_eq!(path.seconds, Some(3));
    assert!(path.border.reason.contains("outside"));
}

#[test]
fn the_border_is_hinted_or_chosen() {
    let received = lines(&[NEWEST, IN, OLDEST]);
    assert_eq!(path(&received, &[], Some(2)).border.hop, Some(2));
    assert_eq!(path(&received, &[], Some(7)).border.hop, Some(1));
    let says = "mx1.example.org; spf=pass (sender IP is 10.0.0.2) smtp.mailfrom=example.net";
    let results = [(0, authentication_results::parse(says, false))];
    let hinted = path(&received, &results, None);
    assert_eq!(hinted.border.hop, Some(0));
    assert!(hinted.border.reason.contains("Authentication-Results"));
    // Below the line of the server it is the sender's word.
    let results = [(9, authentication_results::parse(says, false))];
    assert_eq!(path(&received, &results, None).border.hop, Some(1));
    assert_eq!(path(&[], &[], None).border.hop, None);
}

#[test]
fn organisations_by_name() {
    for (name, of) in [
        ("mx.example.org", Some("example.org")),
        ("a.b.example.co.uk", Some("example.co.uk")),
        ("example.org.", Some("example.org")),
        ("localhost", None),
        ("192.0.2.1", None),
    ] {
        assert_eq!(organisation(name).as_deref(), of);
    }
}

/// What a forger writes into his mail: a line of a server that he never spoke to, with the results that go with it.
const FORGED: &str = "from out.example.com (out.example.com [9.9.9.9]) by mx1.example.org with ESMTPS id 9; Sun, 22 Nov \
                      2026 10:00:01 +0000";

#[test]
fn nobody_moves_the_border_below_his_own_line() {
    let says = "mx1.example.org; spf=pass smtp.mailfrom=example.com smtp.remote-ip=9.9.9.9";
    let results = [(2, authentication_results::parse(says, false))];
    // He names himself after the recipient, and DNS has no name for him, or one that is not his.
    for from in [
        "from out.example.net (out.example.net [8.8.8.8])",
        "from mx2.example.org (unknown [8.8.8.8])",
        "from mx2.example.org ([8.8.8.8])",
        "from mx2.example.org (mx2.example.org [8.8.8.8] (may be forged))",
        "from [8.8.8.8] (helo=mx2.example.org)",
        "from unknown (HELO mx2.example.org) (8.8.8.8)",
        "from mx2.example.org (8.8.8.8)",
        // He answers to ident with a name of the recipient.
        "from [8.8.8.8] (ident=a@mx2.example.org)",
        // DNS has a name of the recipient for him, which does not lead back: these programs write it all the same.
        "from mx2.example.org (HELO a) (8.8.8.8)",
        "from mx2.example.org (EHLO a) ([8.8.8.8])",
        "from a (mx2.example.org [8.8.8.8]) by mx1.example.org (Haraka/3.0.3)",
        "from a (mx2.example.org [8.8.8.8]) by mx1.example.org (OpenSMTPD)",
        "from a (mx2.example.org [8.8.8.8]) by mx1.example.org (Stalwart SMTP)",
    ] {
        let by = if from.contains(" by ") {
            ""
        } else {
            " by mx1.example.org"
        };
        let line = format!("{from}{by} with ESMTPS id 2; Sun, 22 Nov 2026 10:00:05 +0000");
        let received = [(1, received::parse(&line)), (3, received::parse(FORGED))];
        let path = path(&received, &results, None);
        assert_eq!(path.border.hop, Some(1), "{from}");
        assert_eq!(path.hops[0].trust, Trust::Claimed);
        assert!(
            path.border.reason.contains("9.9.9.9, in line 1"),
            "{}",
            path.border.reason
        );
    }
}

#[test]
fn the_sender_of_mail_from_names_no_address() {
    let line =
        "from out.example.net (out.example.net [8.8.8.8]) by mx1.example.org with ESMTPS id 2; x";
    let received = [(1, received::parse(line)), (3, received::parse(FORGED))];
    let says = r#"mx1.example.org; spf=pass (domain of "a 9.9.9.9 b"@example.com designates 8.8.8.8 as permitted sender)"#;
    let results = [(0, authentication_results::parse(says, false))];
    let path = path(&received, &results, None);
    assert_eq!(path.border.hop, Some(1));
    assert!(
        path.border.reason.contains("Authentication-Results"),
        "{}",
        path.border.reason
    );
}

#[test]
fn one_system_under_two_names() {
    let received = lines(&[
        "from A.prod.outlook.com (2603:10a6::1) by B.outlook.office365.com (2603:10a6::2) with Microsoft SMTP Server id 3; x",
        "from out.example.net (8.8.8.8) by A.prod.outlook.com (10.0.0.1) with Microsoft SMTP Server id 2; x",
    ]);
    assert_eq!(path(&received, &[], None).border.hop, Some(0));
}

#[test]
fn results_below_the_line_of_google_are_its_own() {
    let received = [
        (
            0,
            received::parse(
                "from mail.google.com (mail.google.com. [8.8.4.4]) by mx.google.com with ESMTPS id 2; Sun, 22 Nov 2026 \
                 10:00:05 +0000",
            ),
        ),
        (
            3,
            received::parse(
                "from out.example.net (out.example.net [8.8.8.8]) by smtp.google.com with ESMTPS id 1; x",
            ),
        ),
    ];
    let says = "mx.google.com; spf=pass (google.com: domain of a@example.net designates 8.8.4.4 as permitted sender)";
    let results = [(1, authentication_results::parse(says, false))];
    let path = path(&received, &results, None);
    assert_eq!(path.border.hop, Some(1));
    assert!(
        path.border.reason.contains("same server"),
        "{}",
        path.border.reason
    );
}

#[test]
fn addresses_of_documentation_stand_for_others() {
    let received = lines(&[
        "from out.example.net (out.example.net [192.0.2.1]) by mx1.example.org with ESMTPS id 2; x",
        "from laptop (unknown [10.0.0.2]) by out.example.net with ESMTPSA id 1; x",
    ]);
    assert_eq!(path(&received, &[], None).border.hop, Some(1));
}

#[test]
fn names_that_exim_checked_are_of_its_own_system() {
    let received = lines(&[
        "from mx1.example.org ([8.8.4.4]) by store.example.org with esmtps (Exim 4.96) id 2; x",
        "from out.example.net ([8.8.8.8] helo=mx2.example.org) by mx1.example.org with esmtps (Exim 4.96) id 1; x",
        "from out.example.com ([9.9.9.9]) by out.example.net with esmtps (Exim 4.96) id 1; x",
    ]);
    assert_eq!(path(&received, &[], None).border.hop, Some(1));
}

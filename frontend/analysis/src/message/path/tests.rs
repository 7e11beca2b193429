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

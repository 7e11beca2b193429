//! Headers in another order than that of the mail, or with pieces missing: whose word they are is not to be seen, so that a
//! forger may have written what seems to be the recipient's.

use super::*;
use crate::message::path::Trust;

/// The line of the server that took the mail from the forger.
const TRUE: &str = "Received: from evil.example.com (unknown [9.9.9.9])\r
\tby mx.example.net (Postfix) with ESMTPS id 2 for <b@example.net>;\r
\tSun, 22 Nov 2026 10:00:07 +0000\r\n";
/// What he wrote below it.
const FORGED: &str = "Received: from out.example.org (out.example.org [8.8.8.8])\r
\tby mx.example.net (Postfix) with ESMTPS id 1 for <b@example.net>;\r
\tSun, 22 Nov 2026 10:00:06 +0000\r\n";
const SAYS: &str =
    "Authentication-Results: mx.example.net; dmarc=pass header.from=example.org; spf=pass\r
\tsmtp.mailfrom=a@example.org smtp.remote-ip=8.8.8.8\r\n";
const RETURN: &str = "Return-Path: <a@example.org>\r\n";

/// The headers of a mail as lines, each with those that belong to it.
fn fields(headers: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in headers.split_inclusive('\n') {
        match fields.last_mut() {
            Some(field) if line.starts_with(['\t', ' ']) => field.push_str(line),
            _ => fields.push(line.to_owned()),
        }
    }
    fields
}

fn sorted(headers: &str) -> String {
    let mut fields = fields(headers);
    fields.sort_by_key(|field| field.split(':').next().unwrap().to_lowercase());
    fields.concat()
}

fn upside_down(headers: &str) -> String {
    fields(headers).into_iter().rev().collect()
}

fn verdict(headers: &str) -> DmarcResult {
    let seen = judge(headers, &zone());
    assert!(seen.is_complete);
    seen.dmarc.result
}

#[test]
fn a_forger_gains_nothing_from_another_order() {
    let mail = format!("{RETURN}{TRUE}{SAYS}{FORGED}{HEADERS}");
    assert_eq!(verdict(&mail), DmarcResult::Fail);
    for other in [
        sorted(&mail),
        upside_down(&mail),
        // Whatever time he wrote into his line.
        upside_down(&mail.replace("10:00:06", "10:30:00")),
        // Or the order is the opposite one of the alphabet.
        upside_down(&sorted(&mail)),
    ] {
        let seen = judge(&other, &zone());
        assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell, "{other}");
        assert_eq!((seen.path.border.hop, seen.spf.result), (None, None));
        assert_eq!(seen.results[0].standing, Standing::Unknown);
        assert!(seen.path.hops.iter().all(|hop| hop.trust == Trust::Unknown));
        let codes = codes(&seen);
        assert!(codes.contains(&"headers-out-of-order") && !codes.contains(&"verdict-then"));
        assert!(!codes.contains(&"border-unknown") && !codes.contains(&"clock-skew"));
        // What somebody knows he may say.
        let choice = Choice {
            border: Some(0),
            mail_from: None,
        };
        let seen = judge_with(&other, &zone(), &choice);
        assert_eq!(seen.path.hops[0].trust, Trust::Border);
        assert_eq!(seen.path.hops[1].trust, Trust::Unknown);
        assert!(seen.spf.result.is_some());
    }
    // A signature holds in any order.
    let signature = dkim_signature("example.org", "", HEADERS, BODY);
    let signed = sorted(&format!("{mail}{signature}\r\n"));
    assert_eq!(
        judge(&format!("{signed}\r\n{BODY}"), &zone()).dmarc.result,
        DmarcResult::Pass
    );
}

#[test]
fn the_order_of_the_mail_is_not_doubted() {
    let told = |mail: &str| {
        let seen = judge(mail, &zone());
        (
            seen.dmarc.result,
            codes(&seen).contains(&"headers-out-of-order"),
        )
    };
    let in_order = format!("{RETURN}{FORGED}{HEADERS}");
    assert_eq!(told(&in_order), (DmarcResult::Pass, false));
    // Programs that show the headers of people first.
    let (first, rest) = HEADERS.split_at(HEADERS.find("Message-ID").unwrap());
    let shown = format!("{first}{RETURN}{FORGED}{rest}");
    assert_eq!(told(&shown), (DmarcResult::Pass, false));
    // A server whose clock is ahead, and one more.
    let older = "Received: from c.example (c.example [9.9.9.8]) by out.example.org with ESMTPS id 0; Sun, 22 Nov 2026\r
\t11:30:00 +0000\r\n";
    assert_eq!(
        told(&format!("{RETURN}{FORGED}{older}{HEADERS}")),
        (DmarcResult::Pass, false)
    );
    // And a sender who writes times that rise does not get away with it.
    let late = |time: &str| FORGED.replace("10:00:06", time);
    let mail = format!(
        "{RETURN}{TRUE}{}{}{HEADERS}",
        late("10:20:00"),
        late("10:40:00")
    );
    assert_eq!(told(&mail), (DmarcResult::Fail, false));
}

#[test]
fn results_that_were_moved_above_the_way_count_for_nothing() {
    let (people, rest) = HEADERS.split_at(HEADERS.find("Message-ID").unwrap());
    let gathered = format!("{people}{RETURN}{SAYS}{TRUE}{FORGED}{rest}");
    let seen = judge(&gathered, &zone());
    assert_eq!(
        (seen.path.border.hop, seen.dmarc.result),
        (Some(1), DmarcResult::Fail)
    );
    assert_eq!(seen.results[0].standing, Standing::Unknown);
    // The same place is the recipient's own where nothing was moved.
    let seen = judge(&format!("{RETURN}{SAYS}{FORGED}{HEADERS}"), &zone());
    assert_eq!(seen.results[0].standing, Standing::Own);
}

#[test]
fn lines_alone_that_rise_are_upside_down() {
    let line = |second: u8| {
        format!(
            "Received: from a (a.example [9.9.9.{second}]) by b.example with ESMTPS id 1; Sun, 22 Nov 2026 10:00:0{second} +0000\r\n"
        )
    };
    let rising: String = (1..4).map(line).collect();
    assert_eq!(judge(&rising, &zone()).path.border.hop, None);
    let falling: String = (1..4).rev().map(line).collect();
    assert!(judge(&falling, &zone()).path.border.hop.is_some());
}

#[test]
fn a_line_that_is_not_whole_proves_nothing() {
    let (hidden, other) = TRUE.split_at("Received: from evil.example.com".len());
    let unfolded = TRUE.replace("\r\n\t", "\r\n");
    for top in [
        // Lines lost the white space at their beginning.
        format!("{RETURN}{unfolded}"),
        format!(
            "{RETURN}{}",
            unfolded.replace("Received: ", "Received:\r\n")
        ),
        format!("{RETURN}{}", unfolded.replace(" (unknown", "\r\n(unknown")),
        format!("{RETURN}{hidden}\r\nof a page\r\n{}", other.trim_start()),
        // The first of them is missing, or its name is not to be read.
        format!("l.example.com{other}{RETURN}"),
        format!("{RETURN}>{TRUE}"),
        format!("{RETURN}\u{200E}{TRUE}"),
        // Words of it run together.
        format!("{RETURN}Received: from evil.example.com(unknown[9.9.9.9])bymx.example.net;\r\n"),
        format!("{RETURN}Received:\r\n"),
    ] {
        let seen = judge(&format!("{top}{FORGED}{HEADERS}"), &zone());
        assert!(
            matches!(
                seen.dmarc.result,
                DmarcResult::CouldNotTell | DmarcResult::Fail
            ),
            "{top}: {:?}",
            seen.dmarc
        );
        assert!(!codes(&seen).contains(&"spf-pass") || seen.spf.doubt.is_some());
        if seen.path.border.hop == Some(0) {
            assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
            assert!(
                seen.path.border.reason.contains("saved file"),
                "{}",
                seen.path.border.reason
            );
        }
        let signature = dkim_signature("example.org", "", HEADERS, BODY);
        let signed = format!("{top}{FORGED}{signature}\r\n{HEADERS}\r\n{BODY}");
        assert_eq!(judge(&signed, &zone()).dmarc.result, DmarcResult::Pass);
    }
    // Neither does a fail: the mail may have come in by the line that is not whole.
    let strange = FORGED.replace("8.8.8.8", "9.9.9.8");
    let seen = judge(
        &format!(
            "l.example.com ([8.8.8.8]) by mx.example.net id 1; x\r\n{RETURN}{strange}{HEADERS}"
        ),
        &zone(),
    );
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    assert!(remark(&seen, "spf-fail").records.is_empty());
    // What is broken below the border does not matter.
    let below = format!("{RETURN}{FORGED}X-Other: a\r\nno header\r\n{HEADERS}");
    assert_eq!(judge(&below, &zone()).dmarc.result, DmarcResult::Pass);
}

#[test]
fn a_line_that_is_not_read_whole_is_told() {
    let joined = "Received: from out.example.org (out.example.org [8.8.8.8]) bymx.example.net with ESMTPS id 1; Sun, 22\r
 Nov2026 10:00:02 +0000\r\n";
    let seen = judge(&format!("{RETURN}{joined}{HEADERS}"), &zone());
    assert!(remark(&seen, "line-not-whole").title.starts_with("Line 1"));
    let seen = judge(&format!("{RETURN}{FORGED}{HEADERS}"), &zone());
    assert!(!codes(&seen).contains(&"line-not-whole"));
}

//! Summaries of reports that are written down here in few words.

mod advice;
mod beside;
mod counting;
mod evidence;
mod greeting;
mod guesses;
mod policies;
mod properties;
mod remedies;
mod steps;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::dmarc::Policy;
use crate::reports::Collection;
use crate::reports::collected::collected;

/// A record in few words.
#[derive(Clone, Debug)]
struct Rec {
    source: String,
    count: u64,
    dkim: bool,
    spf: bool,
    from: &'static str,
    /// Domain and result.
    signatures: Vec<(&'static str, &'static str)>,
    envelope: (&'static str, &'static str),
    reason: &'static str,
}

fn rec(source: &str, count: u64) -> Rec {
    Rec {
        source: source.into(),
        count,
        dkim: true,
        spf: true,
        from: "example.org",
        signatures: vec![("example.org", "pass")],
        envelope: ("example.org", "pass"),
        reason: "",
    }
}

fn failing(source: &str, count: u64) -> Rec {
    Rec {
        dkim: false,
        spf: false,
        signatures: Vec::new(),
        envelope: ("example.org", "softfail"),
        ..rec(source, count)
    }
}

/// A report of one day; days are counted from 2023-11-15.
fn report(reporter: &str, day: i64, policy: &str, records: &[Rec]) -> String {
    let begin = 1_700_006_400 + day * 86_400;
    let mut text = format!(
        "<feedback><report_metadata><org_name>{reporter}</org_name><report_id>{reporter}-{day}</report_id><date_range><begin>{begin}\
         </begin><end>{}</end></date_range></report_metadata><policy_published><domain>example.org</domain>{policy}\
         </policy_published>",
        begin + 86_399
    );
    for one in records {
        let word = |passes| if passes { "pass" } else { "fail" };
        let reason = if one.reason.is_empty() {
            String::new()
        } else {
            format!("<reason><type>{}</type><comment/></reason>", one.reason)
        };
        write!(
            text,
            "<record><row><source_ip>{}</source_ip><count>{}</count><policy_evaluated><disposition>none</disposition><dkim>{}\
             </dkim><spf>{}</spf>{reason}</policy_evaluated></row><identifiers><header_from>{}</header_from></identifiers>\
             <auth_results>",
            one.source,
            one.count,
            word(one.dkim),
            word(one.spf),
            one.from
        )
        .unwrap();
        for (domain, result) in &one.signatures {
            write!(text, "<dkim><domain>{domain}</domain><selector>s1</selector><result>{result}</result></dkim>").unwrap();
        }
        write!(
            text,
            "<spf><domain>{}</domain><result>{}</result></spf></auth_results></record>",
            one.envelope.0, one.envelope.1
        )
        .unwrap();
    }
    text + "</feedback>"
}

fn collect(reports: &[String]) -> Collection {
    collected(reports.iter().map(|report| ("r.xml", report.as_str())))
}

fn summary_of(reports: &[String], by: GroupBy, names: &Names, known: &Known) -> DmarcSummary {
    summarize(&collect(reports), &Filter::default(), by, names, known)
}

fn summary(records: &[Rec]) -> DmarcSummary {
    let reports = [report("receiver.example", 0, "<p>none</p>", records)];
    summary_of(
        &reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    )
}

fn class_of(summary: &DmarcSummary) -> Class {
    assert_eq!(summary.groups.len(), 1, "{:?}", summary.groups);
    summary.groups[0].verdict.class
}

/// A mail of a service that vouches for itself.
fn by_sendgrid(source: &str, count: u64) -> Rec {
    Rec {
        signatures: vec![("sendgrid.net", "pass")],
        envelope: ("bounce.sendgrid.net", "pass"),
        ..failing(source, count)
    }
}

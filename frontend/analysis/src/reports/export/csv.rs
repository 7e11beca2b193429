//! Rows of reports as comma-separated values (RFC 4180). Cells that a spreadsheet would calculate are guarded.

use std::fmt::Write as _;

use crate::dmarc::Policy;
use crate::export::push_row;
use crate::reports::Collection;
use crate::reports::aggregate::{AggregateReport, Row, Source};
use crate::reports::summary::{Filter, select};
use crate::reports::tls::Owners;

/// Lines that are written at most; the last one says how many are left out.
pub const MAX_LINES: usize = 250_000;

const DMARC: [&str; 17] = [
    "reporter",
    "report id",
    "begin",
    "end",
    "domain",
    "policy",
    "source",
    "messages",
    "disposition",
    "dkim aligned",
    "spf aligned",
    "from",
    "envelope from",
    "dkim",
    "spf",
    "reasons",
    // At the end, so that the columns before it stay where they were.
    "envelope to",
];
const TLS: [&str; 14] = [
    "reporter",
    "report id",
    "begin",
    "end",
    "domain",
    "policy",
    "successes",
    "failures",
    "reason",
    "server",
    "server address",
    "sessions",
    "code",
    "policy of server",
];

/// Each row of the aggregate reports that a filter takes.
#[must_use]
pub fn dmarc_csv(collection: &Collection, filter: &Filter) -> String {
    let mut text = String::new();
    push_row(&mut text, DMARC);
    let (mut lines, mut left_out) = (0usize, 0usize);
    for report in select::reports(collection, filter) {
        for row in report.rows() {
            if lines < MAX_LINES {
                push_dmarc(&mut text, report, row);
                lines += 1;
            } else {
                left_out += 1;
            }
        }
    }
    push_left_out(&mut text, left_out);
    text
}

fn push_dmarc(text: &mut String, report: &AggregateReport, row: &Row) {
    let header = &report.header;
    let moment = |at: Option<shared::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let source = match row.source {
        Source::Address(address) => address.to_string(),
        Source::Unreadable => "unreadable".to_owned(),
        Source::Unlisted => "not listed".to_owned(),
    };
    let results = report.authentication(row);
    let mut dkim = String::new();
    for one in &results.dkim {
        // Writing to a string cannot fail.
        let _ = write!(dkim, "{} {}", report.name(one.domain), one.result.word());
        if let Some(selector) = one.selector {
            let _ = write!(dkim, " ({})", report.name(selector));
        }
        dkim.push_str("; ");
    }
    let mut spf = String::new();
    for one in &results.spf {
        // Two names may have been asked about, and DMARC goes by one of them.
        let of = if one.is_helo { " (helo)" } else { "" };
        let name = report.name(one.domain);
        let _ = write!(spf, "{name} {}{of}; ", one.result.word());
    }
    let reasons: Vec<String> = report
        .reasons(row)
        .iter()
        .map(|reason| {
            format!("{} {}", reason.kind.word(), reason.comment)
                .trim()
                .to_owned()
        })
        .collect();
    let policy = header.policy.p.map_or("", Policy::word);
    push_row(
        text,
        [
            header.reporter.as_str(),
            &header.report_id,
            &moment(header.begin),
            &moment(header.end),
            &header.policy.domain,
            policy,
            &source,
            &row.count.to_string(),
            row.disposition.word(),
            row.dkim.word(),
            row.spf.word(),
            report.name(row.header_from),
            row.envelope_from.map_or("", |id| report.name(id)),
            dkim.trim_end_matches("; "),
            spf.trim_end_matches("; "),
            &reasons.join("; "),
            row.envelope_to.map_or("", |id| report.name(id)),
        ],
    );
}

/// Each failure of the TLS reports that a filter takes, and each policy without one. What a policy counts in all stands on
/// its first line.
#[must_use]
pub fn tls_csv(collection: &Collection, filter: &Filter) -> String {
    let mut text = String::new();
    push_row(&mut text, TLS);
    let (mut lines, mut left_out) = (0usize, 0usize);
    let owners = Owners::of(collection);
    for report in collection.tls() {
        if !filter.takes_time(report.begin) || !filter.takes_reporter(&report.reporter) {
            continue;
        }
        for owned in owners.taken(report, filter) {
            let policy = owned.policy;
            let moment =
                |at: Option<shared::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
            let (begin, end) = (moment(report.begin), moment(report.end));
            let (successes, failures) = (policy.successes.to_string(), policy.failures.to_string());
            let start = [
                report.reporter.as_str(),
                &report.report_id,
                &begin,
                &end,
                owned.domain,
                policy.kind.word(),
            ];
            let end_of_line = [owned.host.unwrap_or_default()];
            // The policy's own numbers stand on its first line alone, or nobody could add up the column.
            let mut totals = [successes.as_str(), &failures];
            let mut push = |rest: [&str; 5]| {
                if lines < MAX_LINES {
                    push_row(
                        &mut text,
                        start
                            .into_iter()
                            .chain(totals)
                            .chain(rest)
                            .chain(end_of_line),
                    );
                    totals = [""; 2];
                    lines += 1;
                } else {
                    left_out += 1;
                }
            };
            if policy.details.is_empty() {
                push([""; 5]);
            }
            for detail in &policy.details {
                let address = detail
                    .receiving_ip
                    .map(|address| address.to_string())
                    .unwrap_or_default();
                let words = detail
                    .reason_code
                    .as_deref()
                    .or(detail.additional.as_deref())
                    .unwrap_or_default();
                push([
                    detail.result.word(),
                    detail.mx.as_deref().unwrap_or_default(),
                    &address,
                    &detail.sessions.to_string(),
                    words,
                ]);
            }
        }
    }
    push_left_out(&mut text, left_out);
    text
}

fn push_left_out(text: &mut String, left_out: usize) {
    if left_out > 0 {
        push_row(
            text,
            [format!("{left_out} more lines are left out").as_str()],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::collected::collected;

    fn collect(files: &[&str]) -> Collection {
        collected(files.iter().map(|file| ("file", *file)))
    }

    #[test]
    fn rows_are_lines_and_formulas_are_texts() {
        let collection = collect(&[
            "<feedback><report_metadata><org_name>=cmd|'/c calc'!A1</org_name><report_id>1</report_id><date_range>\
             <begin>1700006400</begin><end>1700092799</end></date_range></report_metadata><policy_published>\
             <domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>\
             <count>3</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf><reason>\
             <type>forwarded</type><comment>arc=pass</comment></reason></policy_evaluated></row><identifiers>\
             <header_from>example.org</header_from><envelope_to>hotmail.example</envelope_to></identifiers><auth_results><dkim><domain>example.org</domain>\
             <selector>s1</selector><result>pass</result></dkim><spf><domain>b.example</domain><result>softfail</result>\
             </spf><spf><domain>mx.b.example</domain><scope>helo</scope><result>pass</result></spf></auth_results></record></feedback>",
            r#"{"organization-name":"Sender","report-id":"t","policies":[{"policy":{"policy-type":"sts","policy-domain":"example.org"},
            "summary":{"total-successful-session-count":1,"total-failure-session-count":2},"failure-details":[{"result-type":
            "certificate-expired","receiving-mx-hostname":"mx.example.org","failed-session-count":2},{"result-type":
            "starttls-not-supported","failed-session-count":1}]},{"policy":{"policy-type":
            "tlsa","policy-domain":"example.org"},"summary":{"total-successful-session-count":4,"total-failure-session-count":0}}]}"#,
        ]);
        let csv = dmarc_csv(&collection, &Filter::default());
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(
            lines[1],
            "'=cmd|'/c calc'!A1,1,2023-11-15T00:00:00Z,2023-11-15T23:59:59Z,example.org,none,192.0.2.1,3,none,pass,fail,\
             example.org,,example.org pass (s1),b.example softfail; mx.b.example pass (helo),forwarded arc=pass,hotmail.example"
        );
        let csv = tls_csv(&collection, &Filter::default());
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(
            lines[1],
            "Sender,t,,,example.org,sts,1,2,certificate-expired,mx.example.org,,2,,"
        );
        // A column can be added up.
        assert_eq!(
            lines[2],
            "Sender,t,,,example.org,sts,,,starttls-not-supported,,,1,,"
        );
        assert_eq!(lines[3], "Sender,t,,,example.org,tlsa,4,0,,,,,,");
    }
}

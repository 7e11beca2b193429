//! `waxseal reports` itself, on the sample collection and on a folder: what it prints and how it exits.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public/samples/reports.zip")
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waxseal"));
    command
        .arg("reports")
        .env_remove("WAXSEAL_RELAY")
        .env_remove("WAXSEAL_RCPT_TOKEN");
    command
}

fn reports(files: &[&Path], more: &[&str]) -> Output {
    command().args(files).args(more).output().unwrap()
}

fn on_samples(more: &[&str]) -> Output {
    reports(&[&samples()], more)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A report of one mail that passes, from a reporter of this name.
fn small(reporter: &str) -> String {
    format!(
        "<feedback><report_metadata><org_name>{reporter}</org_name><report_id>1</report_id><date_range><begin>1700006400</begin>\
         <end>1700092799</end></date_range></report_metadata><policy_published><domain>example.net</domain><p>none</p>\
         </policy_published><record><row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none\
         </disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>example.net\
         </header_from></identifiers><auth_results><spf><domain>example.net</domain><result>pass</result></spf></auth_results>\
         </record></feedback>"
    )
}

#[test]
fn the_text_says_what_the_reports_say() {
    let output = on_samples(&[]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for part in [
        "Reports about example.org",
        "2880 mails: 1914 pass (66.4 %), 966 fail",
        "SendGrid",
        "Looks like yours, and fails",
        "147 × certificate-expired at mx2.example.org: Certificate expired",
        "What a policy of reject would do",
        "not read: ",
        "notes.txt",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn json_and_csv_have_every_row() {
    let output = on_samples(&["--format", "json", "--by", "network"]);
    let file: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(file["format"], 1);
    assert_eq!(file["dmarc"]["by"], "network");
    assert_eq!(file["dmarc"]["total"]["messages"], 2880);
    assert_eq!(file["tls"]["total"]["failures"], 149);
    let listed = file["aggregate_reports"].as_array().unwrap();
    let rows = listed
        .iter()
        .flat_map(|report| report["rows"].as_array().unwrap());
    let messages: u64 = rows.map(|row| row["count"].as_u64().unwrap()).sum();
    assert_eq!(messages, 2880);

    // Moments are written as in the report of a check, whatever they are moments of.
    assert_eq!(file["dmarc"]["days"][0]["day"], "2026-11-02T00:00:00Z");
    assert_eq!(file["dmarc"]["policy"]["p"], "none");
    let is_moment = |value: &serde_json::Value| value.as_str().is_some_and(|at| at.ends_with('Z'));
    for part in ["dmarc", "tls"] {
        assert!(is_moment(&file[part]["begin"]), "{}", file[part]["begin"]);
    }
    assert!(is_moment(&file["dmarc"]["policy"]["as_of"]));
    assert!(listed.iter().all(|report| is_moment(&report["end"])));

    let csv = stdout(&on_samples(&["--format", "csv"]));
    assert!(csv.starts_with("reporter,report id,begin,end,domain,policy,source,messages,"));
    let csv = stdout(&on_samples(&["--format", "tls-csv"]));
    assert!(
        csv.contains(",certificate-expired,mx2.example.org,"),
        "{csv}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_not_done() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = command().arg(samples()).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(
        complaint.contains("cannot write what was found"),
        "{complaint}"
    );
}

#[test]
fn a_filter_takes_part_of_it() {
    let total = |more: &[&str]| {
        let output = on_samples(&[&["--format", "json"], more].concat());
        let file: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        file["dmarc"]["total"]["messages"].as_u64().unwrap()
    };
    let before = total(&["--to", "2026-11-10"]);
    let after = total(&["--from", "2026-11-11"]);
    assert!(before > 0 && after > 0);
    assert_eq!(before + after, 2880);
}

#[test]
fn only_addresses_whose_mail_fails_are_told_where_it_comes_from() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reports-from-addresses");
    std::fs::create_dir_all(&folder).unwrap();
    let record = |at: u32, result: &str| {
        format!(
            "<record><row><source_ip>192.0.2.{at}</source_ip><count>{at}</count><policy_evaluated><dkim>{result}</dkim>\
             <spf>fail</spf></policy_evaluated></row><identifiers><header_from>example.net</header_from></identifiers>\
             <auth_results><dkim><domain>example.net</domain><result>{result}</result></dkim></auth_results></record>"
        )
    };
    let text = |failing: u32| {
        let records: String = (1..=9)
            .map(|at| record(at, if at <= failing { "fail" } else { "pass" }))
            .collect();
        let report = small("one").replace("</feedback>", &format!("{records}</feedback>"));
        let file = folder.join(format!("{failing}.xml"));
        std::fs::write(&file, report).unwrap();
        stdout(&reports(&[&file], &[]))
    };
    let one = text(1);
    assert!(one.contains("from 192.0.2.1\n"), "{one}");
    let six = text(6);
    let addresses = "from 192.0.2.6, 192.0.2.5, 192.0.2.4, 192.0.2.3 and 2 more\n";
    assert!(six.contains(addresses), "{six}");
}

#[test]
fn other_domains_are_listed_with_what_there_is_about_them() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reports-of-others");
    std::fs::create_dir_all(&folder).unwrap();
    let [shown, other] = ["shown.xml", "other.xml"].map(|name| folder.join(name));
    let many = small("a").replace("example.net", "example.com");
    std::fs::write(&shown, many.replace("<count>1", "<count>5")).unwrap();
    std::fs::write(&other, small("a")).unwrap();
    let tls = folder.join("tls.json");
    let day = "2023-11-15T00:00:00Z";
    let report = serde_json::json!({
        "organization-name": "a", "report-id": "t", "contact-info": "a@a.example",
        "date-range": {"start-datetime": day, "end-datetime": day},
        "policies": [{
            "policy": {"policy-type": "no-policy-found", "policy-domain": "example.edu"},
            "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0}
        }]
    });
    std::fs::write(&tls, report.to_string()).unwrap();
    let text = stdout(&reports(&[&shown, &other, &tls], &[]));
    let listed: Vec<String> = text
        .lines()
        .skip_while(|line| !line.contains("about other domains"))
        .skip(1)
        .take(2)
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        listed,
        ["example.net 1 mail", "example.edu 1 TLS report"],
        "{text}"
    );
}

#[test]
fn connections_that_name_no_domain_or_a_mail_server_are_not_left_out() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reports-without-domains");
    std::fs::create_dir_all(&folder).unwrap();
    let [one, other, tls] = ["one.xml", "other.xml", "tls.json"].map(|name| folder.join(name));
    std::fs::write(&one, small("a")).unwrap();
    std::fs::write(&other, small("a").replace("example.net", "example.com")).unwrap();
    let day = "2023-11-15T00:00:00Z";
    let report = |policy: serde_json::Value, id: &str| {
        let report = serde_json::json!({
            "organization-name": "a", "report-id": id, "contact-info": "a@a.example",
            "date-range": {"start-datetime": day, "end-datetime": day},
            "policies": [{
                "policy": policy,
                "summary": {"total-successful-session-count": 10, "total-failure-session-count": 5}
            }]
        });
        std::fs::write(&tls, report.to_string()).unwrap();
    };
    report(
        serde_json::json!({"policy-type": "tlsa", "policy-domain": "mx.host.example", "mx-host": ["mx.host.example"]}),
        "2023-11-15T00:00:00Z_1_example.net@a.example",
    );
    let output = reports(&[&one, &tls], &[]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("10 connections secured, 5 not"), "{text}");
    assert!(text.contains("DANE at mx.host.example"), "{text}");
    report(serde_json::json!({"policy-type": "no-policy-found"}), "t");
    let output = reports(&[&one, &tls], &[]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stdout(&output).contains("policies that do not name their domain; they count here"));
    // It may be of either.
    let output = reports(&[&one, &other, &tls], &["--domain", "example.com"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("10 secured and 5 not, are of policies that do not name"),
        "{text}"
    );
    assert!(
        text.contains("1 TLS report, 5 connections not secured"),
        "{text}"
    );
}

#[test]
fn folders_and_standard_input_are_read_and_nothing_is_three() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reports-in-folders");
    let below = folder.join("2023/11");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::write(below.join("a.xml"), small("a.example")).unwrap();
    // Whatever a name holds, nothing of it reaches the terminal as a command.
    std::fs::write(folder.join("b.xml"), small("b\u{9b}31m.example")).unwrap();
    std::fs::write(folder.join("c.txt"), "no report").unwrap();
    let output = reports(&[&folder], &[]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("2 mails: 2 pass (100.0 %), 0 fail"), "{text}");
    assert!(!text.contains(['\u{9b}', '\u{1b}']), "{text}");

    let mut child = command()
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = small("c.example");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(bytes.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("1 mail: 1 pass"));

    for (files, more, code) in [
        (vec![folder.join("c.txt")], &[][..], 3),
        (vec![folder.join("no-such-file")], &[], 3),
        (vec![folder.clone()], &["--domain", "example.com"], 3),
        (vec![folder.clone()], &["--from", "2023-11-16"], 3),
        (vec![folder.clone()], &["--from", "yesterday"], 2),
        (Vec::new(), &[], 2),
    ] {
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        let output = reports(&files, more);
        assert_eq!(output.status.code(), Some(code), "{files:?} {more:?}");
    }
}

//! The corpora of the fuzz targets, replayed: what was once found stays found.

#![allow(
    unreachable_pub,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a broken fixture ends the test"
)]

mod fuzzing;

use std::fs;
use std::path::{Path, PathBuf};

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    assert!(
        replay_all(&folder.join(target), run) >= 5,
        "the corpus of {target} is missing"
    );
    // What every fuzzer tries first.
    run(&[]);
}

/// How many inputs there were.
fn replay_all(folder: &Path, run: fn(&[u8])) -> usize {
    let mut inputs: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inputs.sort();
    for input in &inputs {
        // Shown with a panic: which input it was.
        println!("{}", input.display());
        run(&fs::read(input).unwrap());
    }
    inputs.len()
}

#[test]
fn dns_messages_of_the_corpus() {
    replay("dns_message", fuzzing::dns_message);
}

#[test]
fn mta_sts_records_of_the_corpus() {
    replay("mta_sts_record", fuzzing::mta_sts_record);
}

#[test]
fn mta_sts_policies_of_the_corpus() {
    replay("mta_sts_policy", fuzzing::mta_sts_policy);
}

#[test]
fn tls_rpt_records_of_the_corpus() {
    replay("tls_rpt_record", fuzzing::tls_rpt_record);
}

#[test]
fn spf_records_of_the_corpus() {
    replay("spf", fuzzing::spf);
}

#[test]
fn zone_lines_of_the_corpus() {
    replay("zone_lines", fuzzing::zone_lines);
}

#[test]
fn mail_records_of_the_corpus() {
    replay("mail_records", fuzzing::mail_records);
}

#[test]
fn dkim_keys_of_the_corpus() {
    replay("dkim_key", fuzzing::dkim_key);
}

#[test]
fn caa_records_of_the_corpus() {
    replay("caa", fuzzing::caa);
}

#[test]
fn certificates_of_the_corpus() {
    replay("certificate", fuzzing::certificate);
}

#[test]
fn names_of_the_corpus() {
    replay("names", fuzzing::names);
}

#[test]
fn dialogues_of_the_corpus() {
    replay("explain", fuzzing::explain);
}

#[test]
fn probe_streams_of_the_corpus() {
    replay("probe_stream", fuzzing::probe_stream);
}

#[test]
fn evidence_of_the_corpus() {
    replay("evidence", fuzzing::evidence);
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    assert!(replay_all(&scenarios, fuzzing::evidence) >= 20);
}

#[test]
fn report_files_of_the_corpora() {
    for target in [
        "aggregate_report",
        "tls_report",
        "failure_report",
        "report_container",
    ] {
        replay(target, fuzzing::report_file);
    }
}

#[test]
fn mails_of_the_corpus() {
    replay("message", fuzzing::message);
}

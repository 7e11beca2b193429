//! `make bench`: how fast report files are read. An aggregate report of a hundred megabytes, plain and compressed, with
//! records as the large receivers write them and nearly as many sources as records.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends the program"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use analysis::reports::summary::{Filter, GroupBy, Known, Names, Summing};
use analysis::reports::{Collection, Intake, Limits, Step};
use flate2::Compression;
use flate2::write::GzEncoder;

/// The size of the report, in bytes.
const SIZE: usize = 100_000_000;
/// Rows that are summed up at once, as by the page.
const PIECE: usize = 4096;
/// Readings, for the median.
const RUNS: usize = 5;

fn main() {
    let (report, records, messages) = report(SIZE);
    // For the same in a browser.
    if let Ok(path) = std::env::var("WAXSEAL_BENCH_REPORT") {
        std::fs::write(path, &report).unwrap();
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&report).unwrap();
    let packed = encoder.finish().unwrap();
    for (name, bytes) in [("plain", &report), ("gzip", &packed)] {
        let mut times: Vec<f64> = (0..RUNS)
            .map(|_| {
                let begun = Instant::now();
                let collection = read(bytes);
                let time = begun.elapsed().as_secs_f64();
                let read = &collection.aggregate()[0];
                assert_eq!(
                    (read.records, read.messages, read.is_whole),
                    (records, messages, true)
                );
                time
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let rate = |time: f64| report.len() as f64 / time / 1e6;
        println!(
            "aggregate report    {name}: {:.0} MB/s (median of {RUNS}), {:.0} at worst; {records} records, {:.1} MB as a file",
            rate(times[RUNS / 2]),
            rate(times[RUNS - 1]),
            bytes.len() as f64 / 1e6,
        );
    }
    let collection = read(&report);
    let read = &collection.aggregate()[0];
    println!(
        "kept of it          {} rows, some {:.0} MB",
        read.rows().len(),
        read.weight() as f64 / 1e6,
    );
    let filter = Filter::default();
    let (names, known) = (Names::default(), Known::default());
    for by in GroupBy::ALL {
        let mut times = Vec::new();
        let mut pieces = Vec::new();
        for _ in 0..RUNS {
            let begun = Instant::now();
            let mut summing = Summing::new(&collection, &filter, by, &names, &known);
            let mut longest = 0f64;
            let summary = loop {
                let begun = Instant::now();
                let summary = summing.step(PIECE);
                longest = longest.max(begun.elapsed().as_secs_f64());
                if let Some(summary) = summary {
                    break summary;
                }
            };
            assert_eq!(summary.total.messages, messages);
            times.push(begun.elapsed().as_secs_f64());
            pieces.push(longest);
        }
        times.sort_by(f64::total_cmp);
        pieces.sort_by(f64::total_cmp);
        println!(
            "summed up           by {}: {:.0} ms (median of {RUNS}), the longest piece of {PIECE} rows {:.1} ms",
            by.word(),
            times[RUNS / 2] * 1e3,
            pieces[RUNS / 2] * 1e3,
        );
    }
}

/// Reads a file as the page does, in pieces of a mebibyte.
fn read(bytes: &[u8]) -> Collection {
    let mut intake = Intake::new(Limits::default());
    intake.open("report");
    for piece in bytes.chunks(1024 * 1024) {
        intake.feed(piece.to_vec());
        while intake.step() == Step::More {}
    }
    intake.close();
    while intake.step() == Step::More {}
    intake.into_collection()
}

/// A report of at least so many bytes, its records and the mails that they count.
fn report(size: usize) -> (Vec<u8>, u64, u64) {
    let mut text = String::with_capacity(size + 4096);
    text.push_str(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<feedback>\n  <version>1.0</version>\n  <report_metadata>\n",
        "    <org_name>receiver.example</org_name>\n    <email>noreply-dmarc-support@receiver.example</email>\n",
        "    <report_id>1234567890123456789</report_id>\n    <date_range>\n      <begin>1763856000</begin>\n",
        "      <end>1763942399</end>\n    </date_range>\n  </report_metadata>\n  <policy_published>\n",
        "    <domain>example.org</domain>\n    <adkim>r</adkim>\n    <aspf>r</aspf>\n    <p>none</p>\n    <sp>none</sp>\n",
        "    <pct>100</pct>\n    <np>none</np>\n  </policy_published>\n",
    ));
    let (mut records, mut messages) = (0u64, 0u64);
    while text.len() < size {
        let n = records;
        let count = 1 + n % 7;
        let passes = n % 3 != 0;
        let word = if passes { "pass" } else { "fail" };
        let address = format!("198.{}.{}.{}", 18 + n / 65_536 % 2, n / 256 % 256, n % 256);
        write!(
            text,
            concat!(
                "  <record>\n    <row>\n      <source_ip>{}</source_ip>\n      <count>{}</count>\n",
                "      <policy_evaluated>\n        <disposition>none</disposition>\n        <dkim>{}</dkim>\n",
                "        <spf>{}</spf>\n      </policy_evaluated>\n    </row>\n    <identifiers>\n",
                "      <header_from>example.org</header_from>\n    </identifiers>\n    <auth_results>\n      <dkim>\n",
                "        <domain>example.org</domain>\n        <result>{}</result>\n",
                "        <selector>s{}</selector>\n      </dkim>\n      <spf>\n        <domain>b{}.example.net</domain>\n",
                "        <result>{}</result>\n      </spf>\n    </auth_results>\n  </record>\n",
            ),
            address,
            count,
            word,
            if n % 5 == 0 { "pass" } else { "fail" },
            word,
            n % 12,
            n % 1000,
            if n % 5 == 0 { "pass" } else { "softfail" },
        )
        .unwrap();
        records += 1;
        messages += count;
    }
    text.push_str("</feedback>\n");
    (text.into_bytes(), records, messages)
}

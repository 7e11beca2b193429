//! `make bench`: how long the judgement of a large domain takes. Ten MX hosts with four addresses each, looked at
//! deeply, every answer DNSSEC-signed, MTA-STS enforced and TLSA records at each host: about all there can be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends the program"
)]

mod world;

use std::hint::black_box;
use std::time::{Duration, Instant};

use analysis::{Evidence, assess, plan};

/// Judgements of the whole, for the median.
const RUNS: usize = 50;

fn main() {
    let mut evidence = world::nothing_known();
    let world = world::World::new();
    let mut after_each = Vec::new();
    let mut planning = Duration::ZERO;
    loop {
        let begun = Instant::now();
        let outstanding = plan::outstanding(&evidence);
        planning += begun.elapsed();
        if outstanding.is_empty() {
            break;
        }
        for query in outstanding {
            let outcome = world.answer(&query);
            evidence.insert(query, outcome).unwrap();
            after_each.push(judge(&evidence));
        }
    }
    let written = serde_json::to_vec(&evidence).unwrap();
    // For the same in a browser.
    if let Ok(path) = std::env::var("WAXSEAL_BENCH_EVIDENCE") {
        std::fs::write(path, &written).unwrap();
    }
    let mut whole: Vec<_> = (0..RUNS).map(|_| judge(&evidence)).collect();
    whole.sort();
    let begun = Instant::now();
    let read: Evidence = analysis::json::from_slice(&written).unwrap();
    let reading = begun.elapsed();
    assert_eq!(read, evidence);
    let report = assess(&evidence, evidence.now);
    println!(
        "evidence            {} outcomes, {} addresses, {:.1} MB as a file, {} findings",
        after_each.len(),
        world::HOSTS * world::ADDRESSES,
        written.len() as f64 / 1e6,
        report.findings.len(),
    );
    println!(
        "assess              {:.2} ms for the whole (median), {:.2} ms at worst",
        milliseconds(whole[RUNS / 2]),
        milliseconds(whole[RUNS - 1]),
    );
    println!(
        "a whole run         {:.0} ms to judge after each outcome, {:.0} ms to plan, {:.0} ms to read the file",
        milliseconds(after_each.iter().sum()),
        milliseconds(planning),
        milliseconds(reading),
    );
}

fn judge(evidence: &Evidence) -> Duration {
    let begun = Instant::now();
    black_box(assess(black_box(evidence), evidence.now));
    begun.elapsed()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

//! The text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Write as _};
use std::time::Duration;

use shared::{Port25, Service};

use super::super::Inner;
use super::super::endpoint::Endpoint;
use super::tally::{BOUNDS_MS, Counted, Durations};
use crate::limits;
use crate::process::Process;

/// Everything, by names that operators know.
pub(super) fn text(relay: &Inner) -> String {
    let mut page = Page::default();
    counted(&mut page, &relay.tally.so_far());
    state(&mut page, relay);
    process(&mut page, &Process::look());
    page.0
}

fn counted(page: &mut Page, counted: &Counted) {
    page.head(
        "waxseal_http_requests_total",
        "counter",
        "Requests answered, by endpoint and status.",
    );
    for ((endpoint, status), count) in &counted.requests {
        let labels = format!("endpoint=\"{}\",status=\"{status}\"", endpoint.word());
        page.line("waxseal_http_requests_total", &labels, count);
    }
    page.head(
        "waxseal_http_request_duration_seconds",
        "histogram",
        "Time until the head of an answer; a probe goes on after it.",
    );
    for (endpoint, durations) in &counted.durations {
        page.histogram(
            "waxseal_http_request_duration_seconds",
            *endpoint,
            durations,
        );
    }
    page.head(
        "waxseal_refusals_total",
        "counter",
        "Requests refused, by the code of the problem.",
    );
    for (code, count) in &counted.refusals {
        page.line("waxseal_refusals_total", &format!("code=\"{code}\""), count);
    }
    page.head(
        "waxseal_probes_total",
        "counter",
        "Probes that ended, by service and how.",
    );
    for ((service, end), count) in &counted.probes {
        let labels = format!("service=\"{}\",end=\"{}\"", word(*service), end.word());
        page.line("waxseal_probes_total", &labels, count);
    }
    for (name, help, counts) in [
        (
            "waxseal_policy_fetches_total",
            "MTA-STS policies asked for, by whether there was an answer.",
            &counted.policies,
        ),
        (
            "waxseal_dns_queries_total",
            "DNS queries of clients, by whether the resolver answered.",
            &counted.dns_queries,
        ),
    ] {
        page.head(name, "counter", help);
        for (is_answered, count) in counts {
            let outcome = if *is_answered { "answered" } else { "failed" };
            page.line(name, &format!("outcome=\"{outcome}\""), count);
        }
    }
    page.head(
        "waxseal_client_connections_total",
        "counter",
        "Connections of clients, by whether they were let in.",
    );
    for (outcome, count) in [
        ("accepted", counted.connections),
        ("refused", counted.connections_refused),
    ] {
        let labels = format!("outcome=\"{outcome}\"");
        page.line("waxseal_client_connections_total", &labels, count);
    }
}

fn state(page: &mut Page, relay: &Inner) {
    page.gauge(
        "waxseal_probes_in_flight",
        "Probes under way.",
        limits::PROBES_GLOBAL.saturating_sub(relay.probes.available_permits()),
    );
    page.gauge(
        "waxseal_probes_in_flight_limit",
        "Probes that may be under way.",
        limits::PROBES_GLOBAL,
    );
    page.gauge(
        "waxseal_dns_queries_in_flight",
        "DNS queries under way.",
        limits::DNS_QUERIES_GLOBAL.saturating_sub(relay.dns_queries.available_permits()),
    );
    page.head(
        "waxseal_port25_open",
        "gauge",
        "Whether connections to port 25 get out: 1, 0, or nothing while that is not known.",
    );
    match relay.observer.port_25() {
        Port25::Open => page.line("waxseal_port25_open", "", 1),
        Port25::Unknown => {}
        Port25::PerhapsBlocked => page.line("waxseal_port25_open", "", 0),
    }
    page.head(
        "waxseal_resolver_validates",
        "gauge",
        "Whether the resolver validates DNSSEC: 1, 0, or nothing while that is not known.",
    );
    if let Some(validates) = relay.validation.known().flatten() {
        page.line("waxseal_resolver_validates", "", u8::from(validates));
    }
    page.head("waxseal_build_info", "gauge", "Always 1; what runs here.");
    let labels = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
    page.line("waxseal_build_info", &labels, 1);
}

/// The names that the usual client libraries have for these.
fn process(page: &mut Page, process: &Process) {
    let gauges = [
        (
            "process_resident_memory_bytes",
            "Memory in use.",
            process.resident_bytes,
        ),
        (
            "process_virtual_memory_bytes",
            "Memory mapped.",
            process.virtual_bytes,
        ),
        (
            "process_open_fds",
            "Files and sockets open.",
            process.open_files,
        ),
        (
            "process_max_fds",
            "Files and sockets that may be open.",
            process.max_files,
        ),
        ("process_threads", "Threads.", process.threads),
    ];
    for (name, help, value) in gauges {
        if let Some(value) = value {
            page.gauge(name, help, value);
        }
    }
    if let Some(seconds) = process.cpu {
        page.head(
            "process_cpu_seconds_total",
            "counter",
            "Time of processors used.",
        );
        page.line("process_cpu_seconds_total", "", seconds.as_secs_f64());
    }
    page.gauge(
        "process_start_time_seconds",
        "When it started, in seconds since 1970.",
        process.started.as_secs_f64(),
    );
}

const fn word(service: Service) -> &'static str {
    match service {
        Service::Smtp => "smtp",
        Service::Submissions => "submissions",
        Service::Submission => "submission",
    }
}

/// The text so far. Writing to a text does not fail.
#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = if labels.is_empty() {
            writeln!(self.0, "{name} {value}")
        } else {
            writeln!(self.0, "{name}{{{labels}}} {value}")
        };
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.head(name, "gauge", help);
        self.line(name, "", value);
    }

    fn histogram(&mut self, name: &str, endpoint: Endpoint, durations: &Durations) {
        let endpoint = format!("endpoint=\"{}\"", endpoint.word());
        let bucket = format!("{name}_bucket");
        for (bound, within) in BOUNDS_MS.iter().zip(&durations.within) {
            let bound = Duration::from_millis(*bound).as_secs_f64();
            self.line(&bucket, &format!("{endpoint},le=\"{bound}\""), within);
        }
        self.line(&bucket, &format!("{endpoint},le=\"+Inf\""), durations.count);
        let sum = durations.sum.as_secs_f64();
        self.line(&format!("{name}_sum"), &endpoint, sum);
        self.line(&format!("{name}_count"), &endpoint, durations.count);
    }
}

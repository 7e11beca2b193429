//! Two subjects side by side: area by area, and the facts by which people compare.

use crate::report::{AreaReport, Report};

/// One thing, of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// What it is.
    pub heading: &'static str,
    /// A word for each that can be compared: a status, a number. Differing words are a difference.
    pub words: [String; 2],
    /// More about each. May quote what others sent: escape when showing.
    pub details: [String; 2],
}

impl Side {
    /// Whether the two differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        let [left, right] = &self.words;
        left != right
    }

    fn new(
        heading: &'static str,
        of: impl Fn(&Report) -> (String, String),
        reports: [&Report; 2],
    ) -> Self {
        let [(left, left_more), (right, right_more)] = reports.map(of);
        Self {
            heading,
            words: [left, right],
            details: [left_more, right_more],
        }
    }
}

/// Both, from the grade down to single facts.
#[must_use]
pub fn side_by_side(left: &Report, right: &Report) -> Vec<Side> {
    let reports = [left, right];
    let mut sides = vec![
        Side::new(
            "Grade",
            |report| (report.grade.label.clone(), report.grade.consequence.clone()),
            reports,
        ),
        Side::new("Score", score, reports),
        Side::new("Holds the grade down", caps, reports),
        Side::new("Servers", servers, reports),
        Side::new("Hosted by", provider, reports),
        Side::new("TLS accepted", versions, reports),
        Side::new("First certificate to end", certificate, reports),
    ];
    for area in &left.areas {
        let title = area.title;
        let of = |report: &Report| {
            let area = report.areas.iter().find(|other| other.area == area.area);
            area.map_or_else(|| ("–".to_owned(), String::new()), status)
        };
        sides.push(Side::new(title, of, reports));
    }
    sides
}

fn status(area: &AreaReport) -> (String, String) {
    (area.status.words().to_owned(), area.summary.clone())
}

fn score(report: &Report) -> (String, String) {
    match report.score.as_ref().filter(|score| score.is_number()) {
        Some(score) => (format!("{} of 100", score.total), String::new()),
        None => ("–".to_owned(), String::new()),
    }
}

fn caps(report: &Report) -> (String, String) {
    let caps = &report.grade.caps;
    let reasons: Vec<&str> = caps.iter().map(|cap| cap.reason.as_str()).collect();
    let word = match caps.len() {
        0 => "nothing".to_owned(),
        1 => "1 thing".to_owned(),
        number => format!("{number} things"),
    };
    (word, reasons.join("; "))
}

fn servers(report: &Report) -> (String, String) {
    let names: Vec<String> = report
        .hosts
        .iter()
        .map(|host| host.host.to_string())
        .collect();
    let addresses: usize = report.hosts.iter().map(|host| host.addresses.len()).sum();
    let plural = |number: usize| if number == 1 { "" } else { "s" };
    let word = format!(
        "{} host{}, {addresses} address{}",
        names.len(),
        plural(names.len()),
        if addresses == 1 { "" } else { "es" }
    );
    (word, names.join(", "))
}

fn provider(report: &Report) -> (String, String) {
    let known = report
        .provider
        .iter()
        .flat_map(|provider| &provider.providers);
    let names: Vec<&str> = known.map(|provider| provider.name).collect();
    let word = if names.is_empty() {
        "nobody known".to_owned()
    } else {
        names.join(", ")
    };
    (word, String::new())
}

fn versions(report: &Report) -> (String, String) {
    let mut accepted: Vec<&str> = Vec::new();
    let all = report
        .hosts
        .iter()
        .flat_map(|host| &host.addresses)
        .flat_map(|address| &address.versions);
    for version in all.filter(|version| version.outcome == "accepted") {
        if !accepted.contains(&version.version.as_str()) {
            accepted.push(&version.version);
        }
    }
    accepted.sort_unstable_by(|a, b| b.cmp(a));
    if accepted.is_empty() {
        ("not seen".to_owned(), String::new())
    } else {
        (accepted.join(", "), String::new())
    }
}

fn certificate(report: &Report) -> (String, String) {
    let addresses = report.hosts.iter().flat_map(|host| &host.addresses);
    let leaves = addresses.filter_map(|address| address.certificates.first());
    let first = leaves.min_by_key(|leaf| leaf.not_after);
    first.map_or_else(
        || ("not seen".to_owned(), String::new()),
        |leaf| {
            (
                leaf.not_after.date(),
                format!("{} days left; by {}", leaf.days_left, leaf.issuer),
            )
        },
    )
}

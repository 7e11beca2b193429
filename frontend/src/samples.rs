//! The sample reports: recorded evidence beside the page, which anybody can open without a relay and without asking
//! anybody.

/// One recorded world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// The word in its address, and the name of its file.
    pub(crate) name: &'static str,
    /// What it is called.
    pub(crate) title: &'static str,
    /// What there is to see, in one line.
    pub(crate) line: &'static str,
    /// The grade that its report gives.
    pub(crate) grade: &'static str,
    /// The scenario of the tests that it is a copy of.
    #[cfg(test)]
    scenario: &'static str,
}

macro_rules! samples {
    ($($name:literal $grade:literal from $scenario:literal: $title:literal, $line:literal;)*) => {
        /// All, in the order they are offered: the first three are those that the first page shows.
        pub(crate) const SAMPLES: &[Sample] = &[$(Sample {
            name: $name,
            title: $title,
            line: $line,
            grade: $grade,
            #[cfg(test)]
            scenario: $scenario,
        }),*];
    };
}

samples! {
    "perfect" "A+" from "good-lab":
        "A perfect domain",
        "Two servers, modern encryption, and a policy that makes senders insist on it.";
    "typical" "A" from "usual-plain":
        "A typical domain",
        "Encryption works, but nothing tells senders to insist on it.";
    "dane-rollover" "F" from "dane-mismatch-lab":
        "A broken DANE rollover",
        "The certificate was renewed and the fingerprint in DNS was not: strict senders deliver nothing.";
    "policy-mismatch" "C" from "sts-misses-backup-lab":
        "A policy that misses a server",
        "The MTA-STS policy does not name the backup server, so strict senders refuse it.";
    "null-mx" "–" from "null-mx-lab":
        "A domain without mail",
        "It says in DNS that it takes no mail, which is the right way to have none.";
    "rate-limited" "A" from "rate-limited-lab":
        "A server that turns callers away",
        "It answered once and then wanted to be left alone, so a part could not be told.";
}

/// How many the first page shows.
pub(crate) const ON_THE_FIRST_PAGE: usize = 3;

/// The sample of a name, as an address has it.
#[must_use]
pub(crate) fn sample(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use analysis::evidence::Evidence;

    use super::*;
    use crate::survey::Survey;

    fn read(path: &str) -> Vec<u8> {
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
    }

    /// With `UPDATE_SAMPLES=1` they are copied again.
    #[test]
    fn every_sample_is_a_scenario_of_the_tests() {
        for sample in SAMPLES {
            let recorded = read(&format!(
                "analysis/tests/scenarios/{}.json",
                sample.scenario
            ));
            let path = format!("public/samples/{}.json", sample.name);
            if std::env::var_os("UPDATE_SAMPLES").is_some() {
                fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path), &recorded).unwrap();
            }
            assert!(read(&path) == recorded, "{path} is not {}", sample.scenario);
        }
    }

    /// Beside the recordings of checks stand the sample of report files, and the sample message with the answers of DNS
    /// that go with it; `analysis/tests/sample_message.rs` holds these two against each other.
    #[test]
    fn no_file_among_the_samples_is_one_too_many() {
        let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("public/samples"));
        let mut found: Vec<_> = files
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut named: Vec<_> = SAMPLES
            .iter()
            .map(|sample| format!("{}.json", sample.name))
            .chain(["reports.zip", "message.eml", "message.json"].map(String::from))
            .collect();
        found.sort();
        named.sort();
        assert_eq!(found, named);
    }

    #[test]
    fn every_sample_has_the_grade_that_is_said_and_is_from_the_laboratory() {
        for sample in SAMPLES {
            let path = format!("public/samples/{}.json", sample.name);
            let evidence: Evidence = analysis::json::from_slice(&read(&path)).unwrap();
            assert!(evidence.vantage.is_laboratory(), "{path}");
            let survey = Survey::replay(evidence);
            let label = &survey.report.grade.label;
            assert_eq!(
                label.split(' ').next(),
                Some(sample.grade),
                "{path}: {label}"
            );
        }
    }

    #[test]
    fn a_sample_is_found_by_its_name_alone() {
        assert_eq!(sample("perfect").map(|sample| sample.grade), Some("A+"));
        for other in ["", "Perfect", "../explanations", "perfect.json"] {
            assert_eq!(sample(other), None, "{other}");
        }
        let names: std::collections::BTreeSet<_> =
            SAMPLES.iter().map(|sample| sample.name).collect();
        assert_eq!(names.len(), SAMPLES.len());
        assert!(SAMPLES.len() >= ON_THE_FIRST_PAGE);
    }
}

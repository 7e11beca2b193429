//! The readers against other projects' test suites, as far as a folder of them is named in `WAXSEAL_CORPORA`.
//!
//! The suites are not part of this repository. Where they disagree with each other or with us, the RFC decides, and the
//! case stands in a list here with the reason; a disagreement that no longer exists fails the test as well.

#![allow(
    unreachable_pub,
    reason = "of the recorded worlds not all is used here"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "all of this is test code; clippy knows only the functions marked as tests"
)]

#[path = "corpora/caa.rs"]
mod caa;
#[path = "corpora/dane.rs"]
mod dane;
#[path = "corpora/dkim.rs"]
mod dkim;
#[path = "corpora/dmarc.rs"]
mod dmarc;
#[path = "corpora/dns.rs"]
mod dns;
#[path = "corpora/dnsbl.rs"]
mod dnsbl;
#[path = "corpora/iprev.rs"]
mod iprev;
#[path = "corpora/mta_sts.rs"]
mod mta_sts;
#[path = "corpora/names.rs"]
mod names;
#[path = "corpora/spf.rs"]
mod spf;
#[path = "support/mod.rs"]
mod support;
#[path = "corpora/tls_rpt.rs"]
mod tls_rpt;
#[path = "corpora/tlsa.rs"]
mod tlsa;
#[path = "corpora/zone.rs"]
mod zone;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

/// One file of the corpora; `None`, said loudly, if there are none here.
fn corpus(path: &str) -> Option<Value> {
    Some(serde_json::from_str(&corpus_text(path)?).unwrap())
}

/// The same, unread.
fn corpus_text(path: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("WAXSEAL_CORPORA") else {
        // Past the capture of the test harness, which hides what a passing test prints; in one piece, since others write.
        let notice = format!("SKIPPED {path}: WAXSEAL_CORPORA names no folder\n");
        std::io::stderr().write_all(notice.as_bytes()).unwrap();
        return None;
    };
    let file = Path::new(&folder).join(path);
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Some(text)
}

/// Compares verdicts, but for the cases in which we differ on purpose, each with its reason.
struct Comparison<'a> {
    on_purpose: &'a [(&'a str, &'a str)],
    differing: BTreeSet<String>,
    compared: usize,
}

impl<'a> Comparison<'a> {
    fn but_for(on_purpose: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            on_purpose,
            differing: BTreeSet::new(),
            compared: 0,
        }
    }

    /// One case: what it is called, and whether we say what the suite says.
    fn case(&mut self, name: &str, agrees: bool) {
        self.compared += 1;
        if !agrees {
            self.differing.insert(name.to_owned());
        }
    }

    /// Every difference is on the list, everything on the list differs, and there were that many cases.
    #[track_caller]
    fn finish(self, cases: usize) {
        let listed: BTreeSet<_> = self
            .on_purpose
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(self.differing, listed, "differing cases, listed cases");
        assert_eq!(self.compared, cases, "number of cases");
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} in {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

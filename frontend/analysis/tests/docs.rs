//! The generated references are those of this very code.
//!
//! `UPDATE_DOCS=1 cargo test -p analysis --test docs` writes them anew.

#![allow(unreachable_pub, clippy::unwrap_used, reason = "a test")]

mod learn;
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use analysis::finding::{Area, Code, Explanations};
use analysis::grade::{CAPS, GRADING_VERSION, Rating, TlsProfile};
use analysis::learn::Learn;
use analysis::score::{STATES, WEIGHTS};

#[test]
fn the_reference_of_findings_is_fresh() {
    let mut text = String::from(
        "# Findings\n\nEverything that Waxseal can find, by area. Generated from the code; do not edit.\n\n\
         The word in each heading is stable: it is what JSON reports carry. A finding marked *could not tell* is never \
         a fault of the domain and never lowers a grade.\n",
    );
    for area in Area::ALL {
        let _ = write!(
            text,
            "\n## {}\n\n{}\n\n*What this does not prove:* {}\n",
            area.title(),
            area.about(),
            area.does_not_prove(),
        );
        for code in Code::ALL.iter().filter(|code| code.area() == area) {
            let words = code.words();
            let explanation = words.explanation.unwrap();
            let mark = if code.is_inconclusive() {
                "could not tell"
            } else {
                code.severity().word()
            };
            let _ = write!(
                text,
                "\n### `{code}`\n\n**{}** · {mark} · {} · {}\n\n{} {}\n\n*What to do:* {}\n",
                words.title,
                code.responsible().words(),
                code.reference(),
                explanation.consequence,
                explanation.why,
                explanation.remedy,
            );
        }
    }
    compare("docs/findings.md", &text);
}

#[test]
fn the_explanations_beside_the_page_are_fresh() {
    let text = Explanations::file().unwrap();
    compare("frontend/public/explanations.json", &text);
    let read = Explanations::read(text.as_bytes()).unwrap();
    for &code in Code::ALL {
        assert_eq!(read.of(code), code.words().explanation.as_ref(), "{code}");
    }
    for scenario in support::scenarios() {
        let report = analysis::assess(&scenario.evidence, scenario.evidence.now);
        assert_eq!(report.clone().explained(&read), report, "{}", scenario.name);
    }
}

#[test]
fn the_reference_of_the_grade_is_fresh() {
    let text = format!(
        "# Grading\n\nHow the letter comes about. Generated from the code; do not edit. Version {GRADING_VERSION} of the \
         rules.\n\n{}",
        grading()
    );
    compare("docs/grading.md", &text);
}

#[test]
fn what_there_is_to_read_beside_the_page_is_fresh() {
    let learn = learn::learn(&grading());
    let text = learn::file(&learn);
    compare("frontend/public/learn.json", &text);
    assert_eq!(Learn::read(text.as_bytes()), Ok(learn));
}

/// How letter and score come about, from their tables.
fn grading() -> String {
    let mut text = format!(
        "{GRADE_PROSE}\n\n## Caps\n\n\
         | at best | cap | when | where the rule comes from |\n|---|---|---|---|\n"
    );
    for cap in CAPS {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} |",
            cap.ceiling, cap.name, cap.rule, cap.reference
        );
    }
    text.push_str(GRADE_REST);
    profiles(&mut text);
    score(&mut text);
    text
}

/// The TLS profiles, from their data.
fn profiles(text: &mut String) {
    let _ = write!(text, "\n## TLS profiles\n\n{PROFILE_PROSE}\n");
    for profile in TlsProfile::ALL {
        let Some(demands) = profile.demands() else {
            continue;
        };
        let _ = write!(
            text,
            "\n### {} (`{}`)\n\n{}.\n\n| what | good | sufficient | phase out | insufficient |\n|---|---|---|---|---|\n",
            demands.title,
            profile.word(),
            demands.reference
        );
        let suites: Vec<(String, Rating)> = demands
            .suites
            .iter()
            .map(|rule| {
                let with = rule.with.join(" + ");
                let without = rule.without.join(", ");
                let words = if without.is_empty() {
                    with
                } else {
                    format!("{with} (not {without})")
                };
                (words, rule.rating)
            })
            .collect();
        let rows: [(&str, Vec<(String, Rating)>); 6] = [
            ("versions", words_of(demands.versions)),
            ("suites, those that are insufficient first", suites),
            ("groups", words_of(demands.groups)),
            ("RSA keys, at least bits", words_of(demands.rsa)),
            ("curves of certificates", words_of(demands.curves)),
            (
                "signatures of certificates, by name or hash",
                words_of(demands.signatures),
            ),
        ];
        for (what, rated) in rows {
            let of = |rating: Rating| {
                let names: Vec<&str> = rated
                    .iter()
                    .filter(|(_, one)| *one == rating)
                    .map(|(name, _)| name.as_str())
                    .collect();
                names.join(", ")
            };
            let _ = writeln!(
                text,
                "| {what} | {} | {} | {} | {} |",
                of(Rating::Good),
                of(Rating::Sufficient),
                of(Rating::PhaseOut),
                of(Rating::Insufficient)
            );
        }
        let _ = write!(
            text,
            "\nPrimes of RFC 7919 above 2048 bits: {}; every other: {}. Keys of Ed25519 and Ed448: {}.",
            demands.large_primes.word(),
            Rating::Insufficient.word(),
            demands.edwards.word()
        );
        if !demands.of_whole_chain {
            text.push_str(" Of a chain only the server's own certificate counts.");
        }
        if let Some(days) = demands.max_days {
            let _ = write!(text, " A certificate is valid for {days} days at most.");
        }
        if demands.needs_extensions {
            text.push_str(
                " TLS 1.2 has the extended master secret (RFC 7627) and secure renegotiation (RFC 5746).",
            );
        }
        text.push('\n');
    }
}

fn words_of<T: ToString>(table: &[(T, Rating)]) -> Vec<(String, Rating)> {
    table
        .iter()
        .map(|(name, rating)| (name.to_string(), *rating))
        .collect()
}

/// The score, from its tables.
fn score(text: &mut String) {
    let _ = write!(
        text,
        "\n## Score\n\n{SCORE_PROSE}\n\n| area | points | nothing for, beside errors |\n|---|---|---|\n"
    );
    for weight in WEIGHTS {
        let bonus = if weight.is_bonus { ", on top" } else { "" };
        let _ = writeln!(
            text,
            "| {} | {}{bonus} | {} |",
            weight.area.title(),
            weight.points,
            weight.nothing_for
        );
    }
    text.push_str("\n| state | part of the points | when | why so much |\n|---|---|---|---|\n");
    for row in STATES {
        let _ = writeln!(
            text,
            "| {} | {} % | {} | {} |",
            row.state.words(),
            row.percent,
            row.rule,
            row.reason
        );
    }
}

const PROFILE_PROSE: &str = "\
Whoever has to keep to somebody's published guidelines can ask for a judgement by them. Under another profile than our \
own, TLS 1.0 and TLS 1.1 cap the letter at B, and every other deviation is a finding for each address, which moves no \
letter: some of it only a deep look can see. What a table does not name is insufficient. Names of suites are given by their parts.";

const SCORE_PROSE: &str = "\
Apart from the letter there is a score from 0 to 100: how much of everything is done. Each area earns a part of its \
points by the gravest certain finding in it. Areas that do not apply to the domain or were not looked at leave the sum \
and the points alike. What could not be told leaves them too; the lowest and the highest score say what it would be if all of \
that went badly, or well. Submission counts for nothing.";

#[test]
fn every_field_of_a_report_is_documented() {
    let documented =
        fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.md"))
            .unwrap();
    let mut missing = BTreeSet::new();
    for scenario in support::scenarios() {
        let report = analysis::assess(&scenario.evidence, scenario.evidence.now);
        collect_fields(&serde_json::to_value(&report).unwrap(), &mut |field| {
            if !documented.contains(&format!("`{field}`")) {
                missing.insert(field.to_owned());
            }
        });
    }
    assert!(
        missing.is_empty(),
        "docs/report.md does not mention {missing:?}"
    );
}

fn collect_fields(value: &serde_json::Value, visit: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::Object(fields) => {
            for (field, value) in fields {
                visit(field);
                collect_fields(value, visit);
            }
        }
        serde_json::Value::Array(items) => {
            items.iter().for_each(|item| collect_fields(item, visit));
        }
        _ => {}
    }
}

const GRADE_PROSE: &str = "\
The grade answers one question: can mail to this domain be read or redirected on the way? It is a letter from A+ to F, \
made by caps: each names a fact that was definitely observed and the best letter that it leaves. The lowest cap wins; \
without any, the letter is A. Points are never added up, so every letter can be explained in one sentence.

What could not be found out is never counted against the domain. It leaves a doubt: the letter is then shown as a \
bound, “B at best”, with the reason, and the bound only narrows as more becomes known. A server that turns us away \
(421, 554), stays silent, or cannot be reached from where the relay stands is such a doubt, and so is a blocked port 25 \
at the relay. Only the domain's own faults lower its grade.

A host's state is the worst of its addresses that answer. A silent address beside an answering one is a finding and \
not a cap.";

const GRADE_REST: &str = "
## A+

As A, with TLS 1.3 on every host, nothing older than TLS 1.2, and one mechanism that covers every host: MTA-STS in mode \
enforce with a max_age of at least a day, met by all, or DANE with TLSA records that vouch for all. What was not asked or could not be told proves nothing, so A+ is \
then not given, and the letter stays A with a footnote.

## No letter

| shown | when |
|---|---|
| – no mail by design | the domain publishes a null MX (RFC 7505) |
| – no mail service found | the domain does not exist, has neither MX nor address, or only an address whose port 25 refuses or is silent |
| – could not test | no host completed EHLO from here; the reason is quoted |
| – DNS part only | there is no relay |

## Where this departs from other graders

- **A server that does not let us in lowers nothing.** Reading a rate limit as “no STARTTLS” is the best-known mistake \
of this field.
- **Old TLS versions beside new ones only block A+.** On port 25 the alternative to weak TLS is often none at all \
(RFC 7435, RFC 9325 §5.2); what counts is the best that both sides have. Who has to keep to NCSC-NL's or Mozilla's profile \
 asks for a judgement by it, and is told B.
- **That a server accepts a foreign recipient does not prove an open relay.** Many accept whatever they are told and \
decide later. It is proven (F) only where the same server, in the same session, refuses a made-up mailbox of its own; \
otherwise it is unproven (D). A test not run caps nothing, and what users send through (submission) touches no grade.
- **A listed server that refuses every connection while another works caps at B, not lower.** Nolisting is meant that \
way; it delays mail a little and reveals none.
";

fn compare(file: &str, fresh: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(file);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, fresh).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == fresh,
        "{file} is not what the code says; run UPDATE_DOCS=1 cargo test -p analysis --test docs"
    );
}

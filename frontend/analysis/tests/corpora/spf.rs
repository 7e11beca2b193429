//! The suite of openspf for RFC 7208: zones, senders, and what check_host() must say of them.

use std::collections::BTreeSet;
use std::net::IpAddr;

use analysis::dns::{QueryName, RecordData, RecordType, TxtRecord};
use analysis::spf::{Checked, DnsReply, Evaluation, Session, check_host};
use yaml_rust2::{Yaml, YamlLoader};

use super::{Comparison, corpus_text};

#[test]
fn senders_are_checked_as_the_suite_says() {
    check_all("spf-openspf/rfc7208-tests.yml", 203);
}

/// The standard before: what its suite asks for, the present one asks for as well.
#[test]
fn senders_are_checked_as_the_older_suite_says() {
    check_all("spf-openspf/rfc4408-tests.yml", 191);
}

fn check_all(file: &str, cases: usize) {
    let Some(text) = corpus_text(file) else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for scenario in YamlLoader::load_from_str(&text).unwrap() {
        let zone = Zone::read(&scenario["zonedata"]);
        for (name, case) in scenario["tests"].as_hash().unwrap() {
            let found = check(case, &zone);
            let expected = words(&case["result"]);
            let name = name.as_str().unwrap();
            let agrees = expected.contains(&found.result.word().to_owned());
            comparison.case(name, agrees);
            let explanation = match case["explanation"].as_str() {
                None => continue,
                Some("DEFAULT") => None,
                Some(explanation) => Some(explanation),
            };
            assert_eq!(found.explanation.as_deref(), explanation, "{name}");
        }
    }
    comparison.finish(cases);
}

/// Runs the check, at first knowing nothing and then what it asked for: as the judgement does.
fn check(case: &Yaml, zone: &Zone) -> Checked {
    let helo = case["helo"].as_str().unwrap();
    let mail_from = case["mailfrom"].as_str().unwrap();
    let sender = if mail_from.is_empty() {
        format!("postmaster@{helo}")
    } else {
        mail_from.to_owned()
    };
    let session = Session {
        address: case["host"].as_str().unwrap().parse::<IpAddr>().unwrap(),
        domain: sender.rsplit_once('@').unwrap().1,
        sender: &sender,
        helo,
        receiver: "unknown",
        now: 0,
    };
    let at_once = match check_host(&session, &|name, kind| zone.answer(name, kind)) {
        Evaluation::Done(checked) => *checked,
        Evaluation::Needs(needs) => panic!("a whole zone lacks {needs:?}"),
    };
    let mut asked = BTreeSet::new();
    loop {
        let evaluation = check_host(&session, &|name, kind| {
            if asked.contains(&(name.clone(), kind)) {
                zone.answer(name, kind)
            } else {
                DnsReply::NotAsked
            }
        });
        match evaluation {
            Evaluation::Done(checked) => {
                assert_eq!(*checked, at_once);
                return at_once;
            }
            Evaluation::Needs(needs) => {
                assert!(!needs.is_empty());
                let new = needs.into_iter().filter(|need| asked.insert(need.clone()));
                assert!(new.count() > 0, "it asks for what it was told");
            }
        }
    }
}

/// The records of a scenario.
struct Zone(Vec<(QueryName, Vec<Entry>)>);

enum Entry {
    /// No answer to what has no record here.
    Timeout,
    /// Another name.
    Alias(QueryName),
    /// A record.
    Record(RecordType, RecordData),
}

impl Zone {
    fn read(names: &Yaml) -> Self {
        let names = names.as_hash().unwrap().iter();
        Self(
            names
                .map(|(name, entries)| {
                    let entries = entries.as_vec().unwrap();
                    let name = query_name(name.as_str().unwrap());
                    (name, read_entries(entries))
                })
                .collect(),
        )
    }

    fn answer(&self, asked: &QueryName, kind: RecordType) -> DnsReply {
        let mut name = asked;
        for _ in 0..10 {
            let Some((_, entries)) = self.0.iter().find(|(known, _)| known == name) else {
                return DnsReply::NxDomain;
            };
            let records: Vec<RecordData> = entries
                .iter()
                .filter_map(|entry| match entry {
                    Entry::Record(of, data) if *of == kind => Some(data.clone()),
                    _ => None,
                })
                .collect();
            if !records.is_empty() {
                return DnsReply::Records(records);
            }
            if entries.iter().any(|entry| matches!(entry, Entry::Timeout)) {
                return DnsReply::Failed("timeout".to_owned());
            }
            let alias = entries.iter().find_map(|entry| match entry {
                Entry::Alias(target) => Some(target),
                _ => None,
            });
            match alias {
                Some(target) => name = target,
                None => return DnsReply::NoData,
            }
        }
        DnsReply::Failed("a loop of aliases".to_owned())
    }
}

fn read_entries(entries: &[Yaml]) -> Vec<Entry> {
    // "Auto-magic duplication": records of the old type SPF are TXT records as well, unless the name has some.
    let of_type = |entry: &Yaml, kind: &str| !entry[kind].is_badvalue();
    let has_txt = entries
        .iter()
        .any(|entry| entry.as_hash().is_some() && of_type(entry, "TXT"));
    let mut read = Vec::new();
    for entry in entries {
        if entry.as_str() == Some("TIMEOUT") {
            read.push(Entry::Timeout);
            continue;
        }
        let (kind, value) = entry.as_hash().unwrap().front().unwrap();
        let text = value.as_str().unwrap_or_default();
        let (kind, data) = match kind.as_str().unwrap() {
            "TXT" if text == "NONE" => continue,
            "SPF" if has_txt => continue,
            "TXT" | "SPF" => (RecordType::Txt, RecordData::Txt(txt(value))),
            "A" => {
                let address = text.parse().unwrap();
                (RecordType::A, RecordData::A { address })
            }
            "AAAA" => {
                let address = text.parse().unwrap();
                (RecordType::Aaaa, RecordData::Aaaa { address })
            }
            "MX" => {
                let preference = u16::try_from(value[0].as_i64().unwrap()).unwrap();
                let exchange = query_name(value[1].as_str().unwrap());
                (
                    RecordType::Mx,
                    RecordData::Mx {
                        preference,
                        exchange,
                    },
                )
            }
            "PTR" => {
                let target = query_name(text);
                (RecordType::Ptr, RecordData::Ptr { target })
            }
            "CNAME" => {
                read.push(Entry::Alias(query_name(text)));
                continue;
            }
            other => panic!("no suite has {other}"),
        };
        read.push(Entry::Record(kind, data));
    }
    read
}

fn txt(value: &Yaml) -> TxtRecord {
    // A character of the suite is a byte.
    let bytes = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect()
    };
    let strings = match value {
        Yaml::Array(strings) => strings
            .iter()
            .map(|string| bytes(string.as_str().unwrap()))
            .collect(),
        other => vec![bytes(other.as_str().unwrap())],
    };
    let strings = strings.iter().flat_map(|string| string.chunks(255));
    TxtRecord {
        strings: strings.map(Into::into).collect(),
    }
}

fn query_name(text: &str) -> QueryName {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.is_empty() {
        return QueryName::root();
    }
    QueryName::from_labels(text.split('.').map(str::as_bytes)).unwrap()
}

fn words(value: &Yaml) -> Vec<String> {
    match value {
        Yaml::Array(words) => words
            .iter()
            .map(|word| word.as_str().unwrap().to_owned())
            .collect(),
        word => vec![word.as_str().unwrap().to_owned()],
    }
}

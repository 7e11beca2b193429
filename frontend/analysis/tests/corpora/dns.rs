//! Finding mail servers: which records a domain's MX question leads to.

use analysis::dns::{Answer, DecodeFault, RecordData, RecordType};

use super::zone::Zone;
use super::{Comparison, corpus, list, text};

#[test]
fn mail_exchangers_are_found_through_aliases() {
    let Some(suite) = corpus("dns-checks/mx-gather.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[(
        "cnamelimit1.example",
        "16 aliases are within our limit and beyond theirs; no RFC has a number",
    )]);
    for case in list(&suite["cases"]) {
        let domain = text(case, "domain");
        let found = Zone(&suite).ask(domain, RecordType::Mx);
        let end = found
            .as_ref()
            .ok()
            .map(|message| message.canonical_name(&domain.parse().unwrap()).to_string());
        let hosts = |message: &analysis::dns::Message| -> Vec<_> {
            let records = message.records.iter();
            records.map(|record| record.data.to_string()).collect()
        };
        let agrees = match case["error"].as_str() {
            None => {
                let message = found.unwrap();
                let expected: Vec<_> = list(&case["hosts"])
                    .iter()
                    .filter(|host| host[0] != "implicit")
                    .map(|host| format!("{} {}", host[0], host[1].as_str().unwrap()))
                    .collect();
                let implicit = matches!(message.answer(), Answer::NoData | Answer::NxDomain);
                hosts(&message) == expected
                    && implicit == expected.is_empty()
                    && end.as_deref() == case["effective_domain"].as_str()
            }
            Some("cname-loop") => matches!(found, Err(DecodeFault::AliasLoop { .. })),
            Some("cname-limit (16)") => matches!(found, Err(DecodeFault::TooManyAliases)),
            Some("dns-temporary") => {
                matches!(found.unwrap().answer(), Answer::ServerFailure(_))
            }
            Some(null_mx) => {
                assert!(null_mx.starts_with("no-mail"), "{null_mx}");
                found.unwrap().records.iter().all(
                    |record| matches!(&record.data, RecordData::Mx { exchange, .. } if exchange.is_root()),
                )
            }
        };
        comparison.case(domain, agrees);
    }
    comparison.finish(12);
}

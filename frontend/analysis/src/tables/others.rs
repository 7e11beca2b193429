//! Who hosts the mail, what large receivers demand, and what several resolvers answer.

use super::{Row, Table};
use crate::finding::Area;
use crate::propagation::{PropagationReport, ResolverAnswer};
use crate::provider::{HostedBy, ProviderReport};
use crate::requirements::RequirementsReport;

pub(super) fn provider(provider: &ProviderReport) -> Table {
    Table {
        name: "provider",
        area: Some(Area::Routing),
        title: "Who hosts the mail",
        summary: provider.summary.clone(),
        columns: &["Provider or offer", "Offered", "How"],
        rows: provider.providers.iter().flat_map(hosted_by).collect(),
    }
}

fn hosted_by(by: &HostedBy) -> Vec<Row> {
    let hosts: Vec<String> = by.hosts.iter().map(ToString::to_string).collect();
    let head = [
        [by.name, ", ", by.kind].concat(),
        hosts.join(", "),
        by.acts.clone(),
    ];
    let offers = by.offers.iter().map(|offer| {
        let how = offer.how.unwrap_or_default();
        Row::below(1, [offer.what, offer.offered, how].map(str::to_owned))
    });
    std::iter::once(Row::new(head)).chain(offers).collect()
}

pub(super) fn requirements(requirements: &RequirementsReport) -> Table {
    let rows = requirements.items.iter().map(|item| {
        Row::new([
            [item.receiver, ", ", item.senders].concat(),
            item.demand.to_owned(),
            [item.status.words(), ": ", &item.reason].concat(),
        ])
    });
    Table {
        name: "requirements",
        area: None,
        title: "What large receivers demand of senders",
        summary: "As far as it can be seen from outside".to_owned(),
        columns: &["Receiver, and of whom", "Demand", "Whether it is met"],
        rows: rows.collect(),
    }
}

pub(super) fn propagation(propagation: &PropagationReport) -> Table {
    let differ = propagation.answers.iter().any(|answer| answer.differs);
    let agree = if differ {
        "they differ"
    } else {
        "no differences"
    };
    Table {
        name: "propagation",
        area: None,
        title: "What other resolvers say",
        summary: format!(
            "{} of {}: {agree}",
            propagation.record_type, propagation.name
        ),
        columns: &["Resolver", "Answer", "Records"],
        rows: propagation.answers.iter().map(answer).collect(),
    }
}

fn answer(answer: &ResolverAnswer) -> Row {
    let mut outcome = vec![answer.outcome.to_owned()];
    outcome.extend(answer.why.clone());
    if answer.differs {
        outcome.push("differs".to_owned());
    }
    outcome.extend(answer.ttl.map(|ttl| format!("TTL {ttl}")));
    if answer.authenticated {
        outcome.push("proven by DNSSEC".to_owned());
    }
    Row::new([
        answer.resolver.clone(),
        outcome.join(" · "),
        answer.records.join(" · "),
    ])
}

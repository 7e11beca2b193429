//! SPF: every record that the domain's leads to, and the senders that were tried.

use super::{Row, Table};
use crate::finding::Area;
use crate::spf::{SenderReport, SpfNode, SpfReport};

pub(super) fn tables(spf: &SpfReport) -> Vec<Table> {
    let mut tables = vec![tree(spf)];
    tables.extend(spf.senders.iter().map(sender));
    tables
}

pub(super) fn tree(spf: &SpfReport) -> Table {
    Table {
        name: "spf-tree",
        area: Some(Area::Spf),
        title: "SPF: who may send",
        summary: summary(spf),
        columns: &["Domain", "Lookups", "Record"],
        rows: spf.tree.iter().map(node).collect(),
    }
}

fn summary(spf: &SpfReport) -> String {
    let bound = if spf.exact { "" } else { "at least " };
    let voids = spf.void_lookups.max(spf.void_lookups_ipv6);
    format!(
        "{}: {bound}{} of 10 lookups, {bound}{voids} of 2 names without an answer; {} IPv4 and {} IPv6 addresses may send",
        spf.summary, spf.lookups, spf.ipv4_addresses, spf.ipv6_addresses
    )
}

fn node(node: &SpfNode) -> Row {
    let mut record = match (&node.record, &node.detail) {
        (Some(record), _) => record.clone(),
        (None, Some(detail)) => [node.state, ": ", detail].concat(),
        (None, None) => node.state.to_owned(),
    };
    for void in &node.void_lookups {
        record.push_str(" · no answer: ");
        record.push_str(void);
    }
    let domain = match node.reached_by {
        "record" => node.domain.clone(),
        by => [by, " ", &node.domain].concat(),
    };
    Row::below(node.depth, [domain, node.lookups.to_string(), record])
}

fn sender(sender: &SenderReport) -> Table {
    let helo = match sender.helo.as_str() {
        "" => String::new(),
        helo => format!(", EHLO {helo}"),
    };
    let result = sender.result.unwrap_or("still to come");
    Table {
        name: "spf-sender",
        area: None,
        title: "SPF: would this sender pass?",
        summary: format!(
            "{} from <{}>{helo}: {result}. {}",
            sender.address, sender.mail_from, sender.reason
        ),
        columns: &["Term", "Of", "Outcome"],
        rows: sender
            .trail
            .iter()
            .map(|step| {
                let cells = [
                    step.term.clone(),
                    step.domain.clone(),
                    step.outcome.to_owned(),
                ];
                Row::below(step.depth, cells)
            })
            .collect(),
    }
}

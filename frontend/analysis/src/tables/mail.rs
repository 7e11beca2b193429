//! DKIM, DMARC, BIMI and CAA.

use super::{Row, Table};
use crate::bimi::BimiReport;
use crate::caa::CaaReport;
use crate::dkim::{DkimReport, SelectorReport};
use crate::dmarc::{DmarcReport, Policy};
use crate::finding::Area;

pub(super) fn dkim(dkim: &DkimReport) -> Table {
    // Most of what is guessed is not there: that is no row.
    let shown = |one: &&SelectorReport| one.outcome != "absent" || one.source == "typed";
    Table {
        name: "dkim",
        area: Some(Area::Dkim),
        title: "DKIM: keys",
        summary: [&dkim.summary, ". ", &dkim.hint].concat(),
        columns: &["Selector", "Key", "Record"],
        rows: dkim.selectors.iter().filter(shown).map(selector).collect(),
    }
}

fn selector(one: &SelectorReport) -> Row {
    let provider = one.provider.map(|name| [" (", name, ")"].concat());
    let name = [&one.selector, provider.as_deref().unwrap_or_default()].concat();
    let mut key = vec![one.outcome.to_owned()];
    key.extend(one.key.clone());
    key.extend(one.flags.iter().cloned());
    key.extend(one.why.clone());
    let mut records: Vec<String> = one
        .alias
        .iter()
        .map(|alias| ["alias of ", alias].concat())
        .collect();
    records.extend(one.records.iter().map(|record| record.text.clone()));
    Row::new([name, key.join(" · "), records.join(" · ")])
}

pub(super) fn dmarc(dmarc: &DmarcReport) -> Table {
    let mut rows = Vec::new();
    let mut add = |what: &str, value: String| rows.push(Row::new([what.to_owned(), value]));
    let policy = |policy: Policy| policy.word().to_owned();
    if let (Some(name), Some(record)) = (&dmarc.record_of, &dmarc.record) {
        add(&["record of ", name.as_str()].concat(), record.clone());
    }
    if let Some(found) = dmarc.policy {
        let testing = if dmarc.testing { ", testing" } else { "" };
        add("policy", [found.word(), testing].concat());
    }
    if let Some(found) = dmarc.subdomain_policy {
        add("for subdomains", policy(found));
    }
    if let Some(found) = dmarc.nonexistent_policy {
        add("for subdomains that do not exist", policy(found));
    }
    if let Some(name) = &dmarc.organizational_domain {
        add("organisational domain", name.to_string());
    }
    for step in &dmarc.walk {
        add(&["asked ", &step.name].concat(), step.answer.clone());
    }
    for destination in &dmarc.destinations {
        let value = [&destination.addresses.join(", "), ": ", destination.consent].concat();
        add(&["reports to ", destination.host.as_str()].concat(), value);
    }
    Table {
        name: "dmarc",
        area: Some(Area::Dmarc),
        title: "DMARC: what to do with forgeries",
        summary: dmarc.summary.clone(),
        columns: &["What", "Value"],
        rows,
    }
}

pub(super) fn bimi(bimi: &BimiReport) -> Table {
    let name = bimi.record_of.to_string();
    let records = bimi.records.iter();
    Table {
        name: "bimi",
        area: Some(Area::Bimi),
        title: "BIMI: a logo",
        summary: [bimi.summary, ". Logo and certificate are not fetched."].concat(),
        columns: &["Record of", "Record"],
        rows: records
            .map(|record| Row::new([name.clone(), record.clone()]))
            .collect(),
    }
}

pub(super) fn caa(caa: &CaaReport) -> Table {
    let rows = caa.names.iter().map(|name| {
        let records: Vec<&str> = name.records.iter().map(|one| one.text.as_str()).collect();
        let found_at = name.found_at.iter().map(|at| ["at ", at, ": "].concat());
        let records = [found_at.collect(), records.join(" · ")].concat();
        Row::new([
            [name.name.as_str(), " (", name.role, ")"].concat(),
            name.summary.clone(),
            records,
        ])
    });
    Table {
        name: "caa",
        area: Some(Area::Certificate),
        title: "CAA: who may issue certificates",
        summary: "The records that authorities look for before they issue".to_owned(),
        columns: &["Name", "What it comes to", "Records"],
        rows: rows.collect(),
    }
}

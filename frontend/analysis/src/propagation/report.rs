//! For reading.

use serde::Serialize;

use super::{Said, name, rows, usual_group};
use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;

/// What each resolver answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropagationReport {
    /// The name that was asked for.
    pub name: QueryName,
    /// The type.
    pub record_type: RecordType,
    /// Each resolver's answer, the chosen resolver's first.
    pub answers: Vec<ResolverAnswer>,
}

/// What one resolver answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolverAnswer {
    /// The resolver, in words.
    pub resolver: String,
    /// "records", "no such record", "no such name", "could not tell" or "still to come".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["records", "no such record", "no such name", "could not tell", "still to come"])))]
    pub outcome: &'static str,
    /// The records, as in a zone file, in an order that is the same for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<String>,
    /// Why it could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// For how long this resolver will still give this answer, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
    /// Whether it says that DNSSEC proves the answer (the AD bit).
    pub authenticated: bool,
    /// Resolvers with the same number give the same answer; nothing where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<usize>,
    /// Whether it is another answer than most give.
    pub differs: bool,
}

/// For reading; nothing if no comparison is wished for.
pub(crate) fn report(evidence: &Evidence) -> Option<PropagationReport> {
    let compared = evidence.wishes.compared.as_ref()?;
    let rows = rows(evidence, compared);
    let usual = usual_group(&rows);
    let answers = rows
        .into_iter()
        .map(|row| {
            let (outcome, records, why) = match row.said {
                Said::Pending => ("still to come", vec![], None),
                Said::Unknown(why) => ("could not tell", vec![], Some(why)),
                Said::NoData => ("no such record", vec![], None),
                Said::NxDomain => ("no such name", vec![], None),
                Said::Records(records) => {
                    let records = records.iter().map(ToString::to_string).collect();
                    ("records", records, None)
                }
            };
            ResolverAnswer {
                resolver: name(&row.via, evidence),
                outcome,
                records,
                why,
                ttl: row.ttl,
                authenticated: row.authenticated,
                differs: row.group.is_some() && row.group != usual,
                group: row.group,
            }
        })
        .collect();
    Some(PropagationReport {
        name: compared.name.clone(),
        record_type: compared.record_type,
        answers,
    })
}

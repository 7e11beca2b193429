//! What is said where reporters found different policies.

use super::enforce::Basis;
use super::published::disagreeing;
use crate::dmarc::Policy;

/// Reporters that are named for each policy.
const MAX_NAMES: usize = 3;

/// Which reporters found which policy, if they do not agree.
pub(super) fn disagreement(basis: &Basis<'_>) -> Option<String> {
    let said = disagreeing(basis);
    let (_, first) = said.first()?;
    let mut policies = vec![*first];
    for (_, p) in said {
        if !policies.contains(p) {
            policies.push(*p);
        }
    }
    let whose: Vec<String> = policies.iter().map(|p| whose(said, *p)).collect();
    let domain = basis.found.map(|found| found.policy.domain.as_str());
    let place = match domain {
        Some(domain) if !domain.is_empty() => format!(" at _dmarc.{domain}"),
        _ => String::new(),
    };
    Some(format!(
        "Reporters of the same days do not agree on the policy: {}. Look at the record{place}: one of them may have read it \
         wrong.",
        whose.join("; ")
    ))
}

/// Who found this one.
fn whose(said: &[(String, Policy)], p: Policy) -> String {
    let names: Vec<&str> = said
        .iter()
        .filter(|(_, one)| *one == p)
        .map(|(name, _)| match name.as_str() {
            "" => "one without a name",
            name => name,
        })
        .collect();
    let (named, rest) = names.split_at(names.len().min(MAX_NAMES));
    let more = match rest.len() {
        0 => String::new(),
        1 => " and one more".to_owned(),
        number => format!(" and {number} more"),
    };
    format!("“p={}” by {}{more}", p.word(), named.join(", "))
}

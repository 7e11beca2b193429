//! The next step on the way to a stricter policy, in words and as a record.

use super::Tally;
use super::disagreement::disagreement;
use super::enforce::{Basis, ENOUGH_DAYS, Step, fails_entirely, says_enough};
use super::published::{Published, is_of_known};
use crate::dmarc::Policy;
use crate::fix::record::zone_line;

pub(super) fn advice(
    step: Step,
    published: Published,
    wanted: u64,
    days: usize,
    basis: &Basis<'_>,
) -> Vec<String> {
    let mut words = vec![match step {
        Step::NoReports => "There are no reports to go by.".to_owned(),
        Step::ChooseDomain => format!(
            "{}These reports are about {} domains, each with a policy of its own: look at one of them for its next step.",
            if basis.total.passing > 0 { "Nothing that looks wanted fails. " } else { "" },
            basis.domains
        ),
        Step::MendFirst if published.refuses_all() => format!(
            "The policy{} is reject, and {} that may be wanted failed: receivers refuse such mail. Mend these sources.",
            of_whom(basis),
            mails(wanted)
        ),
        Step::MendFirst => format!(
            "{} that may be wanted failed. Mend these sources, or make sure that they are none of yours, before \
             the policy gets stricter.",
            mails_first(wanted)
        ),
        Step::SetUpFirst => "None of this mail passes, so a stricter policy would let none of it through. For what you send set up \
                             SPF and DKIM first, and look at the reports again. A domain that sends no mail at all can ask for \
                             reject at once."
            .to_owned(),
        Step::LookAtRecord => {
            "The reports do not agree on the policy, so the next step cannot be told from them.".to_owned()
        }
        Step::WaitForMore => too_little(days, basis.total),
        Step::Quarantine => format!(
            "Nothing that looks wanted fails. The next step is a policy of quarantine{}; look at the reports for some weeks before \
             the one after it.",
            without_test(published)
        ),
        Step::Reject => format!(
            "Nothing that looks wanted fails. The next step is a policy of reject{}.",
            without_test(published)
        ),
        Step::Done => {
            let whole = if basis.total.passing > 0 {
                "and nothing that looks wanted fails.".to_owned()
            } else if fails_entirely(basis.total) {
                "and none of this mail passes. A domain that sends mail needs SPF and DKIM first.".to_owned()
            } else {
                format!("but it cannot be told what that does. {}", too_little(days, basis.total))
            };
            format!("The policy{} is reject already, {whole}", of_whom(basis))
        }
    }];
    words.extend(disagreement(basis));
    // What is said of all of the mail already needs no number.
    let not_said = basis.total.not_said;
    if not_said > 0 && step != Step::NoReports {
        words.push(format!(
            "Of {} it cannot be told whether {}: the reports do not say.",
            mails(not_said),
            if not_said == 1 {
                "it passes"
            } else {
                "they pass"
            }
        ));
    }
    if let (Some(next), Some(found)) = (next_policy(step), basis.found)
        && !is_of_known(basis)
        && !found.policy.domain.is_empty()
    {
        words.push(change(next, published, &found.policy.domain));
    }
    if next_policy(step).is_some() {
        // RFC 9989 §7.4.
        let fate = if step == Step::Quarantine {
            "set aside"
        } else {
            "refused"
        };
        words.push(format!(
            "If people of your domain write to mailing lists, some of that mail will be {fate}: lists change it, and not all \
             of them rewrite the From header."
        ));
    }
    words.extend(of_less(step, published));
    if published.testing && next_policy(step).is_none() {
        words.push(
            "The record says “t=y”, so receivers apply the policy one step milder than it reads."
                .to_owned(),
        );
    }
    if basis.reporters.len() == 1 {
        words.push("All of this rests on one receiver; others may see other mail.".to_owned());
    }
    if !basis
        .filter
        .reporter
        .as_deref()
        .unwrap_or_default()
        .is_empty()
    {
        words.push("Only one reporter's mail is shown.".to_owned());
    }
    words
}

/// Whose the policy is, if not that of the domain that is asked for.
fn of_whom(basis: &Basis<'_>) -> String {
    let found = basis.found.map(|found| found.policy.domain.as_str());
    match (basis.filter.domain.as_deref(), found) {
        (Some(wanted), Some(found)) if found != wanted && !found.is_empty() => {
            format!(" of {found}")
        }
        _ => String::new(),
    }
}

/// What a policy is without that is tested no more. RFC 9989 §4.7: with `t=y` each asks for one level less than it reads.
const fn without_test(published: Published) -> &'static str {
    if published.testing {
        " without “t=y”, with which receivers apply the policy one step milder than it reads"
    } else {
        ""
    }
}

/// What to change in a record that is not known itself.
fn change(next: &str, published: Published, domain: &str) -> String {
    let has_it = published.p.is_some_and(|p| p.word() == next);
    let put = format!("put “p={next}” in place of the “p=” that is there");
    let what = match (published.testing, has_it) {
        (true, true) => "take “t=y” out".to_owned(),
        (true, false) => format!("{put}, take “t=y” out"),
        (false, _) => put,
    };
    format!("In the record at _dmarc.{domain} {what}, and leave the rest.")
}

/// Why the reports are too little to go by.
fn too_little(days: usize, total: &Tally) -> String {
    if total.messages == 0 {
        return "These reports count no mail at all, so nothing can be told from them.".to_owned();
    }
    if !says_enough(total) {
        let how_much = if total.not_said == total.messages {
            "any"
        } else {
            "most"
        };
        return format!(
            "The reports do not say of {how_much} of this mail whether it passes, so the next step cannot be told from them."
        );
    }
    let days = match days {
        0 => "these reports do not say of which days they are".to_owned(),
        1 => "there are reports of one day only".to_owned(),
        _ => format!("there are reports of {days} days only"),
    };
    format!(
        "Nothing that looks wanted fails, but {days}. Gather those of at least {ENOUGH_DAYS} days, so that what is sent once a \
         week is among them."
    )
}

/// Where the record asks for less than its “p=” reads.
fn of_less(step: Step, published: Published) -> Vec<String> {
    let mut words = Vec::new();
    let aim = match step {
        Step::Quarantine => Some(Policy::Quarantine),
        Step::Reject | Step::Done => Some(Policy::Reject),
        // That is what the record aims at already.
        Step::MendFirst => published.p.filter(|p| *p == Policy::Reject),
        Step::NoReports
        | Step::ChooseDomain
        | Step::SetUpFirst
        | Step::WaitForMore
        | Step::LookAtRecord => None,
    };
    for (policy, whose, tag) in [
        (published.below(), "names below the domain", "sp"),
        (
            published.below_missing(),
            "names below the domain that do not exist",
            "np",
        ),
    ] {
        if let Some(policy) = policy.filter(|policy| aim.is_some_and(|aim| *policy < aim)) {
            words.push(format!(
                "For {whose} the record asks for less: “{tag}={}”.",
                policy.word()
            ));
        }
    }
    let is_applied = !matches!(published.p, None | Some(Policy::None));
    if let Some(share) = published.pct.filter(|share| is_applied && *share < 100) {
        words.push(format!(
            "The record says “pct={share}”: receivers that go by the older standard apply the policy to that share of the failing \
             mail only, and the others, for which there is no “pct” any more, to all of it. Take it out."
        ));
    }
    words
}

/// The same at the beginning of a sentence.
fn mails_first(number: u64) -> String {
    match number {
        1 => "One mail".to_owned(),
        _ => mails(number),
    }
}

pub(super) fn mails(number: u64) -> String {
    match number {
        1 => "one mail".to_owned(),
        _ => format!("{number} mails"),
    }
}

/// The word of the policy that a step leads to.
const fn next_policy(step: Step) -> Option<&'static str> {
    match step {
        Step::Quarantine => Some("quarantine"),
        Step::Reject => Some("reject"),
        Step::NoReports
        | Step::ChooseDomain
        | Step::MendFirst
        | Step::SetUpFirst
        | Step::WaitForMore
        | Step::LookAtRecord
        | Step::Done => None,
    }
}

/// The domain's own record with the next policy.
pub(super) fn record(step: Step, basis: &Basis<'_>) -> Option<String> {
    let policy = next_policy(step)?;
    let live = basis
        .known
        .dmarc
        .as_deref()
        .filter(|_| is_of_known(basis))?;
    let domain = basis.known.domain.as_deref()?;
    let mut has_policy = false;
    let mut fields: Vec<String> = live
        .split(';')
        .map(str::trim)
        .filter(|field| !field.is_empty())
        .map(|field| (field, field.split_once('=').unwrap_or((field, ""))))
        // RFC 9989 §4.7: with “t=y” in it the next policy would be the one before it.
        .filter(|(_, (name, value))| {
            !(name.trim().eq_ignore_ascii_case("t") && value.trim().eq_ignore_ascii_case("y"))
        })
        .map(|(field, (name, _))| {
            if name.trim().eq_ignore_ascii_case("p") {
                has_policy = true;
                format!("p={policy}")
            } else {
                field.to_owned()
            }
        })
        .collect();
    if !has_policy {
        fields.insert(fields.len().min(1), format!("p={policy}"));
    }
    Some(zone_line(
        &format!("_dmarc.{domain}"),
        "TXT",
        &fields.join("; "),
    ))
}

//! All that can be said of a mail: what stands in it, put together with what DNS says today.

use serde::Serialize;
use shared::{DomainName, Timestamp};

use super::alignment::{DmarcCheck, DmarcResult};
use super::arc::Arc;
use super::authentication_results::AuthResults;
use super::author::{Author, Title};
use super::hints::Hint;
use super::known::Known;
use super::parts::{Choice, Parts};
use super::path::{self, Lines, Path};
use super::remarks::{self, Remark};
use super::sender::SpfCheck;
use super::signatures::{self, SignatureCheck, When, is_recent};
use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;
use crate::plan;
use crate::query::Query;
use crate::reports::moment;

/// All that can be said of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// What the mail says of itself.
    pub title: Title,
    /// Who it says it is from.
    pub author: Author,
    /// Whether its body was given.
    pub has_body: bool,
    /// The way that it took.
    pub path: Path,
    /// What servers said of it, from the top.
    pub results: Vec<Statement>,
    /// Headers beside these that say something of the way.
    pub hints: Vec<Hint>,
    /// SPF.
    pub spf: SpfCheck,
    /// The signatures, from the top.
    pub signatures: Vec<SignatureCheck>,
    /// The chain of forwarders.
    pub arc: Arc,
    /// DMARC.
    pub dmarc: DmarcCheck,
    /// What is good, what is wrong and what to do, the gravest first.
    pub remarks: Vec<Remark>,
    /// When it was judged.
    #[serde(serialize_with = "moment::written")]
    pub judged_at: Timestamp,
    /// Whether everything was asked that there is to ask.
    pub is_complete: bool,
}

/// What a server said of the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The header's place among the headers, from the top.
    pub place: usize,
    /// What it says.
    #[serde(flatten)]
    pub said: AuthResults,
    /// Whose word it is.
    pub standing: Standing,
}

/// Whose word a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It stands above the line in which the recipient's own system took the mail, or where that system writes it, and has
    /// that system's name.
    Own,
    /// It stands above that line, under no name or another.
    Above,
    /// It stands below that line and above the next older one, and has that server's name, or the recipient's domain's if
    /// that server's has none. Filters write it there (those of Postfix, for one), and whoever sent the mail could have, too.
    Beside,
    /// It stands below that line: it came with the mail, and whoever sent that may have made it up.
    Foreign,
    /// It is not known where the recipient's own system begins.
    Unknown,
}

impl Standing {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "by the recipient's own system",
            Self::Above => {
                "by a server behind the one that took the mail in, under another name or none"
            }
            Self::Beside => {
                "directly below the line of the server that took the mail in, under its name or the recipient's domain's: \
                 many servers write it there, and whoever sent the mail could have, too"
            }
            Self::Foreign => "it came with the mail, so whoever sent that may have made it up",
            Self::Unknown => "it cannot be told who wrote it",
        }
    }
}

/// What is still to be asked: keys, policies, what SPF needs, and the name of the address that sent.
#[must_use]
pub fn outstanding(parts: &Parts, choice: &Choice, evidence: &Evidence) -> Vec<Query> {
    let known = Known::new(evidence);
    let path = parts.path(choice);
    look(parts, choice, &path, &known, evidence);
    SpfCheck::check(&path, None, &known, evidence).look_for_name(&known);
    for one in parts.arc.messages.iter().chain(&parts.arc.seals) {
        if let Ok(signature) = &one.parsed {
            known.key(&signature.domain, &signature.selector);
        }
    }
    let mut asked = known.asked();
    let again = plan::unchecked(evidence);
    if !again.is_empty() {
        // Only of a resolver that validates is SERVFAIL a word about DNSSEC.
        asked.insert(Query::dns(QueryName::root(), RecordType::Dnskey));
        asked.extend(again);
    }
    asked.retain(|query| !evidence.is_answered(query));
    asked.into_iter().collect()
}

/// Looks at whatever the verdict of DMARC may hang on.
fn look(parts: &Parts, choice: &Choice, path: &Path, known: &Known<'_>, evidence: &Evidence) {
    let mail_from = parts.mail_from(choice, path);
    let spf = SpfCheck::check(path, mail_from.as_ref(), known, evidence);
    let mut domains: Vec<&DomainName> = Vec::new();
    for signature in parts
        .signatures
        .iter()
        .filter_map(|one| one.parsed.as_ref().ok())
    {
        known.key(&signature.domain, &signature.selector);
        if !domains.contains(&&signature.domain) {
            domains.push(&signature.domain);
        }
    }
    DmarcCheck::look(&parts.author, &spf, &domains, known);
}

/// Whether everything was answered that the verdict of DMARC may hang on.
fn is_settled(parts: &Parts, choice: &Choice, path: &Path, evidence: &Evidence) -> bool {
    let known = Known::new(evidence);
    look(parts, choice, path, &known, evidence);
    known
        .asked()
        .iter()
        .all(|query| evidence.is_answered(query))
}

/// Judges a mail by what is known; `now` is when.
#[must_use]
pub fn examine(parts: &Parts, choice: &Choice, evidence: &Evidence, now: Timestamp) -> Examination {
    let known = Known::new(evidence);
    let path = parts.path(choice);
    let came = path
        .border_hop()
        .and_then(|hop| hop.received.at)
        .or(parts.title.date);
    let when = When {
        came: came.unwrap_or(now).min(now),
        now,
        is_recent: is_recent(came, evidence.now),
    };
    let mut spf = SpfCheck::check(
        &path,
        parts.mail_from(choice, &path).as_ref(),
        &known,
        evidence,
    );
    spf.look_for_name(&known);
    let signatures: Vec<SignatureCheck> = parts
        .signatures
        .iter()
        .map(|one| signatures::check(&parts.message, one, &known, when))
        .collect();
    let arc = Arc::check(&parts.message, &parts.arc, &known, when);
    let mut dmarc = DmarcCheck::check(&parts.author, &spf, &signatures, &known, when);
    if matches!(dmarc.result, DmarcResult::CouldNotTell | DmarcResult::Fail)
        && !is_settled(parts, choice, &path, evidence)
    {
        dmarc.result = DmarcResult::Pending;
    }
    let lines = parts.lines();
    let results = parts
        .results
        .iter()
        .map(|(place, said)| Statement {
            place: *place,
            said: said.clone(),
            standing: standing(*place, said, &path, &lines),
        })
        .collect();
    let mut examination = Examination {
        title: parts.title.clone(),
        author: parts.author.clone(),
        has_body: parts.message.body().is_some(),
        path,
        results,
        hints: parts.hints.clone(),
        spf,
        signatures,
        arc,
        dmarc,
        remarks: Vec::new(),
        judged_at: now,
        is_complete: outstanding(parts, choice, evidence).is_empty(),
    };
    examination.remarks = remarks::remarks(&examination, &parts.message, evidence);
    examination
}

/// Names that servers write in their results, whose own names are of another domain: Amazon SES takes mail in so.
const WRITES_AS: [(&str, &str); 1] = [("amazonses.com", "amazonaws.com")];

/// RFC 8601 §5: only what one's own servers say counts, and they remove what others wrote under their names.
fn standing(place: usize, said: &AuthResults, path: &Path, lines: &Lines<'_>) -> Standing {
    let Some(border) = path.border_hop() else {
        return Standing::Unknown;
    };
    // RFC 5321 §4.4: servers put their headers on top, and nothing else shows which are theirs.
    if path.border.disorder.is_some() || lines.faults.may_be_moved(place) {
        return Standing::Unknown;
    }
    // Whoever handed the mail over in a line that is in doubt may have written what stands below it.
    let doubt = path.border.doubt.as_ref();
    if place <= border.place && doubt.is_some_and(|doubt| place >= doubt.from) {
        return Standing::Unknown;
    }
    let of = said.authserv_id.as_deref().and_then(path::organisation);
    if place > border.place {
        // Google's servers write results below their own line.
        let above = path::line_above(lines, place).filter(|(at, _)| *at <= border.place);
        let by = above.and_then(|(_, line)| line.by.as_deref().and_then(path::organisation));
        if of.is_some() && of == by {
            return Standing::Own;
        }
        let taker = border.received.by.as_deref().and_then(path::organisation);
        // Apple's servers have names without a domain.
        let recipient = || {
            let (_, domain) = border.received.recipient.as_deref()?.rsplit_once('@')?;
            path::organisation(domain)
        };
        let taker = taker.or_else(recipient);
        // Where Google writes is known, so that what stands elsewhere is not its own.
        let taker = taker.filter(|taker| taker != "google.com");
        let is_same = of.is_some()
            && (of == taker
                || WRITES_AS.iter().any(|(name, of_host)| {
                    of.as_deref() == Some(name) && taker.as_deref() == Some(of_host)
                }));
        let mut lines_between = lines.received.iter().map(|(at, _)| *at);
        let is_next = !lines_between.any(|at| at > border.place && at < place);
        return if is_same && is_next {
            Standing::Beside
        } else {
            Standing::Foreign
        };
    }
    let own = path
        .own()
        .filter_map(|hop| hop.received.by.as_deref().and_then(path::organisation));
    if of.is_some() && own.into_iter().any(|by| Some(by) == of) {
        Standing::Own
    } else {
        Standing::Above
    }
}

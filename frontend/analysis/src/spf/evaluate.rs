//! May this sender send? The check_host() function of RFC 7208 §4, exactly.
//!
//! The function is pure: it asks a closure, and where the closure has no answer yet it ends and says what it needs. It
//! is then run again, from the start, when that is known. It ends after at most 10 terms that ask DNS, so that every run
//! is short.

use std::fmt;
use std::net::IpAddr;

use super::lookup::{Ask, DnsReply, checked_domain, family, query_name, target_text};
use super::macros::{MacroLetter, MacroString, Place};
use super::parse::{behind_version, parse};
use super::problem::Problem;
use super::record::{DualCidr, Mechanism, Qualifier, SpfRecord, Term};
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::syntax::{Recognized, Span};

/// Terms that may ask DNS in one check (RFC 7208 §4.6.4).
pub const MAX_LOOKUPS: usize = 10;
/// Questions without an answer that one check may meet (RFC 7208 §4.6.4).
pub const MAX_VOID_LOOKUPS: usize = 2;
/// Mail hosts, and names of one address, that are looked up for one term (RFC 7208 §4.6.4).
pub const MAX_NAMES: usize = 10;

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session<'a> {
    /// The address it connects from. An IPv4-mapped one counts as IPv4 (RFC 7208 §5).
    pub address: IpAddr,
    /// The domain whose record is evaluated: that of MAIL FROM, or the name in EHLO.
    pub domain: &'a str,
    /// The sender, `local-part@domain`. Without local part it is the postmaster's (RFC 7208 §4.3).
    pub sender: &'a str,
    /// The name in EHLO.
    pub helo: &'a str,
    /// The receiving host, for explanations (`%{r}`).
    pub receiver: &'a str,
    /// The time in seconds since 1970, for explanations (`%{t}`).
    pub now: u64,
}

/// What a check comes to (RFC 7208 §2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpfResult {
    /// There is no record, or no domain that could have one.
    None,
    /// The domain says nothing about this sender.
    Neutral,
    /// It may send.
    Pass,
    /// It may not.
    Fail,
    /// It probably may not.
    SoftFail,
    /// DNS did not answer: later it may be told.
    TempError,
    /// The record, or one that it leads to, cannot be evaluated.
    PermError,
}

impl SpfResult {
    /// The word of RFC 8601 §2.7.2.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Neutral => "neutral",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
        }
    }
}

impl fmt::Display for SpfResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl From<Qualifier> for SpfResult {
    fn from(qualifier: Qualifier) -> Self {
        match qualifier {
            Qualifier::Pass => Self::Pass,
            Qualifier::Fail => Self::Fail,
            Qualifier::SoftFail => Self::SoftFail,
            Qualifier::Neutral => Self::Neutral,
        }
    }
}

/// A check that ran, to its end or to where an answer is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evaluation {
    /// These answers are missing.
    Needs(Vec<(QueryName, RecordType)>),
    /// The end.
    Done(Box<Checked>),
}

/// A check that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it came to.
    pub result: SpfResult,
    /// Why, if it is an error.
    pub problem: Option<Problem>,
    /// What the domain says to a sender that it refuses, if it does (RFC 7208 §6.2).
    pub explanation: Option<String>,
    /// The domain and the term that decided, if one did.
    pub decided: Option<(String, String)>,
    /// The terms on the way: those that ask DNS, and the one that decided.
    pub trail: Vec<Step>,
    /// Terms that asked DNS, as the limit of 10 counts them.
    pub lookups: usize,
    /// Questions that had no answer, as the limit of 2 counts them.
    pub voids: usize,
}

/// One term on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many includes and redirects lead to its record.
    pub depth: usize,
    /// The domain whose record it stands in.
    pub domain: String,
    /// The term, in normal form.
    pub term: String,
    /// Whether it matched; nothing if it was not finished, or is a redirect.
    pub matched: Option<bool>,
}

/// Checks a sender (RFC 7208 §4).
#[must_use]
pub fn check_host(session: &Session<'_>, ask: &Ask<'_>) -> Evaluation {
    let (local, sender_domain) = match session.sender.rsplit_once('@') {
        // RFC 7208 §4.3: without local part, "postmaster" is substituted.
        Some(("", domain)) => ("postmaster", domain),
        Some((local, domain)) => (local, domain),
        None if session.sender.is_empty() => ("postmaster", session.domain),
        None => ("postmaster", session.sender),
    };
    let mut evaluator = Evaluator {
        session,
        // RFC 7208 §5: an IPv4-mapped IPv6 address MUST be considered an IPv4 address.
        address: session.address.to_canonical(),
        local,
        sender_domain,
        ask,
        needs: Vec::new(),
        trail: Vec::new(),
        lookups: 0,
        voids: 0,
        confirmed: None,
        confirmed_counted: false,
    };
    let mut checked = Checked {
        result: SpfResult::None,
        problem: None,
        explanation: None,
        decided: None,
        trail: Vec::new(),
        lookups: 0,
        voids: 0,
    };
    match evaluator.check(session.domain, 0) {
        Err(Stop::Needs) => return Evaluation::Needs(evaluator.needs),
        Err(Stop::Problem(problem)) => {
            checked.result = if problem.is_temporary() {
                SpfResult::TempError
            } else {
                SpfResult::PermError
            };
            checked.problem = Some(problem);
        }
        Ok(None) => {}
        Ok(Some(verdict)) => {
            checked.result = verdict.result;
            if verdict.result == SpfResult::Fail
                && let Some(exp) = &verdict.exp
            {
                match evaluator.explain(exp, &verdict.domain) {
                    Err(_) if !evaluator.needs.is_empty() => {
                        return Evaluation::Needs(evaluator.needs);
                    }
                    Err(_) => {}
                    Ok(explanation) => checked.explanation = explanation,
                }
            }
            checked.decided = verdict.term.map(|term| (verdict.domain, term));
        }
    }
    checked.trail = evaluator.trail;
    checked.lookups = evaluator.lookups;
    checked.voids = evaluator.voids;
    Evaluation::Done(Box::new(checked))
}

/// Why the evaluation ends before its end.
enum Stop {
    /// An answer is missing.
    Needs,
    /// An error.
    Problem(Problem),
}

/// What a record says of the sender.
struct Verdict {
    result: SpfResult,
    /// The domain whose record it was.
    domain: String,
    /// The term that decided, if one did.
    term: Option<String>,
    /// Where its explanation is.
    exp: Option<MacroString>,
}

struct Evaluator<'a> {
    session: &'a Session<'a>,
    address: IpAddr,
    local: &'a str,
    sender_domain: &'a str,
    ask: &'a Ask<'a>,
    needs: Vec<(QueryName, RecordType)>,
    trail: Vec<Step>,
    lookups: usize,
    voids: usize,
    /// The names of the address that lead back to it, once they were looked up.
    confirmed: Option<Vec<QueryName>>,
    confirmed_counted: bool,
}

impl Evaluator<'_> {
    /// The record of a domain, evaluated; nothing if there is none. Depth is bounded by the limit of 10 terms.
    fn check(&mut self, domain: &str, depth: usize) -> Result<Option<Verdict>, Stop> {
        // RFC 7208 §4.3: with a malformed domain, or one of a single label, the result is "none".
        let domain = domain.strip_suffix('.').unwrap_or(domain);
        let Some(name) = checked_domain(domain) else {
            return Ok(None);
        };
        // RFC 7208 §4.4: a lookup that fails gives "temperror", a name that does not exist "none".
        let reply = self.answer(&name, RecordType::Txt)?;
        if depth > 0 {
            self.count_void(&reply)?;
        }
        let Some(record) = the_record(&name, &reply)? else {
            return Ok(None);
        };
        // RFC 7208 §4.6.2: mechanisms from left to right; the first match decides.
        for (term, qualifier, mechanism) in record.reached() {
            let step = self.begin(term, mechanism, domain, depth);
            let matched = self.matches(mechanism, domain, depth)?;
            self.end(step, matched);
            if matched {
                if step.is_none() {
                    self.push(term, domain, depth, Some(true));
                }
                return Ok(Some(Verdict {
                    result: qualifier.into(),
                    domain: domain.to_owned(),
                    term: Some(term.to_string()),
                    exp: record.exp().cloned(),
                }));
            }
        }
        let Some((term, target)) = record.redirect() else {
            // RFC 7208 §4.7: if nothing matches and there is no redirect, the result is "neutral".
            return Ok(Some(Verdict {
                result: SpfResult::Neutral,
                domain: domain.to_owned(),
                term: None,
                exp: None,
            }));
        };
        self.push(term, domain, depth, None);
        self.count_lookup()?;
        let target = self.target(target, domain)?;
        // RFC 7208 §6.1: the result is that of the other record, its explanation included; "none" is "permerror".
        let verdict = self.check(&target, depth + 1)?;
        match verdict {
            Some(verdict) => Ok(Some(verdict)),
            None => Err(Stop::Problem(Problem::NoRecord { domain: target })),
        }
    }

    fn matches(&mut self, mechanism: &Mechanism, domain: &str, depth: usize) -> Result<bool, Stop> {
        if mechanism.asks_dns() {
            self.count_lookup()?;
        }
        match mechanism {
            Mechanism::All => Ok(true),
            Mechanism::Ip4 { network, prefix } => {
                Ok(is_within(self.address, IpAddr::V4(*network), *prefix))
            }
            Mechanism::Ip6 { network, prefix } => {
                Ok(is_within(self.address, IpAddr::V6(*network), *prefix))
            }
            Mechanism::Include { domain: target } => self.include(target, domain, depth),
            Mechanism::A {
                domain: target,
                cidr,
            } => {
                let target = self.target_or(target.as_ref(), domain)?;
                let Some(name) = query_name(&target) else {
                    return Ok(false);
                };
                let reply = self.answer(&name, family(self.address))?;
                self.count_void(&reply)?;
                Ok(self.is_among(&reply, *cidr))
            }
            Mechanism::Mx {
                domain: target,
                cidr,
            } => {
                let target = self.target_or(target.as_ref(), domain)?;
                self.mx(&target, *cidr)
            }
            Mechanism::Ptr { domain: target } => {
                let target = self.target_or(target.as_ref(), domain)?;
                let Some(target) = query_name(&target) else {
                    return Ok(false);
                };
                // RFC 7208 §5.5: a confirmed name that is the target, or below it.
                let confirmed = self.confirmed(true)?;
                Ok(confirmed.iter().any(|name| is_at_or_below(name, &target)))
            }
            Mechanism::Exists { domain: target } => {
                let target = self.target(target, domain)?;
                let Some(name) = query_name(&target) else {
                    return Ok(false);
                };
                // RFC 7208 §5.7: the lookup type is A even when the connection is IPv6.
                let reply = self.answer(&name, RecordType::A)?;
                self.count_void(&reply)?;
                Ok(matches!(reply, DnsReply::Records(_)))
            }
        }
    }

    /// RFC 7208 §5.2: pass matches; fail, softfail and neutral do not; none is a permanent error.
    fn include(&mut self, target: &MacroString, domain: &str, depth: usize) -> Result<bool, Stop> {
        let target = self.target(target, domain)?;
        match self.check(&target, depth + 1)? {
            Some(verdict) => Ok(verdict.result == SpfResult::Pass),
            None => Err(Stop::Problem(Problem::NoRecord { domain: target })),
        }
    }

    /// RFC 7208 §5.4: the addresses of the MX hosts; never the domain's own in their place.
    fn mx(&mut self, target: &str, cidr: DualCidr) -> Result<bool, Stop> {
        let Some(name) = query_name(target) else {
            return Ok(false);
        };
        let reply = self.answer(&name, RecordType::Mx)?;
        self.count_void(&reply)?;
        let hosts = reply.mail_hosts();
        // RFC 7208 §4.6.4: more than 10 hosts are a permanent error.
        if hosts.len() > MAX_NAMES {
            let domain = target.to_owned();
            return Err(Stop::Problem(Problem::ManyMailHosts { domain }));
        }
        let family = family(self.address);
        self.want_all(&hosts, family)?;
        for host in hosts {
            let reply = self.answer(host, family)?;
            self.count_void(&reply)?;
            if self.is_among(&reply, cidr) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// RFC 7208 §5.5: the names of the address, at most 10, that lead back to it.
    fn confirmed(&mut self, is_term: bool) -> Result<Vec<QueryName>, Stop> {
        if let Some(names) = &self.confirmed {
            return Ok(names.clone());
        }
        let reverse = QueryName::reverse(self.address);
        let reply = self.reply(&reverse, RecordType::Ptr)?;
        if is_term {
            self.count_void(&reply)?;
        }
        // RFC 7208 §4.6.4: all records other than the first 10 MUST be ignored. §5.5: an error of the PTR lookup means no
        // match, and a name whose own lookup fails is skipped. Who sends decides about these names, so that they do
        // not count as the domain's void lookups.
        let names: Vec<QueryName> = reply.pointers().take(MAX_NAMES).cloned().collect();
        let family = family(self.address);
        self.want_all(&names.iter().collect::<Vec<_>>(), family)?;
        let mut confirmed = Vec::new();
        for name in names {
            let reply = self.reply(&name, family)?;
            if reply.addresses().any(|address| address == self.address) {
                confirmed.push(name);
            }
        }
        self.confirmed = Some(confirmed.clone());
        Ok(confirmed)
    }

    /// RFC 7208 §7.3: the confirmed name that fits the domain best, else "unknown".
    fn confirmed_name(&mut self, domain: &str) -> Result<String, Stop> {
        let names = self.confirmed(false)?;
        let own = query_name(domain);
        let exact = names.iter().find(|name| Some(*name) == own.as_ref());
        let below = names.iter().find(|name| {
            let own = own.as_ref();
            own.is_some_and(|own| is_at_or_below(name, own))
        });
        let best = exact.or(below).or_else(|| names.first());
        Ok(best.map_or_else(|| "unknown".to_owned(), ToString::to_string))
    }

    fn target_or(&mut self, target: Option<&MacroString>, domain: &str) -> Result<String, Stop> {
        match target {
            Some(target) => self.target(target, domain),
            None => Ok(domain.to_owned()),
        }
    }

    /// The name that a domain-spec stands for (RFC 7208 §4.8).
    fn target(&mut self, target: &MacroString, domain: &str) -> Result<String, Stop> {
        // RFC 7208 §4.6.4: the PTR records queried for %{p} are included in the limit of 10. They are queried once.
        if target.uses(MacroLetter::P) && !self.confirmed_counted {
            self.confirmed_counted = true;
            self.count_lookup()?;
        }
        let expanded = self.expand(target, domain)?;
        Ok(target_text(&expanded).to_owned())
    }

    fn expand(&mut self, text: &MacroString, domain: &str) -> Result<String, Stop> {
        let confirmed = if text.uses(MacroLetter::P) {
            self.confirmed_name(domain)?
        } else {
            String::new()
        };
        let expanded = text.expand(&|letter| {
            Some(match letter {
                MacroLetter::S => format!("{}@{}", self.local, self.sender_domain),
                MacroLetter::L => self.local.to_owned(),
                MacroLetter::O => self.sender_domain.to_owned(),
                MacroLetter::D => domain.to_owned(),
                MacroLetter::I => as_labels(self.address),
                MacroLetter::P => confirmed.clone(),
                MacroLetter::V => match self.address {
                    IpAddr::V4(_) => "in-addr".to_owned(),
                    IpAddr::V6(_) => "ip6".to_owned(),
                },
                MacroLetter::H => self.session.helo.to_owned(),
                MacroLetter::C => self.address.to_string(),
                MacroLetter::R => self.session.receiver.to_owned(),
                MacroLetter::T => self.session.now.to_string(),
            })
        });
        Ok(expanded.unwrap_or_default())
    }

    /// RFC 7208 §6.2: what the domain says to those it refuses. Whatever goes wrong means that it says nothing, and its
    /// lookups count towards no limit.
    fn explain(&mut self, exp: &MacroString, domain: &str) -> Result<Option<String>, Stop> {
        let expanded = self.expand(exp, domain)?;
        let Some(name) = query_name(target_text(&expanded)) else {
            return Ok(None);
        };
        let reply = self.reply(&name, RecordType::Txt)?;
        let texts = reply.texts();
        let [text] = texts.as_slice() else {
            return Ok(None);
        };
        let text = text.text();
        let mut faulty = false;
        let whole = Span::whole(&text);
        let read = MacroString::read(&text, whole, Place::Explanation, &mut |_, _| faulty = true);
        if faulty {
            return Ok(None);
        }
        self.expand(&read, domain).map(Some)
    }

    /// What DNS says; an error if it does not answer.
    fn answer(&mut self, name: &QueryName, kind: RecordType) -> Result<DnsReply, Stop> {
        let reply = self.reply(name, kind)?;
        match reply.failure() {
            None => Ok(reply),
            Some(why) => Err(Stop::Problem(Problem::Dns {
                name: name.clone(),
                record_type: kind,
                why: why.to_owned(),
            })),
        }
    }

    /// What DNS says, whatever it is.
    fn reply(&mut self, name: &QueryName, kind: RecordType) -> Result<DnsReply, Stop> {
        let reply = (self.ask)(name, kind);
        if reply == DnsReply::NotAsked {
            self.needs.push((name.clone(), kind));
            return Err(Stop::Needs);
        }
        Ok(reply)
    }

    /// Several questions that do not depend on each other are needed together.
    fn want_all(&mut self, names: &[&QueryName], kind: RecordType) -> Result<(), Stop> {
        for name in names {
            if (self.ask)(name, kind) == DnsReply::NotAsked {
                self.needs.push(((*name).clone(), kind));
            }
        }
        if self.needs.is_empty() {
            Ok(())
        } else {
            Err(Stop::Needs)
        }
    }

    /// RFC 7208 §4.6.4: more than 10 terms that ask DNS are a permanent error.
    const fn count_lookup(&mut self) -> Result<(), Stop> {
        self.lookups += 1;
        if self.lookups > MAX_LOOKUPS {
            return Err(Stop::Problem(Problem::ManyLookups));
        }
        Ok(())
    }

    /// RFC 7208 §4.6.4: more than 2 void lookups are a permanent error.
    const fn count_void(&mut self, reply: &DnsReply) -> Result<(), Stop> {
        if reply.is_void() {
            self.voids += 1;
            if self.voids > MAX_VOID_LOOKUPS {
                return Err(Stop::Problem(Problem::ManyVoidLookups));
            }
        }
        Ok(())
    }

    fn is_among(&self, reply: &DnsReply, cidr: DualCidr) -> bool {
        let prefix = if self.address.is_ipv4() {
            cidr.v4
        } else {
            cidr.v6
        };
        reply
            .addresses()
            .any(|address| is_within(self.address, address, prefix))
    }

    /// Notes a term that asks DNS; others only when they match, since a record may have hundreds.
    fn begin(
        &mut self,
        term: &Term,
        mechanism: &Mechanism,
        domain: &str,
        depth: usize,
    ) -> Option<usize> {
        if !mechanism.asks_dns() || self.lookups >= MAX_LOOKUPS {
            return None;
        }
        let index = self.trail.len();
        self.push(term, domain, depth, None);
        Some(index)
    }

    fn end(&mut self, step: Option<usize>, matched: bool) {
        if let Some(step) = step.and_then(|step| self.trail.get_mut(step)) {
            step.matched = Some(matched);
        }
    }

    fn push(&mut self, term: &Term, domain: &str, depth: usize, matched: Option<bool>) {
        self.trail.push(Step {
            depth,
            domain: domain.to_owned(),
            term: term.to_string(),
            matched,
        });
    }
}

/// RFC 7208 §4.5, §4.6: no record, exactly one valid record, or a permanent error.
fn the_record(name: &QueryName, reply: &DnsReply) -> Result<Option<SpfRecord>, Stop> {
    let texts = reply.texts();
    let texts = texts.iter().map(TxtRecord::text);
    let mut records: Vec<String> = texts
        .filter(|text| behind_version(text).is_some())
        .collect();
    let domain = name.to_string();
    let Some(text) = records.pop() else {
        return Ok(None);
    };
    if !records.is_empty() {
        return Err(Stop::Problem(Problem::Several { domain }));
    }
    match parse(&text) {
        Recognized::Record(record, _) => Ok(Some(record)),
        Recognized::Foreign => Ok(None),
        Recognized::Malformed(defects) => {
            let fault = defects.iter().find(|defect| defect.is_fault());
            Err(Stop::Problem(Problem::Invalid {
                domain,
                fault: fault.map(|fault| fault.message()).unwrap_or_default(),
            }))
        }
    }
}

/// Whether two addresses of one family agree in so many bits.
fn is_within(address: IpAddr, network: IpAddr, prefix: u8) -> bool {
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            let differing = u32::from(a) ^ u32::from(b);
            differing.leading_zeros() >= u32::from(prefix)
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => {
            let differing = u128::from(a) ^ u128::from(b);
            differing.leading_zeros() >= u32::from(prefix)
        }
        // RFC 7208 §5: an address never matches one of the other family.
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

fn is_at_or_below(name: &QueryName, target: &QueryName) -> bool {
    let front = name.as_str().strip_suffix(target.as_str());
    front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

/// RFC 7208 §7.3: `i` is the dotted quad, or every hexadecimal digit of an IPv6 address as a label of its own.
fn as_labels(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let digits = format!("{:032X}", u128::from(v6));
            let mut labels = String::with_capacity(63);
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 {
                    labels.push('.');
                }
                labels.push(digit);
            }
            labels
        }
    }
}

#[cfg(test)]
mod tests;

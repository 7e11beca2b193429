//! May this sender send? The check_host() function of RFC 7208 §4, exactly.
//!
//! The function is pure: it asks a closure, and where the closure has no answer yet it ends and says what it needs. It
//! is then run again, from the start, when that is known. It ends after at most 10 terms that ask DNS, so that every run
//! is short.

mod names;

use std::net::IpAddr;

use super::lookup::{Ask, DnsReply, checked_domain, family, query_name};
use super::macros::MacroString;
use super::parse::{behind_version, parse};
use super::problem::Problem;
use super::record::{DualCidr, Mechanism, SpfRecord, Term};
use super::session::{Checked, Evaluation, Session, SpfResult, Step};
use crate::dns::{self, QueryName, RecordType, TxtRecord};
use crate::syntax::Recognized;

/// Terms that may ask DNS in one check (RFC 7208 §4.6.4).
pub const MAX_LOOKUPS: usize = 10;
/// Questions without an answer that one check may meet (RFC 7208 §4.6.4).
pub const MAX_VOID_LOOKUPS: usize = 2;
/// Mail hosts, and names of one address, that are looked up for one term (RFC 7208 §4.6.4).
pub const MAX_NAMES: usize = 10;

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
                Ok(confirmed
                    .iter()
                    .any(|name| dns::is_within(name.as_str(), target.as_str())))
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

#[cfg(test)]
mod tests;

//! The names that a check asks for: macros resolved, and reverse names confirmed.

use std::net::IpAddr;

use super::{Evaluator, MAX_NAMES, Stop};
use crate::dns::{QueryName, RecordType, is_within};
use crate::spf::lookup::{family, query_name, target_text};
use crate::spf::macros::{MacroLetter, MacroString, Place};
use crate::syntax::Span;

impl Evaluator<'_> {
    /// RFC 7208 §5.5: the names of the address, at most 10, that lead back to it.
    pub(super) fn confirmed(&mut self, is_term: bool) -> Result<Vec<QueryName>, Stop> {
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
    pub(super) fn confirmed_name(&mut self, domain: &str) -> Result<String, Stop> {
        let names = self.confirmed(false)?;
        let own = query_name(domain);
        let exact = names.iter().find(|name| Some(*name) == own.as_ref());
        let below = names.iter().find(|name| {
            let own = own.as_ref();
            own.is_some_and(|own| is_within(name.as_str(), own.as_str()))
        });
        let best = exact.or(below).or_else(|| names.first());
        Ok(best.map_or_else(|| "unknown".to_owned(), ToString::to_string))
    }

    pub(super) fn target_or(
        &mut self,
        target: Option<&MacroString>,
        domain: &str,
    ) -> Result<String, Stop> {
        match target {
            Some(target) => self.target(target, domain),
            None => Ok(domain.to_owned()),
        }
    }

    /// The name that a domain-spec stands for (RFC 7208 §4.8).
    pub(super) fn target(&mut self, target: &MacroString, domain: &str) -> Result<String, Stop> {
        // RFC 7208 §4.6.4: the PTR records queried for %{p} are included in the limit of 10. They are queried once.
        if target.uses(MacroLetter::P) && !self.confirmed_counted {
            self.confirmed_counted = true;
            self.count_lookup()?;
        }
        let expanded = self.expand(target, domain)?;
        Ok(target_text(&expanded).to_owned())
    }

    pub(super) fn expand(&mut self, text: &MacroString, domain: &str) -> Result<String, Stop> {
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
    pub(super) fn explain(
        &mut self,
        exp: &MacroString,
        domain: &str,
    ) -> Result<Option<String>, Stop> {
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

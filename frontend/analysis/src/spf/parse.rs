//! The grammar of the record (RFC 7208 §12).

mod arguments;

use std::net::IpAddr;

use super::defect::SpfDefect;
use super::macros::Place;
use super::record::{Mechanism, Modifier, Qualifier, SpfRecord, Term, TermKind};
use crate::syntax::{DefectKind, Defects, Recognized, Span};

use arguments::is_domain_end;

/// What every record begins with, in any case.
const VERSION: &str = "v=spf1";

/// The text behind the version, if a text is an SPF record.
pub(super) fn behind_version(text: &str) -> Option<&str> {
    // RFC 7208 §4.5: the version is terminated by a space or the end; "v=spf10" is no match. Case does not matter in ABNF.
    let (version, rest) = text.split_at_checked(VERSION.len())?;
    let ends = rest.is_empty() || rest.starts_with(' ');
    (version.eq_ignore_ascii_case(VERSION) && ends).then_some(rest)
}

/// Reads one record. Spans are offsets in `text`.
#[must_use]
pub fn parse(text: &str) -> Recognized<SpfRecord> {
    let Some(rest) = behind_version(text) else {
        return Recognized::Foreign;
    };
    let mut reader = Reader {
        text,
        defects: Defects::default(),
    };
    let mut terms = Vec::new();
    let mut start = VERSION.len();
    reader.check_characters(start);
    // RFC 7208 §4.6.1: terms = *( 1*SP ( directive / modifier ) ), then *SP.
    for word in rest.split(' ') {
        let span = Span::new(start, start + word.len());
        start = span.end + 1;
        if !word.is_empty()
            && let Some(kind) = reader.read_term(span)
        {
            terms.push(Term { kind, span });
        }
    }
    reader.check_repetition(&terms);
    Recognized::from_parts(Some(SpfRecord { terms }), reader.defects)
}

struct Reader<'a> {
    text: &'a str,
    defects: Defects,
}

impl<'a> Reader<'a> {
    fn of(&self, span: Span) -> &'a str {
        span.of(self.text).unwrap_or_default()
    }

    fn fault(&mut self, defect: SpfDefect, span: Span) {
        self.defects.fault(DefectKind::Spf { defect }, span);
    }

    fn flaw(&mut self, defect: SpfDefect, span: Span) {
        self.defects.flaw(DefectKind::Spf { defect }, span);
    }

    /// RFC 7208 §3.1, §4.6.1: US-ASCII alone, and of that what is visible, and spaces. Each run of others is one defect.
    fn check_characters(&mut self, from: usize) {
        let mut run: Option<Span> = None;
        for (offset, character) in self.text.char_indices().skip_while(|(at, _)| *at < from) {
            let end = offset + character.len_utf8();
            if character == ' ' || character.is_ascii_graphic() {
                if let Some(span) = run.take() {
                    self.fault(SpfDefect::Character, span);
                }
            } else {
                run = Some(Span::new(run.map_or(offset, |span| span.start), end));
            }
        }
        if let Some(span) = run {
            self.fault(SpfDefect::Character, span);
        }
    }

    /// RFC 7208 §6: redirect and exp MUST NOT appear more than once each.
    fn check_repetition(&mut self, terms: &[Term]) {
        let mut seen = [false; 2];
        for term in terms {
            let (index, name) = match &term.kind {
                TermKind::Modifier(Modifier::Redirect { .. }) => (0, "redirect"),
                TermKind::Modifier(Modifier::Exp { .. }) => (1, "exp"),
                TermKind::Modifier(Modifier::Unknown { .. }) | TermKind::Directive { .. } => {
                    continue;
                }
            };
            if let Some(seen) = seen.get_mut(index) {
                if *seen {
                    let name = name.to_owned();
                    self.fault(SpfDefect::Twice { name }, term.span);
                }
                *seen = true;
            }
        }
    }

    fn read_term(&mut self, span: Span) -> Option<TermKind> {
        let word = self.of(span);
        // RFC 7208 §4.6.1: a modifier has "=" right behind its name and before any ":" or "/".
        match word.find(['=', ':', '/']) {
            Some(at) if word.get(at..)?.starts_with('=') => self.read_modifier(span, at),
            _ => self.read_directive(span),
        }
    }

    fn read_modifier(&mut self, span: Span, equals: usize) -> Option<TermKind> {
        let name_span = Span::new(span.start, span.start + equals);
        let value_span = Span::new(name_span.end + 1, span.end);
        let name = self.of(name_span).to_ascii_lowercase();
        let bare = name.trim_start_matches(['+', '-', '~', '?']);
        if bare.len() < name.len() && !bare.is_empty() {
            self.fault(SpfDefect::SignedModifier, name_span);
            return None;
        }
        // name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !is_name {
            // An empty name has nothing to underline: the whole term then.
            let place = if name.is_empty() { span } else { name_span };
            self.fault(SpfDefect::BadModifierName, place);
            return None;
        }
        Some(TermKind::Modifier(match name.as_str() {
            "redirect" => Modifier::Redirect {
                domain: self.read_domain(value_span, span, "redirect")?,
            },
            // RFC 7208 §6.2 would go on without explanation if its domain-spec is empty; by the grammar it cannot be.
            "exp" => Modifier::Exp {
                domain: self.read_domain(value_span, span, "exp")?,
            },
            _ => {
                let value = self.read_macros(value_span, Place::UnknownModifier);
                self.remark_modifier(&name, span);
                Modifier::Unknown { name, value }
            }
        }))
    }

    /// What is to be said of a modifier that receivers ignore.
    fn remark_modifier(&mut self, name: &str, span: Span) {
        match name {
            // RFC 6652 §3: where to report failures.
            "ra" | "rp" | "rr" => {}
            "v" => self.flaw(SpfDefect::VersionAgain, span),
            "a" | "mx" | "ptr" | "ip4" | "ip6" | "include" | "exists" | "all" => {
                let name = name.to_owned();
                self.flaw(SpfDefect::MechanismAsModifier { name }, span);
            }
            _ => self.flaw(SpfDefect::UnknownModifier { name: cut(name) }, span),
        }
    }

    fn read_directive(&mut self, span: Span) -> Option<TermKind> {
        let word = self.of(span);
        let sign = word.chars().next().and_then(Qualifier::from_sign);
        let unsigned = Span::new(span.start + usize::from(sign.is_some()), span.end);
        let word = self.of(unsigned);
        if word.is_empty() {
            self.fault(SpfDefect::BareSign, span);
            return None;
        }
        let name_length = word.find([':', '/']).unwrap_or(word.len());
        let name_span = Span::new(unsigned.start, unsigned.start + name_length);
        let rest = Span::new(name_span.end, span.end);
        let name = self.of(name_span).to_ascii_lowercase();
        let mechanism = match name.as_str() {
            "all" => self.without_argument(Mechanism::All, rest),
            "include" => {
                let domain = self.needed_domain(rest, span, "include")?;
                Some(Mechanism::Include { domain })
            }
            "exists" => {
                let domain = self.needed_domain(rest, span, "exists")?;
                Some(Mechanism::Exists { domain })
            }
            "ptr" => {
                let domain = self.optional_domain(rest, span, "ptr")?;
                Some(Mechanism::Ptr { domain })
            }
            "a" => {
                let (domain, cidr) = self.domain_and_cidr(rest, span, "a")?;
                Some(Mechanism::A { domain, cidr })
            }
            "mx" => {
                let (domain, cidr) = self.domain_and_cidr(rest, span, "mx")?;
                Some(Mechanism::Mx { domain, cidr })
            }
            "ip4" => self.read_ip4(rest, span),
            "ip6" => self.read_ip6(rest, span),
            _ => {
                self.refuse_mechanism(&name, name_span, unsigned);
                None
            }
        };
        Some(TermKind::Directive {
            qualifier: sign.unwrap_or(Qualifier::Pass),
            mechanism: mechanism?,
        })
    }

    /// RFC 7208 §4.6: an unknown mechanism is a syntax error. Says what was probably meant.
    fn refuse_mechanism(&mut self, name: &str, name_span: Span, whole: Span) {
        let word = self.of(whole);
        let address = word.split('/').next().unwrap_or_default();
        let (defect, place) = if address.parse::<IpAddr>().is_ok() {
            (SpfDefect::BareAddress, whole)
        } else if word.starts_with(['"', '\'', ',', ';']) || word.ends_with(['"', '\'', ',', ';']) {
            (SpfDefect::Punctuation, whole)
        } else if matches!(name, "redirect" | "exp") {
            let name = name.to_owned();
            (SpfDefect::ModifierAsMechanism { name }, name_span)
        } else if !word.contains(':') && is_domain_end(word) {
            (SpfDefect::BareName, whole)
        } else {
            let place = if name.is_empty() { whole } else { name_span };
            (SpfDefect::UnknownMechanism { name: cut(name) }, place)
        };
        self.fault(defect, place);
    }
}

/// As much of a text as is quoted.
fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests;

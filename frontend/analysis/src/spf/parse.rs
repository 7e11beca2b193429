//! The grammar of the record (RFC 7208 §12).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::defect::SpfDefect;
use super::macros::{MacroPart, MacroString, Place};
use super::record::{DualCidr, Mechanism, Modifier, Qualifier, SpfRecord, Term, TermKind};
use crate::syntax::{DefectKind, Defects, Recognized, Span};

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
            // RFC 7208 §6.2 and erratum 5550 disagree about an empty one; by the grammar it is an error.
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

    fn without_argument(&mut self, mechanism: Mechanism, rest: Span) -> Option<Mechanism> {
        if rest.is_empty() {
            return Some(mechanism);
        }
        let name = mechanism.name().to_owned();
        self.fault(SpfDefect::Unwanted { name }, rest);
        None
    }

    /// `":" domain-spec`
    fn needed_domain(&mut self, rest: Span, term: Span, name: &str) -> Option<MacroString> {
        let domain = self.optional_domain(rest, term, name)?;
        if domain.is_none() {
            let name = name.to_owned();
            self.fault(SpfDefect::NoDomain { name }, term);
        }
        domain
    }

    /// `[ ":" domain-spec ]`; the outer nothing means that it is wrong, and noted.
    #[expect(
        clippy::option_option,
        reason = "wrong, absent and given are three things"
    )]
    fn optional_domain(
        &mut self,
        rest: Span,
        term: Span,
        name: &str,
    ) -> Option<Option<MacroString>> {
        let value = self.of(rest);
        if value.is_empty() {
            return Some(None);
        }
        if !value.starts_with(':') {
            let name = name.to_owned();
            self.fault(SpfDefect::Unwanted { name }, rest);
            return None;
        }
        let domain = self.read_domain(Span::new(rest.start + 1, rest.end), term, name)?;
        Some(Some(domain))
    }

    /// `[ ":" domain-spec ] [ dual-cidr-length ]`
    fn domain_and_cidr(
        &mut self,
        rest: Span,
        term: Span,
        name: &str,
    ) -> Option<(Option<MacroString>, DualCidr)> {
        let value = self.of(rest);
        let cidr_start = rest.start + cidr_at(value);
        let front = Span::new(rest.start, cidr_start);
        if !front.is_empty() && !value.starts_with(':') {
            self.fault(SpfDefect::BadCidr, rest);
            return None;
        }
        let cidr = self.read_cidr(Span::new(cidr_start, rest.end))?;
        let domain = self.optional_domain(front, term, name)?;
        Some((domain, cidr))
    }

    /// `[ "/" number ] [ "//" number ]`, of which the slashes and digits are known.
    fn read_cidr(&mut self, span: Span) -> Option<DualCidr> {
        let mut cidr = DualCidr::WHOLE;
        let text = self.of(span);
        let v6_at = text.find("//").unwrap_or(text.len());
        let v4 = Span::new(span.start, span.start + v6_at);
        let v6 = Span::new(v4.end, span.end);
        if !v4.is_empty() {
            cidr.v4 = self.read_prefix(v4, 1, 32)?;
        }
        if !v6.is_empty() {
            cidr.v6 = self.read_prefix(v6, 2, 128)?;
        }
        Some(cidr)
    }

    /// A length behind so many slashes.
    fn read_prefix(&mut self, span: Span, slashes: usize, longest: u8) -> Option<u8> {
        let digits = self.of(Span::new(span.start + slashes, span.end));
        // RFC 7208 §5.6: beyond the family's length is an error; erratum-free reading of ip4-network forbids leading zeros.
        let is_number = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (digits.len() == 1 || !digits.starts_with('0'));
        let prefix = digits.parse::<u8>().ok();
        let prefix = prefix.filter(|prefix| is_number && *prefix <= longest);
        if prefix.is_none() {
            self.fault(SpfDefect::BadPrefix { longest }, span);
        }
        prefix
    }

    /// `"ip4" ":" ip4-network [ ip4-cidr-length ]`
    fn read_ip4(&mut self, rest: Span, term: Span) -> Option<Mechanism> {
        let (address, cidr) = self.address_and_cidr(rest);
        // The standard library refuses leading zeros and short forms, as RFC 7208 §12 does (qnum).
        let Ok(network) = self.of(address).parse::<Ipv4Addr>() else {
            let defect = if self.of(address).parse::<Ipv6Addr>().is_ok() {
                SpfDefect::OtherFamily { name: "ip6".into() }
            } else {
                SpfDefect::BadIp4
            };
            self.fault(defect, if address.is_empty() { term } else { address });
            return None;
        };
        let prefix = match cidr {
            Some(cidr) => self.read_prefix(cidr, 1, 32)?,
            None => 32,
        };
        Some(Mechanism::Ip4 { network, prefix })
    }

    /// `"ip6" ":" ip6-network [ ip6-cidr-length ]`
    fn read_ip6(&mut self, rest: Span, term: Span) -> Option<Mechanism> {
        let (address, cidr) = self.address_and_cidr(rest);
        let Ok(network) = self.of(address).parse::<Ipv6Addr>() else {
            let defect = if self.of(address).parse::<Ipv4Addr>().is_ok() {
                SpfDefect::OtherFamily { name: "ip4".into() }
            } else {
                SpfDefect::BadIp6
            };
            self.fault(defect, if address.is_empty() { term } else { address });
            return None;
        };
        let prefix = match cidr {
            Some(cidr) => self.read_prefix(cidr, 1, 128)?,
            None => 128,
        };
        Some(Mechanism::Ip6 { network, prefix })
    }

    /// What is between the colon and the first slash, and what begins with the slash. Empty without a colon.
    fn address_and_cidr(&self, rest: Span) -> (Span, Option<Span>) {
        let value = self.of(rest);
        if !value.starts_with(':') {
            return (Span::new(rest.start, rest.start), None);
        }
        let slash = value.find('/').map(|at| rest.start + at);
        let address = Span::new(rest.start + 1, slash.unwrap_or(rest.end));
        (address, slash.map(|at| Span::new(at, rest.end)))
    }

    /// RFC 7208 §7.1: domain-spec = macro-string domain-end; domain-end = ( "." toplabel [ "." ] ) / macro-expand.
    fn read_domain(&mut self, span: Span, term: Span, name: &str) -> Option<MacroString> {
        if span.is_empty() {
            let name = name.to_owned();
            self.fault(SpfDefect::NoDomain { name }, term);
            return None;
        }
        let domain = self.read_macros(span, Place::Domain);
        let text = self.of(span);
        let ends = match domain.parts.last() {
            Some(MacroPart::Literal(end)) => is_domain_end(end),
            Some(_) => true,
            // Nothing could be read of it, which was noted.
            None => return None,
        };
        if ends {
            return Some(domain);
        }
        let defect = if text.parse::<IpAddr>().is_ok() {
            SpfDefect::AddressAsDomain
        } else if text.contains('/') && matches!(name, "a" | "mx") {
            SpfDefect::BadCidr
        } else if text.ends_with([',', ';', '"', '\'']) {
            SpfDefect::Punctuation
        } else {
            SpfDefect::BadDomainEnd
        };
        self.fault(defect, span);
        None
    }

    fn read_macros(&mut self, span: Span, place: Place) -> MacroString {
        let mut wrong = Vec::new();
        let macros = MacroString::read(self.text, span, place, &mut |defect, span| {
            wrong.push((defect, span));
        });
        for (defect, span) in wrong {
            self.fault(defect, span);
        }
        macros
    }
}

/// Where `[ "/" digits ] [ "//" digits ]` begins at the end of a text; its length if there is none.
fn cidr_at(text: &str) -> usize {
    let without_digits = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let before = |end: usize, slashes: &str| {
        let front = text.get(..end)?;
        let digits = without_digits(front);
        let front = front.get(..digits).filter(|_| digits < end)?;
        front.strip_suffix(slashes).map(str::len)
    };
    let v6 = before(text.len(), "//").unwrap_or(text.len());
    before(v6, "/").unwrap_or(v6)
}

/// Whether a literal ends in `"." toplabel [ "." ]`, so that a domain name can end there.
fn is_domain_end(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let Some((_, label)) = text.rsplit_once('.') else {
        return false;
    };
    // toplabel: letters and digits, not all digits, hyphens only inside.
    label
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && label.bytes().any(|b| !b.is_ascii_digit())
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// As much of a text as is quoted.
fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests;

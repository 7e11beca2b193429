//! What stands behind the name of a mechanism or modifier.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Reader;
use crate::spf::defect::SpfDefect;
use crate::spf::macros::{MacroPart, MacroString, Place};
use crate::spf::record::{DualCidr, Mechanism};
use crate::syntax::Span;

impl Reader<'_> {
    pub(super) fn without_argument(
        &mut self,
        mechanism: Mechanism,
        rest: Span,
    ) -> Option<Mechanism> {
        if rest.is_empty() {
            return Some(mechanism);
        }
        let name = mechanism.name().to_owned();
        self.fault(SpfDefect::Unwanted { name }, rest);
        None
    }

    /// `":" domain-spec`
    pub(super) fn needed_domain(
        &mut self,
        rest: Span,
        term: Span,
        name: &str,
    ) -> Option<MacroString> {
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
    pub(super) fn optional_domain(
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
    pub(super) fn domain_and_cidr(
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
        // RFC 7208 §12: ip4-cidr-length and ip6-cidr-length are numbers up to 32 and 128, "0" or without a leading zero.
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
    pub(super) fn read_ip4(&mut self, rest: Span, term: Span) -> Option<Mechanism> {
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
    pub(super) fn read_ip6(&mut self, rest: Span, term: Span) -> Option<Mechanism> {
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
    pub(super) fn read_domain(
        &mut self,
        span: Span,
        term: Span,
        name: &str,
    ) -> Option<MacroString> {
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

    pub(super) fn read_macros(&mut self, span: Span, place: Place) -> MacroString {
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
pub(super) fn is_domain_end(text: &str) -> bool {
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

//! What a record says, term by term.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::macros::{MacroLetter, MacroString};
use crate::syntax::Span;

/// A valid record (RFC 7208 §4.6.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpfRecord {
    /// Its terms in order, the version aside.
    pub terms: Vec<Term>,
}

/// One term: what stands between two spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// What it says.
    pub kind: TermKind,
    /// Where it stands in the record.
    pub span: Span,
}

/// A directive decides about a sender, a modifier does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermKind {
    /// A mechanism with the result it gives when it matches.
    Directive {
        /// The result.
        qualifier: Qualifier,
        /// The mechanism.
        mechanism: Mechanism,
    },
    /// A modifier.
    Modifier(Modifier),
}

/// What a match of a mechanism comes to (RFC 7208 §4.6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    /// `+`, or nothing: the sender may send.
    Pass,
    /// `-`: it may not.
    Fail,
    /// `~`: probably not.
    SoftFail,
    /// `?`: the domain does not say.
    Neutral,
}

impl Qualifier {
    /// The qualifier with this sign.
    #[must_use]
    pub const fn from_sign(sign: char) -> Option<Self> {
        match sign {
            '+' => Some(Self::Pass),
            '-' => Some(Self::Fail),
            '~' => Some(Self::SoftFail),
            '?' => Some(Self::Neutral),
            _ => None,
        }
    }

    /// The sign; nothing for a pass, which is what a mechanism without sign means.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Pass => "",
            Self::Fail => "-",
            Self::SoftFail => "~",
            Self::Neutral => "?",
        }
    }
}

/// How a sender is recognised (RFC 7208 §5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mechanism {
    /// Every sender.
    All,
    /// Whoever passes by another domain's record.
    Include {
        /// The other domain.
        domain: MacroString,
    },
    /// The addresses of a name.
    A {
        /// The name; the domain itself if none is given.
        domain: Option<MacroString>,
        /// How much of the address counts.
        cidr: DualCidr,
    },
    /// The addresses of a domain's mail servers.
    Mx {
        /// The domain; the domain itself if none is given.
        domain: Option<MacroString>,
        /// How much of the address counts.
        cidr: DualCidr,
    },
    /// Addresses whose confirmed name is in a domain.
    Ptr {
        /// The domain; the domain itself if none is given.
        domain: Option<MacroString>,
    },
    /// An IPv4 network.
    Ip4 {
        /// Its address as written.
        network: Ipv4Addr,
        /// Its length in bits, 0 to 32.
        prefix: u8,
    },
    /// An IPv6 network.
    Ip6 {
        /// Its address as written.
        network: Ipv6Addr,
        /// Its length in bits, 0 to 128.
        prefix: u8,
    },
    /// Whether a name, usually made of the sender's address, has an A record.
    Exists {
        /// The name.
        domain: MacroString,
    },
}

impl Mechanism {
    /// The name in a record.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Include { .. } => "include",
            Self::A { .. } => "a",
            Self::Mx { .. } => "mx",
            Self::Ptr { .. } => "ptr",
            Self::Ip4 { .. } => "ip4",
            Self::Ip6 { .. } => "ip6",
            Self::Exists { .. } => "exists",
        }
    }

    /// Whether evaluating it asks DNS, so that it counts towards the limit of 10.
    #[must_use]
    pub const fn asks_dns(&self) -> bool {
        // RFC 7208 §4.6.4: "include", "a", "mx", "ptr" and "exists" cause queries; "all", "ip4" and "ip6" do not.
        !matches!(self, Self::All | Self::Ip4 { .. } | Self::Ip6 { .. })
    }

    /// The domain given, if there is one.
    #[must_use]
    pub const fn domain(&self) -> Option<&MacroString> {
        match self {
            Self::Include { domain } | Self::Exists { domain } => Some(domain),
            Self::A { domain, .. } | Self::Mx { domain, .. } | Self::Ptr { domain } => {
                domain.as_ref()
            }
            Self::All | Self::Ip4 { .. } | Self::Ip6 { .. } => None,
        }
    }
}

/// How many bits of an address count, for each family (RFC 7208 §5.6): `/24//64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DualCidr {
    /// For IPv4, 0 to 32.
    pub v4: u8,
    /// For IPv6, 0 to 128.
    pub v6: u8,
}

impl DualCidr {
    /// The whole address.
    pub const WHOLE: Self = Self { v4: 32, v6: 128 };
}

/// What is said beside the mechanisms (RFC 7208 §6).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modifier {
    /// The record of another domain decides if no mechanism here matches.
    Redirect {
        /// The other domain.
        domain: MacroString,
    },
    /// Where the explanation for refused senders is.
    Exp {
        /// Its name.
        domain: MacroString,
    },
    /// One that the standard does not define; receivers ignore it.
    Unknown {
        /// Its name, in lower case.
        name: String,
        /// Its value.
        value: MacroString,
    },
}

impl SpfRecord {
    /// The mechanisms with what they come to, in order.
    pub fn directives(&self) -> impl Iterator<Item = (&Term, Qualifier, &Mechanism)> {
        self.terms.iter().filter_map(|term| match &term.kind {
            TermKind::Directive {
                qualifier,
                mechanism,
            } => Some((term, *qualifier, mechanism)),
            TermKind::Modifier(_) => None,
        })
    }

    /// The modifiers, in order.
    pub fn modifiers(&self) -> impl Iterator<Item = (&Term, &Modifier)> {
        self.terms.iter().filter_map(|term| match &term.kind {
            TermKind::Modifier(modifier) => Some((term, modifier)),
            TermKind::Directive { .. } => None,
        })
    }

    /// The first `all`: what stands behind it is never looked at.
    #[must_use]
    pub fn all(&self) -> Option<(&Term, Qualifier)> {
        self.directives()
            .find(|(_, _, mechanism)| matches!(mechanism, Mechanism::All))
            .map(|(term, qualifier, _)| (term, qualifier))
    }

    /// The mechanisms that can be reached: up to the first `all`, with it.
    pub fn reached(&self) -> impl Iterator<Item = (&Term, Qualifier, &Mechanism)> {
        // RFC 7208 §5.1: mechanisms after "all" will never be tested and MUST be ignored.
        let mut ended = false;
        self.directives().take_while(move |(_, _, mechanism)| {
            let goes_on = !ended;
            ended |= matches!(mechanism, Mechanism::All);
            goes_on
        })
    }

    /// The redirect, if it counts.
    #[must_use]
    pub fn redirect(&self) -> Option<(&Term, &MacroString)> {
        // RFC 7208 §6.1: any "redirect" modifier MUST be ignored if there is an "all" mechanism anywhere in the record.
        if self.all().is_some() {
            return None;
        }
        self.any_redirect()
    }

    /// The redirect, whether it counts or not.
    #[must_use]
    pub fn any_redirect(&self) -> Option<(&Term, &MacroString)> {
        self.modifiers()
            .find_map(|(term, modifier)| match modifier {
                Modifier::Redirect { domain } => Some((term, domain)),
                Modifier::Exp { .. } | Modifier::Unknown { .. } => None,
            })
    }

    /// Where the explanation is, if there is one.
    #[must_use]
    pub fn exp(&self) -> Option<&MacroString> {
        self.modifiers().find_map(|(_, modifier)| match modifier {
            Modifier::Exp { domain } => Some(domain),
            Modifier::Redirect { .. } | Modifier::Unknown { .. } => None,
        })
    }

    /// Whether a name in it, the explanation's aside, is made of the sender's confirmed name (`%{p}`).
    #[must_use]
    pub fn uses_confirmed_name(&self) -> bool {
        let mechanisms = self.reached().filter_map(|(_, _, m)| m.domain());
        mechanisms
            .chain(self.redirect().map(|(_, domain)| domain))
            .any(|domain| domain.uses(MacroLetter::P))
    }
}

/// In normal form: `v=spf1 mx ip4:192.0.2.0/24 -all`. Reading that gives an equal record but for spans.
impl fmt::Display for SpfRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("v=spf1")?;
        self.terms.iter().try_for_each(|term| {
            f.write_str(" ")?;
            term.fmt(f)
        })
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            TermKind::Directive {
                qualifier,
                mechanism,
            } => {
                f.write_str(qualifier.sign())?;
                mechanism.fmt(f)
            }
            TermKind::Modifier(modifier) => modifier.fmt(f),
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if let Some(domain) = self.domain() {
            write!(f, ":{domain}")?;
        }
        match self {
            Self::A { cidr, .. } | Self::Mx { cidr, .. } => cidr.fmt(f),
            Self::Ip4 { network, prefix } => {
                write!(f, ":{network}")?;
                if *prefix < 32 {
                    write!(f, "/{prefix}")?;
                }
                Ok(())
            }
            Self::Ip6 { network, prefix } => {
                write!(f, ":{network}")?;
                if *prefix < 128 {
                    write!(f, "/{prefix}")?;
                }
                Ok(())
            }
            Self::All | Self::Include { .. } | Self::Ptr { .. } | Self::Exists { .. } => Ok(()),
        }
    }
}

impl fmt::Display for DualCidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.v4 < 32 {
            write!(f, "/{}", self.v4)?;
        }
        if self.v6 < 128 {
            write!(f, "//{}", self.v6)?;
        }
        Ok(())
    }
}

impl fmt::Display for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redirect { domain } => write!(f, "redirect={domain}"),
            Self::Exp { domain } => write!(f, "exp={domain}"),
            Self::Unknown { name, value } => write!(f, "{name}={value}"),
        }
    }
}

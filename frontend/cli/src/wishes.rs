//! What is wished for beside the subject, as the command line has it.

use std::fs::File;
use std::io::Read as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use analysis::dkim;
use analysis::dns::{QueryName, RecordType};
use analysis::evidence::{Compared, ResolverName, Selector, Sender, Subject, Wishes};
use analysis::evidence::{MAX_BLOCKLISTS, MAX_RESOLVERS, MAX_SELECTORS, MAX_SENDERS};
use analysis::grade::TlsProfile;
use clap::Args;
use shared::DomainName;

/// The port of DNS (RFC 1035 §4.2).
const DNS_PORT: u16 = 53;

/// What to look for, and what to judge by.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct WishArgs {
    /// Look for a DKIM key at this selector: the “s=” of a DKIM-Signature header (repeatable)
    #[arg(long, value_name = "SELECTOR", value_parser = str::parse::<Selector>)]
    pub(crate) selector: Vec<Selector>,

    /// Look for the DKIM keys of the signatures in this mail, or in its headers alone
    #[arg(long, value_name = "FILE")]
    pub(crate) signed_mail: Option<PathBuf>,

    /// Would SPF let this sender pass? ADDRESS, or ADDRESS,MAIL-FROM, or ADDRESS,MAIL-FROM,HELO (repeatable)
    #[arg(long, value_name = "SENDER", value_parser = str::parse::<SenderArg>)]
    pub(crate) sender: Vec<SenderArg>,

    /// Ask this blocklist in place of the usual ones: its zone, such as zen.spamhaus.org (repeatable)
    #[arg(long, value_name = "ZONE", value_parser = parse_zone)]
    pub(crate) blocklist: Vec<DomainName>,

    /// Ask several resolvers for this type of record and compare what they say: MX, TXT, TLSA…
    #[arg(long, value_name = "TYPE", value_parser = parse_type)]
    pub(crate) compare: Option<RecordType>,

    /// The name to compare, if it is not the domain itself: _dmarc.example.org
    #[arg(long, value_name = "NAME", requires = "compare", value_parser = str::parse::<QueryName>)]
    pub(crate) compare_name: Option<QueryName>,

    /// A resolver to compare with, as ADDRESS or ADDRESS:PORT (repeatable)
    #[arg(long, value_name = "RESOLVER", requires = "compare", value_parser = str::parse::<ResolverAddress>)]
    pub(crate) compare_with: Vec<ResolverAddress>,

    /// What to demand of TLS: default, ncsc-nl or mozilla-intermediate
    #[arg(long, value_name = "PROFILE", value_parser = str::parse::<TlsProfile>)]
    pub(crate) profile: Option<TlsProfile>,
}

/// A sender as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SenderArg(Sender);

/// A resolver's address as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResolverAddress(ResolverName);

impl WishArgs {
    /// What is wished for.
    ///
    /// # Errors
    /// More is wished for than is looked at.
    pub(crate) fn wishes(&self, subject: &Subject) -> Result<Wishes, String> {
        for (what, count, limit) in [
            ("--selector", self.selector.len(), MAX_SELECTORS),
            ("--sender", self.sender.len(), MAX_SENDERS),
            ("--blocklist", self.blocklist.len(), MAX_BLOCKLISTS),
            ("--compare-with", self.compare_with.len(), MAX_RESOLVERS),
        ] {
            if count > limit {
                return Err(format!("{what} can be given {limit} times at most"));
            }
        }
        let compared = self.compare.map(|record_type| Compared {
            name: self
                .compare_name
                .clone()
                .unwrap_or_else(|| QueryName::from(subject.name())),
            record_type,
            resolvers: self.compare_with.iter().map(|at| at.0.clone()).collect(),
        });
        let mut selectors = self.selector.clone();
        if let Some(path) = &self.signed_mail {
            selectors.extend(signed_by(path, subject.name())?);
        }
        let wishes = Wishes {
            selectors,
            senders: self.sender.iter().map(|sender| sender.0.clone()).collect(),
            blocklists: (!self.blocklist.is_empty()).then(|| self.blocklist.clone()),
            compared,
            profile: self.profile.unwrap_or_default(),
        };
        Ok(wishes.bounded())
    }
}

/// The selectors of a domain's own signatures in a mail. Signatures stand in its headers, so that the rest is not read.
fn signed_by(path: &Path, domain: &DomainName) -> Result<Vec<Selector>, String> {
    let trouble = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut bytes = Vec::new();
    let limit = u64::try_from(dkim::MAX_MESSAGE).unwrap_or(u64::MAX);
    let file = File::open(path).map_err(trouble)?;
    file.take(limit).read_to_end(&mut bytes).map_err(trouble)?;
    let read = dkim::signatures(&String::from_utf8_lossy(&bytes));
    let own = read.selectors_of(domain);
    match (own.is_empty(), read.problems.first()) {
        (false, _) => Ok(own),
        (true, Some(problem)) => Err(format!("{}: {problem}", path.display())),
        (true, None) => Err(format!(
            "{} has no DKIM signature of {domain}",
            path.display()
        )),
    }
}

impl FromStr for SenderArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ',').map(str::trim);
        let address: IpAddr = parts
            .next()
            .unwrap_or_default()
            .parse()
            .map_err(|_| "begin with the address that the sender connects from".to_owned())?;
        let mut next = || parts.next().unwrap_or_default().to_owned();
        Ok(Self(Sender {
            address,
            mail_from: next(),
            helo: next(),
        }))
    }
}

impl FromStr for ResolverAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address = address_of(text).ok_or("give the resolver's address, or ADDRESS:PORT")?;
        address.to_string().parse().map(Self)
    }
}

/// The address in a resolver's name, if it is one that this program gave.
pub(crate) fn address_of(text: &str) -> Option<SocketAddr> {
    let bare = || text.parse().ok().map(|ip: IpAddr| (ip, DNS_PORT).into());
    text.parse().ok().or_else(bare)
}

fn parse_zone(text: &str) -> Result<DomainName, String> {
    text.parse()
        .map_err(|error: shared::NameError| error.to_string())
}

fn parse_type(word: &str) -> Result<RecordType, String> {
    let word = word.to_ascii_uppercase();
    let known = RecordType::ALL.into_iter().find(|kind| kind.word() == word);
    known.ok_or_else(|| {
        let words = RecordType::ALL.map(RecordType::word).join(", ");
        format!("use one of {words}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_has_an_address_and_perhaps_more() {
        let read = |text: &str| text.parse::<SenderArg>().map(|sender| sender.0);
        let full = read("192.0.2.1, a@example.org,mx.example.org").unwrap();
        assert_eq!(
            (full.mail_from.as_str(), full.helo.as_str()),
            ("a@example.org", "mx.example.org")
        );
        assert_eq!(read("2001:db8::1").unwrap().mail_from, "");
        assert!(read("a@example.org").is_err());
    }

    #[test]
    fn a_resolver_is_an_address() {
        let named = |text: &str| text.parse::<ResolverAddress>().map(|at| String::from(at.0));
        assert_eq!(named("9.9.9.9").as_deref(), Ok("9.9.9.9:53"));
        assert_eq!(
            named("[2001:db8::1]:5300").as_deref(),
            Ok("[2001:db8::1]:5300")
        );
        assert!(named("dns.example.org").is_err());
    }
}

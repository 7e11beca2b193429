//! The areas that findings belong to, with what each is called and about.

use serde::Serialize;

/// A group of findings with one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// MX records and what they lead to.
    Routing,
    /// STARTTLS and TLS.
    Transport,
    /// The certificates the servers present.
    Certificate,
    /// MTA-STS (RFC 8461).
    MtaSts,
    /// SMTP TLS reporting (RFC 8460).
    TlsRpt,
    /// The servers' keys in signed DNS (RFC 7672).
    Dane,
    /// DNSSEC of the zones involved.
    Dnssec,
    /// Who may send in the domain's name (RFC 7208).
    Spf,
    /// The keys that mail is signed with (RFC 6376).
    Dkim,
    /// What to do with forgeries (RFC 9989).
    Dmarc,
    /// A logo beside the mail.
    Bimi,
    /// PTR records.
    ReverseDns,
    /// Lists of addresses that others refuse mail from (RFC 5782).
    Blocklists,
    /// The servers through which the domain's own users send.
    Submission,
}

impl Area {
    /// All, in the order of the report.
    pub const ALL: [Self; 14] = [
        Self::Routing,
        Self::Transport,
        Self::Certificate,
        Self::MtaSts,
        Self::TlsRpt,
        Self::Dane,
        Self::Dnssec,
        Self::Spf,
        Self::Dkim,
        Self::Dmarc,
        Self::Bimi,
        Self::ReverseDns,
        Self::Blocklists,
        Self::Submission,
    ];

    /// What a good result in this area leaves open, in full sentences.
    #[must_use]
    pub const fn does_not_prove(self) -> &'static str {
        match self {
            Self::Routing => {
                "That mail is delivered: only that senders can find the servers. DNS may look different from elsewhere."
            }
            Self::Transport => {
                "That mail is unreadable to the servers themselves, or that every sender uses TLS. Nor how your own \
                 server encrypts the mail that it sends: that can only be seen where it delivers."
            }
            Self::Certificate => {
                "That senders look at the certificate: without MTA-STS or DANE, most do not. Nor that the server's \
                 key is kept safe."
            }
            Self::MtaSts => {
                "That every sender honours the policy, or that one which has never fetched it cannot be kept from it."
            }
            Self::TlsRpt => {
                "That senders send reports, or that anybody reads them. A report comes from the sender of the mail; \
                 whether your own server sends any cannot be seen from here."
            }
            Self::Dane => {
                "That every sender honours DANE. Nor that the next certificate will match: that is for whoever renews it."
            }
            Self::Dnssec => {
                "That the signatures were checked here: it is the word of the resolver that was asked."
            }
            Self::Spf => {
                "That all your servers are named in the record. Nor that receivers go by it, or that the From address is \
                 genuine, which SPF does not look at."
            }
            Self::Dkim => {
                "That your mail is signed: only keys can be seen in DNS. A selector that was not asked for may hold another."
            }
            Self::Dmarc => "That your own mail passes, or that receivers do as the policy asks.",
            Self::Bimi => "That a mail program shows the logo: each decides by rules of its own.",
            Self::ReverseDns => {
                "That mail is sent from these addresses: they are those that receive it."
            }
            Self::Blocklists => {
                "That receivers use these lists, or that no other list names the address."
            }
            Self::Submission => {
                "That users can sign in or send: no password is tried. Nor that their mail programs insist on TLS."
            }
        }
    }

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Routing => "Routing",
            Self::Transport => "Encryption in transit",
            Self::Certificate => "Certificates",
            Self::MtaSts => "MTA-STS",
            Self::TlsRpt => "TLS reporting",
            Self::Dane => "DANE",
            Self::Dnssec => "DNSSEC",
            Self::Spf => "SPF",
            Self::Dkim => "DKIM",
            Self::Dmarc => "DMARC",
            Self::Bimi => "BIMI",
            Self::ReverseDns => "Reverse DNS",
            Self::Blocklists => "Blocklists",
            Self::Submission => "Submission",
        }
    }

    /// What it is about, in one line without jargon.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Routing => {
                "Which servers take mail for the domain (its MX records), and for whom."
            }
            Self::Transport => {
                "Whether those servers encrypt the connection (STARTTLS), and how well."
            }
            Self::Certificate => "Whether those servers can prove who they are.",
            Self::MtaSts => "A published policy that tells senders to insist on encryption.",
            Self::TlsRpt => "An address to which senders report failed encryption.",
            Self::Dane => {
                "The servers' keys, published in signed DNS (TLSA), so that senders can insist on them."
            }
            Self::Dnssec => "Whether the DNS answers are signed, so that nobody can forge them.",
            Self::Spf => "Which addresses may send mail in the domain's name.",
            Self::Dkim => "The keys that the domain's mail is signed with.",
            Self::Dmarc => {
                "What receivers are to do with mail that only pretends to be from the domain."
            }
            Self::Bimi => "A logo that some mail programs show beside the domain's mail.",
            Self::Blocklists => {
                "Whether public lists tell others to refuse mail from the servers' addresses."
            }
            Self::ReverseDns => {
                "Whether the servers' addresses have names that lead back to them (PTR)."
            }
            Self::Submission => {
                "Whether the servers to which people's own programs hand their mail (ports 465 and 587) encrypt it. \
                 This counts towards no grade."
            }
        }
    }

    /// The word in JSON, links and class names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Routing => "routing",
            Self::Transport => "transport",
            Self::Certificate => "certificate",
            Self::MtaSts => "mta-sts",
            Self::TlsRpt => "tls-rpt",
            Self::Dane => "dane",
            Self::Dnssec => "dnssec",
            Self::Spf => "spf",
            Self::Dkim => "dkim",
            Self::Dmarc => "dmarc",
            Self::Bimi => "bimi",
            Self::ReverseDns => "reverse-dns",
            Self::Blocklists => "blocklists",
            Self::Submission => "submission",
        }
    }
}

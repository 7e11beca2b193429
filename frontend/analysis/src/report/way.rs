//! How mail gets to a server, in the few words that a picture has room for.

use serde::Serialize;

/// How mail would travel to one address, and what vouches for the server there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Way {
    /// Whether the connection is encrypted.
    pub seal: Seal,
    /// What the certificate is worth to those who check it by public authorities.
    pub certificate: Proof,
    /// What the TLSA records are worth there (RFC 7672); nothing where none were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dane: Option<Proof>,
}

/// Whether the connection to an address is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Seal {
    /// Encrypted.
    Sealed,
    /// It takes mail, and encrypts nothing.
    InClear,
    /// It could not be told: silence, a limit, something in between.
    CouldNotTell,
    /// It refuses the connection.
    Refused,
    /// It was not tried.
    NotTried,
    /// Not known yet.
    Pending,
}

/// Whether something vouches for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// It does.
    Vouches,
    /// It is there and does not: senders that check go away.
    Refuses,
    /// It demands encryption and names nobody, so that whoever answers will do.
    VouchesForNobody,
    /// It is there and does not count, for it is not signed.
    DoesNotCount,
    /// It could not be told.
    CouldNotTell,
    /// There is none to see.
    None,
}

/// What the domain's MTA-STS policy says of a host (RFC 8461 §4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostPolicyReport {
    /// The policy's mode: "enforce", "testing" or "none".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["enforce", "testing", "none"])))]
    pub mode: &'static str,
    /// Whether the host does what it demands: "met", "not listed", "not met", "could not tell" or "not reached".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["met", "not listed", "not met", "could not tell", "not reached"])))]
    pub outcome: &'static str,
    /// Why, where it is not met or could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Seal {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::InClear => "in clear",
            Self::CouldNotTell => "could not tell",
            Self::Refused => "refused",
            Self::NotTried => "not tried",
            Self::Pending => "waiting",
        }
    }
}

impl Way {
    /// Whether mail is sealed and somebody vouches for the server, in whichever way senders may check it.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.seal == Seal::Sealed
            && (self.certificate == Proof::Vouches || self.dane == Some(Proof::Vouches))
    }
}

impl Proof {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Vouches => "vouches for the server",
            Self::Refuses => "does not match",
            Self::VouchesForNobody => "demands TLS, vouches for nobody",
            Self::DoesNotCount => "not signed, does not count",
            Self::CouldNotTell => "could not tell",
            Self::None => "none seen",
        }
    }
}

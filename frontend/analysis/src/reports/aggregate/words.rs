//! The words of aggregate reports: each closed set of them as a type, with what to call it.
//!
//! What reporters write in their place is read in `spelling`.

use serde::Serialize;

/// Which definition a report follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// RFC 7489, with its namespace or none.
    #[default]
    Rfc7489,
    /// RFC 9990.
    Rfc9990,
}

/// What DMARC took SPF or DKIM to say: whether it passed for a domain that is aligned with that of the From header
/// (RFC 9990 §3.1.1.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evaluated {
    /// Passed and aligned.
    Pass,
    /// One or both not.
    Fail,
    /// The report does not say.
    #[default]
    NotSaid,
}

impl Evaluated {
    /// In a word or two.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotSaid => "not said",
        }
    }
}

/// What became of the mail (RFC 9990 §3.1.1.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Passed DMARC, so that no policy applied: of the new dialect. The old one says `none`.
    Pass,
    /// Nothing was done about it.
    None,
    /// Treated as suspicious.
    Quarantine,
    /// Refused.
    Reject,
    /// The report does not say, or says something unknown.
    #[default]
    NotSaid,
}

impl Disposition {
    /// In a word or two.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
            Self::NotSaid => "not said",
        }
    }
}

/// Why a receiver did not do as the policy says (RFC 9990 §3.1.1.10; the old dialect's words with them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverrideKind {
    /// Known to have been forwarded: of the old dialect.
    Forwarded,
    /// A rule of the receiver's own.
    LocalPolicy,
    /// Known to have come by a mailing list.
    MailingList,
    /// Something else.
    Other,
    /// The policy is only tested (`t=y`).
    PolicyTestMode,
    /// Not among the percent to which the policy applies: of the old dialect.
    SampledOut,
    /// From a forwarder that the receiver trusts.
    TrustedForwarder,
    /// A word that the format does not have.
    Unknown,
}

impl OverrideKind {
    /// The word that stands for it in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Forwarded => "forwarded",
            Self::LocalPolicy => "local_policy",
            Self::MailingList => "mailing_list",
            Self::Other => "other",
            Self::PolicyTestMode => "policy_test_mode",
            Self::SampledOut => "sampled_out",
            Self::TrustedForwarder => "trusted_forwarder",
            Self::Unknown => "unknown",
        }
    }

    /// In plain English.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Forwarded => "known to have been forwarded",
            Self::LocalPolicy => "a rule of the receiver's own",
            Self::MailingList => "known to have come by a mailing list",
            Self::Other => "another reason",
            Self::PolicyTestMode => "the policy is only tested",
            Self::SampledOut => "not among the percent to which the policy applied",
            Self::TrustedForwarder => "from a forwarder that the receiver trusts",
            Self::Unknown => "a reason that the format does not have",
        }
    }
}

/// The result of a check of SPF or DKIM, before alignment (RFC 8601 §2.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthWord {
    /// Nothing to check.
    None,
    /// Passed.
    Pass,
    /// Failed; `hardfail` of old reports with it.
    Fail,
    /// Failed by the receiver's own rules.
    Policy,
    /// No statement, or one that could not be read.
    Neutral,
    /// Failed, but the domain asks not to refuse for it: SPF alone.
    SoftFail,
    /// Could not be checked just then.
    TempError,
    /// Cannot be checked as it stands.
    PermError,
    /// A word that the format does not have, or none.
    #[default]
    Unknown,
}

impl AuthWord {
    /// The word that stands for it in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Policy => "policy",
            Self::Neutral => "neutral",
            Self::SoftFail => "softfail",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
            Self::Unknown => "unknown",
        }
    }
}

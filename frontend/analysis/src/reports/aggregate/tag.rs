//! The elements that the two dialects have, whatever stands around them.

/// The namespaces of the old dialect, which is mostly written with none.
pub(super) const NAMESPACE_7489: [&str; 2] = [
    "http://dmarc.org/dmarc-xml/0.1",
    "http://dmarc.org/dmarc-xml/0.2",
];
/// That of the new one.
pub(super) const NAMESPACE_9990: &str = "urn:ietf:params:xml:ns:dmarc-2.0";

/// Where in the document something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Feedback,
    ReportMetadata,
    OrgName,
    Email,
    Contact,
    ReportId,
    DateRange,
    Begin,
    End,
    Error,
    Generator,
    PolicyPublished,
    Domain,
    P,
    Sp,
    Np,
    Adkim,
    Aspf,
    Pct,
    Fo,
    Testing,
    DiscoveryMethod,
    Records,
    Record,
    Row,
    SourceIp,
    Count,
    PolicyEvaluated,
    Disposition,
    Dkim,
    Spf,
    Reason,
    Type,
    Comment,
    Identifiers,
    HeaderFrom,
    EnvelopeFrom,
    EnvelopeTo,
    AuthResults,
    Selector,
    Scope,
    Result,
    HumanResult,
    Version,
    Extension,
    Other,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "feedback" => Self::Feedback,
            "report_metadata" => Self::ReportMetadata,
            "org_name" => Self::OrgName,
            "email" => Self::Email,
            "extra_contact_info" => Self::Contact,
            "report_id" => Self::ReportId,
            "date_range" => Self::DateRange,
            "begin" => Self::Begin,
            "end" => Self::End,
            "error" => Self::Error,
            "generator" => Self::Generator,
            "policy_published" => Self::PolicyPublished,
            "domain" => Self::Domain,
            "p" => Self::P,
            "sp" => Self::Sp,
            "np" => Self::Np,
            "adkim" => Self::Adkim,
            "aspf" => Self::Aspf,
            "pct" => Self::Pct,
            "fo" => Self::Fo,
            "testing" => Self::Testing,
            "discovery_method" => Self::DiscoveryMethod,
            "records" => Self::Records,
            "record" => Self::Record,
            "row" => Self::Row,
            "source_ip" => Self::SourceIp,
            "count" => Self::Count,
            "policy_evaluated" => Self::PolicyEvaluated,
            "disposition" => Self::Disposition,
            "dkim" => Self::Dkim,
            "spf" => Self::Spf,
            "reason" => Self::Reason,
            "type" => Self::Type,
            "comment" => Self::Comment,
            // `identities` in the drafts of the old dialect.
            "identifiers" | "identities" => Self::Identifiers,
            "header_from" => Self::HeaderFrom,
            "envelope_from" => Self::EnvelopeFrom,
            "envelope_to" => Self::EnvelopeTo,
            "auth_results" => Self::AuthResults,
            "selector" => Self::Selector,
            "scope" => Self::Scope,
            "result" => Self::Result,
            "human_result" => Self::HumanResult,
            "version" => Self::Version,
            "extension" | "extensions" => Self::Extension,
            _ => Self::Other,
        }
    }

    /// The same for a name in any case: some reporters shout.
    pub(super) fn of_any_case(name: &str) -> Self {
        match Self::of(name) {
            Self::Other => Self::of(&name.to_ascii_lowercase()),
            tag => tag,
        }
    }
}

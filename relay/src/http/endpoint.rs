//! The endpoints by name, for counting and logging: never what a client wrote.

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Endpoint {
    Health,
    Ready,
    Info,
    Probe,
    Policy,
    DnsQuery,
    OpenApi,
    /// The page's files, and all that is not there.
    Page,
}

impl Endpoint {
    pub(super) fn of(path: &str) -> Self {
        match path {
            "/healthz" => Self::Health,
            "/readyz" => Self::Ready,
            "/v1/info" => Self::Info,
            "/v1/probe" => Self::Probe,
            "/v1/policy" => Self::Policy,
            "/dns-query" => Self::DnsQuery,
            "/v1/openapi.json" => Self::OpenApi,
            _ => Self::Page,
        }
    }

    /// As labels and log lines have it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Health => "healthz",
            Self::Ready => "readyz",
            Self::Info => "info",
            Self::Probe => "probe",
            Self::Policy => "policy",
            Self::DnsQuery => "dns-query",
            Self::OpenApi => "openapi",
            Self::Page => "page",
        }
    }

    /// Whether it comes so often and says so little that its lines are for those who look for something.
    pub(super) const fn is_chatter(self) -> bool {
        matches!(
            self,
            Self::Health | Self::Ready | Self::Page | Self::DnsQuery
        )
    }
}

//! The addresses of the page, all behind the `#`: nothing of them reaches any server.

use analysis::evidence::Subject;
use shared::Service;

use crate::browser::parse_name;
use crate::settings::percent_decoded;

/// A place in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Where one begins.
    Home,
    /// The check of a domain.
    Check {
        /// The domain as the address has it.
        domain: String,
    },
    /// The check of one server.
    Host {
        /// The host as the address has it.
        host: String,
        /// The service's word.
        service: String,
    },
    /// Evidence from a file.
    File,
    /// A report that the link itself carries.
    Shared {
        /// What it carries, with its version in front.
        packed: String,
    },
    /// What was kept of finished checks.
    History,
    /// What was kept of one subject.
    HistoryOf {
        /// Its name there.
        name: String,
    },
    /// A kept check.
    Kept {
        /// The name of its subject.
        name: String,
        /// When it was, in milliseconds.
        at: i64,
    },
    /// Two side by side.
    Compare {
        /// Their names; nothing while they are still to be chosen.
        pair: Option<(String, String)>,
    },
    /// Many domains in one run.
    Many,
    /// Report files that others wrote about a domain's mail.
    Reports,
    /// A message or its headers.
    Message,
    /// The sample reports.
    Samples,
    /// One of them.
    Sample {
        /// Its name as the address has it.
        name: String,
    },
    /// What the user can choose.
    Settings,
    /// What this is.
    About,
    /// What there is to read.
    Learn,
    /// One topic.
    Topic {
        /// Its word.
        topic: String,
    },
    /// How grade and score come about.
    Grading,
    /// Everything that can be found.
    Findings,
    /// One finding, in general.
    Finding {
        /// Its stable word.
        code: String,
    },
    /// Nothing there.
    NotFound,
}

impl Route {
    /// Reads the part of the page's address from its `#`. A slash at the end and what follows a `?` do not count.
    #[must_use]
    pub(crate) fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#');
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts[..] {
            [""] => Self::Home,
            ["check", domain] => Self::Check {
                domain: percent_decoded(domain),
            },
            ["host", host, service] => Self::Host {
                host: percent_decoded(host),
                service: percent_decoded(service),
            },
            ["file"] => Self::File,
            ["r", packed] => Self::Shared {
                packed: packed.to_owned(),
            },
            ["history"] => Self::History,
            ["history", name] => Self::HistoryOf {
                name: percent_decoded(name),
            },
            ["history", name, at] => at.parse().map_or(Self::NotFound, |at| Self::Kept {
                name: percent_decoded(name),
                at,
            }),
            ["compare"] => Self::Compare { pair: None },
            ["compare", left, right] => Self::Compare {
                pair: Some((percent_decoded(left), percent_decoded(right))),
            },
            ["many"] => Self::Many,
            ["reports"] => Self::Reports,
            ["message"] => Self::Message,
            ["sample"] => Self::Samples,
            ["sample", name] => Self::Sample {
                name: percent_decoded(name),
            },
            ["settings"] => Self::Settings,
            ["about"] => Self::About,
            ["learn"] => Self::Learn,
            ["learn", topic] => Self::Topic {
                topic: percent_decoded(topic),
            },
            ["grading"] => Self::Grading,
            ["findings"] => Self::Findings,
            ["findings", code] => Self::Finding {
                code: percent_decoded(code),
            },
            _ => Self::NotFound,
        }
    }

    /// The address, for links within the page. The browser escapes what has to be.
    #[must_use]
    pub(crate) fn href(&self) -> String {
        match self {
            Self::Home => "#/".to_owned(),
            Self::Check { domain } => format!("#/check/{domain}"),
            Self::Host { host, service } => format!("#/host/{host}/{service}"),
            Self::File => "#/file".to_owned(),
            Self::Shared { packed } => format!("#/r/{packed}"),
            Self::History => "#/history".to_owned(),
            Self::HistoryOf { name } => format!("#/history/{name}"),
            Self::Kept { name, at } => format!("#/history/{name}/{at}"),
            Self::Compare { pair: None } => "#/compare".to_owned(),
            Self::Compare {
                pair: Some((left, right)),
            } => format!("#/compare/{left}/{right}"),
            Self::Many => "#/many".to_owned(),
            Self::Reports => "#/reports".to_owned(),
            Self::Message => "#/message".to_owned(),
            Self::Samples => "#/sample".to_owned(),
            Self::Sample { name } => format!("#/sample/{name}"),
            Self::Settings => "#/settings".to_owned(),
            Self::About => "#/about".to_owned(),
            Self::Learn => "#/learn".to_owned(),
            Self::Topic { topic } => format!("#/learn/{topic}"),
            Self::Grading => "#/grading".to_owned(),
            Self::Findings => "#/findings".to_owned(),
            Self::Finding { code } => format!("#/findings/{code}"),
            Self::NotFound => "#/not-found".to_owned(),
        }
    }

    /// Where a subject is checked.
    #[must_use]
    pub(crate) fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Domain { domain } => Self::Check {
                domain: domain.to_string(),
            },
            Subject::Host { host, service } => Self::Host {
                host: host.to_string(),
                service: service.to_string(),
            },
        }
    }

    /// Whether it is a part of what there is to read.
    #[must_use]
    pub(crate) const fn is_to_read(&self) -> bool {
        matches!(
            self,
            Self::Learn
                | Self::Topic { .. }
                | Self::Grading
                | Self::Findings
                | Self::Finding { .. }
        )
    }

    /// The subject that the address names; `None` for other pages.
    ///
    /// # Errors
    /// The address names something that cannot be checked; in words for the user.
    pub(crate) fn subject(&self) -> Option<Result<Subject, String>> {
        match self {
            Self::Check { domain } => Some(
                parse_name(domain)
                    .map(|domain| Subject::Domain { domain })
                    .map_err(|error| error.to_string()),
            ),
            Self::Host { host, service } => Some(parse_host(host, service)),
            // The rest are no checks.
            _ => None,
        }
    }
}

fn parse_host(host: &str, service: &str) -> Result<Subject, String> {
    let host = parse_name(host).map_err(|error| error.to_string())?;
    let service: Service = service.parse()?;
    Ok(Subject::Host { host, service })
}

#[cfg(test)]
mod tests {
    use shared::DomainName;

    use super::*;

    #[test]
    fn a_subject_and_its_address_belong_together() {
        let host = "mx.example.org".parse::<DomainName>().unwrap();
        let domain = "example.org".parse::<DomainName>().unwrap();
        let hosts = Service::ALL.map(|service| Subject::Host {
            host: host.clone(),
            service,
        });
        for subject in hosts.into_iter().chain([Subject::Domain { domain }]) {
            let route = Route::of(&subject);
            assert_eq!(Route::parse(&route.href()), route);
            assert_eq!(route.subject(), Some(Ok(subject)));
        }
    }

    #[test]
    fn an_address_is_read_as_people_type_it() {
        let check = |domain: &str| Route::Check {
            domain: domain.to_owned(),
        };
        for (hash, route) in [
            // No `#` at all, one with nothing behind, and the address of the first page.
            ("", Route::Home),
            ("#", Route::Home),
            ("#/", Route::Home),
            ("#/settings", Route::Settings),
            ("#about", Route::About),
            ("#/file/", Route::File),
            ("#/check/example.org", check("example.org")),
            ("#/check/example.org?from=here", check("example.org")),
            // Browsers escape what is not ASCII; a plus stands for itself outside of forms.
            ("#/check/ex%C3%A4mple.org", check("exämple.org")),
            ("#/check/a+b@example.org", check("a+b@example.org")),
            // An escaped slash does not part.
            ("#/check/a%2Fb", check("a/b")),
            ("#/check", Route::NotFound),
            ("#/check/a/b", Route::NotFound),
            ("#/host/mx.example.org", Route::NotFound),
            ("#/elsewhere", Route::NotFound),
        ] {
            assert_eq!(Route::parse(hash), route, "{hash}");
        }
        for route in [
            Route::Home,
            Route::File,
            Route::Many,
            Route::Reports,
            Route::Message,
            Route::Samples,
            Route::Sample {
                name: "null-mx".into(),
            },
            Route::Settings,
            Route::About,
            Route::Learn,
            Route::Topic {
                topic: "dane".to_owned(),
            },
            Route::Grading,
            Route::Findings,
            Route::Finding {
                code: "dane-mismatch".to_owned(),
            },
            Route::NotFound,
        ] {
            assert_eq!(Route::parse(&route.href()), route);
        }
    }

    #[test]
    fn what_is_shared_kept_and_compared_has_its_addresses() {
        let name = "mx.example.org:25".to_owned();
        for route in [
            Route::Shared {
                packed: "1.Ab-_9".into(),
            },
            Route::History,
            Route::HistoryOf { name: name.clone() },
            Route::Kept { name, at: -5 },
            Route::Compare { pair: None },
            Route::Compare {
                pair: Some(("a.example".into(), "b.example".into())),
            },
        ] {
            assert_eq!(Route::parse(&route.href()), route);
            assert_eq!(route.subject(), None);
        }
        for hash in [
            "#/r",
            "#/history/a/b",
            "#/history/a/1/2",
            "#/compare/a",
            "#/compare/a/b/c",
        ] {
            assert_eq!(Route::parse(hash), Route::NotFound, "{hash}");
        }
    }

    #[test]
    fn addresses_are_read_as_forgivingly_as_the_field_and_no_more() {
        let route = Route::Check {
            domain: "Postmaster@Example.ORG.".into(),
        };
        let subject = route.subject().unwrap().unwrap();
        assert_eq!(subject.name().as_str(), "example.org");
        assert!(
            Route::Check {
                domain: "10.0.0.1".into()
            }
            .subject()
            .unwrap()
            .is_err()
        );
        let route = Route::Host {
            host: "mx.example.org".into(),
            service: "25".into(),
        };
        assert!(route.subject().unwrap().is_err());
    }
}

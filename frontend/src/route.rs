//! The addresses of the page, all behind the `#`: nothing of them reaches any server.

use analysis::evidence::Subject;
use shared::Service;
use yew_router::prelude::*;

use crate::browser::parse_name;

/// A place in the page.
#[derive(Clone, Debug, PartialEq, Eq, Routable)]
pub(crate) enum Route {
    /// Where one begins.
    #[at("/")]
    Home,
    /// The check of a domain.
    #[at("/check/:domain")]
    Check {
        /// The domain as the address has it.
        domain: String,
    },
    /// The check of one server.
    #[at("/host/:host/:service")]
    Host {
        /// The host as the address has it.
        host: String,
        /// The service's word.
        service: String,
    },
    /// Evidence from a file.
    #[at("/file")]
    File,
    /// What the user can choose.
    #[at("/settings")]
    Settings,
    /// What this is.
    #[at("/about")]
    About,
    /// Nothing there.
    #[not_found]
    #[at("/not-found")]
    NotFound,
}

impl Route {
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
            Self::Home | Self::File | Self::Settings | Self::About | Self::NotFound => None,
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
            assert_eq!(Route::of(&subject).subject(), Some(Ok(subject)));
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

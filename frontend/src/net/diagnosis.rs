//! Why somebody does not answer. A browser gives a page one and the same error for a dozen reasons; what stands around
//! it tells some of them apart.

use crate::browser::{Permission, forbids, is_online, local_permission, page_is_sealed};

use super::fetch::answers_blindly;

/// Why there is no answer, as far as a browser can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The browser is offline.
    Offline,
    /// The page's own content security policy does not allow the connection.
    ForbiddenHere,
    /// The user did not let the page connect to his own machine or network.
    PermissionDenied,
    /// The browser would ask the user first.
    PermissionAwaited,
    /// There is an answer, and the page may not read it (CORS).
    RefusesPages,
    /// The page came sealed and the address is in clear.
    MixedContent,
    /// None of these: nobody answers.
    NoAnswer,
}

/// What stands around an exchange that gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Circumstances {
    online: bool,
    forbidden_here: bool,
    permission: Permission,
    answers_blindly: bool,
    page_is_sealed: bool,
    url_is_sealed: bool,
    on_this_machine: bool,
}

impl Circumstances {
    const fn silence(self) -> Silence {
        match self {
            // A policy forbids whether or not there is a network.
            Self {
                forbidden_here: true,
                ..
            } => Silence::ForbiddenHere,
            // This very machine is reached without any network.
            Self {
                online: false,
                on_this_machine: false,
                ..
            } => Silence::Offline,
            Self {
                permission: Permission::Denied,
                ..
            } => Silence::PermissionDenied,
            Self {
                permission: Permission::Prompt,
                answers_blindly: false,
                ..
            } => Silence::PermissionAwaited,
            Self {
                answers_blindly: true,
                ..
            } => Silence::RefusesPages,
            Self {
                page_is_sealed: true,
                url_is_sealed: false,
                ..
            } => Silence::MixedContent,
            _ => Silence::NoAnswer,
        }
    }
}

/// Looks why nothing came from `url`; `harmless` is an address of the same server that changes nothing when asked.
pub async fn silence(url: &str, harmless: &str) -> Silence {
    let online = is_online();
    let permission = local_permission(url).await;
    Circumstances {
        online,
        permission,
        answers_blindly: online
            && permission != Permission::Denied
            && answers_blindly(harmless).await,
        // Last: the browser reports what it forbade a little after the failure.
        forbidden_here: forbids(url),
        page_is_sealed: page_is_sealed(),
        url_is_sealed: !url.starts_with("http://"),
        on_this_machine: is_on_this_machine(url),
    }
    .silence()
}

/// Whether an address, absolute or relative to the page, is on this very machine. Only absolute ones are told.
#[must_use]
pub fn is_on_this_machine(url: &str) -> bool {
    let authority = url.split("://").nth(1).unwrap_or_default();
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.ends_with(".localhost") || host == "::1" || host.starts_with("127.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything in order, and still nothing came.
    const USUAL: Circumstances = Circumstances {
        online: true,
        forbidden_here: false,
        permission: Permission::Unknown,
        answers_blindly: false,
        page_is_sealed: true,
        url_is_sealed: true,
        on_this_machine: false,
    };

    #[test]
    fn each_reason_is_told_from_the_others() {
        let here = Circumstances {
            url_is_sealed: false,
            on_this_machine: true,
            ..USUAL
        };
        for (circumstances, silence) in [
            (USUAL, Silence::NoAnswer),
            (
                Circumstances {
                    online: false,
                    ..USUAL
                },
                Silence::Offline,
            ),
            (
                Circumstances {
                    answers_blindly: true,
                    ..USUAL
                },
                Silence::RefusesPages,
            ),
            (
                Circumstances {
                    forbidden_here: true,
                    online: false,
                    ..USUAL
                },
                Silence::ForbiddenHere,
            ),
            (here, Silence::MixedContent),
            (
                Circumstances {
                    online: false,
                    page_is_sealed: false,
                    ..here
                },
                Silence::NoAnswer,
            ),
            (
                Circumstances {
                    permission: Permission::Denied,
                    ..here
                },
                Silence::PermissionDenied,
            ),
            (
                Circumstances {
                    permission: Permission::Prompt,
                    ..here
                },
                Silence::PermissionAwaited,
            ),
            (
                Circumstances {
                    permission: Permission::Granted,
                    answers_blindly: true,
                    ..here
                },
                Silence::RefusesPages,
            ),
        ] {
            assert_eq!(circumstances.silence(), silence, "{circumstances:?}");
        }
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        for url in [
            "http://127.0.0.1:8025/v1/info",
            "http://localhost/",
            "https://[::1]:8443/",
            "http://127.9.9.9",
        ] {
            assert!(is_on_this_machine(url), "{url}");
        }
        for url in [
            "v1/info",
            "https://relay.example/127.0.0.1",
            "https://localhost.example/",
            "https://[2001:db8::1]/",
            "",
        ] {
            assert!(!is_on_this_machine(url), "{url}");
        }
    }
}

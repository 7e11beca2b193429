//! What can go wrong between this page, a relay and a resolver, in four parts: what happened, likely why, what to do,
//! and a word to search for. All of these texts are here, in one place; the words to search for are never translated.

use shared::{Port25, RelayInfo, WIRE_VERSION};

use crate::endpoint::EndpointError;
use crate::net::relay::{NoRelay, RelayAddress, Silence};
use crate::phrase::count;

/// A trouble, in four parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The word to search for: stable, and the same in every language.
    pub(crate) id: &'static str,
    /// What happened.
    pub(crate) what: String,
    /// Likely why.
    pub(crate) why: String,
    /// What to do.
    pub(crate) remedy: String,
    /// What the other side or the browser said, word for word.
    pub(crate) said: Option<String>,
}

impl Problem {
    fn new(
        id: &'static str,
        what: impl Into<String>,
        why: impl Into<String>,
        remedy: &str,
    ) -> Self {
        Self {
            id,
            what: what.into(),
            why: why.into(),
            remedy: remedy.to_owned(),
            said: None,
        }
    }

    fn saying(self, said: &str) -> Self {
        Self {
            said: Some(said.to_owned()),
            ..self
        }
    }
}

/// Why there is no relay to work with.
#[must_use]
pub(crate) fn relay_problem(address: &RelayAddress, why: &NoRelay) -> Problem {
    match why {
        NoRelay::Absent => Problem::new(
            "relay-not-here",
            format!("There is no relay at {address}."),
            "The page came from a plain web server, which only hands out files.",
            "Run a relay, or name one in the settings.",
        ),
        NoRelay::BadAddress(error) => bad_address(*error),
        NoRelay::Silent(silence, said) => silent(address, *silence, said),
        NoRelay::OtherVersion { theirs } => other_version(*theirs),
        NoRelay::Busy { retry_after, said } => Problem::new(
            "relay-busy",
            "The relay has too much to do just now.",
            "Everybody who uses a relay shares its limits, and so do all pages behind one address.",
            match retry_after {
                Some(_) => "Wait; this page looks again by itself when the time is over.",
                None => "Wait a minute, then look again.",
            },
        )
        .saying(said),
        NoRelay::WantsToken { said } => Problem::new(
            "relay-wants-token",
            "The relay wants a token.",
            "Its operator lets in only those to whom a token was given, and yours is missing, mistyped or no longer valid.",
            "Enter the token with the relay in the settings, or ask the operator for one.",
        )
        .saying(said),
        NoRelay::Refuses { said } => Problem::new(
            "relay-refuses",
            "The relay refuses to work for this page.",
            "Its operator decides which pages and which people may use it.",
            "Ask the operator, or choose another relay in the settings.",
        )
        .saying(said),
        NoRelay::OtherThing => Problem::new(
            "not-a-relay",
            format!("What answers at {address} is not a relay."),
            "It sends a web page: the address may be mistyped, or a login page or a proxy stands before the relay.",
            "Open the address in the browser and look what is there; then correct it in the settings.",
        ),
        NoRelay::Unreadable(said) => Problem::new(
            "relay-unreadable",
            "The relay’s answer about itself cannot be read.",
            "Something other than a Waxseal relay answers there, or a proxy changes what it says.",
            "Check the address in the settings. If it is right, tell the relay’s operator.",
        )
        .saying(said),
        NoRelay::Broken { status } => Problem::new(
            "relay-broken",
            format!("The relay, or a proxy before it, answers with HTTP status {status}."),
            "It is being restarted, or has failed.",
            "Look again in a minute. If it stays like this, tell the relay’s operator.",
        ),
    }
}

fn bad_address(error: EndpointError) -> Problem {
    match error {
        EndpointError::Unsealed => Problem::new(
            "relay-mixed-content",
            "The relay’s address begins with http:// and leads to another machine.",
            "Browsers let no page connect in clear to other machines: anybody on the way could change the report.",
            "Give the relay an https:// address, or open the page that the relay serves itself.",
        ),
        EndpointError::Credentials | EndpointError::Empty | EndpointError::NotAnAddress => {
            Problem::new(
                "relay-address-invalid",
                "The relay’s address cannot be used.",
                error.to_string(),
                "Correct it in the settings.",
            )
        }
    }
}

fn silent(address: &RelayAddress, silence: Silence, said: &str) -> Problem {
    let problem = match silence {
        Silence::Offline => Problem::new(
            "offline",
            "This browser is offline.",
            "There is no network, or the browser was told to work offline.",
            "Connect, then look again. Samples and saved evidence open without a network.",
        ),
        Silence::ForbiddenHere => Problem::new(
            "page-forbids-connection",
            format!("This page may not connect to {address}."),
            "Whoever serves this page fixed whom it may talk to, and this relay is not on the list.",
            "Open the page that the relay serves itself, or have this page’s operator add the relay with --connect-src.",
        ),
        Silence::PermissionDenied => Problem::new(
            "local-network-denied",
            format!("The browser does not let this page connect to {address}."),
            "The relay stands on your own machine or network, and the permission for that was denied.",
            "Allow local network access for this page in the browser’s site settings, beside the address; then look again.",
        ),
        Silence::PermissionAwaited => Problem::new(
            "local-network-permission",
            format!("To use {address}, this page needs your permission."),
            "The relay stands on your own machine or network. Browsers ask before a web page may connect there.",
            "Go on, and the browser asks. Allow it if you run that relay. Nothing else on your network is contacted.",
        ),
        Silence::RefusesPages => Problem::new(
            "relay-refuses-page",
            format!("A server answers at {address}, but does not let this page read its answers."),
            "A relay serves its own page, and others only if its operator lists them (CORS).",
            "Open the page that the relay serves itself, or start it with --allow-origin and the address of this page.",
        ),
        Silence::MixedContent => Problem::new(
            "relay-mixed-content",
            format!("There is no answer from {address}."),
            "This page came over https:// and the relay’s address is http://; some browsers allow that not even to your own machine.",
            "Check that the relay runs. If it does, open its address itself: it serves this page too.",
        ),
        Silence::NoAnswer => Problem::new(
            "relay-no-answer",
            format!("There is no answer from {address}."),
            "It is not running, its address or certificate is wrong, a firewall or an extension is in the way, or it lets no \
             other page use it. A browser does not tell a page which.",
            "Check that it runs by opening its address in the browser; then look again.",
        ),
    };
    problem.saying(said)
}

fn other_version(theirs: u64) -> Problem {
    let what = format!(
        "The relay speaks version {theirs} of the wire format, and this page version {WIRE_VERSION}."
    );
    if theirs < u64::from(WIRE_VERSION) {
        Problem::new(
            "relay-too-old",
            what,
            "The relay is older than this page.",
            "Have the relay updated, or open the page that the relay serves itself.",
        )
    } else {
        Problem::new(
            "relay-too-new",
            what,
            "This page is older than the relay: perhaps a copy that the browser or a host has kept.",
            "Reload this page. If that does not help, open the page that the relay serves itself.",
        )
    }
}

/// A relay whose own way out seems shut; nothing if it does not.
#[must_use]
pub(crate) fn port_25_problem(info: &RelayInfo) -> Option<Problem> {
    if info.port_25 != Port25::PerhapsBlocked {
        return None;
    }
    let tried: Vec<&str> = info
        .canaries
        .iter()
        .filter(|canary| canary.port_25 == Port25::PerhapsBlocked)
        .map(|canary| canary.host.as_str())
        .collect();
    let even = match tried.as_slice() {
        [] => String::new(),
        tried => format!(", even those to {}", tried.join(", ")),
    };
    Some(Problem::new(
        "relay-port-25-blocked",
        format!("The relay’s connections to port 25 have all timed out so far{even}."),
        "The network it stands in probably blocks port 25, as most homes and many clouds do. It says nothing about the domain.",
        "Use a relay in a network with an open port 25, or ask the provider to open it.",
    ))
}

/// How the resolver failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResolverTrouble {
    /// No answer, for a reason told apart as far as a browser can.
    Silent(Silence),
    /// What comes is no DNS message.
    Nonsense,
    /// It is asked too often.
    Busy,
}

/// Why nothing is learnt about DNS.
#[must_use]
pub(crate) fn resolver_problem(resolver: &str, trouble: ResolverTrouble, said: &str) -> Problem {
    const OTHER: &str = "Ask another resolver. The domain is not to blame.";
    let problem = match trouble {
        ResolverTrouble::Silent(Silence::Offline) => Problem::new(
            "offline",
            "This browser is offline.",
            "There is no network, or the browser was told to work offline.",
            "Connect, then check again. The domain is not to blame.",
        ),
        ResolverTrouble::Silent(Silence::ForbiddenHere) => Problem::new(
            "page-forbids-connection",
            format!("This page may not ask the DNS resolver {resolver}."),
            "Whoever serves this page fixed whom it may talk to, and this resolver is not on the list.",
            OTHER,
        ),
        ResolverTrouble::Silent(Silence::RefusesPages) => Problem::new(
            "resolver-refuses-pages",
            format!(
                "The DNS resolver {resolver} answers, but does not let web pages read its answers."
            ),
            "Many resolvers are meant for programs and not for pages (CORS).",
            OTHER,
        ),
        ResolverTrouble::Silent(
            Silence::NoAnswer
            | Silence::MixedContent
            | Silence::PermissionAwaited
            | Silence::PermissionDenied,
        ) => Problem::new(
            "resolver-no-answer",
            format!("The DNS resolver gives this page no answer. It was {resolver}."),
            "It may be down, its address wrong, or your network or an extension blocks it; a browser does not tell which.",
            OTHER,
        ),
        ResolverTrouble::Nonsense => Problem::new(
            "resolver-nonsense",
            format!("What {resolver} answers is no DNS."),
            "The address is not that of a resolver, or a login page of your network answers in its place.",
            OTHER,
        ),
        ResolverTrouble::Busy => Problem::new(
            "resolver-busy",
            format!("The DNS resolver {resolver} says that it is asked too often."),
            "One check asks about a hundred questions, and many people may share your address.",
            "Wait a minute and ask again what failed, or ask another resolver.",
        ),
    };
    if said.is_empty() {
        problem
    } else {
        problem.saying(said)
    }
}

/// A sample report could not be fetched.
#[must_use]
pub(crate) fn sample_missing(said: &str) -> Problem {
    Problem::new(
        "sample-missing",
        "The sample could not be fetched.",
        "It is a file beside this page. The connection is gone, or whoever copied the page left the samples behind.",
        "Try again. If it stays like this, tell whoever runs this page.",
    )
    .saying(said)
}

/// What was chosen could not be stored.
#[must_use]
pub(crate) fn storage_refused() -> Problem {
    Problem::new(
        "storage-refused",
        "The browser stores nothing for this page.",
        "Storage is full, switched off, or this is a private window.",
        "Nothing needs to be done: what you choose holds until you close or reload the page. To keep it, save it as a file.",
    )
}

/// When to look again by itself, in words.
#[must_use]
pub(crate) fn looks_again_in(seconds: u32) -> String {
    let seconds = usize::try_from(seconds).unwrap_or(usize::MAX);
    format!("Looking again in {}.", count(seconds, "second", "seconds"))
}

#[cfg(test)]
#[path = "problems_tests.rs"]
mod tests;

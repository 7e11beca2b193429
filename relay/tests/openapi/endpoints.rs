//! What each endpoint takes and gives: the part of the document that the types do not say.

use std::num::NonZeroU16;

use serde_json::{Value, json};
use shared::ProblemCode;

use crate::examples;

/// An error that an endpoint can answer with: the status, the code, and the words of one such answer.
pub(crate) type Fault = (u16, ProblemCode, &'static str);

/// One way to ask one path.
pub(crate) struct Endpoint {
    pub(crate) path: &'static str,
    /// In lower case, as the document has it.
    pub(crate) method: &'static str,
    /// A stable name for generated clients.
    pub(crate) id: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    pub(crate) takes: Takes,
    pub(crate) gives: Gives,
    /// Beside those of [`EVERYWHERE`].
    pub(crate) faults: &'static [Fault],
    /// Whether it looks at a token.
    pub(crate) looks_at_token: bool,
}

/// What a request carries.
pub(crate) enum Takes {
    Nothing,
    /// JSON: the name of its schema, and examples with their names.
    Json(&'static str, fn() -> Vec<(&'static str, Value)>),
    /// A DNS message in the variable `dns`.
    DnsInUrl,
    /// A DNS message as the body.
    DnsInBody,
}

/// What status 200 carries.
pub(crate) enum Gives {
    /// JSON: the name of its schema, and an example.
    Json(&'static str, fn() -> Value),
    /// JSON that no type of ours describes: an object.
    OpenObject,
    /// One JSON object a line: the name of their schema, and an example of the lines.
    Lines(&'static str, fn() -> Vec<Value>),
    Dns,
    /// Plain text: each status that it comes with, what that says, and an example. The first is of 200.
    Text(&'static [(u16, &'static str, &'static str)]),
    /// A page for people.
    Html,
}

/// What any endpoint may answer.
pub(crate) const EVERYWHERE: &[Fault] = &[
    (
        403,
        ProblemCode::OriginRefused,
        "Pages of that origin may not use this relay; its operator can allow them with --allow-origin.",
    ),
    (
        405,
        ProblemCode::InvalidRequest,
        "This endpoint is not asked with that method.",
    ),
    (
        421,
        ProblemCode::HostRefused,
        "This relay does not answer to that name; its operator can allow it with --allow-host.",
    ),
    (
        500,
        ProblemCode::Internal,
        "The relay failed by its own fault.",
    ),
];

/// What is answered at no endpoint at all, so that no operation lists it.
pub(crate) const ELSEWHERE: &[Fault] = &[(404, ProblemCode::NotFound, "There is nothing here.")];

const SLOW: Fault = (
    408,
    ProblemCode::InvalidRequest,
    "The body did not come within 5 s.",
);

const LONG: Fault = (
    413,
    ProblemCode::InvalidRequest,
    "The body is longer than 16384 bytes.",
);

const NOT_JSON: Fault = (
    415,
    ProblemCode::InvalidRequest,
    "The body must be declared as application/json.",
);

const NO_DNS_MESSAGE: Fault = (
    415,
    ProblemCode::InvalidRequest,
    "The body must be declared as application/dns-message.",
);

const UNREADABLE: Fault = (
    400,
    ProblemCode::InvalidRequest,
    "The request is not as expected: unknown field `port`, expected one of `host`, `service`, `fresh`, `extras` at line 1 column 48.",
);

const NO_DOMAIN: Fault = (
    400,
    ProblemCode::InvalidRequest,
    "The request is not as expected: missing field `domain` at line 1 column 2.",
);

/// With the words for what there was too much of.
const fn too_many(title: &'static str) -> Fault {
    (429, ProblemCode::TooManyRequests, title)
}

const OVERLOADED: Fault = (
    503,
    ProblemCode::Overloaded,
    "The relay is busy with other visitors.",
);

const NOT_PERMITTED: Fault = (
    403,
    ProblemCode::NotPermitted,
    "This relay tries no recipients; its operator can permit it with --rcpt-tests.",
);

const TOKEN_REQUIRED: Fault = (
    401,
    ProblemCode::TokenRequired,
    "This relay works only for those who show a token of its operator.",
);

const TOKEN_REFUSED: Fault = (
    401,
    ProblemCode::TokenRefused,
    "The token that was shown is unknown to this relay or has expired.",
);

const NO_SCOPE: Fault = (
    403,
    ProblemCode::NotPermitted,
    "The token that was shown is not good for that.",
);

const NO_CONTACT: Fault = (
    404,
    ProblemCode::NotFound,
    "The operator of this relay has named no contact (--contact).",
);

const DNS: [Fault; 6] = [
    (
        400,
        ProblemCode::InvalidRequest,
        "the DNS query is not usable: it ends too early",
    ),
    (
        403,
        ProblemCode::AddressNotPublic,
        "the address is not one of the public internet, and this relay contacts no other",
    ),
    (
        403,
        ProblemCode::RecordTypeRefused,
        "this relay does not look up that type of record (type 255)",
    ),
    (
        403,
        ProblemCode::SpecialName,
        "the name is reserved for private or special use, and this relay does not contact such",
    ),
    (
        502,
        ProblemCode::ResolverFailed,
        "the relay's resolver refused the connection",
    ),
    too_many("You asked too many DNS queries in a minute."),
];

/// Every endpoint, in the order of the document.
pub(crate) const ALL: &[Endpoint] = &[
    Endpoint {
        path: "/v1/info",
        method: "get",
        id: "info",
        summary: "What this relay is, can and holds itself to",
        description: "Its versions, where it stands, what it can be asked, its limits, and what it knows of its own \
            standing: whether its resolver validates DNSSEC, whether port 25 is open for it, and whether the name it \
            gives in EHLO is confirmed. Ask this first: `features` says which requests make sense, `limits` how many: both \
            as they are granted to who asks.",
        takes: Takes::Nothing,
        gives: Gives::Json("RelayInfo", examples::info),
        faults: &[TOKEN_REQUIRED, TOKEN_REFUSED],
        looks_at_token: true,
    },
    Endpoint {
        path: "/v1/probe",
        method: "post",
        id: "probe",
        summary: "Look at one mail service of one host",
        description: "Resolves the host, connects to each of its addresses, and tells what it sees as it sees it: the \
            answer is one JSON object a line, each an `Event`, flushed at once. A line with `heartbeat` says that the \
            relay is alive. The last line is always `done`; a stream that ends without one was cut, and what came before \
            still stands. What a target did or did not do stands in the stream, never in the HTTP status: that a host does \
            not resolve, that an address may not be contacted, that a server refused. Hanging up ends the probe, which \
            still says QUIT. No mail is ever sent.",
        takes: Takes::Json("ProbeRequest", examples::probe_requests),
        gives: Gives::Lines("Event", examples::events),
        faults: &[
            UNREADABLE,
            TOKEN_REQUIRED,
            TOKEN_REFUSED,
            NOT_PERMITTED,
            SLOW,
            LONG,
            NOT_JSON,
            too_many("You asked for too many probes."),
            OVERLOADED,
        ],
        looks_at_token: true,
    },
    Endpoint {
        path: "/v1/policy",
        method: "post",
        id: "policy",
        summary: "Fetch the MTA-STS policy of a domain",
        description: "Fetches `https://mta-sts.<domain>/.well-known/mta-sts.txt` by the rules of RFC 8461 §3.3: redirects \
            are not followed, the certificate is checked and told. What failed stands in `failure`, with status 200: the \
            relay has done what it was asked.",
        takes: Takes::Json("PolicyRequest", examples::policy_requests),
        gives: Gives::Json("PolicyFile", examples::policy_file),
        faults: &[
            TOKEN_REQUIRED,
            TOKEN_REFUSED,
            NO_SCOPE,
            NO_DOMAIN,
            SLOW,
            LONG,
            NOT_JSON,
            too_many("You asked for too many policies in a minute."),
            OVERLOADED,
        ],
        looks_at_token: true,
    },
    Endpoint {
        path: "/dns-query",
        method: "get",
        id: "dnsQueryByUrl",
        summary: "DNS over HTTPS, the query in the URL",
        description: "RFC 8484 for the types that judging mail needs: A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, DS, \
            DNSKEY, TLSA and CAA, one question of class IN with RD set. The answer is the resolver's own, AD bit included. \
            Answers that lead to addresses outside the public internet are refused.",
        takes: Takes::DnsInUrl,
        gives: Gives::Dns,
        faults: &[
            TOKEN_REQUIRED,
            TOKEN_REFUSED,
            NO_SCOPE,
            DNS[0],
            DNS[1],
            DNS[2],
            DNS[3],
            DNS[4],
            DNS[5],
            OVERLOADED,
        ],
        looks_at_token: true,
    },
    Endpoint {
        path: "/dns-query",
        method: "post",
        id: "dnsQueryByBody",
        summary: "DNS over HTTPS, the query in the body",
        description: "As with GET; the body is the DNS message itself, declared as `application/dns-message`.",
        takes: Takes::DnsInBody,
        gives: Gives::Dns,
        faults: &[
            TOKEN_REQUIRED,
            TOKEN_REFUSED,
            NO_SCOPE,
            DNS[0],
            DNS[1],
            DNS[2],
            DNS[3],
            DNS[4],
            DNS[5],
            SLOW,
            LONG,
            NO_DNS_MESSAGE,
            OVERLOADED,
        ],
        looks_at_token: true,
    },
    Endpoint {
        path: "/v1/openapi.json",
        method: "get",
        id: "openapi",
        summary: "This document",
        description: "The contract of the relay that answers, as OpenAPI 3.1.",
        takes: Takes::Nothing,
        gives: Gives::OpenObject,
        faults: &[],
        looks_at_token: false,
    },
    Endpoint {
        path: "/healthz",
        method: "get",
        id: "health",
        summary: "Whether the relay is alive",
        description: "For whoever watches over the service. Says nothing about whether it has time for work.",
        takes: Takes::Nothing,
        gives: Gives::Text(&[(200, "It is.", "ok\n")]),
        faults: &[],
        looks_at_token: false,
    },
    Endpoint {
        path: "/readyz",
        method: "get",
        id: "ready",
        summary: "Whether the relay has time for work",
        description: "For load balancers: whether new requests should come here. A relay that is told to stop takes no new \
            connections at all, while running probes still come to their end.",
        takes: Takes::Nothing,
        gives: Gives::Text(&[
            (200, "It has.", "ready\n"),
            (
                503,
                "It has not: one reason a line.",
                "its resolver does not answer\nas many probes are under way as may be\n",
            ),
        ]),
        faults: &[],
        looks_at_token: false,
    },
    Endpoint {
        path: "/.well-known/probing.txt",
        method: "get",
        id: "probing",
        summary: "Whom to ask about probes from here",
        description: "RFC 9511, in the form of security.txt. Also answered under the name that the relay gives in EHLO.",
        takes: Takes::Nothing,
        gives: Gives::Text(&[(
            200,
            "Contact and purpose.",
            "Contact: mailto:probes@example.org\nExpires: 2026-10-21T00:00:00Z\n",
        )]),
        faults: &[NO_CONTACT],
        looks_at_token: false,
    },
    Endpoint {
        path: "/.well-known/security.txt",
        method: "get",
        id: "security",
        summary: "Whom to tell of a fault in the service",
        description: "RFC 9116. Also answered under the name that the relay gives in EHLO.",
        takes: Takes::Nothing,
        gives: Gives::Text(&[(
            200,
            "Contact.",
            "Contact: mailto:probes@example.org\nExpires: 2026-10-21T00:00:00Z\n",
        )]),
        faults: &[NO_CONTACT],
        looks_at_token: false,
    },
    Endpoint {
        path: "/about-probes",
        method: "get",
        id: "aboutProbes",
        summary: "Why this host connected to your mail server",
        description: "For people who find the relay in their logs: what it does, and how to be left alone.",
        takes: Takes::Nothing,
        gives: Gives::Html,
        faults: &[],
        looks_at_token: false,
    },
];

/// One error answer, as it comes.
pub(crate) fn problem(&(status, code, title): &Fault) -> Value {
    let mut problem = json!({ "code": code, "status": status, "title": title });
    let wait = match code {
        ProblemCode::TooManyRequests => NonZeroU16::new(17),
        ProblemCode::Overloaded => NonZeroU16::new(10),
        _ => None,
    };
    if let Some(wait) = wait {
        problem["retry_after"] = wait.get().into();
    }
    problem
}

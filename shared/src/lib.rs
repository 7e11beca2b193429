//! The wire: what the relay and its clients say to each other, as types.
//!
//! A client asks with a [`ProbeRequest`] or a [`PolicyRequest`]; the relay answers a probe with a stream of
//! [`Event`]s, one JSON object a line, and a policy request with a [`PolicyFile`]. Whatever could not be found
//! out is a [`Failure`] that says in which phase it happened and whose fault it is.
//!
//! In JSON an enum is an object with one field, named for the variant: what is read without looking ahead takes half
//! the code of other forms, and that code is in the page.
//!
//! This crate holds no rule about what is good or bad, does no I/O and knows neither tokio nor a browser.
//! Every type here checks itself when it is read: a relay that lies about its syntax is caught at the edge.

pub mod address;
mod bytes;
mod deep;
mod failure;
mod hello;
mod info;
mod name;
mod observation;
mod policy_file;
mod problem;
mod recipient;
mod request;
mod service;
mod smtp;
mod time;
mod tls;

pub use bytes::Octets;
pub use deep::{DeepFact, GroupList, InjectionAnswer, KeyKind, Preference, SuiteList};
pub use failure::{Blocked, Cause, Failure, Fault, Phase};
pub use hello::{HelloAnswer, PrimeOrigin, ServerHello};
pub use info::{Canary, EhloStanding, Feature, Limits, Port25, RelayInfo};
pub use name::{DomainName, NameError};
pub use observation::{
    Addresses, Direction, Event, Observation, Resolution, SkipReason, Spent, TranscriptLine,
};
pub use policy_file::{FetchedBy, PolicyFile};
pub use problem::{Problem, ProblemCode};
pub use recipient::{LocalPart, RecipientKind, RecipientTests, RecipientTrial, RecipientTried};
pub use request::{Extras, PolicyRequest, ProbeRequest};
pub use service::Service;
pub use smtp::{MalformedReply, Reply, ReplyCode};
pub use time::Timestamp;
pub use tls::{
    Chain, CipherSuite, HandshakeSignature, NamedGroup, PathCheck, PathFault, SignatureScheme,
    TlsSession, TlsVersion,
};

/// The version of everything in this crate as sent over HTTP; a client and a relay of different numbers do not
/// understand each other, and say so.
pub const WIRE_VERSION: u32 = 2;

//! MTA-STS (RFC 8461): a domain says that mail to it must travel sealed, and to which servers.
//!
//! SMTP encrypts only if both sides happen to offer it, and an attacker on the way can take the offer away. With MTA-STS
//! a domain publishes a *policy* that a sender fetches over HTTPS, where the attacker cannot forge it, and remembers.
//! Two pieces belong together:
//!
//! - The *record*, a TXT record at `_mta-sts.example.org`: `v=STSv1; id=20260101T000000;`. It only says that there is a
//!   policy; a new `id` tells senders to fetch it again ([`select`]).
//! - The *policy*, a text file at `https://mta-sts.example.org/.well-known/mta-sts.txt`. Its `mx` lines list the hosts
//!   that may take mail for the domain, `max_age` says for how many seconds to remember it, and `mode` what to do with
//!   a host that is not listed, offers no TLS or has a wrong certificate: `enforce` (do not deliver there), `testing`
//!   (deliver, but report it) or `none` (behave as if there were no policy) ([`parse_policy`]).
//!
//! A pattern in the policy is a host name, or one with `*.` in front, which stands for exactly one label ([`MxPattern`]).
//! It is held against the name in the MX record; the certificate of the host must carry that name too.
//!
//! Senders that find a broken record or policy behave as if there were none, unless they remember an older one: a mistake
//! here removes the protection without a sound. Hence the care with which this module tells broken from absent.

pub(crate) mod check;
mod facts;
mod pattern;
mod policy;
mod policy_parse;
mod record;
mod stage;

pub use pattern::MxPattern;
pub use policy::{MaxAge, Mode, Policy, PolicyText};
pub use policy_parse::parse as parse_policy;
pub use record::{PolicyId, StsRecord, parse as parse_record, select};

pub(crate) use facts::{
    Compliance, PolicyFact, PolicyFault, RecordFact, Sts, compliance, resembles_record,
};
pub(crate) use stage::stage;

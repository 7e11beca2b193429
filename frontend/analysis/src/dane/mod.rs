//! DANE for SMTP (RFC 6698, 7671, 7672): the keys of the mail servers, published in signed DNS.
//!
//! A TLSA record at `_25._tcp.mx1.example.org` says which certificate or key that server has. A sender that validates
//! DNSSEC then knows two things that nobody on the way can forge: that the server speaks TLS, so that mail must not go
//! in clear, and by what to know it. No public authority is needed for that, and with the usual *DANE-EE* records not even
//! a certificate in date or with the right name: the key alone counts.
//!
//! It rests on signatures all the way: the MX records, the addresses of the host and the TLSA records must each be
//! proven by DNSSEC (RFC 7672 §2.2). If the MX records or the addresses are not, nobody asks for TLSA records; if
//! the TLSA records are not, they are ignored. But if *asking* for them fails, senders must not deliver (RFC 7672
//! §2.1.2): a name server that cannot answer for TLSA loses mail without a sound.
//!
//! - [`TlsaRecord`]: one record, and whether it counts in SMTP at all.
//! - [`authenticate`]: records against what a server presented. Pure comparison; the signatures were checked by the relay.
//! - `lookup`: under which name to ask, and what was answered.
//! - `facts`: host by host and address by address, what DANE senders do.
//! - `check`: the findings; `coverage`: over all hosts; `lifecycle`: what a change of certificates will do.

mod authenticity;
mod check;
mod coverage;
mod facts;
mod lifecycle;
mod lookup;
mod matching;
mod stage;
mod tlsa;

pub use matching::{Authentication, Match, Mismatch, Presented, Undecided, authenticate};
pub use tlsa::{TlsaMatching, TlsaRecord, TlsaSelector, TlsaUsage, Unusable};

pub(crate) use authenticity::Authenticity;
pub(crate) use check::check;
pub(crate) use facts::{HostDane, Lift, OtherStanding, Standing, UNKNOWN};
pub(crate) use lookup::{Security, Tlsa, outstanding};

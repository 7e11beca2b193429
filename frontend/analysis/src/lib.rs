//! The judgement: pure functions over evidence.

pub mod certificate;
pub mod dns;
pub mod mta_sts;
pub mod syntax;
pub mod tls_rpt;

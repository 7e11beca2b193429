//! DNSSEC: whether answers about the domain are signed (RFC 4033). For now by the resolver's word, its AD bit, which
//! counts only if the resolver validates.

mod check;

pub(crate) use check::check;

//! `waxseal-relay`: the HTTP service.

fn main() {}

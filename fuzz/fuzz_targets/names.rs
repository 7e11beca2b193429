//! Names: in certificates and patterns, of hosts, of DNS.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::names(input));

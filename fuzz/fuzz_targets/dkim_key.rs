//! DKIM keys and pasted signatures.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::dkim_key(input));

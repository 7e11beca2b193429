//! SPF records, and checks of a sender in a world of them.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::spf(input));

//! Lines of a zone file.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::zone_lines(input));

//! Presented chains: what their signatures show.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| relay::fuzzing::chain(input));

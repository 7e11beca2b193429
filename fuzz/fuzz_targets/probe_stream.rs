//! A relay's answer to a probe.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::probe_stream(input));

//! Conversations with mail servers, and what their lines mean.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::explain(input));

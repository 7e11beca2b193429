//! DNS answers.
#![no_main]

#[path = "../../frontend/analysis/tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzzing::dns_message(input));

//! A relay's answer to a probe.
#![no_main]

#[path = "../../frontend/analysis/tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzzing::probe_stream(input));

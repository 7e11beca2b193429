//! TLS-RPT records.
#![no_main]

#[path = "../../frontend/analysis/tests/fuzzing/mod.rs"]
mod fuzzing;

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzzing::tls_rpt_record(input));

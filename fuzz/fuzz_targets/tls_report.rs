//! TLS reports.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::report_file(input));

//! Failure reports, in the mails that bring them.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::report_file(input));

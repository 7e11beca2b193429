//! Bytes to SMTP replies.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| relay::fuzzing::replies(input));

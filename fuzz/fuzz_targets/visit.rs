//! Whole visits to a server that does what it likes, when it likes.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| relay::fuzzing::visit(input));

//! Answers to raw hellos: records, handshake messages, what the server chose.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| relay::fuzzing::hello_answer(input));

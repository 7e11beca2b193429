//! DNS messages on their way through the relay.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| relay::fuzzing::dns_forward(input));

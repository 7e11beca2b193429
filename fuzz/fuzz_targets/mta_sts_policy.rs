//! MTA-STS policies.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::mta_sts_policy(input));

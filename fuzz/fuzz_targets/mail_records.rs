//! DMARC and BIMI records, and the tree walk over them.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| waxseal_fuzz::judgement::mail_records(input));

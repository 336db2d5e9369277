#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pms_fuzz::csr(bytes));

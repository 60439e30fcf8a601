#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| psp_errors_fuzz::mask_time(data));

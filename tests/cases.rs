//! The conformance cases, natively.
#![cfg(not(target_arch = "wasm32"))]

mod conformance;

#[test]
fn every_case_decodes_to_the_expected_result() {
    conformance::check();
}

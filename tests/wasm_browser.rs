//! The core and its boundary as WebAssembly, in a browser.
#![cfg(target_arch = "wasm32")]

mod boundary;
mod conformance;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

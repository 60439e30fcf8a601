//! The core and its boundary as WebAssembly, in Node.
#![cfg(target_arch = "wasm32")]

mod boundary;
mod conformance;

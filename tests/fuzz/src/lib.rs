//! What is fuzzed: one function a target, which panics where the core breaks a promise.
//!
//! `cargo fuzz` calls them through libFuzzer; `tests/replay.rs` through a small mutator, with no
//! tool but cargo. Only the public API is called.

mod body;
mod decode;
mod lines;
mod mask;
mod oracle;
mod plan;
mod retry_after;
pub mod seeds;

pub use body::body;
pub use decode::decode;
pub use lines::lines;
pub use mask::{mask, mask_time};
pub use plan::plan;
pub use retry_after::retry_after;

/// A target: it panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 7] = [
    ("body", body),
    ("decode", decode),
    ("lines", lines),
    ("mask", mask),
    ("mask_time", mask_time),
    ("plan", plan),
    ("retry_after", retry_after),
];

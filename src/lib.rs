//! `psp-errors` turns an error response of the Connxt API V2 or of `ConnectPSP` (Brazilian PIX)
//! into what to do next.
//!
//! The two APIs answer failures in two shapes with 25 documented codes. [`decode()`] reads either
//! shape, whatever came in its place, and says:
//!
//! - the [`Action`]: retry, re-auth, user-fix or escalate;
//! - the [`Remedy`], the concrete next step, and the [`Actor`] who can take it;
//! - the [`Outcome`]: may money or data have moved?
//!
//! ```
//! use psp_errors::{Action, Actor, ErrorInput, Outcome, Remedy, decode};
//!
//! let body = br#"{
//!     "type": "https://connect-psp.redocly.app/errors/insufficient-funds",
//!     "status": 422,
//!     "code": "INSUFFICIENT_FUNDS",
//!     "detail": "R$ 500.00 were requested, R$ 100.00 are there."
//! }"#;
//! let error = decode(&ErrorInput::new(body).status(422).method("POST"));
//!
//! assert_eq!(error.action, Action::Escalate);
//! assert_eq!(error.remedy, Remedy::AddFunds);
//! assert_eq!(error.actor, Actor::Operator);
//! assert_eq!(error.outcome, Outcome::NotExecuted);
//! ```
//!
//! # How it decides
//!
//! 1. A code of the [`CATALOGUE`], in `code`, `failure.code` or `data.failure.code`.
//! 2. A code of the catalogue at the end of the problem's `type`.
//! 3. The HTTP status, by the rules of [`StatusClass`].
//!
//! Texts for people never decide anything. There is no clock, no randomness and no I/O in here.
//!
//! # Bad input
//!
//! Every byte sequence gets a verdict: HTML, truncated JSON, invalid UTF-8, 10 000 nested
//! brackets. Bodies over [`MAX_BODY_BYTES`] are not read; their status decides.

mod body;
mod catalogue;
mod decode;
mod escape;
mod http_date;
mod json;
#[cfg(feature = "lines")]
mod lines;
mod mask;
mod messages;
mod name;
mod nesting;
mod plain_body;
mod plan;
mod relayed;
mod retry_after;
mod scanned_body;
mod sixteen;
mod span;
mod status;
mod swar;
mod tokens;
mod verdict;
mod words;

#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use body::{MAX_BODY_BYTES, MAX_FIELDS};
pub use catalogue::{CATALOGUE, CatalogueRow};
pub use decode::{DecodedError, ErrorInput, FieldError, classify, decode};
#[cfg(feature = "lines")]
pub use lines::{
    HourCounts, Line, LineClassifier, LineCounts, MAX_BAD_LINES, MAX_CODE_BYTES, MAX_CODES,
    MAX_HOURS,
};
pub use mask::{MASK, mask};
pub use messages::Message;
pub use plan::{
    Attempt, BUDGET_TOKENS, Failed, Plan, RetryPolicy, SETTLEMENT_BASE_MS, SETTLEMENT_CAP_MS,
    budget_after_success, is_repeatable, outcome_after_unknown, plan_retry, retry_cost,
};
pub use retry_after::retry_after_ms;
pub use status::{StatusClass, StatusRule};
pub use verdict::{NoResponse, Verdict, api_of_url};
pub use words::{Action, Actor, Api, Format, GiveUp, Locale, Outcome, Remedy, UnknownWord};

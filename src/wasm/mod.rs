//! The boundary to JavaScript: thin, and the only code that knows `wasm_bindgen`.
//!
//! Numbers alone cross it. A text that comes in was copied into the input buffer, and its length is
//! what is handed over; of one that goes out the slots tell where it stands (`slots.rs`).
//!
//! The hot call, [`decode`], gives the id of a verdict, whose object JavaScript makes once and keeps,
//! and positions in the body, by which it slices the text that it has. That is several times as fast
//! as building the result's objects from here. Texts in the way of `wasm_bindgen` would be a twentieth
//! of what an application loads.

mod facts;
#[cfg(feature = "lines")]
mod lines;
mod slots;
mod verdict_id;

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::body::Body;
use crate::catalogue::CATALOGUE;
use crate::plan::{Attempt, Failed, Plan, RetryPolicy};
use crate::verdict::{Circumstances, Judgement, NoResponse};
use crate::words::{Action, Api, Format, Outcome, Remedy};
#[cfg(feature = "lines")]
pub use lines::Lines;
use slots::Slots;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    static BOUNDARY: RefCell<Boundary> = const { RefCell::new(Boundary::new()) };
}

/// What the two sides share between calls.
struct Boundary {
    input: Vec<u8>,
    body: Body,
    slots: Slots,
}

impl Boundary {
    const fn new() -> Self {
        Self { input: Vec::new(), body: Body::new(), slots: Slots::new() }
    }

    /// The text that JavaScript wrote into the input.
    fn text(&self, length: usize) -> &[u8] {
        self.input.get(..length).unwrap_or_default()
    }

    /// Reads the first `length` bytes of the input; more than fit were too many to be copied.
    fn judge(&mut self, length: usize, known: Circumstances) -> Judgement {
        let bytes = self.input.get(..length);
        if let Some(bytes) = bytes {
            self.body.read(bytes);
        } else {
            self.body.clear(Format::TooLarge);
        }
        Judgement::of(&self.body, bytes.unwrap_or_default(), known)
    }
}

/// It is never borrowed twice, because nothing in here calls JavaScript; saying so with `borrow_mut`
/// would bring the formatting of a panic's message into the module.
fn with_boundary<R: Default>(act: impl FnOnce(&mut Boundary) -> R) -> R {
    BOUNDARY
        .with(|boundary| boundary.try_borrow_mut().map(|mut it| act(&mut it)).unwrap_or_default())
}

/// Makes room for `length` bytes of input, and returns its address.
#[wasm_bindgen(js_name = inputAddress)]
#[allow(clippy::must_use_candidate)] // it is called for the room alone, too
pub fn input_address(length: usize) -> usize {
    with_boundary(|boundary| {
        if boundary.input.len() < length {
            boundary.input = vec![0; length.checked_next_power_of_two().unwrap_or(length)];
        }
        boundary.input.as_ptr().expose_provenance()
    })
}

/// How many bytes of input there is room for.
#[wasm_bindgen(js_name = inputCapacity)]
#[must_use]
pub fn input_capacity() -> usize {
    with_boundary(|boundary| boundary.input.len())
}

/// Where [`decode`] leaves positions; it never moves.
#[wasm_bindgen(js_name = slotsAddress)]
#[must_use]
pub fn slots_address() -> usize {
    with_boundary(|boundary| boundary.slots.address())
}

/// No positions are wanted, but that of a code that only the body knows.
const NO_POSITIONS: u32 = 0;
/// Positions are wanted in UTF-16 units, because JavaScript has the body as a string; else in bytes.
const IN_UTF16: u32 = 2;

/// The id of the verdict on a body of `length` bytes in the input; the slots tell where its texts
/// stand, in what `positions` asks for.
///
/// One call for all: two would each hold a copy of the reader, or hand its result on in memory.
#[wasm_bindgen]
#[must_use]
pub fn decode(
    length: usize,
    status: f64,
    is_safe: bool,
    api: usize,
    timed_out: bool,
    positions: u32,
) -> u32 {
    with_boundary(|boundary| {
        let known = Circumstances {
            status: http_status(status),
            api: api_of_index(api),
            is_safe,
            no_response: if timed_out { NoResponse::Timeout } else { NoResponse::NetworkError },
        };
        let judgement = boundary.judge(length, known);
        if positions == NO_POSITIONS {
            if judgement.code_is_sent {
                boundary.slots.write_code(&boundary.body);
            }
        } else {
            let bytes = boundary.input.get(..length).unwrap_or_default();
            boundary.slots.write(&mut boundary.body, bytes, judgement, positions == IN_UTF16);
        }
        verdict_id::pack(judgement)
    })
}

/// Describes a verdict by its id, in JSON text that the slots tell of; a `code` of null is the
/// body's own.
#[wasm_bindgen]
pub fn verdict(id: u32) {
    let json = facts::write(verdict_id::unpack(id));
    with_boundary(|boundary| boundary.slots.write_text(json.into_bytes()));
}

/// The id of the verdict that a row of the catalogue stands for; 0, an id of none, behind the last.
#[wasm_bindgen(js_name = rowId)]
#[must_use]
pub fn row_id(index: usize) -> u32 {
    CATALOGUE.get(index).map_or(0, |row| verdict_id::pack(Judgement::of_row(index, row)))
}

/// Whether the method of `length` bytes in the input is a safe one (RFC 9110, section 9.2.1).
#[wasm_bindgen(js_name = isSafeMethod)]
#[must_use]
pub fn is_safe_method(length: usize) -> bool {
    with_boundary(|boundary| crate::verdict::is_safe_method(boundary.text(length)))
}

/// The index of the API, counted from 1, that the host of the URL in the input belongs to; 0 is
/// unknown.
#[wasm_bindgen(js_name = apiOfUrl)]
#[must_use]
pub fn api_of_url(length: usize) -> usize {
    with_boundary(|boundary| index_of_api(crate::verdict::api_of(boundary.text(length))))
}

/// How many milliseconds the `Retry-After` in the input asks to wait; NaN for none.
#[wasm_bindgen(js_name = retryAfterMs)]
#[must_use]
pub fn retry_after_ms(length: usize, now_ms: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates; NaN is 0
    let now = now_ms as u64;
    with_boundary(|boundary| {
        let ms = crate::retry_after::read(boundary.text(length), now);
        #[allow(clippy::cast_precision_loss)] // the core keeps it a safe integer
        ms.map_or(f64::NAN, |ms| ms as f64)
    })
}

/// Plans a retry from scalars: words by their index, absent numbers as NaN, which leaves a member of
/// the policy at its default.
///
/// Gives the delay, or how long it takes until a new call has a chance (NaN if that is unknown), in
/// milliseconds. The slots tell whether it is a retry, what it takes from the budget, and the reason
/// to give up.
#[wasm_bindgen(js_name = planRetry)]
#[must_use]
#[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)] // objects cost more
pub fn plan_retry(
    action: usize,
    remedy: usize,
    outcome: usize,
    status: f64,
    retry_after_ms: f64,
    number: u32,
    elapsed_ms: f64,
    random: f64,
    is_repeatable: bool,
    is_replayable: bool,
    is_aborted: bool,
    budget: f64,
    attempts: f64,
    base_ms: f64,
    cap_ms: f64,
    deadline_ms: f64,
    max_retry_after_ms: f64,
) -> f64 {
    let told = |number: f64| (!number.is_nan()).then_some(number);
    // Float to integer casts saturate.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = |number: f64| number as u32;
    let standard = RetryPolicy::default();
    let policy = RetryPolicy {
        attempts: told(attempts).map_or(standard.attempts, whole),
        base_ms: told(base_ms).unwrap_or(standard.base_ms),
        cap_ms: told(cap_ms).unwrap_or(standard.cap_ms),
        deadline_ms: told(deadline_ms).unwrap_or(standard.deadline_ms),
        max_retry_after_ms: told(max_retry_after_ms).unwrap_or(standard.max_retry_after_ms),
    };
    let failed = Failed::new(
        Action::ALL.get(action).copied().unwrap_or(Action::Escalate),
        Remedy::ALL.get(remedy).copied().unwrap_or(Remedy::ContactSupport),
        Outcome::ALL.get(outcome).copied().unwrap_or(Outcome::Unknown),
        http_status(status),
        told(retry_after_ms),
    );
    let attempt = Attempt {
        number,
        elapsed_ms,
        random,
        is_repeatable,
        is_replayable,
        is_aborted,
        budget: told(budget).map(whole),
    };
    let plan = crate::plan_retry(&failed, &attempt, &policy);
    with_boundary(|boundary| boundary.slots.write_plan(plan));
    match plan {
        Plan::Retry { delay_ms, .. } => delay_ms,
        Plan::GiveUp { retry_after_ms, .. } => retry_after_ms.unwrap_or(f64::NAN),
    }
}

/// Whether sending a request with the method in the input twice has the effect of sending it once;
/// the API by its index, counted from 1.
#[wasm_bindgen(js_name = isRepeatable)]
#[must_use]
pub fn is_repeatable(length: usize, api: usize, has_idempotency_key: bool) -> bool {
    let api = api_of_index(api);
    with_boundary(|boundary| {
        crate::plan::is_method_repeatable(boundary.text(length), api, has_idempotency_key)
    })
}

/// How many tokens a retry budget has in the beginning.
#[wasm_bindgen(js_name = budgetTokens)]
#[must_use]
pub fn budget_tokens() -> u32 {
    crate::BUDGET_TOKENS
}

/// The budget after a success.
#[wasm_bindgen(js_name = budgetAfterSuccess)]
#[must_use]
pub fn budget_after_success(left: u32, last_cost: u32) -> u32 {
    crate::budget_after_success(left, last_cost)
}

/// The index of the outcome, after an earlier attempt of the same call ended unknown, of an error
/// whose code is in the input.
#[wasm_bindgen(js_name = outcomeAfterUnknown)]
#[must_use]
pub fn outcome_after_unknown(length: usize, outcome: usize) -> usize {
    let outcome = Outcome::ALL.get(outcome).copied().unwrap_or(Outcome::Unknown);
    with_boundary(|boundary| {
        crate::plan::outcome_of_code_after_unknown(boundary.text(length), outcome) as usize
    })
}

/// Masks personal data and secrets in the text in the input; the slots tell of the result. False if
/// there is nothing to mask.
#[wasm_bindgen]
#[must_use]
pub fn mask(length: usize) -> bool {
    with_boundary(|boundary| {
        let masked = crate::mask::masked(boundary.text(length));
        let has_secret = masked.is_some();
        boundary.slots.write_text(masked.unwrap_or_default());
        has_secret
    })
}

/// A number from JavaScript as a status; NaN, fractions and what is out of range are none.
fn http_status(status: f64) -> Option<u16> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it saturates
    let whole = status as u16;
    #[allow(clippy::float_cmp)] // whole numbers
    let is_whole = f64::from(whole) == status;
    is_whole.then_some(whole)
}

fn api_of_index(index: usize) -> Option<Api> {
    Api::ALL.get(index.checked_sub(1)?).copied()
}

fn index_of_api(api: Option<Api>) -> usize {
    api.map_or(0, |api| api as usize + 1)
}

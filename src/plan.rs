//! Planning a retry: whether to send a request again, and after how long.
//!
//! Pure: the attempt, the elapsed time, the budget and a random number come from outside. There is
//! no clock and no randomness in here, so that a plan can be tested and repeated.

use crate::words::{Action, Api, GiveUp, Outcome, Remedy};

/// How persistent a caller is. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How many requests are sent at most, the first one among them.
    pub attempts: u32,
    /// The first delay's bound; after 429 twice as much, and for a settlement
    /// [`SETTLEMENT_BASE_MS`].
    pub base_ms: f64,
    /// No delay is longer; for a settlement none is longer than [`SETTLEMENT_CAP_MS`].
    pub cap_ms: f64,
    /// A wait that would end later than this after the first request is not begun.
    pub deadline_ms: f64,
    /// A `Retry-After` that asks for more is not waited for.
    pub max_retry_after_ms: f64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            base_ms: 500.0,
            cap_ms: 20_000.0,
            deadline_ms: 60_000.0,
            max_retry_after_ms: 60_000.0,
        }
    }
}

/// The first delay's bound where a payment has to settle, in milliseconds.
pub const SETTLEMENT_BASE_MS: f64 = 30_000.0;
/// No delay is longer where a payment has to settle, in milliseconds.
pub const SETTLEMENT_CAP_MS: f64 = 600_000.0;

/// What a plan has to know of the error: the members of the same names of a
/// [`DecodedError`](crate::DecodedError).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failed {
    /// Only [`Action::Retry`] is ever sent again.
    pub action: Action,
    /// A settlement takes longer than an overload.
    pub remedy: Remedy,
    /// What has not been executed can be sent again whatever the method.
    pub outcome: Outcome,
    /// The HTTP status; after 429 delays are longer, and cheaper for the budget.
    pub status: Option<u16>,
    /// A floor for the delay, in milliseconds.
    pub retry_after_ms: Option<f64>,
}

impl Failed {
    /// What has to be known, in one call.
    #[must_use]
    pub const fn new(
        action: Action,
        remedy: Remedy,
        outcome: Outcome,
        status: Option<u16>,
        retry_after_ms: Option<f64>,
    ) -> Self {
        Self { action, remedy, outcome, status, retry_after_ms }
    }
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Attempt {
    /// How many requests were sent, the failed one among them; at least 1.
    pub number: u32,
    /// Milliseconds since the first one was begun.
    pub elapsed_ms: f64,
    /// From 0 to below 1, evenly spread: callers that fail together must not come back together.
    pub random: f64,
    /// Sending the request twice has the effect of sending it once; see [`is_repeatable`].
    pub is_repeatable: bool,
    /// The body can be sent again: it is no stream.
    pub is_replayable: bool,
    /// The caller has aborted.
    pub is_aborted: bool,
    /// What is left in the retry budget; `None` is as much as one likes.
    pub budget: Option<u32>,
}

impl Attempt {
    /// The attempt of this number, half-way between the earliest and the latest delay, with
    /// nothing against sending it again.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self {
            number,
            elapsed_ms: 0.0,
            random: 0.5,
            is_repeatable: true,
            is_replayable: true,
            is_aborted: false,
            budget: None,
        }
    }
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plan {
    /// Send the request again.
    Retry {
        /// After so many milliseconds.
        delay_ms: f64,
        /// What it takes from the retry budget.
        cost: u32,
    },
    /// Do not.
    GiveUp {
        /// Why not.
        reason: GiveUp,
        /// After so many milliseconds a new call has a chance, where that is known.
        retry_after_ms: Option<f64>,
    },
}

/// Plans what comes after a failed attempt.
///
/// The delay is `random · min(cap, base · 2^i)` ("full jitter"), and at least what the server asks
/// for by `Retry-After`.
///
/// ```
/// use psp_errors::{Action, Attempt, Failed, Outcome, Plan, Remedy, RetryPolicy, plan_retry};
///
/// let failed = Failed::new(Action::Retry, Remedy::Resend, Outcome::Unknown, Some(503), None);
/// let plan = plan_retry(&failed, &Attempt::new(1), &RetryPolicy::default());
/// assert_eq!(plan, Plan::Retry { delay_ms: 250.0, cost: 14 });
/// ```
#[must_use]
pub fn plan_retry(failed: &Failed, attempt: &Attempt, policy: &RetryPolicy) -> Plan {
    let give_up = |reason| Plan::GiveUp { reason, retry_after_ms: failed.retry_after_ms };
    if failed.action != Action::Retry {
        return give_up(GiveUp::NotRetryable);
    }
    if attempt.is_aborted {
        return give_up(GiveUp::Aborted);
    }
    // What was refused has not been executed: once more is not twice.
    if !attempt.is_repeatable && failed.outcome != Outcome::NotExecuted {
        return give_up(GiveUp::NotIdempotent);
    }
    if !attempt.is_replayable {
        return give_up(GiveUp::BodyNotReplayable);
    }
    if attempt.number >= policy.attempts {
        return give_up(GiveUp::Attempts);
    }
    let asked = positive(failed.retry_after_ms.unwrap_or(0.0));
    if asked > positive(policy.max_retry_after_ms) {
        return give_up(GiveUp::RetryAfterTooLong);
    }
    let delay_ms = backoff_ms(failed, attempt, policy).max(asked);
    let fits = positive(attempt.elapsed_ms) + delay_ms <= policy.deadline_ms;
    if !fits {
        return Plan::GiveUp { reason: GiveUp::Deadline, retry_after_ms: Some(delay_ms) };
    }
    let cost = retry_cost(failed.status);
    if attempt.budget.is_some_and(|left| left < cost) {
        return Plan::GiveUp { reason: GiveUp::Budget, retry_after_ms: Some(delay_ms) };
    }
    Plan::Retry { delay_ms, cost }
}

/// The delay before `Retry-After` is looked at.
fn backoff_ms(failed: &Failed, attempt: &Attempt, policy: &RetryPolicy) -> f64 {
    let (base, cap) = match (failed.remedy, failed.status) {
        (Remedy::WaitForSettlement, _) => (SETTLEMENT_BASE_MS, SETTLEMENT_CAP_MS),
        (_, Some(429)) => (policy.base_ms * 2.0, policy.cap_ms),
        _ => (policy.base_ms, policy.cap_ms),
    };
    // 63 doublings of a millisecond are beyond any cap.
    let doublings = attempt.number.saturating_sub(1).min(63);
    let doubled = (0..doublings).fold(positive(base), |bound, _| bound * 2.0);
    positive(attempt.random).min(1.0) * doubled.min(positive(cap))
}

/// The number itself; 0 for what is below, or is none.
fn positive(number: f64) -> f64 {
    number.max(0.0)
}

/// Whether sending a request twice has the effect of sending it once.
///
/// True for the idempotent methods of RFC 9110, section 9.2.2. For POST and PATCH only where the
/// server promises it: `ConnectPSP`, to a request that carries an `X-Idempotency-Key`.
///
/// ```
/// use psp_errors::{Api, is_repeatable};
///
/// assert!(is_repeatable("PUT", Some(Api::Connxt), false));
/// assert!(is_repeatable("POST", Some(Api::ConnectPsp), true));
/// assert!(!is_repeatable("POST", Some(Api::Connxt), true));
/// ```
#[must_use]
pub fn is_repeatable(method: &str, api: Option<Api>, has_idempotency_key: bool) -> bool {
    is_method_repeatable(method.as_bytes(), api, has_idempotency_key)
}

pub(crate) fn is_method_repeatable(
    method: &[u8],
    api: Option<Api>,
    has_idempotency_key: bool,
) -> bool {
    let is_one_of =
        |methods: &[&str]| methods.iter().any(|each| crate::verdict::is_same_word(method, each));
    is_one_of(&["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
        || is_one_of(&["POST", "PATCH"]) && api == Some(Api::ConnectPsp) && has_idempotency_key
}

/// How many tokens a retry budget has at most, and in the beginning.
pub const BUDGET_TOKENS: u32 = 500;

/// What a retry after this status takes from the budget.
///
/// A caller for whom most calls fail runs out, and adds no load to a server that is down.
#[must_use]
pub const fn retry_cost(status: Option<u16>) -> u32 {
    match status {
        Some(429) => 5, // the server is well enough to say so
        _ => 14,
    }
}

/// The budget after a success: what its retry cost comes back; a first try that succeeds gives 1.
#[must_use]
pub const fn budget_after_success(left: u32, last_cost: u32) -> u32 {
    let left = left.saturating_add(if last_cost == 0 { 1 } else { last_cost });
    if left < BUDGET_TOKENS { left } else { BUDGET_TOKENS }
}

/// The outcome of a call whose last attempt says `outcome`, where an earlier one ended unknown.
///
/// A reference that is a duplicate then is the duplicate of this very call: it was executed. Any
/// other refusal says that the last attempt has moved nothing; of the earlier one it knows nothing.
#[must_use]
pub fn outcome_after_unknown(code: &str, outcome: Outcome) -> Outcome {
    outcome_of_code_after_unknown(code.as_bytes(), outcome)
}

pub(crate) fn outcome_of_code_after_unknown(code: &[u8], outcome: Outcome) -> Outcome {
    match outcome {
        _ if code == b"DUPLICATED_EXTERNAL_REFERENCE" => Outcome::Executed,
        Outcome::NotExecuted => Outcome::Unknown,
        Outcome::Executed | Outcome::Unknown => outcome,
    }
}

#[cfg(test)]
// The numbers that are compared and cast are small and exact.
#[allow(clippy::float_cmp, clippy::cast_precision_loss)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
mod tests {
    use super::*;

    fn failed(status: u16) -> Failed {
        Failed::new(Action::Retry, Remedy::Resend, Outcome::Unknown, Some(status), None)
    }

    fn delay(failed: &Failed, attempt: &Attempt, policy: &RetryPolicy) -> f64 {
        match plan_retry(failed, attempt, policy) {
            Plan::Retry { delay_ms, .. } => delay_ms,
            give_up @ Plan::GiveUp { .. } => panic!("{give_up:?}"),
        }
    }

    fn reason(failed: &Failed, attempt: &Attempt, policy: &RetryPolicy) -> Option<GiveUp> {
        match plan_retry(failed, attempt, policy) {
            Plan::Retry { .. } => None,
            Plan::GiveUp { reason, .. } => Some(reason),
        }
    }

    const PATIENT: RetryPolicy = RetryPolicy {
        attempts: u32::MAX,
        base_ms: 500.0,
        cap_ms: 20_000.0,
        deadline_ms: f64::INFINITY,
        max_retry_after_ms: 60_000.0,
    };

    #[test]
    fn the_bound_of_the_delay_doubles_up_to_the_cap() {
        for (number, bound) in [
            (1, 500.0),
            (2, 1000.0),
            (3, 2000.0),
            (6, 16_000.0),
            (7, 20_000.0),
            (64, 20_000.0),
            (65, 20_000.0),
            (u32::MAX - 1, 20_000.0),
        ] {
            for random in [0.0, 0.25, 0.5, 0.999] {
                let attempt = Attempt { random, ..Attempt::new(number) };
                assert_eq!(delay(&failed(503), &attempt, &PATIENT), random * bound, "{number}");
            }
        }
    }

    #[test]
    fn after_429_delays_are_twice_as_long_and_cost_less() {
        let plan = plan_retry(&failed(429), &Attempt::new(1), &PATIENT);
        assert_eq!(plan, Plan::Retry { delay_ms: 500.0, cost: 5 });
    }

    #[test]
    fn a_settlement_is_given_minutes() {
        let failed = Failed { remedy: Remedy::WaitForSettlement, ..failed(422) };
        for (number, bound) in [(1, 30_000.0), (2, 60_000.0), (5, 480_000.0), (6, 600_000.0)] {
            let attempt = Attempt { random: 1.0, ..Attempt::new(number) };
            assert_eq!(delay(&failed, &attempt, &PATIENT), bound, "{number}");
        }
    }

    #[test]
    fn retry_after_is_a_floor_up_to_its_limit() {
        let asks = |ms| Failed { retry_after_ms: Some(ms), ..failed(503) };
        assert_eq!(delay(&asks(100.0), &Attempt::new(1), &PATIENT), 250.0);
        assert_eq!(delay(&asks(251.0), &Attempt::new(1), &PATIENT), 251.0);
        assert_eq!(delay(&asks(60_000.0), &Attempt::new(1), &PATIENT), 60_000.0);
        assert_eq!(
            plan_retry(&asks(60_001.0), &Attempt::new(1), &PATIENT),
            Plan::GiveUp { reason: GiveUp::RetryAfterTooLong, retry_after_ms: Some(60_001.0) }
        );
        assert_eq!(delay(&asks(-1.0), &Attempt::new(1), &PATIENT), 250.0);
        assert_eq!(delay(&asks(f64::NAN), &Attempt::new(1), &PATIENT), 250.0);
    }

    #[test]
    fn a_limit_that_is_no_time_waits_for_no_retry_after() {
        for max_retry_after_ms in [0.0, -1.0, f64::NEG_INFINITY, f64::NAN] {
            let policy = RetryPolicy { max_retry_after_ms, ..PATIENT };
            // Nothing is asked for, so nothing is too long.
            assert_eq!(reason(&failed(503), &Attempt::new(1), &policy), None);
            let asks = Failed { retry_after_ms: Some(1.0), ..failed(503) };
            let wanted = Some(GiveUp::RetryAfterTooLong);
            assert_eq!(reason(&asks, &Attempt::new(1), &policy), wanted, "{max_retry_after_ms}");
        }
    }

    #[test]
    fn a_wait_that_does_not_fit_the_deadline_is_not_begun() {
        let policy = RetryPolicy { deadline_ms: 1000.0, ..PATIENT };
        let at = |elapsed_ms| Attempt { elapsed_ms, ..Attempt::new(1) };
        assert_eq!(reason(&failed(503), &at(750.0), &policy), None);
        assert_eq!(
            plan_retry(&failed(503), &at(750.5), &policy),
            Plan::GiveUp { reason: GiveUp::Deadline, retry_after_ms: Some(250.0) }
        );
        // A clock that jumps: back is no credit, and what is no time is never waited for.
        assert_eq!(reason(&failed(503), &at(-1e9), &policy), None);
        assert_eq!(reason(&failed(503), &at(1e300), &policy), Some(GiveUp::Deadline));
        let policy = RetryPolicy { deadline_ms: f64::NAN, ..PATIENT };
        assert_eq!(reason(&failed(503), &at(0.0), &policy), Some(GiveUp::Deadline));
    }

    #[test]
    fn only_a_retry_is_retried() {
        for &action in Action::ALL {
            let failed = Failed { action, ..failed(503) };
            let wanted = (action != Action::Retry).then_some(GiveUp::NotRetryable);
            assert_eq!(reason(&failed, &Attempt::new(1), &PATIENT), wanted);
        }
    }

    #[test]
    fn what_may_have_been_executed_is_sent_again_only_if_that_changes_nothing() {
        let once = Attempt { is_repeatable: false, ..Attempt::new(1) };
        for (outcome, wanted) in [
            (Outcome::Unknown, Some(GiveUp::NotIdempotent)),
            (Outcome::Executed, Some(GiveUp::NotIdempotent)),
            (Outcome::NotExecuted, None),
        ] {
            assert_eq!(reason(&Failed { outcome, ..failed(503) }, &once, &PATIENT), wanted);
        }
    }

    #[test]
    fn attempts_are_counted_with_the_first() {
        let policy = RetryPolicy::default();
        assert_eq!(reason(&failed(503), &Attempt::new(2), &policy), None);
        assert_eq!(reason(&failed(503), &Attempt::new(3), &policy), Some(GiveUp::Attempts));
        let never = RetryPolicy { attempts: 0, ..policy };
        assert_eq!(reason(&failed(503), &Attempt::new(1), &never), Some(GiveUp::Attempts));
    }

    #[test]
    fn an_abort_and_a_stream_end_it() {
        let aborted = Attempt { is_aborted: true, ..Attempt::new(1) };
        assert_eq!(reason(&failed(503), &aborted, &PATIENT), Some(GiveUp::Aborted));
        let stream = Attempt { is_replayable: false, ..Attempt::new(1) };
        assert_eq!(reason(&failed(503), &stream, &PATIENT), Some(GiveUp::BodyNotReplayable));
    }

    #[test]
    fn the_budget_ends_when_most_calls_fail() {
        let with = |budget| Attempt { budget: Some(budget), ..Attempt::new(1) };
        assert_eq!(reason(&failed(503), &with(14), &PATIENT), None);
        assert_eq!(reason(&failed(503), &with(13), &PATIENT), Some(GiveUp::Budget));
        assert_eq!(reason(&failed(429), &with(5), &PATIENT), None);
        assert_eq!(reason(&failed(429), &with(4), &PATIENT), Some(GiveUp::Budget));

        assert_eq!(budget_after_success(100, 14), 114);
        assert_eq!(budget_after_success(100, 0), 101);
        assert_eq!(budget_after_success(499, 14), BUDGET_TOKENS);
        assert_eq!(budget_after_success(u32::MAX, 1), BUDGET_TOKENS);
    }

    /// A generator with a seed (xorshift64*): the plan itself has no randomness.
    fn randoms(mut state: u64) -> impl Iterator<Item = f64> {
        std::iter::repeat_with(move || {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
        })
    }

    #[test]
    #[cfg_attr(miri, ignore)] // half an hour
    fn delays_are_spread_evenly_over_the_whole_range() {
        let mut buckets = [0u32; 10];
        let rounds = 100_000;
        for random in randoms(42).take(rounds) {
            let attempt = Attempt { random, ..Attempt::new(2) };
            let delay = delay(&failed(503), &attempt, &PATIENT);
            assert!((0.0..1000.0).contains(&delay));
            buckets[(delay / 100.0) as usize] += 1;
        }
        let even = rounds as f64 / buckets.len() as f64;
        // Chi-squared with 9 degrees of freedom: 27.9 is passed once in a thousand.
        let chi: f64 = buckets.iter().map(|&count| (f64::from(count) - even).powi(2) / even).sum();
        assert!(chi < 27.9, "{chi} {buckets:?}");
    }

    #[test]
    fn a_call_always_ends_and_waits_no_longer_than_its_deadline() {
        let policy = RetryPolicy { attempts: 1000, ..RetryPolicy::default() };
        for seed in 1..200 {
            let mut elapsed_ms = 0.0;
            let mut randoms = randoms(seed);
            let mut number = 1;
            while let Plan::Retry { delay_ms, .. } = plan_retry(
                &failed(503),
                &Attempt {
                    elapsed_ms,
                    random: randoms.next().unwrap_or(0.5),
                    ..Attempt::new(number)
                },
                &policy,
            ) {
                elapsed_ms += delay_ms + 1.0;
                number += 1;
            }
            assert!(elapsed_ms <= policy.deadline_ms + 1.0 && number <= 1000, "{seed}");
        }
    }

    #[test]
    fn methods_are_repeatable_as_rfc_9110_says() {
        for method in ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "get"] {
            assert!(is_repeatable(method, None, false), "{method}");
        }
        for method in ["POST", "PATCH", "post", "TRACE", "CONNECT", "", "QUERY"] {
            assert!(!is_repeatable(method, Some(Api::ConnectPsp), false), "{method}");
            assert!(!is_repeatable(method, Some(Api::Connxt), true), "{method}");
            assert!(!is_repeatable(method, None, true), "{method}");
        }
        assert!(is_repeatable("POST", Some(Api::ConnectPsp), true));
        assert!(is_repeatable("PATCH", Some(Api::ConnectPsp), true));
        assert!(!is_repeatable("TRACE", Some(Api::ConnectPsp), true));
    }

    #[test]
    fn a_duplicate_after_an_unknown_outcome_is_the_call_itself() {
        let duplicate = "DUPLICATED_EXTERNAL_REFERENCE";
        assert_eq!(outcome_after_unknown(duplicate, Outcome::NotExecuted), Outcome::Executed);
    }

    #[test]
    fn a_refusal_after_an_unknown_outcome_says_nothing_of_the_earlier_attempt() {
        for code in ["INSUFFICIENT_FUNDS", "4005", "HTTP_429"] {
            assert_eq!(outcome_after_unknown(code, Outcome::NotExecuted), Outcome::Unknown);
        }
        assert_eq!(outcome_after_unknown("HTTP_500", Outcome::Unknown), Outcome::Unknown);
        let refunded = "CASH_IN_ALREADY_REFUNDED";
        assert_eq!(outcome_after_unknown(refunded, Outcome::Executed), Outcome::Executed);
    }
}

//! The retry plan over the whole of its small domains: whether, why not, and for how long.

use psp_errors::{
    Action, Attempt, BUDGET_TOKENS, Failed, GiveUp, Outcome, Plan, Remedy, RetryPolicy,
    SETTLEMENT_BASE_MS, SETTLEMENT_CAP_MS, budget_after_success, plan_retry, retry_cost,
};

fn reason_of(plan: Plan) -> Option<GiveUp> {
    match plan {
        Plan::Retry { .. } => None,
        Plan::GiveUp { reason, .. } => Some(reason),
    }
}

fn attempt(number: u32, change: impl FnOnce(&mut Attempt)) -> Attempt {
    let mut attempt = Attempt::new(number);
    change(&mut attempt);
    attempt
}

fn policy(change: impl FnOnce(&mut RetryPolicy)) -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    change(&mut policy);
    policy
}

#[test]
#[cfg_attr(miri, ignore)] // half an hour
fn of_several_reasons_the_first_one_counts_whatever_the_error_and_the_call() {
    let bools = [false, true];
    let mut plans = 0;
    for (&action, &remedy, &outcome) in Action::ALL
        .iter()
        .flat_map(|action| Remedy::ALL.iter().map(move |remedy| (action, remedy)))
        .flat_map(|(action, remedy)| Outcome::ALL.iter().map(move |it| (action, remedy, it)))
    {
        for bits in 0..1 << 7u8 {
            let [aborted, repeatable, replayable, last, long, late, poor] =
                [0, 1, 2, 3, 4, 5, 6].map(|bit| bools[bits >> bit & 1]);
            let asked = if long { 60_001.0 } else { 0.0 };
            let failed = Failed::new(action, remedy, outcome, Some(503), Some(asked));
            let attempt = attempt(if last { 3 } else { 1 }, |it| {
                it.is_aborted = aborted;
                it.is_repeatable = repeatable;
                it.is_replayable = replayable;
                it.elapsed_ms = if late { 60_000.0 } else { 0.0 };
                it.budget = Some(if poor { 13 } else { 14 });
            });
            let reasons = [
                (action != Action::Retry, GiveUp::NotRetryable),
                (aborted, GiveUp::Aborted),
                (!repeatable && outcome != Outcome::NotExecuted, GiveUp::NotIdempotent),
                (!replayable, GiveUp::BodyNotReplayable),
                (last, GiveUp::Attempts),
                (long, GiveUp::RetryAfterTooLong),
                (late, GiveUp::Deadline),
                (poor, GiveUp::Budget),
            ];
            let wanted = reasons.iter().find(|(holds, _)| *holds).map(|&(_, reason)| reason);
            let plan = plan_retry(&failed, &attempt, &RetryPolicy::default());
            assert_eq!(reason_of(plan), wanted, "{failed:?} {attempt:?}");
            plans += 1;
        }
    }
    assert_eq!(plans, Action::ALL.len() * Remedy::ALL.len() * Outcome::ALL.len() * 128);
}

/// Numbers at which arithmetic goes wrong.
const EDGES: [f64; 7] = [f64::NAN, -1.0, 0.0, 0.75, 1000.0, f64::MAX, f64::INFINITY];

#[test]
fn a_delay_is_within_its_bounds_whatever_the_numbers() {
    let edges: &[f64] = if cfg!(miri) { &[f64::NAN, -1.0, f64::INFINITY] } else { &EDGES };
    let mut retries = 0;
    let count = edges.len();
    for index in 0..count.pow(7) {
        let number_at = |place| edges[index / count.pow(place) % count];
        let [asked, elapsed, random, base, cap, deadline, longest] =
            [0, 1, 2, 3, 4, 5, 6].map(number_at);
        let policy = policy(|it| {
            it.base_ms = base;
            it.cap_ms = cap;
            it.deadline_ms = deadline;
            it.max_retry_after_ms = longest;
        });
        let attempt = attempt(2, |it| {
            it.elapsed_ms = elapsed;
            it.random = random;
        });
        for (remedy, status) in
            [(Remedy::Resend, 503), (Remedy::Resend, 429), (Remedy::WaitForSettlement, 422)]
        {
            let is_settlement = remedy == Remedy::WaitForSettlement;
            let bound = if is_settlement { SETTLEMENT_CAP_MS } else { cap.max(0.0) };
            let failed =
                Failed::new(Action::Retry, remedy, Outcome::Unknown, Some(status), Some(asked));
            let asked = asked.max(0.0);
            match plan_retry(&failed, &attempt, &policy) {
                Plan::Retry { delay_ms, .. } => {
                    retries += 1;
                    assert!(delay_ms >= asked && delay_ms <= bound.max(asked), "{delay_ms}");
                    assert!(asked <= longest.max(0.0), "{asked} is more than {longest}");
                    assert!(elapsed.max(0.0) + delay_ms <= deadline, "{elapsed} + {delay_ms}");
                }
                Plan::GiveUp { reason: GiveUp::RetryAfterTooLong, .. } => assert!(asked > 0.0),
                Plan::GiveUp { reason, retry_after_ms } => {
                    assert_eq!(reason, GiveUp::Deadline);
                    assert!(
                        retry_after_ms
                            .is_some_and(|wait| (asked..=bound.max(asked)).contains(&wait))
                    );
                }
            }
        }
    }
    assert!(retries > 0);
}

#[test]
#[cfg_attr(miri, ignore)]
fn every_attempt_up_to_the_bound_has_its_delay_and_the_last_one_none() {
    let failed = |remedy| Failed::new(Action::Retry, remedy, Outcome::Unknown, Some(503), None);
    let patient = |attempts| {
        policy(|it| {
            it.attempts = attempts;
            it.deadline_ms = f64::INFINITY;
        })
    };
    for attempts in (0..=200).chain([u32::MAX - 1, u32::MAX]) {
        for number in (0..=200).chain([u32::MAX - 1, u32::MAX]) {
            for (remedy, base, cap) in [
                (Remedy::Resend, 500.0, 20_000.0),
                (Remedy::WaitForSettlement, SETTLEMENT_BASE_MS, SETTLEMENT_CAP_MS),
            ] {
                let attempt = attempt(number, |it| it.random = 1.0);
                let plan = plan_retry(&failed(remedy), &attempt, &patient(attempts));
                if number >= attempts {
                    assert_eq!(reason_of(plan), Some(GiveUp::Attempts), "{number} of {attempts}");
                    continue;
                }
                let doublings = f64::from(number.max(1) - 1);
                let delay_ms = (base * doublings.exp2()).min(cap);
                assert_eq!(plan, Plan::Retry { delay_ms, cost: 14 }, "{number} of {attempts}");
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn every_status_has_its_cost_and_its_first_delay() {
    for status in (0..=u16::MAX).map(Some).chain([None]) {
        let is_429 = status == Some(429);
        assert_eq!(retry_cost(status), if is_429 { 5 } else { 14 }, "{status:?}");
        let failed = Failed::new(Action::Retry, Remedy::Resend, Outcome::NotExecuted, status, None);
        let plan = plan_retry(&failed, &Attempt::new(1), &RetryPolicy::default());
        let delay_ms = if is_429 { 500.0 } else { 250.0 };
        assert_eq!(plan, Plan::Retry { delay_ms, cost: retry_cost(status) }, "{status:?}");
    }
}

#[test]
fn a_budget_never_runs_over_or_below() {
    let lefts = (0..=BUDGET_TOKENS + 1).chain([u32::MAX - 1, u32::MAX]);
    for left in lefts {
        for cost in (0..=20).chain([u32::MAX - 1, u32::MAX]) {
            let after = u64::from(left) + u64::from(cost.max(1));
            let after = after.min(u64::from(BUDGET_TOKENS));
            assert_eq!(u64::from(budget_after_success(left, cost)), after, "{left} {cost}");
        }
    }
}

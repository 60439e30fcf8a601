//! The retry plan: a delay is within its bounds, nothing overflows, and every call ends.

use arbitrary::{Arbitrary, Unstructured};
use psp_errors::{
    Action, Attempt, BUDGET_TOKENS, Failed, GiveUp, Outcome, Plan, Remedy, RetryPolicy,
    SETTLEMENT_CAP_MS, budget_after_success, plan_retry, retry_cost,
};

#[derive(Arbitrary)]
struct Input {
    action: u8,
    remedy: u8,
    outcome: u8,
    status: Option<u16>,
    retry_after_ms: Option<Number>,
    number: u32,
    elapsed_ms: Number,
    randoms: [Number; 4],
    is_repeatable: bool,
    is_replayable: bool,
    is_aborted: bool,
    budget: Option<u32>,
    attempts: u32,
    base_ms: Number,
    cap_ms: Number,
    deadline_ms: Number,
    max_retry_after_ms: Number,
}

/// Any number, the usual ones and those at the edges more often than others.
#[derive(Clone, Copy)]
struct Number(f64);

impl<'a> Arbitrary<'a> for Number {
    fn arbitrary(rest: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        const EDGES: [f64; 14] = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE,
            f64::EPSILON,
            9_007_199_254_740_992.0,
            4_294_967_296.0,
        ];
        Ok(Self(match rest.arbitrary::<u8>()? {
            index @ ..14 => EDGES[usize::from(index)],
            14..64 => f64::from(rest.arbitrary::<u16>()?) / 65_536.0,
            64..192 => f64::from(rest.arbitrary::<u16>()?),
            192.. => rest.arbitrary()?,
        }))
    }
}

/// So many steps of a call are followed.
const STEPS: usize = 100;

/// The input is the policy, the error and where the call stands.
pub fn plan(bytes: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(bytes)) else { return };
    let of = |index: u8, length: usize| usize::from(index) % length;
    let failed = Failed::new(
        Action::ALL[of(input.action, Action::ALL.len())],
        Remedy::ALL[of(input.remedy, Remedy::ALL.len())],
        Outcome::ALL[of(input.outcome, Outcome::ALL.len())],
        input.status,
        input.retry_after_ms.map(|it| it.0),
    );
    let mut policy = RetryPolicy::default();
    policy.attempts = input.attempts;
    policy.base_ms = input.base_ms.0;
    policy.cap_ms = input.cap_ms.0;
    policy.deadline_ms = input.deadline_ms.0;
    policy.max_retry_after_ms = input.max_retry_after_ms.0;
    let mut attempt = Attempt::new(input.number);
    attempt.elapsed_ms = input.elapsed_ms.0;
    attempt.is_repeatable = input.is_repeatable;
    attempt.is_replayable = input.is_replayable;
    attempt.is_aborted = input.is_aborted;
    attempt.budget = input.budget;

    for random in input.randoms.iter().cycle().take(STEPS) {
        attempt.random = random.0;
        let plan = plan_retry(&failed, &attempt, &policy);
        check(&plan, &failed, &attempt, &policy);
        let Plan::Retry { delay_ms, cost } = plan else { return };
        // As the caller does, which ends the call after so many attempts, if not before.
        assert!(attempt.number < policy.attempts);
        attempt.number += 1;
        attempt.elapsed_ms = attempt.elapsed_ms.max(0.0) + delay_ms;
        attempt.budget = attempt.budget.map(|left| left - cost);
    }
}

fn check(plan: &Plan, failed: &Failed, attempt: &Attempt, policy: &RetryPolicy) {
    let is_settlement = failed.remedy == Remedy::WaitForSettlement;
    let cap = if is_settlement { SETTLEMENT_CAP_MS } else { policy.cap_ms.max(0.0) };
    let asked = failed.retry_after_ms.unwrap_or(0.0).max(0.0);
    match *plan {
        Plan::Retry { delay_ms, cost } => {
            assert!(delay_ms >= 0.0 && delay_ms >= asked, "{delay_ms}");
            assert!(delay_ms <= cap.max(asked), "{delay_ms} is more than {cap} and {asked}");
            assert!(asked <= policy.max_retry_after_ms.max(0.0), "{asked}");
            assert!(attempt.elapsed_ms.max(0.0) + delay_ms <= policy.deadline_ms);
            assert_eq!(cost, retry_cost(failed.status));
            assert!(cost > 0 && attempt.budget.is_none_or(|left| left >= cost));
            assert_eq!(failed.action, Action::Retry);
            assert!(attempt.is_repeatable || failed.outcome == Outcome::NotExecuted);
            assert!(attempt.is_replayable && !attempt.is_aborted);
            let left = attempt.budget.unwrap_or(BUDGET_TOKENS);
            for cost in [0, cost] {
                assert!(budget_after_success(left, cost) <= BUDGET_TOKENS);
            }
        }
        Plan::GiveUp { reason, retry_after_ms } => match reason {
            GiveUp::Deadline | GiveUp::Budget => {
                assert!(retry_after_ms.is_some_and(|wait| wait >= asked && wait <= cap.max(asked)));
            }
            GiveUp::RetryAfterTooLong => assert!(asked > 0.0 && retry_after_ms == Some(asked)),
            GiveUp::ReauthFailed => panic!("a plan does not sign in"),
            _ => assert_eq!(
                retry_after_ms.map(f64::to_bits),
                failed.retry_after_ms.map(f64::to_bits)
            ),
        },
    }
}

//! A verdict in 32 bits, which JavaScript uses as the key of the object that it makes once.
//!
//! | bits | what |
//! |---|---|
//! | 0–5 | the row in the catalogue, or behind the last row the status class |
//! | 6–7 | the API, counted from 1; 0 is unknown |
//! | 8 | the method was a safe one |
//! | 9 | the code is the body's own |
//! | 10 | the caller stopped waiting |
//! | 11–27 | 1 + the status, where no row decides and the code is made of it; 0 is none |
//! | 28–31 | 1 + the action and the outcome of one that a back end has relayed; 0 is none |
//!
//! The ids of the catalogue's verdicts, and of codes that only the body knows, are below 1024.

use std::num::NonZeroU8;

use crate::CATALOGUE;
use crate::relayed::Relayed;
use crate::status::StatusClass;
use crate::verdict::{Judgement, NoResponse, Rule};

/// Ids below this are dense enough for an array.
#[inline(always)]
#[allow(clippy::inline_always)] // as a call it would take a judgement from memory
pub(super) fn pack(judgement: Judgement) -> u32 {
    let (rule, status) = match judgement.rule {
        Rule::Row(index) => (index, 0),
        Rule::Status(class) => {
            let status = judgement.status.filter(|_| !judgement.code_is_sent);
            (CATALOGUE.len() + class as usize, status.map_or(0, |status| 1 + usize::from(status)))
        }
    };
    let timed_out = judgement.no_response == NoResponse::Timeout;
    let id = rule
        | super::index_of_api(judgement.api) << 6
        | usize::from(judgement.is_safe) << 8
        | usize::from(judgement.code_is_sent) << 9
        | usize::from(timed_out) << 10
        | status << 11
        | judgement.relayed.map_or(0, |relayed| usize::from(relayed.0.get())) << 28;
    u32::try_from(id).unwrap_or(0)
}

pub(super) fn unpack(id: u32) -> Judgement {
    let bits = |from: u32, count: u32| (id as usize >> from) & ((1 << count) - 1);
    let status = bits(11, 17).checked_sub(1).and_then(|status| u16::try_from(status).ok());
    let index = bits(0, 6);
    let (rule, status) = if let Some(row) = CATALOGUE.get(index) {
        (Rule::Row(index), Some(row.status))
    } else {
        let class = StatusClass::ALL.get(index - CATALOGUE.len()).copied();
        (Rule::Status(class.unwrap_or(StatusClass::NotAnError)), status)
    };
    Judgement {
        rule,
        api: super::api_of_index(bits(6, 2)),
        status,
        status_mismatch: false, // the slots say it
        is_safe: bits(8, 1) == 1,
        code_is_sent: bits(9, 1) == 1,
        no_response: if bits(10, 1) == 1 { NoResponse::Timeout } else { NoResponse::NetworkError },
        relayed: u8::try_from(bits(28, 4)).ok().and_then(NonZeroU8::new).map(Relayed),
    }
}

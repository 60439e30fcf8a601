//! Replays every target, with no tool but cargo: the seeds, the kept corpus, and mutations of both.
//!
//! `FUZZ_ROUNDS=100000` tries more mutations of each target than the short run does.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{env, io};

use fastrand::Rng;
use psp_errors_fuzz::{TARGETS, Target, seeds};

/// No input is larger, as with libFuzzer.
const LARGEST: usize = 4096;

fn rounds() -> usize {
    env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5_000)
}

fn replay(name: &str, rounds: usize) -> io::Result<()> {
    let (_, target) = TARGETS.iter().find(|(each, _)| *each == name).expect("the target is there");
    let mut inputs = seeds::kept(name)?;
    inputs.extend(seeds::seeds(name)?);
    assert!(inputs.len() >= 4, "the fixtures are there");
    inputs.push(Vec::new());
    for input in &inputs {
        run(*target, name, input);
    }
    let words = seeds::dictionary()?;
    assert!(words.len() > 50, "the dictionary is there");
    let mut random = Rng::with_seed(7);
    for _ in 0..rounds {
        let mut input = inputs[random.usize(..inputs.len())].clone();
        for _ in 0..random.usize(1..8) {
            mutate(&mut input, &inputs, &words, &mut random);
        }
        input.truncate(LARGEST);
        run(*target, name, &input);
    }
    Ok(())
}

/// A panic is told with the input that brought it about.
fn run(target: Target, name: &str, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| target(input))).is_err() {
        panic!("{name} panics with b\"{}\"", input.escape_ascii());
    }
}

/// One change, of the kinds that libFuzzer makes.
fn mutate(input: &mut Vec<u8>, inputs: &[Vec<u8>], words: &[Vec<u8>], random: &mut Rng) {
    let at = random.usize(..=input.len());
    let until = random.usize(at..=input.len()).min(at + random.usize(1..16));
    match random.u8(..8) {
        0 => drop(input.drain(at..until)),
        1 => input.truncate(at),
        2 => drop(input.splice(at..at, input[at..until].to_vec())),
        3 => input.insert(at, random.u8(..)),
        4 => drop(input.splice(at..at, words[random.usize(..words.len())].clone())),
        5 => drop(input.splice(at..until, words[random.usize(..words.len())].clone())),
        6 => {
            let other = &inputs[random.usize(..inputs.len())];
            let from = random.usize(..=other.len());
            input.truncate(at);
            input.extend_from_slice(&other[from..]);
        }
        _ => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.u8(..8);
            }
        }
    }
}

#[test]
fn a_body_is_read_as_serde_json_reads_it() -> io::Result<()> {
    replay("body", rounds())
}

#[test]
fn whatever_is_decoded_has_a_consistent_verdict() -> io::Result<()> {
    replay("decode", rounds())
}

#[test]
fn borders_of_chunks_change_nothing() -> io::Result<()> {
    replay("lines", rounds())
}

#[test]
fn masking_leaves_nothing_personal() -> io::Result<()> {
    replay("mask", rounds())
}

#[test]
fn masking_takes_linear_time() -> io::Result<()> {
    replay("mask_time", rounds() / 50)
}

#[test]
fn a_plan_keeps_its_bounds() -> io::Result<()> {
    replay("plan", rounds())
}

#[test]
fn retry_after_is_read_as_httpdate_reads_it() -> io::Result<()> {
    replay("retry_after", rounds())
}

//! Masking: nothing personal is left, the rest is as it was, and the time is linear.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use psp_errors::MASK;

/// What must not be left of a text: `9` is a digit, `h` a hexadecimal one, `x` a letter, anything
/// else itself.
const SHAPES: [&[u8]; 10] = [
    b"xxx@xxx.xxx",
    b"999.999.999-99",
    b"99.999.999/9999-99",
    b"9hhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh",
    b"+55 99 99999-9999",
    b"+5599999999999",
    b"(99) 99999-9999",
    b"4999 9999 9999 9999",
    b"Bearer xxxxxxxxxxx9",
    b"eyJxxxxxxxxx.eyJxxxxxxxxx9.xxxxxxxxx",
];

/// The first of the shapes that stands alone in a text.
fn personal(text: &[u8]) -> Option<String> {
    let is_border = |byte: Option<&u8>| byte.is_none_or(|byte| b" ()\":,;=".contains(byte));
    (0..text.len()).filter(|&at| at == 0 || is_border(text.get(at - 1))).find_map(|at| {
        let rest = &text[at..];
        let shape =
            SHAPES.iter().find(|shape| fits(rest, shape) && is_border(rest.get(shape.len())))?;
        Some(String::from_utf8_lossy(&rest[..shape.len()]).into_owned())
    })
}

fn fits(text: &[u8], shape: &[u8]) -> bool {
    text.len() >= shape.len()
        && shape.iter().zip(text).all(|(&wanted, byte)| match wanted {
            b'9' => byte.is_ascii_digit(),
            b'h' => byte.is_ascii_hexdigit(),
            b'x' => byte.is_ascii_alphabetic(),
            _ => *byte == wanted,
        })
}

/// However slow the machine is: a quadratic matcher would take minutes.
const LONG: Duration = Duration::from_secs(10);
const LARGE: usize = 1 << 17;

/// The input is a part of a text, which is repeated up to 128 KiB and timed.
pub fn mask_time(bytes: &[u8]) {
    let part = String::from_utf8_lossy(bytes);
    let text = part.repeat(LARGE / part.len().max(1));
    let start = Instant::now();
    let _ = psp_errors::mask(&text);
    assert!(start.elapsed() < LONG, "{:?} for {} bytes", start.elapsed(), text.len());
}

/// The input is the text.
pub fn mask(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let masked = psp_errors::mask(&text);

    // A borrowed text is the text itself.
    assert_eq!(matches!(masked, Cow::Borrowed(_)), masked == text);
    assert_eq!(psp_errors::mask(&masked), masked, "a second pass finds nothing");
    if let Some(left) = personal(masked.as_bytes()) {
        panic!("{left:?} is left of {text:?}");
    }
    // What is not masked is as it was and where it was; asterisks of its own make that ambiguous.
    if text.contains('*') {
        return;
    }
    let mut rest = &*text;
    let mut kept = masked.split(MASK);
    rest = rest.strip_prefix(kept.next().unwrap_or_default()).expect("the text begins as it did");
    let mut kept: Vec<_> = kept.collect();
    if let Some(last) = kept.pop() {
        rest = rest.strip_suffix(last).expect("the text ends as it did");
    }
    for part in kept {
        let (_, after) = rest.split_once(part).expect("what is kept was there");
        rest = after;
    }
}

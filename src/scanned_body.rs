//! Reading a body by the scanner, whatever it holds.

use crate::body::{FieldSpan, MAX_FIELDS, Members, Text, code_of, status_of};
use crate::json::Scanner;
use crate::name::Name;
use crate::span::Span;

/// Reads the outermost object; its opening brace is consumed.
pub(crate) fn read_members(scanner: &mut Scanner<'_>, members: &mut Members) {
    let mut first = true;
    while let Some(name) = scanner.member(first) {
        first = false;
        read_member(scanner, Name::of(name, scanner), members);
    }
}

/// Reads the value of one member of the outermost object.
#[inline]
pub(crate) fn read_member(scanner: &mut Scanner<'_>, name: Name, members: &mut Members) {
    match name {
        Name::Text(text) => members.set(text, scanner.text()),
        Name::Code => {
            let code = read_code(scanner);
            members.set_code(code, scanner.bytes());
        }
        Name::Status => members.status = read_status(scanner),
        Name::Failure => {
            members.has_failure =
                read_failure(scanner, members, [Text::FailureCode, Text::FailureMessage]);
        }
        Name::Data => read_data(scanner, members),
        Name::Errors => {
            members.start_errors();
            read_errors(scanner, &mut members.fields);
        }
        _ => scanner.skip_value(),
    }
}

#[inline(never)] // one copy: three members hold one
pub(crate) fn read_code(scanner: &mut Scanner<'_>) -> Span {
    code_of(scanner.scalar(), scanner.bytes())
}

fn read_status(scanner: &mut Scanner<'_>) -> Option<u16> {
    status_of(scanner.scalar(), scanner.bytes())
}

/// Reads a `failure` into the two texts, which an earlier member of the name may have set; tells
/// whether it is an object.
#[inline(never)]
fn read_failure(
    scanner: &mut Scanner<'_>,
    members: &mut Members,
    [code, message]: [Text; 2],
) -> bool {
    members.set(code, Span::ABSENT);
    members.set(message, Span::ABSENT);
    if !scanner.take(b'{') {
        scanner.skip_value();
        return false;
    }
    let mut first = true;
    while let Some(name) = scanner.member(first) {
        first = false;
        match Name::of(name, scanner) {
            Name::Code => members.set(code, read_code(scanner)),
            Name::Text(Text::Message) => members.set(message, scanner.text()),
            _ => scanner.skip_value(),
        }
    }
    true
}

/// Reads the `data` of a webhook, of which only the `failure` matters.
#[inline(never)]
fn read_data(scanner: &mut Scanner<'_>, members: &mut Members) {
    const TEXTS: [Text; 2] = [Text::DataFailureCode, Text::DataFailureMessage];
    members.has_data_failure = false;
    for text in TEXTS {
        members.set(text, Span::ABSENT);
    }
    if !scanner.take(b'{') {
        return scanner.skip_value();
    }
    let mut first = true;
    while let Some(name) = scanner.member(first) {
        first = false;
        match Name::of(name, scanner) {
            Name::Failure => members.has_data_failure = read_failure(scanner, members, TEXTS),
            _ => scanner.skip_value(),
        }
    }
}

/// `errors`: a list of objects, one object, or a map of field names to messages.
#[inline(never)]
fn read_errors(scanner: &mut Scanner<'_>, fields: &mut Vec<FieldSpan>) {
    if scanner.take(b'{') {
        return read_error_or_map(scanner, fields);
    }
    if !scanner.take(b'[') {
        return scanner.skip_value();
    }
    let mut first = true;
    while scanner.element(first) {
        first = false;
        if scanner.take(b'{') {
            let entry = read_entry(scanner, None);
            keep(fields, entry);
        } else {
            scanner.skip_value();
        }
    }
}

/// An object with a `field` or a `message` of text is one error; any other is a map.
fn read_error_or_map(scanner: &mut Scanner<'_>, fields: &mut Vec<FieldSpan>) {
    let entry = read_entry(scanner, Some(fields));
    if entry.is_empty() {
        fields.retain(|field| !field.message.is_absent());
    } else {
        fields.clear();
        fields.push(entry);
    }
}

/// Reads one object of `errors`, its brace consumed, as an error; with `map` as a map too.
fn read_entry(scanner: &mut Scanner<'_>, mut map: Option<&mut Vec<FieldSpan>>) -> FieldSpan {
    let mut entry = FieldSpan::EMPTY;
    let mut names = 0;
    while let Some(name) = scanner.member(names == 0) {
        names += 1;
        let is_list = scanner.peek() == Some(b'[');
        let message = if is_list && map.is_some() { Span::ABSENT } else { scanner.text() };
        match Name::of(name, scanner) {
            Name::Field => entry.field = message,
            Name::Text(Text::Message) => entry.message = message,
            _ => {}
        }
        // Bounded, because every name is compared with those before it.
        if let Some(map) = map.as_deref_mut().filter(|_| names <= MAX_FIELDS) {
            let place = forget(map, name, scanner);
            let before = map.len();
            if is_list {
                read_messages(scanner, name, map);
            }
            if map.len() == before {
                // Without a message it keeps the place, until all are read.
                keep(map, FieldSpan { field: name, message });
            }
            let new = map.len() - before;
            move_to(map, place, new);
        } else if is_list && map.is_some() {
            scanner.skip_value();
        }
    }
    entry
}

/// Reads the messages of one field of a map.
#[inline(never)]
fn read_messages(scanner: &mut Scanner<'_>, field: Span, map: &mut Vec<FieldSpan>) {
    scanner.take(b'[');
    let mut first = true;
    while scanner.element(first) {
        first = false;
        let message = scanner.text();
        if !message.is_absent() {
            keep(map, FieldSpan { field, message });
        }
    }
}

#[inline(never)] // one copy for the scanner
fn keep(fields: &mut Vec<FieldSpan>, entry: FieldSpan) {
    entry.keep_in(fields);
}

/// Of two members of a map with the same name the last one counts, at the place of the first.
/// Removes the earlier one, and tells that place.
#[inline(never)]
fn forget(map: &mut Vec<FieldSpan>, name: Span, scanner: &Scanner<'_>) -> usize {
    let is_again = |entry: &FieldSpan| is_same_name(entry.field, name, scanner);
    let place = map.iter().position(is_again).unwrap_or(map.len());
    map.retain(|entry| !is_again(entry));
    place
}

/// By their bytes: names that differ in what is not UTF-8 are two, though a reader is shown U+FFFD in
/// both.
#[inline(never)]
fn is_same_name(one: Span, other: Span, scanner: &Scanner<'_>) -> bool {
    scanner.unescaped(one) == scanner.unescaped(other)
}

/// Moves the last `new` entries to `place`. (`rotate_right` would do, but can panic.)
fn move_to(map: &mut [FieldSpan], place: usize, new: usize) {
    let from_place = map.get_mut(place..).unwrap_or_default();
    from_place.reverse();
    if let Some((moved, rest)) = from_place.split_at_mut_checked(new) {
        moved.reverse();
        rest.reverse();
    }
}

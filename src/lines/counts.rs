//! What was counted of many lines; it does not grow with their number.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::record::Record;
use crate::catalogue::CATALOGUE;
use crate::verdict::{Judgement, Rule, code_of_status};
use crate::words::{Action, Api};

/// So many different codes that are in no catalogue are counted by name; the lines of all others
/// together, as [`LineCounts::other_codes`].
pub const MAX_CODES: usize = 1000;

/// An unknown code of more bytes than this is counted among [`LineCounts::other_codes`].
pub const MAX_CODE_BYTES: usize = 64;

/// The numbers of so many bad lines are kept, the first ones.
pub const MAX_BAD_LINES: usize = 1000;

/// So many different hours are counted apart: more than a year of them.
pub const MAX_HOURS: usize = 10_000;

/// Statuses that a code is made of, `NETWORK_ERROR` (0) first, `UNKNOWN` behind the last.
const STATUSES: usize = 601;

/// Counts of lines by what they turned out to be.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LineCounts {
    /// All lines, the blank ones too.
    pub lines: u64,
    /// Lines of nothing but white space.
    pub blank: u64,
    /// Lines that tell of an error, and have a verdict.
    pub errors: u64,
    /// Lines that tell of a response with a 2xx status.
    pub ok: u64,
    /// Lines that are no JSON object, or too long.
    pub bad: u64,
    /// The numbers of the first [`MAX_BAD_LINES`] bad lines, counted from 1.
    pub bad_lines: Vec<u64>,
    /// Lines whose unknown code is counted under no name, because there were too many.
    pub other_codes: u64,
    actions: [u64; Action::ALL.len()],
    /// By API; the last one is unknown.
    apis: [u64; Api::ALL.len() + 1],
    rows: [u64; CATALOGUE.len()],
    statuses: Box<[u64]>,
    /// In the order of the codes. (A `BTreeMap` would be a tenth of the WebAssembly module.)
    codes: Vec<(String, u64)>,
    /// In the order of time.
    hours: Vec<HourCounts>,
}

/// Counts of one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HourCounts {
    /// Hours since the Unix epoch.
    pub hour: u32,
    /// Lines that tell of a response with a 2xx status.
    pub ok: u64,
    actions: [u64; Action::ALL.len()],
}

impl HourCounts {
    /// How many lines of the hour have a verdict with this action.
    #[must_use]
    pub fn action(&self, action: Action) -> u64 {
        of(&self.actions, action as usize)
    }
}

impl Default for LineCounts {
    fn default() -> Self {
        Self {
            lines: 0,
            blank: 0,
            errors: 0,
            ok: 0,
            bad: 0,
            bad_lines: Vec::new(),
            other_codes: 0,
            actions: [0; Action::ALL.len()],
            apis: [0; Api::ALL.len() + 1],
            rows: [0; CATALOGUE.len()],
            statuses: vec![0; STATUSES].into(),
            codes: Vec::new(),
            hours: Vec::new(),
        }
    }
}

impl LineCounts {
    /// How many lines have a verdict with this action.
    #[must_use]
    pub fn action(&self, action: Action) -> u64 {
        of(&self.actions, action as usize)
    }

    /// How many lines have a verdict with this API; `None` is unknown.
    #[must_use]
    pub fn api(&self, api: Option<Api>) -> u64 {
        of(&self.apis, index_of_api(api))
    }

    /// The codes that occurred and how often, the most frequent first.
    #[must_use]
    pub fn codes(&self) -> Vec<(Cow<'_, str>, u64)> {
        let rows = CATALOGUE.iter().map(|row| Cow::Borrowed(row.code)).zip(self.rows);
        let statuses = self.statuses.iter().enumerate().map(|(status, &count)| {
            let code = match u16::try_from(status) {
                Ok(0) => "NETWORK_ERROR".into(),
                Ok(status) if usize::from(status) < STATUSES - 1 => code_of_status(status).into(),
                _ => "UNKNOWN".into(),
            };
            (code, count)
        });
        let mut codes: Vec<(Cow<'_, str>, u64)> = Vec::new();
        for (code, count) in rows.chain(statuses).filter(|&(_, count)| count > 0) {
            insert(&mut codes, code, count);
        }
        for (code, count) in &self.codes {
            // A server may have sent what a status makes, too: `HTTP_503`.
            // (`retain`, because `remove` can panic.)
            let mut more = 0;
            codes.retain(|(other, count)| {
                let is_same = other == code;
                more += if is_same { *count } else { 0 };
                !is_same
            });
            insert(&mut codes, Cow::Borrowed(code), count + more);
        }
        codes
    }

    /// The hours of lines that tell a time, in the order of time.
    #[must_use]
    pub fn hours(&self) -> &[HourCounts] {
        &self.hours
    }

    pub(super) fn add_bad(&mut self, number: u64) {
        self.bad += 1;
        if self.bad_lines.len() < MAX_BAD_LINES {
            self.bad_lines.push(number);
        }
    }

    pub(super) fn add_ok(&mut self, hour: Option<u32>) {
        self.ok += 1;
        if let Some(hour) = hour.and_then(|hour| self.hour(hour)) {
            hour.ok += 1;
        }
    }

    pub(super) fn add_error(&mut self, judgement: Judgement, record: &Record<'_>) {
        self.errors += 1;
        let action = judgement.action() as usize;
        add(&mut self.actions, action);
        add(&mut self.apis, index_of_api(judgement.api));
        match judgement.rule {
            Rule::Row(index) => add(&mut self.rows, index),
            Rule::Status(_) if judgement.code_is_sent => {
                self.add_code(&judgement.code(record.body, &record.bytes));
            }
            Rule::Status(_) => {
                let status = judgement.status.unwrap_or(u16::MAX);
                add(&mut self.statuses, usize::from(status).min(STATUSES - 1));
            }
        }
        if let Some(hour) = record.hour().and_then(|hour| self.hour(hour)) {
            add(&mut hour.actions, action);
        }
    }

    #[cold]
    fn add_code(&mut self, code: &str) {
        match self.codes.binary_search_by(|(each, _)| each.as_str().cmp(code)) {
            Ok(index) => {
                if let Some((_, count)) = self.codes.get_mut(index) {
                    *count += 1;
                }
            }
            Err(index) if self.codes.len() < MAX_CODES && code.len() <= MAX_CODE_BYTES => {
                self.codes.insert(index, (code.to_owned(), 1));
            }
            Err(_) => self.other_codes += 1,
        }
    }

    /// The counts of an hour, mostly the last one: logs are written in the order of time.
    fn hour(&mut self, hour: u32) -> Option<&mut HourCounts> {
        let is_last = self.hours.last().is_some_and(|last| last.hour == hour);
        let index = if is_last {
            self.hours.len() - 1
        } else {
            match self.hours.binary_search_by_key(&hour, |counts| counts.hour) {
                Ok(index) => index,
                Err(_) if self.hours.len() >= MAX_HOURS => return None,
                Err(index) => {
                    let new = HourCounts { hour, ok: 0, actions: [0; Action::ALL.len()] };
                    self.hours.insert(index, new);
                    index
                }
            }
        };
        self.hours.get_mut(index)
    }
}

/// As the `LineSummary` of the npm package.
impl Serialize for LineCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("lines", &self.lines)?;
        map.serialize_entry("blank", &self.blank)?;
        map.serialize_entry("errors", &self.errors)?;
        map.serialize_entry("ok", &self.ok)?;
        map.serialize_entry("bad", &self.bad)?;
        map.serialize_entry("badLines", &self.bad_lines)?;
        map.serialize_entry("byApi", &Map(|| self.by_api()))?;
        map.serialize_entry("byAction", &Map(|| by_action(self.actions)))?;
        map.serialize_entry("byCode", &Map(|| self.codes().into_iter()))?;
        map.serialize_entry("otherCodes", &self.other_codes)?;
        map.serialize_entry("byHour", &self.hours)?;
        map.end()
    }
}

impl Serialize for HourCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("hour", &self.hour)?;
        map.serialize_entry("ok", &self.ok)?;
        map.serialize_entry("byAction", &Map(|| by_action(self.actions)))?;
        map.end()
    }
}

impl LineCounts {
    fn by_api(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let names = Api::ALL.iter().map(|api| api.as_str()).chain(["unknown"]);
        names.zip(self.apis)
    }
}

fn by_action(counts: [u64; Action::ALL.len()]) -> impl Iterator<Item = (&'static str, u64)> {
    Action::ALL.iter().map(|action| action.as_str()).zip(counts)
}

/// Entries that are made when they are written.
struct Map<F>(F);

impl<F, I, K> Serialize for Map<F>
where
    F: Fn() -> I,
    I: Iterator<Item = (K, u64)>,
    K: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0())
    }
}

/// Keeps the most frequent first. (A sort of the library would be larger, and there is little.)
fn insert<'a>(codes: &mut Vec<(Cow<'a, str>, u64)>, code: Cow<'a, str>, count: u64) {
    let place = codes.partition_point(|&(_, other)| other >= count);
    codes.insert(place, (code, count));
}

fn index_of_api(api: Option<Api>) -> usize {
    api.map_or(Api::ALL.len(), |api| api as usize)
}

fn add(counts: &mut [u64], index: usize) {
    if let Some(count) = counts.get_mut(index) {
        *count += 1;
    }
}

fn of(counts: &[u64], index: usize) -> u64 {
    counts.get(index).copied().unwrap_or(0)
}

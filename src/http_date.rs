//! The three HTTP dates (RFC 9110, section 5.6.7).
//!
//! Why not the `httpdate` crate: it would be a tenth of all that a page loads. It is the oracle of
//! the tests below instead.

/// The days of the week, from the one that the Unix epoch began on.
const WEEKDAYS: [&[u8]; 7] =
    [b"Thursday", b"Friday", b"Saturday", b"Sunday", b"Monday", b"Tuesday", b"Wednesday"];
const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// How many days of a year that is no leap year come before each month, and before the next year.
const DAYS_BEFORE: [u64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/// What follows the weekday. `D`, `Y`, `h`, `m` and `s` are digits, `N` the letters of a month;
/// anything else is itself.
const IMF_FIXDATE: &[u8] = b", DD NNN YYYY hh:mm:ss GMT";
const RFC_850: &[u8] = b", DD-NNN-YY hh:mm:ss GMT";
const ASCTIME: &[u8] = b" NNN DD hh:mm:ss YYYY";

/// The seconds from the Unix epoch to a date; `None` if it is no date, or one before the epoch.
pub(crate) fn http_date(text: &[u8]) -> Option<u64> {
    let name_length = text.iter().position(|byte| !byte.is_ascii_alphabetic())?;
    let (name, rest) = text.split_at_checked(name_length)?;
    // `take`, here and below: a count that the compiler cannot know keeps it from writing out loops.
    let weekday = WEEKDAYS.iter().take(text.len()).position(|day| day.starts_with(name))?;
    let is_whole_name = WEEKDAYS.get(weekday).is_some_and(|day| day.len() == name_length);
    let patterns: &[&[u8]] = match name_length {
        3 => &[IMF_FIXDATE, ASCTIME],
        _ if is_whole_name => &[RFC_850],
        _ => return None,
    };
    let date = patterns.iter().find_map(|pattern| Date::read(rest, pattern))?;
    let seconds = date.seconds_since_epoch()?;
    (seconds / SECONDS_A_DAY % 7 == weekday as u64).then_some(seconds)
}

const SECONDS_A_DAY: u64 = 86_400;

#[derive(Default)]
pub(crate) struct Date {
    pub(crate) year: u64,
    /// 0 to 11.
    pub(crate) month: usize,
    pub(crate) day: u64,
    pub(crate) hour: u64,
    pub(crate) minute: u64,
    pub(crate) second: u64,
}

impl Date {
    #[inline(never)] // one copy: size counts here, not speed
    fn read(text: &[u8], pattern: &[u8]) -> Option<Self> {
        if text.len() != pattern.len() {
            return None;
        }
        let mut date = Self::default();
        let mut name = 0;
        for (&byte, &wanted) in text.iter().zip(pattern) {
            let number = match wanted {
                b'D' => &mut date.day,
                b'Y' => &mut date.year,
                b'h' => &mut date.hour,
                b'm' => &mut date.minute,
                b's' => &mut date.second,
                b'N' => {
                    name = name << 8 | u32::from(byte);
                    continue;
                }
                _ if byte == wanted => continue,
                _ => return None,
            };
            let may_be_padded = pattern.len() == ASCTIME.len() && wanted == b'D';
            let is_padding = byte == b' ' && may_be_padded && *number == 0;
            let digit = if is_padding { 0 } else { (byte as char).to_digit(10)? };
            *number = *number * 10 + u64::from(digit);
        }
        let (months, _) = MONTHS.as_chunks::<3>();
        date.month = months
            .iter()
            .take(text.len())
            .position(|[one, two, three]| u32::from_be_bytes([0, *one, *two, *three]) == name)?;
        if pattern.len() == RFC_850.len() {
            date.year += if date.year < 70 { 2000 } else { 1900 };
        }
        Some(date)
    }

    /// By the days before each year and month of the Gregorian calendar.
    pub(crate) fn seconds_since_epoch(&self) -> Option<u64> {
        let Self { year, month, day, hour, minute, second } = *self;
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let leap_day = u64::from(is_leap && month >= 2);
        let before_month = |month: usize| DAYS_BEFORE.get(month).copied().unwrap_or(0);
        let february_29 = u64::from(is_leap && month == 1);
        let days_of_month = before_month(month + 1) - before_month(month) + february_29;
        let is_valid = year >= 1970
            && (1..=days_of_month).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
        let before_year = |year: u64| (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
        is_valid.then(|| {
            let days = before_year(year) + before_month(month) + leap_day + day - 1;
            ((days * 24 + hour) * 60 + minute) * 60 + second
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    fn oracle(text: &str) -> Option<u64> {
        let date = httpdate::parse_http_date(text).ok()?;
        date.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
    }

    #[test]
    #[cfg_attr(miri, ignore)] // half an hour
    fn every_day_of_four_centuries_is_read_as_httpdate_does() {
        for day in (0..400 * 366).chain([2_932_896]) {
            let seconds = day * SECONDS_A_DAY + day % SECONDS_A_DAY;
            let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
            assert_eq!(http_date(text.as_bytes()), Some(seconds), "{text}");
        }
    }

    #[test]
    fn dates_are_accepted_and_refused_as_httpdate_does() {
        let good = [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Wed Nov 16 08:49:37 1994",
            "Thu, 29 Feb 2024 23:59:59 GMT",
            "Saturday, 01-Jan-00 00:00:00 GMT",
            "Wednesday, 31-Dec-69 00:00:00 GMT",
            "Tuesday, 31-Dec-69 00:00:00 GMT",
        ];
        for text in good {
            assert_eq!(http_date(text.as_bytes()), oracle(text), "{text}");
            // One character changed at each place: mostly no date any more.
            for at in 0..text.len() {
                for other in [' ', '0', '3', '9', 'x', ',', ':', '-'] {
                    let mut changed = text.to_owned();
                    changed.replace_range(at..=at, &other.to_string());
                    // httpdate does not look at what separates this date from its time.
                    let is_lenient = text.find("-94 ").or(text.find("-00 ")).or(text.find("-69 "));
                    if is_lenient.is_none_or(|space| at != space + 3) {
                        assert_eq!(http_date(changed.as_bytes()), oracle(&changed), "{changed:?}");
                    }
                }
                let cut = text.get(..at).unwrap_or_default();
                assert_eq!(http_date(cut.as_bytes()), oracle(cut), "{cut:?}");
            }
        }
        for text in [
            "",
            "Sun",
            "Sun,",
            "Sun, 30 Feb 2020 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Wed, 31 Dec 1969 23:59:59 GMT",
            "Sundays, 06-Nov-94 08:49:37 GMT",
            "Sund, 06-Nov-94 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:60 GMT",
            "Thursday, 01-Jan-70 00:00:00 GMT",
        ] {
            assert_eq!(http_date(text.as_bytes()), oracle(text), "{text}");
        }
    }
}

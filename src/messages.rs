//! The messages for the person in front of the app, in every [`Locale`].
//!
//! Their texts stand with the rows and rules that they belong to. Only the English ones are part of
//! the WebAssembly module; the others reach JavaScript as files of their own, made by
//! `npm run generate`.

use crate::catalogue::{CATALOGUE, TRANSLATIONS};
use crate::status::StatusClass;
use crate::words::Locale;

impl Locale {
    /// The locale for a BCP 47 language tag: the one of the tag's language, else English.
    ///
    /// ```
    /// use psp_errors::Locale;
    ///
    /// assert_eq!(Locale::of("pt"), Locale::PtBr);
    /// assert_eq!(Locale::of("es-MX"), Locale::Es);
    /// assert_eq!(Locale::of("fr"), Locale::En);
    /// ```
    #[must_use]
    pub fn of(tag: &str) -> Self {
        // `pt_BR`, too, as POSIX and Java write it.
        let language = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let wanted = language(tag);
        Self::ALL
            .iter()
            .copied()
            .find(|locale| language(locale.as_str()) == wanted)
            .unwrap_or(Self::En)
    }
}

/// What is read where the outcome would be unknown had the request's method not been a safe one.
pub(crate) const NOTHING_CHANGED: &str =
    "The service could not answer. Nothing was changed. Please try again in a moment.";
pub(crate) const NOTHING_CHANGED_KEY: &str = "nothing-changed";

/// A message in the locales beside English.
#[derive(Debug)]
pub(crate) struct Translation {
    pub(crate) pt_br: &'static str,
    pub(crate) es: &'static str,
}

/// What the person in front of the app reads.
///
/// ```
/// use psp_errors::{Locale, Message};
///
/// let message = Message::all().find(|message| message.key() == "INVALID_AMOUNT").unwrap();
/// assert_eq!(message.text(Locale::En), "Please enter an amount greater than zero.");
/// assert_eq!(message.text(Locale::PtBr), "Informe um valor maior que zero.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message(Of);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// The row of this index in the catalogue.
    Row(usize),
    Status(StatusClass),
    NothingChanged,
}

impl Message {
    /// The message of a safe request that failed.
    pub(crate) const NOTHING_CHANGED: Self = Self(Of::NothingChanged);

    /// The message of a row of the catalogue.
    pub(crate) const fn of_row(index: usize) -> Self {
        Self(Of::Row(index))
    }

    /// The message of a status.
    pub(crate) const fn of_status(class: StatusClass) -> Self {
        Self(Of::Status(class))
    }

    /// Every message: of the codes, of the status classes, and of a safe request that failed.
    pub fn all() -> impl Iterator<Item = Self> {
        let rows = (0..CATALOGUE.len()).map(Self::of_row);
        let classes = StatusClass::ALL.iter().copied().map(Self::of_status);
        rows.chain(classes).chain([Self::NOTHING_CHANGED])
    }

    /// What a set of texts calls it: the code, else a word for the statuses such as `server-error`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self.0 {
            Of::Row(index) => CATALOGUE.get(index).map_or("", |row| row.code),
            Of::Status(class) => class.rule().message_key,
            Of::NothingChanged => NOTHING_CHANGED_KEY,
        }
    }

    /// Whether it belongs to a documented code.
    #[must_use]
    pub const fn is_of_code(self) -> bool {
        matches!(self.0, Of::Row(_))
    }

    /// The text in a locale.
    #[must_use]
    pub fn text(self, locale: Locale) -> &'static str {
        match locale {
            Locale::En => match self.0 {
                Of::Row(index) => CATALOGUE.get(index).map_or("", |row| row.user_message),
                Of::Status(class) => class.rule().user_message,
                Of::NothingChanged => NOTHING_CHANGED,
            },
            Locale::PtBr => self.translation().pt_br,
            Locale::Es => self.translation().es,
        }
    }

    fn translation(self) -> &'static Translation {
        static NONE: Translation = Translation { pt_br: "", es: "" };
        match self.0 {
            // A row's index always comes from the catalogue itself.
            Of::Row(index) => TRANSLATIONS.get(index).unwrap_or(&NONE),
            Of::Status(class) => class.translation(),
            Of::NothingChanged => &Translation {
                pt_br: "O serviço não conseguiu responder. Nada foi alterado. Tente novamente em instantes.",
                es: "El servicio no pudo responder. No se cambió nada. Inténtelo de nuevo en unos instantes.",
            },
        }
    }
}

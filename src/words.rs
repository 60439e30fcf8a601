//! The closed sets of words. The same strings stand in Rust, JavaScript, JSON, logs and docs.

use core::fmt;
use core::str::FromStr;

use serde::{Serialize, Serializer};

/// The text given to [`FromStr`] is none of the set's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord;

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a word of this set")
    }
}

impl std::error::Error for UnknownWord {}

/// One list makes the variants, their strings, `ALL`, and the conversions both ways, so that no
/// word can miss one of them.
macro_rules! words {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $word:literal,)+ }
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every word of the set, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The words themselves, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word as it stands in JavaScript, JSON and logs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownWord),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )+};
}

words! {
    /// Which of the two APIs answered. Where neither can be told, a result says `unknown`.
    Api {
        /// The Connxt API V2.
        Connxt => "connxt",
        /// The `ConnectPSP` API (Brazilian PIX).
        ConnectPsp => "connectpsp",
    }

    /// The one question that every caller asks: what do I do with this error?
    Action {
        /// Send the same request again, after a wait.
        Retry => "retry",
        /// Renew what proves who is calling.
        ReAuth => "re-auth",
        /// The request itself has to change.
        UserFix => "user-fix",
        /// Somebody has to look at it; no program can mend it.
        Escalate => "escalate",
    }

    /// The concrete next step.
    Remedy {
        /// Send the same request again after a short wait.
        Resend => "resend",
        /// Send it again once the payment has settled; minutes, not seconds.
        WaitForSettlement => "wait-for-settlement",
        /// Fetch a new access token and send the request once more.
        RefreshToken => "refresh-token",
        /// Compute the signature again and send the request once more.
        ReSign => "re-sign",
        /// The configured credentials are wrong: a person has to replace them.
        ReplaceCredentials => "replace-credentials",
        /// Ask for the missing permission.
        RequestAccess => "request-access",
        /// Correct the fields that were refused.
        FixFields => "fix-fields",
        /// Correct the PIX key.
        FixPixKey => "fix-pix-key",
        /// Check the identifier and the environment it belongs to.
        CheckId => "check-id",
        /// Look up and use what exists already.
        UseExisting => "use-existing",
        /// Nothing: what was asked for is done.
        AlreadyDone => "already-done",
        /// Wait until the payer has paid.
        WaitForPayment => "wait-for-payment",
        /// Create a new one in place of the one that ended.
        CreateNew => "create-new",
        /// Add funds to the account.
        AddFunds => "add-funds",
        /// Ask for the current balance in place of a past one.
        UseCurrentBalance => "use-current-balance",
        /// Go where the response points.
        FollowRedirect => "follow-redirect",
        /// Correct how the program calls the API.
        FixIntegration => "fix-integration",
        /// Ask the provider's support.
        ContactSupport => "contact-support",
    }

    /// Who can take the next step.
    Actor {
        /// The software, by itself.
        Client => "client",
        /// The person in front of the app.
        EndUser => "end-user",
        /// Who wrote the calling program.
        Developer => "developer",
        /// Who runs the calling program and its accounts.
        Operator => "operator",
        /// The payment provider.
        Provider => "provider",
    }

    /// May money or data have moved?
    Outcome {
        /// No: the API refused, as documented.
        NotExecuted => "not-executed",
        /// Yes: it is done already.
        Executed => "executed",
        /// It cannot be told from this answer.
        Unknown => "unknown",
    }

    /// Why no further attempt is made.
    GiveUp {
        /// The error is none that a retry can mend.
        NotRetryable => "not-retryable",
        /// All attempts are used up.
        Attempts => "attempts",
        /// The retry budget is used up: too many calls fail.
        Budget => "budget",
        /// The wait would end after the deadline.
        Deadline => "deadline",
        /// The caller aborted.
        Aborted => "aborted",
        /// Sending the request twice could execute it twice.
        NotIdempotent => "not-idempotent",
        /// The request's body is a stream and cannot be sent again.
        BodyNotReplayable => "body-not-replayable",
        /// The server asks for a longer wait than the caller accepts.
        RetryAfterTooLong => "retry-after-too-long",
        /// The API refused again after the credentials were renewed.
        ReauthFailed => "reauth-failed",
    }

    /// What the body turned out to be.
    Format {
        /// JSON text (RFC 8259).
        Json => "json",
        /// Anything else: HTML, plain text, truncated JSON.
        Text => "text",
        /// Nothing, or white space alone.
        Empty => "empty",
        /// Over the limit, and so not read.
        TooLarge => "too-large",
    }
    /// A language that the messages for people are written in, as a BCP 47 tag.
    Locale {
        /// English.
        En => "en",
        /// Portuguese of Brazil.
        PtBr => "pt-BR",
        /// Spanish, of no country.
        Es => "es",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_and_another_is_an_error_that_says_so() {
        for &remedy in Remedy::ALL {
            assert_eq!(remedy.to_string().parse(), Ok(remedy));
        }
        let error = "Resend".parse::<Remedy>().map_err(|error| error.to_string());
        assert_eq!(error, Err("not a word of this set".to_owned()));
    }
}

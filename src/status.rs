//! The status rules: what an HTTP status says where the code is in no catalogue.
//!
//! Statuses are those of RFC 9110, section 15; `0` stands for "no response".

use crate::messages::Translation;
use crate::words::{Action, Actor, Outcome, Remedy};

/// What to do about an HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusRule {
    /// What the caller does.
    pub action: Action,
    /// The concrete next step.
    pub remedy: Remedy,
    /// Who can take that step.
    pub actor: Actor,
    /// Whether money or data may have moved.
    pub outcome: Outcome,
    /// A short English summary, for developers.
    pub title: &'static str,
    /// A text for the person in front of the app, in English.
    pub user_message: &'static str,
    /// What that text is called where there are others in its place: `server-error`.
    pub message_key: &'static str,
}

macro_rules! status_rules {
    ($(
        $(#[$doc:meta])*
        $class:ident $key:literal: $statuses:pat => $action:ident / $remedy:ident / $actor:ident, $outcome:ident,
            $title:literal,
            $en:literal,
            $pt_br:literal,
            $es:literal;
    )+) => {
        /// A group of statuses that have one rule in common.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum StatusClass {
            $($(#[$doc])* $class,)+
        }

        impl StatusClass {
            /// Every class, in the order in which they are tried.
            pub const ALL: &'static [Self] = &[$(Self::$class,)+];

            /// The class of a status; `None` is a status that nobody told.
            #[must_use]
            pub const fn of(status: Option<u16>) -> Self {
                match status {
                    $($statuses => Self::$class,)+
                }
            }

            /// Its user message in the other locales.
            pub(crate) const fn translation(self) -> &'static Translation {
                match self {
                    $(Self::$class => &Translation { pt_br: $pt_br, es: $es },)+
                }
            }

            /// What to do about it.
            ///
            /// ```
            /// use psp_errors::{Action, StatusClass};
            ///
            /// assert_eq!(StatusClass::of(Some(503)).rule().action, Action::Retry);
            /// ```
            #[must_use]
            pub const fn rule(self) -> &'static StatusRule {
                match self {
                    $(Self::$class => &StatusRule {
                        action: Action::$action,
                        remedy: Remedy::$remedy,
                        actor: Actor::$actor,
                        outcome: Outcome::$outcome,
                        title: $title,
                        user_message: $en,
                        message_key: $key,
                    },)+
                }
            }
        }
    };
}

// The first class that matches counts. The word behind its name is the key of its message; below
// stand its title and what the person in front of the app reads: English, Portuguese of Brazil,
// Spanish.
status_rules! {
    /// 0: no response came (network failure, timeout).
    NoResponse "no-response": Some(0) => Retry / Resend / Client, Unknown,
        "No response came",
        "We could not reach the payment service, and we cannot tell yet whether your request went through. Please check before you try again.",
        "Não conseguimos falar com o serviço de pagamento e ainda não sabemos se a sua solicitação foi concluída. Confira antes de tentar de novo.",
        "No pudimos comunicarnos con el servicio de pagos y todavía no sabemos si su solicitud se completó. Compruébelo antes de volver a intentarlo.";
    /// 3xx: the answer is elsewhere.
    Redirection "redirection": Some(300..=399) => UserFix / FollowRedirect / EndUser, NotExecuted,
        "The response points elsewhere",
        "Please continue on the next page.",
        "Continue na próxima página.",
        "Continúe en la página siguiente.";
    /// 400, 413, 414: the request's content was refused.
    InvalidContent "invalid-content": Some(400 | 413 | 414) => UserFix / FixFields / EndUser, NotExecuted,
        "The server did not accept the request's content",
        "Some details are missing or not valid. Please correct them and try again.",
        "Alguns dados estão faltando ou não são válidos. Corrija e tente novamente.",
        "Faltan datos o algunos no son válidos. Corríjalos e inténtelo de nuevo.";
    /// 401: who is calling is not proven.
    Unauthenticated "unauthenticated": Some(401) => ReAuth / RefreshToken / Client, NotExecuted,
        "The server does not know who is calling",
        "Your access has to be renewed. Please try again.",
        "Seu acesso precisa ser renovado. Tente novamente.",
        "Es necesario renovar su acceso. Inténtelo de nuevo.";
    /// 403: who is calling may not do this.
    Forbidden "forbidden": Some(403) => Escalate / RequestAccess / Operator, NotExecuted,
        "The caller may not do this",
        "You do not have access to this. Please ask whoever manages your account.",
        "Você não tem acesso a isto. Fale com quem administra a sua conta.",
        "No tiene acceso a esto. Consulte a quien administra su cuenta.";
    /// 404, 410: there is no such resource.
    NotFound "not-found": Some(404 | 410) => UserFix / CheckId / Developer, NotExecuted,
        "The resource does not exist",
        "We could not find what you asked for.",
        "Não encontramos o que você procura.",
        "No encontramos lo que busca.";
    /// 405, 406, 411, 415, 426, 428, 431, 501, 505: the program speaks to the server in a wrong way.
    WrongUse "wrong-use": Some(405 | 406 | 411 | 415 | 426 | 428 | 431 | 501 | 505) => Escalate / FixIntegration / Developer, NotExecuted,
        "The program calls the API in a wrong way",
        "This does not work right now. No money has moved, and our team has to fix this.",
        "Isto não está funcionando no momento. Nenhum valor foi movimentado, e nossa equipe precisa resolver isso.",
        "Esto no funciona en este momento. No se movió dinero, y nuestro equipo debe resolverlo.";
    /// 408, 425, 429: refused for now.
    TryLater "try-later": Some(408 | 425 | 429) => Retry / Resend / Client, NotExecuted,
        "The server asks to try again later",
        "The service is busy. Please try again in a moment.",
        "O serviço está ocupado. Tente novamente em instantes.",
        "El servicio está ocupado. Inténtelo de nuevo en unos instantes.";
    /// 409: it collides with what exists.
    Conflict "conflict": Some(409) => UserFix / UseExisting / Developer, NotExecuted,
        "The request collides with what exists already",
        "This was already requested. Please check its status.",
        "Isto já foi solicitado. Confira a situação.",
        "Esto ya fue solicitado. Consulte su estado.";
    /// 422 and every other 4xx: refused.
    Refused "refused": Some(400..=499) => Escalate / ContactSupport / Operator, NotExecuted,
        "The server refused the request",
        "This could not be done. No money has moved. Please contact support.",
        "Não foi possível fazer isto. Nenhum valor foi movimentado. Fale com o suporte.",
        "No se pudo hacer esto. No se movió dinero. Contacte a soporte.";
    /// Every other 5xx: the server failed.
    ServerError "server-error": Some(500..=599) => Retry / Resend / Client, Unknown,
        "The server failed",
        "The service had a problem, and we cannot tell yet whether your request went through. Please check before you try again.",
        "Houve um problema no serviço e ainda não sabemos se a sua solicitação foi concluída. Confira antes de tentar de novo.",
        "El servicio tuvo un problema y todavía no sabemos si su solicitud se completó. Compruébelo antes de volver a intentarlo.";
    /// 1xx, 2xx, out of range, or not told: no error response of HTTP.
    NotAnError "not-an-error": _ => Escalate / ContactSupport / Operator, Unknown,
        "The response is not one that the API documents",
        "We received an unexpected answer, and we cannot tell yet whether your request went through. Please contact support.",
        "Recebemos uma resposta inesperada e ainda não sabemos se a sua solicitação foi concluída. Fale com o suporte.",
        "Recibimos una respuesta inesperada y todavía no sabemos si su solicitud se completó. Contacte a soporte.";
}

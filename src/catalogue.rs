//! The catalogue: the 25 documented error codes, one row each.
//!
//! A row is the only place where its facts stand; the TypeScript unions, the table in the README
//! and the demo page are made from it. To add a code, add a row.

use serde::Serialize;

use crate::messages::Translation;
use crate::words::{Action, Actor, Api, Outcome, Remedy};

/// One documented error code and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CatalogueRow {
    /// The API that documents the code.
    pub api: Api,
    /// The code as documented: `4001`, `INSUFFICIENT_FUNDS`.
    pub code: &'static str,
    /// The HTTP status that it is documented with.
    pub status: u16,
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
    /// A text for the person in front of the app, in English. Never holds server text.
    pub user_message: &'static str,
    /// The section of the documentation that lists the code, where it has a public address.
    pub docs: Option<&'static str>,
}

/// The sections of `ConnectPSP`'s error page. Connxt's page has no public address.
mod section {
    pub(super) const AUTHENTICATION: Option<&str> =
        Some("https://docs.connectpsp.com/guides/error-handling#authentication-errors");
    pub(super) const CASH_IN: Option<&str> =
        Some("https://docs.connectpsp.com/guides/error-handling#cash-in-errors");
    pub(super) const CASH_OUT: Option<&str> =
        Some("https://docs.connectpsp.com/guides/error-handling#cash-out-errors");
    pub(super) const ACCOUNT: Option<&str> =
        Some("https://docs.connectpsp.com/guides/error-handling#account-errors");
    pub(super) const GENERAL: Option<&str> =
        Some("https://docs.connectpsp.com/guides/error-handling#general-errors");
    pub(super) const CONNXT: Option<&str> = None;
}

macro_rules! catalogue {
    ($(
        $api:ident $code:literal $status:literal: $action:ident / $remedy:ident / $actor:ident, $outcome:ident, $docs:ident,
            $title:literal,
            $en:literal,
            $pt_br:literal,
            $es:literal;
    )+) => {
        /// The 25 documented codes, in the order of the documentation.
        ///
        /// ```
        /// let row = psp_errors::CATALOGUE.iter().find(|row| row.code == "TOKEN_EXPIRED").unwrap();
        /// assert_eq!((row.status, row.remedy.as_str()), (401, "refresh-token"));
        /// ```
        pub static CATALOGUE: [CatalogueRow; [$($code),+].len()] = [$(
            CatalogueRow {
                api: Api::$api,
                code: $code,
                status: $status,
                action: Action::$action,
                remedy: Remedy::$remedy,
                actor: Actor::$actor,
                outcome: Outcome::$outcome,
                title: $title,
                user_message: $en,
                docs: section::$docs,
            },
        )+];

        /// The user messages of the same rows in the other locales: not in the rows, which a
        /// WebAssembly module holds whole.
        pub(crate) static TRANSLATIONS: [Translation; CATALOGUE.len()] = [$(
            Translation { pt_br: $pt_br, es: $es },
        )+];
    };
}

// Title, then what the person in front of the app reads: English, Portuguese of Brazil, Spanish.
catalogue! {
    Connxt "1000" 500: Retry / Resend / Client, Unknown, CONNXT,
        "The server failed",
        "The service had a problem, and we cannot tell yet whether your request went through. Please check before you try again.",
        "Houve um problema no serviço e ainda não sabemos se a sua solicitação foi concluída. Confira antes de tentar de novo.",
        "El servicio tuvo un problema y todavía no sabemos si su solicitud se completó. Compruébelo antes de volver a intentarlo.";
    Connxt "4001" 400: UserFix / FixFields / EndUser, NotExecuted, CONNXT,
        "The request has missing or invalid fields",
        "Some details are missing or not valid. Please correct them and try again.",
        "Alguns dados estão faltando ou não são válidos. Corrija e tente novamente.",
        "Faltan datos o algunos no son válidos. Corríjalos e inténtelo de nuevo.";
    Connxt "4002" 401: ReAuth / RefreshToken / Client, NotExecuted, CONNXT,
        "The secret token is missing, wrong or expired",
        "Your access has to be renewed. Please try again.",
        "Seu acesso precisa ser renovado. Tente novamente.",
        "Es necesario renovar su acceso. Inténtelo de nuevo.";
    Connxt "4003" 403: Escalate / RequestAccess / Operator, NotExecuted, CONNXT,
        "The token lacks a permission",
        "You do not have access to this. Please ask whoever manages your account.",
        "Você não tem acesso a isto. Fale com quem administra a sua conta.",
        "No tiene acceso a esto. Consulte a quien administra su cuenta.";
    Connxt "4004" 404: UserFix / CheckId / Developer, NotExecuted, CONNXT,
        "The resource does not exist",
        "We could not find what you asked for.",
        "Não encontramos o que você procura.",
        "No encontramos lo que busca.";
    Connxt "4005" 409: UserFix / UseExisting / EndUser, NotExecuted, CONNXT,
        "The resource exists already",
        "This exists already. Please use the existing one or choose another name.",
        "Isto já existe. Use o que já existe ou escolha outro nome.",
        "Esto ya existe. Use el existente o elija otro nombre.";

    ConnectPsp "INVALID_CREDENTIALS" 401: ReAuth / ReplaceCredentials / Operator, NotExecuted, AUTHENTICATION,
        "The client id or the client secret is wrong",
        "The payment service is not available right now. No money has moved, and our team has to fix this.",
        "O serviço de pagamento não está disponível no momento. Nenhum valor foi movimentado, e nossa equipe precisa resolver isso.",
        "El servicio de pagos no está disponible en este momento. No se movió dinero, y nuestro equipo debe resolverlo.";
    ConnectPsp "TOKEN_EXPIRED" 401: ReAuth / RefreshToken / Client, NotExecuted, AUTHENTICATION,
        "The access token has expired",
        "Your access has to be renewed. Please try again.",
        "Seu acesso precisa ser renovado. Tente novamente.",
        "Es necesario renovar su acceso. Inténtelo de nuevo.";
    ConnectPsp "INVALID_APPLICATION_TOKEN" 401: ReAuth / ReplaceCredentials / Operator, NotExecuted, AUTHENTICATION,
        "The application token is missing or names no integration",
        "The payment service is not available right now. No money has moved, and our team has to fix this.",
        "O serviço de pagamento não está disponível no momento. Nenhum valor foi movimentado, e nossa equipe precisa resolver isso.",
        "El servicio de pagos no está disponible en este momento. No se movió dinero, y nuestro equipo debe resolverlo.";
    ConnectPsp "INVALID_SIGNATURE" 422: ReAuth / ReSign / Client, NotExecuted, AUTHENTICATION,
        "The digital signature is missing or wrong",
        "The payment could not be authorised. No money has moved. Please try again.",
        "O pagamento não pôde ser autorizado. Nenhum valor foi movimentado. Tente novamente.",
        "No se pudo autorizar el pago. No se movió dinero. Inténtelo de nuevo.";

    ConnectPsp "CASH_IN_NOT_PAID" 422: UserFix / WaitForPayment / EndUser, NotExecuted, CASH_IN,
        "The charge is not paid yet, so it cannot be refunded",
        "This charge has not been paid yet, so there is nothing to refund.",
        "Esta cobrança ainda não foi paga, por isso não há o que devolver.",
        "Este cobro todavía no se pagó, por eso no hay nada que reembolsar.";
    ConnectPsp "CASH_IN_ALREADY_REFUNDED" 422: UserFix / AlreadyDone / Developer, Executed, CASH_IN,
        "The charge is refunded already",
        "This payment has already been refunded.",
        "Este pagamento já foi devolvido.",
        "Este pago ya fue reembolsado.";
    ConnectPsp "CASH_IN_EXPIRED" 422: UserFix / CreateNew / EndUser, NotExecuted, CASH_IN,
        "The charge expired without a payment",
        "This charge has expired. Please create a new one.",
        "Esta cobrança expirou. Crie uma nova.",
        "Este cobro venció. Cree uno nuevo.";
    ConnectPsp "CASH_IN_CANCELLED" 422: UserFix / CreateNew / EndUser, NotExecuted, CASH_IN,
        "The charge was cancelled",
        "This charge was cancelled. Please create a new one.",
        "Esta cobrança foi cancelada. Crie uma nova.",
        "Este cobro fue cancelado. Cree uno nuevo.";
    ConnectPsp "MISSING_END_TO_END_ID" 422: Retry / WaitForSettlement / Client, NotExecuted, CASH_IN,
        "The payment has not settled yet, so it cannot be refunded",
        "The payment is still being settled. The refund can be made in a few minutes.",
        "O pagamento ainda está sendo liquidado. A devolução poderá ser feita em alguns minutos.",
        "El pago todavía se está liquidando. El reembolso podrá hacerse en unos minutos.";

    ConnectPsp "INSUFFICIENT_FUNDS" 422: Escalate / AddFunds / Operator, NotExecuted, CASH_OUT,
        "The transactional account does not cover the withdrawal",
        "The payment cannot be made right now. No money has moved. Please try again later.",
        "O pagamento não pode ser feito agora. Nenhum valor foi movimentado. Tente novamente mais tarde.",
        "El pago no se puede hacer ahora. No se movió dinero. Inténtelo de nuevo más tarde.";
    ConnectPsp "PIX_KEY_NOT_FOUND" 422: UserFix / FixPixKey / EndUser, NotExecuted, CASH_OUT,
        "The PIX key belongs to no account",
        "We could not find an account for this PIX key. Please check the key.",
        "Não encontramos uma conta para esta chave Pix. Confira a chave.",
        "No encontramos una cuenta para esta clave Pix. Revise la clave.";
    ConnectPsp "DUPLICATED_EXTERNAL_REFERENCE" 409: UserFix / UseExisting / Developer, NotExecuted, CASH_OUT,
        "A withdrawal with this external reference exists already",
        "This payment was already requested. Please check its status.",
        "Este pagamento já foi solicitado. Confira a situação dele.",
        "Este pago ya fue solicitado. Consulte su estado.";
    ConnectPsp "RULE_VIOLATION" 422: Escalate / ContactSupport / Operator, NotExecuted, CASH_OUT,
        "The banking partner's rules forbid the operation",
        "The bank did not accept this payment. No money has moved. Please contact support.",
        "O banco não aceitou este pagamento. Nenhum valor foi movimentado. Fale com o suporte.",
        "El banco no aceptó este pago. No se movió dinero. Contacte a soporte.";

    ConnectPsp "INSUFFICIENT_PROPRIETARY_FUNDS" 422: Escalate / AddFunds / Operator, NotExecuted, ACCOUNT,
        "The proprietary account does not cover the top-up",
        "The transfer between accounts cannot be made: the proprietary account has too little balance.",
        "A transferência entre contas não pode ser feita: o saldo da conta proprietária é insuficiente.",
        "La transferencia entre cuentas no se puede hacer: el saldo de la cuenta propietaria es insuficiente.";
    ConnectPsp "INSUFFICIENT_TRANSACTIONAL_FUNDS" 422: Escalate / AddFunds / Operator, NotExecuted, ACCOUNT,
        "The transactional account does not cover the sweep",
        "The transfer between accounts cannot be made: the transactional account has too little balance.",
        "A transferência entre contas não pode ser feita: o saldo da conta transacional é insuficiente.",
        "La transferencia entre cuentas no se puede hacer: el saldo de la cuenta transaccional es insuficiente.";
    ConnectPsp "RETROACTIVE_BALANCE_NOT_IMPLEMENTED" 422: UserFix / UseCurrentBalance / Developer, NotExecuted, ACCOUNT,
        "Balances of past dates are not available",
        "The balance of a past date is not available. The current balance is.",
        "O saldo de uma data passada não está disponível. O saldo atual está.",
        "El saldo de una fecha pasada no está disponible. El saldo actual sí lo está.";
    ConnectPsp "INVALID_AMOUNT" 422: UserFix / FixFields / EndUser, NotExecuted, ACCOUNT,
        "The amount must be greater than zero",
        "Please enter an amount greater than zero.",
        "Informe um valor maior que zero.",
        "Indique un importe mayor que cero.";

    ConnectPsp "NOT_FOUND" 404: UserFix / CheckId / Developer, NotExecuted, GENERAL,
        "The application has no such transaction",
        "We could not find this transaction.",
        "Não encontramos esta transação.",
        "No encontramos esta transacción.";
    ConnectPsp "VALIDATION_ERROR" 400: UserFix / FixFields / EndUser, NotExecuted, GENERAL,
        "One or more fields are missing or invalid",
        "Some details are missing or not valid. Please correct them and try again.",
        "Alguns dados estão faltando ou não são válidos. Corrija e tente novamente.",
        "Faltan datos o algunos no son válidos. Corríjalos e inténtelo de nuevo.";
}

/// Finds the row of a code as a server may have written it: in any letter case, with `-` for `_`,
/// padded with white space.
#[inline(never)]
pub(crate) fn find(code: &[u8]) -> Option<usize> {
    let code = code.trim_ascii();
    let index = usize::from(*INDEX_OF_SLOT.get(slot(code)?)?);
    let row = CATALOGUE.get(index)?;
    is_spelling_of(code, row.code).then_some(index)
}

/// Finds the row of a code that is spelt as in the documentation, as nearly all are.
#[inline(always)]
#[allow(clippy::inline_always)] // three calls, one in the other, take longer than what is done
pub(crate) fn find_as_documented(code: &[u8]) -> Option<usize> {
    let index = usize::from(*INDEX_OF_SLOT.get(slot(code)?)?);
    let row = CATALOGUE.get(index)?;
    (code == row.code.as_bytes()).then_some(index)
}

/// So many slots that no two codes share one.
const SLOTS: usize = 32;

/// The slot of a code, in any letter case: by its length, its first and its last character.
#[inline(always)]
#[allow(clippy::inline_always)] // as above
const fn slot(code: &[u8]) -> Option<usize> {
    let (Some(first), Some(last)) = (code.first(), code.last()) else { return None };
    let [first, last] = [first.to_ascii_uppercase() as usize, last.to_ascii_uppercase() as usize];
    Some((code.len() * 2 + first + last * 27) % SLOTS)
}

/// The index of the row whose code has the slot. (Comparing with every row took a tenth of a
/// classification.)
static INDEX_OF_SLOT: [u8; SLOTS] = {
    const FREE: u8 = u8::MAX;
    let mut slots = [FREE; SLOTS];
    let mut index = 0;
    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // it runs in the compiler
    while index < CATALOGUE.len() {
        if let Some(slot) = slot(CATALOGUE[index].code.as_bytes()) {
            assert!(slots[slot] == FREE, "two codes share a slot: change the factors of `slot`");
            slots[slot] = index as u8;
        }
        index += 1;
    }
    slots
};

/// Finds the row that the last segment of a problem `type` names: `…/errors/insufficient-funds`.
///
/// Only `ConnectPSP` sends a `type`, so a number at its end is no Connxt code.
#[inline(never)]
pub(crate) fn find_by_slug(r#type: &[u8]) -> Option<usize> {
    let path = r#type.split(|byte| matches!(byte, b'?' | b'#')).next()?;
    let path = path.strip_suffix(b"/").unwrap_or(path);
    let slug = path.rsplit(|&byte| byte == b'/').next()?;
    find(slug)
        .filter(|&index| CATALOGUE.get(index).is_some_and(|row| matches!(row.api, Api::ConnectPsp)))
}

fn is_spelling_of(spelling: &[u8], code: &str) -> bool {
    spelling.len() == code.len()
        && spelling.iter().zip(code.bytes()).all(|(&byte, wanted)| {
            byte.to_ascii_uppercase() == wanted || (byte == b'-' && wanted == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_stands_twice() {
        for (index, row) in CATALOGUE.iter().enumerate() {
            assert_eq!(find(row.code.as_bytes()), Some(index), "{}", row.code);
            assert_eq!(find_as_documented(row.code.as_bytes()), Some(index), "{}", row.code);
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_spelt() {
        let index = find(b"INSUFFICIENT_FUNDS");
        assert!(index.is_some());
        for spelling in ["insufficient_funds", " Insufficient-Funds\t", "INSUFFICIENT-FUNDS\n"] {
            assert_eq!(find(spelling.as_bytes()), index, "{spelling:?}");
            assert_eq!(find_as_documented(spelling.as_bytes()), None, "{spelling:?}");
        }
        for other in ["INSUFFICIENT FUNDS", "INSUFFICIENT_FUND", "INSUFFICIENT_FUNDSS", "", " "] {
            assert_eq!(find(other.as_bytes()), None, "{other:?}");
            assert_eq!(find_as_documented(other.as_bytes()), None, "{other:?}");
        }
    }

    #[test]
    fn a_type_names_a_row_by_its_last_segment() {
        let index = find(b"NOT_FOUND");
        for r#type in [
            "https://connect-psp.redocly.app/errors/not-found",
            "https://connect-psp.redocly.app/errors/not-found/",
            "/errors/NOT_FOUND?lang=en",
            "not-found#top",
        ] {
            assert_eq!(find_by_slug(r#type.as_bytes()), index, "{type}");
        }
        for other in
            ["about:blank", "", "https://example.com/not-found/more", "https://example.com/4001"]
        {
            assert_eq!(find_by_slug(other.as_bytes()), None, "{other}");
        }
    }
}

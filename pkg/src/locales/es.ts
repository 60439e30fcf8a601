// Generated from the Rust core by `npm run generate`. Do not edit.

import type { Messages } from '../messages.js';

/** The user messages in Spanish. */
export const es: Messages = {
  locale: 'es',
  codes: {
    '1000':
      'El servicio tuvo un problema y todavía no sabemos si su solicitud se completó. Compruébelo antes de volver a intentarlo.',
    '4001':
      'Faltan datos o algunos no son válidos. Corríjalos e inténtelo de nuevo.',
    '4002':
      'Es necesario renovar su acceso. Inténtelo de nuevo.',
    '4003':
      'No tiene acceso a esto. Consulte a quien administra su cuenta.',
    '4004':
      'No encontramos lo que busca.',
    '4005':
      'Esto ya existe. Use el existente o elija otro nombre.',
    INVALID_CREDENTIALS:
      'El servicio de pagos no está disponible en este momento. No se movió dinero, y nuestro equipo debe resolverlo.',
    TOKEN_EXPIRED:
      'Es necesario renovar su acceso. Inténtelo de nuevo.',
    INVALID_APPLICATION_TOKEN:
      'El servicio de pagos no está disponible en este momento. No se movió dinero, y nuestro equipo debe resolverlo.',
    INVALID_SIGNATURE:
      'No se pudo autorizar el pago. No se movió dinero. Inténtelo de nuevo.',
    CASH_IN_NOT_PAID:
      'Este cobro todavía no se pagó, por eso no hay nada que reembolsar.',
    CASH_IN_ALREADY_REFUNDED:
      'Este pago ya fue reembolsado.',
    CASH_IN_EXPIRED:
      'Este cobro venció. Cree uno nuevo.',
    CASH_IN_CANCELLED:
      'Este cobro fue cancelado. Cree uno nuevo.',
    MISSING_END_TO_END_ID:
      'El pago todavía se está liquidando. El reembolso podrá hacerse en unos minutos.',
    INSUFFICIENT_FUNDS:
      'El pago no se puede hacer ahora. No se movió dinero. Inténtelo de nuevo más tarde.',
    PIX_KEY_NOT_FOUND:
      'No encontramos una cuenta para esta clave Pix. Revise la clave.',
    DUPLICATED_EXTERNAL_REFERENCE:
      'Este pago ya fue solicitado. Consulte su estado.',
    RULE_VIOLATION:
      'El banco no aceptó este pago. No se movió dinero. Contacte a soporte.',
    INSUFFICIENT_PROPRIETARY_FUNDS:
      'La transferencia entre cuentas no se puede hacer: el saldo de la cuenta propietaria es insuficiente.',
    INSUFFICIENT_TRANSACTIONAL_FUNDS:
      'La transferencia entre cuentas no se puede hacer: el saldo de la cuenta transaccional es insuficiente.',
    RETROACTIVE_BALANCE_NOT_IMPLEMENTED:
      'El saldo de una fecha pasada no está disponible. El saldo actual sí lo está.',
    INVALID_AMOUNT:
      'Indique un importe mayor que cero.',
    NOT_FOUND:
      'No encontramos esta transacción.',
    VALIDATION_ERROR:
      'Faltan datos o algunos no son válidos. Corríjalos e inténtelo de nuevo.',
  },
  statuses: {
    'no-response':
      'No pudimos comunicarnos con el servicio de pagos y todavía no sabemos si su solicitud se completó. Compruébelo antes de volver a intentarlo.',
    'redirection':
      'Continúe en la página siguiente.',
    'invalid-content':
      'Faltan datos o algunos no son válidos. Corríjalos e inténtelo de nuevo.',
    'unauthenticated':
      'Es necesario renovar su acceso. Inténtelo de nuevo.',
    'forbidden':
      'No tiene acceso a esto. Consulte a quien administra su cuenta.',
    'not-found':
      'No encontramos lo que busca.',
    'wrong-use':
      'Esto no funciona en este momento. No se movió dinero, y nuestro equipo debe resolverlo.',
    'try-later':
      'El servicio está ocupado. Inténtelo de nuevo en unos instantes.',
    'conflict':
      'Esto ya fue solicitado. Consulte su estado.',
    'refused':
      'No se pudo hacer esto. No se movió dinero. Contacte a soporte.',
    'server-error':
      'El servicio tuvo un problema y todavía no sabemos si su solicitud se completó. Compruébelo antes de volver a intentarlo.',
    'not-an-error':
      'Recibimos una respuesta inesperada y todavía no sabemos si su solicitud se completó. Contacte a soporte.',
    'nothing-changed':
      'El servicio no pudo responder. No se cambió nada. Inténtelo de nuevo en unos instantes.',
  },
};

// Generated from the Rust core by `npm run generate`. Do not edit.

import type { Messages } from '../messages.js';

/** The user messages in Portuguese of Brazil. */
export const ptBR: Messages = {
  locale: 'pt-BR',
  codes: {
    '1000':
      'Houve um problema no serviço e ainda não sabemos se a sua solicitação foi concluída. Confira antes de tentar de novo.',
    '4001':
      'Alguns dados estão faltando ou não são válidos. Corrija e tente novamente.',
    '4002':
      'Seu acesso precisa ser renovado. Tente novamente.',
    '4003':
      'Você não tem acesso a isto. Fale com quem administra a sua conta.',
    '4004':
      'Não encontramos o que você procura.',
    '4005':
      'Isto já existe. Use o que já existe ou escolha outro nome.',
    INVALID_CREDENTIALS:
      'O serviço de pagamento não está disponível no momento. Nenhum valor foi movimentado, e nossa equipe precisa resolver isso.',
    TOKEN_EXPIRED:
      'Seu acesso precisa ser renovado. Tente novamente.',
    INVALID_APPLICATION_TOKEN:
      'O serviço de pagamento não está disponível no momento. Nenhum valor foi movimentado, e nossa equipe precisa resolver isso.',
    INVALID_SIGNATURE:
      'O pagamento não pôde ser autorizado. Nenhum valor foi movimentado. Tente novamente.',
    CASH_IN_NOT_PAID:
      'Esta cobrança ainda não foi paga, por isso não há o que devolver.',
    CASH_IN_ALREADY_REFUNDED:
      'Este pagamento já foi devolvido.',
    CASH_IN_EXPIRED:
      'Esta cobrança expirou. Crie uma nova.',
    CASH_IN_CANCELLED:
      'Esta cobrança foi cancelada. Crie uma nova.',
    MISSING_END_TO_END_ID:
      'O pagamento ainda está sendo liquidado. A devolução poderá ser feita em alguns minutos.',
    INSUFFICIENT_FUNDS:
      'O pagamento não pode ser feito agora. Nenhum valor foi movimentado. Tente novamente mais tarde.',
    PIX_KEY_NOT_FOUND:
      'Não encontramos uma conta para esta chave Pix. Confira a chave.',
    DUPLICATED_EXTERNAL_REFERENCE:
      'Este pagamento já foi solicitado. Confira a situação dele.',
    RULE_VIOLATION:
      'O banco não aceitou este pagamento. Nenhum valor foi movimentado. Fale com o suporte.',
    INSUFFICIENT_PROPRIETARY_FUNDS:
      'A transferência entre contas não pode ser feita: o saldo da conta proprietária é insuficiente.',
    INSUFFICIENT_TRANSACTIONAL_FUNDS:
      'A transferência entre contas não pode ser feita: o saldo da conta transacional é insuficiente.',
    RETROACTIVE_BALANCE_NOT_IMPLEMENTED:
      'O saldo de uma data passada não está disponível. O saldo atual está.',
    INVALID_AMOUNT:
      'Informe um valor maior que zero.',
    NOT_FOUND:
      'Não encontramos esta transação.',
    VALIDATION_ERROR:
      'Alguns dados estão faltando ou não são válidos. Corrija e tente novamente.',
  },
  statuses: {
    'no-response':
      'Não conseguimos falar com o serviço de pagamento e ainda não sabemos se a sua solicitação foi concluída. Confira antes de tentar de novo.',
    'redirection':
      'Continue na próxima página.',
    'invalid-content':
      'Alguns dados estão faltando ou não são válidos. Corrija e tente novamente.',
    'unauthenticated':
      'Seu acesso precisa ser renovado. Tente novamente.',
    'forbidden':
      'Você não tem acesso a isto. Fale com quem administra a sua conta.',
    'not-found':
      'Não encontramos o que você procura.',
    'wrong-use':
      'Isto não está funcionando no momento. Nenhum valor foi movimentado, e nossa equipe precisa resolver isso.',
    'try-later':
      'O serviço está ocupado. Tente novamente em instantes.',
    'conflict':
      'Isto já foi solicitado. Confira a situação.',
    'refused':
      'Não foi possível fazer isto. Nenhum valor foi movimentado. Fale com o suporte.',
    'server-error':
      'Houve um problema no serviço e ainda não sabemos se a sua solicitação foi concluída. Confira antes de tentar de novo.',
    'not-an-error':
      'Recebemos uma resposta inesperada e ainda não sabemos se a sua solicitação foi concluída. Fale com o suporte.',
    'nothing-changed':
      'O serviço não conseguiu responder. Nada foi alterado. Tente novamente em instantes.',
  },
};

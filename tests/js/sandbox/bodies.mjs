/** A valid cash-out; `overrides` replace top-level members, `destination` the Pix destination's. */
export const cashOutBody = (overrides = {}, destination = {}) => ({
  amount: 100,
  externalReference: 'invoice-1',
  payee: {
    name: 'Ana Souza',
    document: '12345678909',
    destination: { type: 'PIX', pixKeyType: 'EMAIL', pixKey: 'ana@example.com', ...destination },
  },
  ...overrides,
});

export const cashInBody = (overrides = {}) => ({
  amount: 50,
  externalReference: 'order-1',
  payer: { name: 'Bruno Lima', document: '12345678909' },
  ...overrides,
});

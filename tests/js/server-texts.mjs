// Texts as a server may send them: some with a payer's data or a secret in them, some harmless. All
// are made here; no person and no account is meant.

/** What must not be left of a text: by kind, as people, programs and URLs write it. */
export const personal = {
  'CPF, punctuated': '123.456.789-09',
  'CPF, digits': '98765432100',
  'CPF, half punctuated': '123456789-09',
  'CNPJ, punctuated': '12.345.678/0001-95',
  'CNPJ, digits': '12345678000195',
  'CNPJ with letters, punctuated': '12.ABC.345/01DE-35',
  'CNPJ with letters': '12ABC34501DE35',
  'e-mail': 'ana.maria+pix@example.com.br',
  'e-mail outside ASCII': 'joão@exemplo.com',
  'mobile, international': '+5511912345678',
  'mobile, international, spaced': '+55 (11) 91234-5678',
  'mobile, national': '(11) 91234-5678',
  'landline, national': '(21) 3456-7890',
  'mobile, digits': '11912345678',
  'random key': '123e4567-e89b-12d3-a456-426614174000',
  'card, grouped': '4111 1111 1111 1111',
  'card, digits': '5555555555554444',
  'card, American Express': '3782 822463 10005',
  JWT: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-_x',
  hex: '0123456789abcdef0123456789abcdef01234567',
};

/** What must not be left of a text, and the name of a secret before it. */
export const secrets = {
  bearer: ['Authorization: Bearer ', 'abc123.def-456_ghi'],
  'secret token': ['X-SECRET-TOKEN: ', '9f8e7d6c5b'],
  'client secret': ['client_secret=', 's3cr3t-s3cr3t'],
  signature: ['DigitalSignature ', 'c0ffee15900d'],
  'application token': ['"applicationToken":"', 'a1b2c3d4e5f6'],
};

const around = [
  (text) => `${text} is not valid`,
  (text) => `No account was found for ${text}`,
  (text) => `O valor ${text} não foi encontrado.`,
  (text) => `Refused: “${text}” – it is blocked, R$ 10,00 were not moved`,
  (text) => `(${text}), see field payee.document`,
  (text) => `{"key":"${text}","attempt":2}`,
  (text) => `nº${text}; refused [${text}] at 2025-12-12T08:55:04Z`,
  (text) => `GET /keys?key=${encodeURIComponent(text)}&page=1 failed`,
];

/** `[text, what must not be left of it]` */
export const leaking = [
  ...Object.values(personal).flatMap((data) =>
    around.map((put) => [put(data), [data, encodeURIComponent(data)]]),
  ),
  ...Object.values(secrets).flatMap(([name, secret]) =>
    around.map((put) => [put(name + secret), [secret]]),
  ),
];

/** Texts in which there is nothing to mask. */
export const harmless = [
  ...['R$ 500.00', 'R$ 1.234.567,89', 'BRL 0.01', '1,000,000.00', '12345678.90', '-10,5 %'].flatMap(
    (amount) => [
      `The amount ${amount} is above the limit`,
      `O valor de ${amount} não é permitido.`,
      `amount=${amount}`,
      `(${amount})`,
    ],
  ),
  ...[
    '2025-12-12',
    '12/12/2025 08:55',
    '2025-12-12T08:55:04Z',
    '2025-12-12T08:55:04.123-03:00',
    '2025-12-12 08:55:04',
    '20251212085504',
    '1733993704',
    '1733993704000',
  ].flatMap((time) => [
    `It expired at ${time}`,
    `Vencido em ${time}.`,
    `{"requestedAt":"${time}"}`,
    `until ${time}, then no more`,
  ]),
  ...[
    'E12345678202512120855abcdef12345',
    'D12345678202512120855a1b2c3d4e5f',
    'order-12345',
    'invoice 2025/000123',
    'TX123456789012',
    'CASHIN-000123456',
    'INSUFFICIENT_FUNDS',
    'RETROACTIVE_BALANCE_NOT_IMPLEMENTED',
    '0123456789',
    'a1b2c3d4e5',
  ].flatMap((code) => [`Transaction ${code} is pending`, `A cobrança ${code} foi cancelada`]),
  ...[
    'payee.destination.pixKey',
    'bankAccount.branch: must have 4 digits',
    'externalReference: is too long (max 64)',
    'clientSecret: is required',
    'accessToken',
    'token validation failed',
    'Token expired, bearer missing, password required',
    'expirationInMinutes must be between 1 and 10080',
    'credential.apiKey: is required',
    'CEP 01310-100',
    'HTTP/1.1 503 Service Unavailable',
    'Expected one of 200, 201, 202, 400, 422, 500',
    'retry in 30 s, at most 3 times in 60 s',
    'version 1.2.3-beta.4',
    '127.0.0.1:8080 refused the connection',
    'user@localhost, a @ b, @support',
    '100% of 50%',
    'A chave não foi encontrada: é inválida',
    'line 12, column 345: unexpected "}"',
    '<h1>502 Bad Gateway</h1><hr>nginx/1.25.3',
    'https://connect-psp.redocly.app/errors/insufficient-funds',
    'eyJ',
    '',
    'á, é, ê, “ok” – 1º e 2ª',
  ],
];

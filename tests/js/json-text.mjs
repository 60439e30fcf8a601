// Generates JSON texts as a server, or somebody who wants to break it, may write them.
import fc from 'fast-check';
import { catalogue } from 'psp-errors';

// No digits and no `@`: nothing that would be masked.
const unit = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ _-:,{}[]') },
  { weight: 2, arbitrary: fc.constantFrom('"', '\\', '/', '\n', '\t', '\b', '\f', '\r', '\0') },
  { weight: 2, arbitrary: fc.constantFrom('é', 'ß', '日', '😀', '\u2028', '\ufeff', '\u007f') },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff') },
);
const shortEscapes = { '\n': 'n', '\t': 't', '\b': 'b', '\f': 'f', '\r': 'r', '/': '/' };

/** One character, written plainly where that is allowed, or in one of the ways of escaping it. */
const written = (character, style) => {
  const isSpecial = character === '"' || character === '\\';
  const mustEscape = isSpecial || character < ' ';
  if (style === 0 && (isSpecial || shortEscapes[character])) {
    return `\\${shortEscapes[character] ?? character}`;
  }
  if (style > 1 && !mustEscape) return character;
  return Array.from({ length: character.length }, (_, index) => {
    const hex = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${style === 1 ? hex.toUpperCase() : hex}`;
  }).join('');
};

const style = fc.nat(20);
const literal = (units) =>
  fc.array(fc.tuple(units, style), { maxLength: 20 }).map((characters) => {
    const content = characters.map(([character, how]) => written(character, how)).join('');
    return `"${content}"`;
  });
const literalOf = (texts) =>
  fc.tuple(texts, fc.array(style, { minLength: 1, maxLength: 5 })).map(([text, styles]) => {
    const how = (index) => styles[index % styles.length];
    return `"${Array.from(text, (each, index) => written(each, how(index))).join('')}"`;
  });

const text = literal(unit);
const codes = catalogue.map(({ code }) => code);
const spelling = fc
  .tuple(fc.constantFrom(...codes), fc.constantFrom('', '', ' ', '\n'), fc.nat(3))
  .map(([code, pad, how]) => {
    const spellings = [code, code, code.toLowerCase(), code.replaceAll('_', '-')];
    return pad + spellings[how] + pad;
  });
const slug = fc
  .tuple(
    fc.constantFrom('https://example.com/errors/', '', '/'),
    spelling,
    fc.constantFrom('', '/', '?a', '#b'),
  )
  .map((parts) => parts.join(''));
const integer = fc.oneof(
  fc.integer(),
  fc.integer({ min: 90, max: 610 }),
  fc.constantFrom(4001, 1000),
);
const anything = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '{}', '[]', '""', '" "', '-1.5', '0.25', '-0.5E-2'),
  integer.map(String),
  text,
  fc.json(),
  fc.json({ stringUnit: 'binary', noUnicodeString: false }),
);
const mostly = (usual) =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: anything });
const code = mostly(fc.oneof(literalOf(spelling), text, integer.map(String)));

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n  ');
const name = (usual) =>
  fc.oneof(
    { weight: 5, arbitrary: literalOf(fc.constantFrom(...usual)) },
    { weight: 1, arbitrary: text },
  );

/** An object of these members, in any order, some of them more than once unless they are unique. */
const object = (members, { unique = false } = {}) => {
  const usual = Object.keys(members);
  const member = name(usual).chain((key) =>
    fc.tuple(fc.constant(key), members[JSON.parse(key)] ?? anything, space, space, space),
  );
  const list = unique
    ? fc.uniqueArray(member, { maxLength: 6, selector: ([key]) => JSON.parse(key).toWellFormed() })
    : fc.array(member, { maxLength: 8 });
  return fc.tuple(list, space).map(([each, inside]) => {
    const content = each.map(([key, value, a, b, c]) => `${a}${key}${b}:${c}${value}${a}`);
    return `{${inside}${content.join(',')}}`;
  });
};
const list = (elements) =>
  fc
    .tuple(fc.array(fc.tuple(elements, space), { maxLength: 4 }), space)
    .map(([each, inside]) => `[${inside}${each.map(([value, after]) => value + after).join(',')}]`);

const entry = { field: mostly(text), message: mostly(text), code: anything };
const messages = fc.oneof(text, list(mostly(text)));
// JavaScript puts names that are integers first. Halves of surrogate pairs are one name to the core.
const map = object(
  { amount: messages, payee: messages, field: list(text), é: messages },
  { unique: true },
).filter((json) => !Object.keys(JSON.parse(json)).some((key) => /^\d+$/.test(key)));
const errors = mostly(fc.oneof(list(mostly(object(entry))), object(entry, { unique: true }), map));
const failure = mostly(object({ code, message: mostly(text) }));
const data = mostly(object({ failure, code }));

const body = object({
  code,
  message: mostly(text),
  detail: mostly(text),
  title: mostly(text),
  type: mostly(fc.oneof(literalOf(slug), text)),
  instance: mostly(text),
  timestamp: mostly(text),
  status: mostly(integer.map(String)),
  errors,
  failure,
  data,
});

/** Any JSON text; most are objects with members that decode() reads. */
export const jsonText = fc
  .tuple(fc.constantFrom('', '', '', '\ufeff'), space, mostly(body), space)
  .map((parts) => parts.join(''));

// --- Plain bodies: without a backslash, which the core reads in another way ---

const plainText = fc
  .string({ unit: fc.constantFrom(...'abcXYZ _-:,{}[]éß日😀'), maxLength: 90 })
  .map((content) => `"${content}"`);
const plainSpace = fc.constantFrom('', '', ' ', '\n', '\n    ');
const plainObject = (members, maxLength) => {
  const [first, ...rest] = Object.entries(members).map(([key, value]) =>
    fc.tuple(fc.constant(`"${key}"`), value, plainSpace, plainSpace, plainSpace),
  );
  return fc
    .tuple(fc.array(fc.oneof(first, ...rest), { minLength: 1, maxLength }), plainSpace)
    .map(([each, inside]) => {
      const content = each.map(([key, value, a, b, c]) => `${a}${key}${b}:${c}${value}${b}`);
      return `{${content.join(',')}${inside}}`;
    });
};
const plainError = plainObject({ field: plainText, message: plainText, other: plainText }, 3);
const plainCode = fc.oneof(
  fc.constantFrom(...codes).map((each) => `"${each}"`),
  plainText,
  fc.nat().map(String),
);

/** Bodies as servers write them, of any length up to some hundred bytes. */
export const plainJson = plainObject(
  {
    code: plainCode,
    message: plainText,
    detail: plainText,
    title: plainText,
    type: plainText,
    instance: plainText,
    timestamp: plainText,
    status: fc.oneof(fc.integer({ min: 90, max: 610 }), fc.nat()).map(String),
    errors: fc
      .array(fc.tuple(plainError, plainSpace), { minLength: 1, maxLength: 4 })
      .map((each) => `[${each.map(([error, after]) => error + after).join(',')}]`),
    data: plainText,
    other: plainText,
    cod: plainText,
    timestamps: plainText,
  },
  9,
);

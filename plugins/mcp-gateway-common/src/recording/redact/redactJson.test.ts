import fc from 'fast-check';
import { closeJson } from './closeJson';
import { isSecretName } from './isSecretName';
import { maskText } from './maskText';
import { REDACTION_BOUNDS } from './Redaction';
import { redactJson } from './redactJson';

const LETTERS =
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const HEX = '0123456789abcdef';
const of = (alphabet: string, length: number) =>
  fc
    .array(fc.constantFrom(...alphabet), {
      minLength: length,
      maxLength: length,
    })
    .map(characters => characters.join(''));

/** Around a key; put together here, so that no file has one. */
const pem = (what: string) => `-----${what} PRIVATE KEY-----`;

/** Credentials that say by their shape what they are, wherever they stand. */
const shaped: fc.Arbitrary<string> = fc.oneof(
  of(LETTERS, 36).map(rest => `ghp_${rest}`),
  of(LETTERS, 40).map(rest => `github_pat_${rest}`),
  of(LETTERS, 20).map(rest => `glpat-${rest}`),
  of(LETTERS, 24).map(rest => `xoxb-${rest}`),
  of(LETTERS, 32).map(rest => `sk_live_${rest}`),
  of(LETTERS, 48).map(rest => `sk-ant-${rest}`),
  of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16).map(rest => `AKIA${rest}`),
  of(LETTERS, 36).map(rest => `npm_${rest}`),
  of(LETTERS, 32).map(rest => `hvs.${rest}`),
  of(LETTERS, 40).map(rest => `sallyport_pat_${rest}`),
  fc
    .tuple(of(LETTERS, 20), of(LETTERS, 60), of(LETTERS, 43))
    .map(([head, body, sign]) => `eyJ${head}.eyJ${body}.${sign}`),
  of(LETTERS, 400).map(
    body => `${pem('BEGIN RSA')}\n${body}\n${pem('END RSA')}`,
  ),
  of(HEX, 64),
);

/** What only its name says is a secret. */
const SECRET_NAMES = [
  ...['password', 'dbPassword', 'DB_PASSWORD', 'user-password', 'passwd'],
  ...['api_key', 'apiKey', 'X-Api-Key', 'APIKEY', 'secretAccessKey'],
  ...['client_secret', 'clientSecret', 'token', 'accessToken', 'id_token'],
  ...['refreshTokens', 'credentials', 'authorization', 'Set-Cookie', 'pin'],
  ...['private_key', 'signingKey', 'connectionString', 'sessionToken', 'jwt'],
];
const weak = of('abcdefghijklmnop', 12).map(text => `Qz-${text}`);
const plain = fc.string({ maxLength: 12 }).map(text => text.replace(/Qz/g, ''));

/** JSON with a secret somewhere in it, and the secret. */
const planted: fc.Arbitrary<{ value: unknown; secret: string }> = fc
  .oneof(
    ...[
      fc
        .tuple(shaped, fc.constantFrom('', 'see ', 'key=', '"'), plain)
        .map(([secret, before, after]) => ({
          secret,
          value: `${before}${secret} ${after}`,
        })),
      fc
        .tuple(fc.constantFrom(...SECRET_NAMES), weak)
        .chain(([name, secret]) =>
          fc
            .constantFrom<unknown>(
              { [name]: secret },
              { [name]: { a: { b: [secret] } } },
              { name, value: secret },
              { key: name, values: [secret] },
              [name, secret],
              [`--${name}`, secret],
              `--${name}=${secret} --other`,
              `--${name} ${secret}`,
              `connect with ${name}=${secret}&then`,
              `${name}: ${secret}`,
              `{"n": 1, "${name}": "${secret}"} and words behind`,
              `words before {"${name}": {"deep": ["${secret}"]}} and behind`,
              JSON.stringify({ [name]: secret }),
              JSON.stringify({ deep: JSON.stringify([{ [name]: [secret] }]) }),
            )
            .map(value => ({ value, secret })),
        ),
      weak.map(secret => ({
        secret,
        value: `postgres://alice:${secret}@db.internal:5432/orders`,
      })),
      weak.map(secret => ({
        secret,
        value: `Authorization: Bearer ${secret}`,
      })),
      weak.map(secret => ({ secret, value: `the password is ${secret}` })),
    ],
  )
  .chain(({ value, secret }) =>
    fc
      .tuple(fc.jsonValue({ maxDepth: 2 }), plain, fc.constantFrom(0, 1, 2, 3))
      .map(([other, name, shape]) => {
        const shapes: unknown[] = [
          value,
          [other, value],
          {
            [`x${name}`]: other,
            zzz: { content: [{ type: 'text', text: value }] },
          },
          { [`x${name}`]: value, other },
        ];
        return { value: shapes[shape], secret };
      }),
  );

const asText = (value: unknown) => JSON.stringify(value);
/** As it is when it comes over the wire: without -0, which JSON has not. */
const anyJson = fc
  .jsonValue({ maxDepth: 6 })
  .map(value => JSON.parse(asText(value)));

describe('redaction', () => {
  it('leaves no planted secret', () => {
    fc.assert(
      fc.property(planted, ({ value, secret }) => {
        const { value: left, masked } = redactJson(value);
        expect(asText(left)).not.toContain(
          JSON.stringify(secret).slice(1, -1).slice(0, 30),
        );
        expect(masked).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves none of a secret where a message was cut off', () => {
    fc.assert(
      fc.property(planted, fc.nat(2_000), ({ value, secret }, at) => {
        const text = asText({ result: value });
        const whole = closeJson(text.slice(0, at));
        if (whole === undefined) return;
        const left = asText(redactJson(JSON.parse(whole)).value);
        const body = secret.split('-----\n').at(-1)!;
        expect(left).not.toContain(body.slice(0, 12));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is bounded whatever comes', () => {
    fc.assert(
      fc.property(anyJson, value => {
        const { value: left } = redactJson(value);
        expect(asText(left).length).toBeLessThan(8 * REDACTION_BOUNDS.total);
        expect(JSON.parse(asText(left))).toEqual(left);
      }),
    );
    const large = {
      rows: Array.from({ length: 5_000 }, (_, id) => ({
        id,
        text: 'ab '.repeat(2_000),
      })),
    };
    const redacted = redactJson(large);
    expect(redacted.isCut).toBe(true);
    expect(asText(redacted.value).length).toBeLessThan(
      4 * REDACTION_BOUNDS.total,
    );
  });

  it('leaves what people need to know what happened', () => {
    const value = {
      orderId: 4711,
      customer: 'Müller & Sons, 12 Main Street',
      note: 'Refund the second item: it was broken. See https://shop.example.com/orders/4711?page=2',
      id: '0190d3a1-7c1e-7bcd-8a6f-1234567890ab',
      max_tokens: 4096,
      tokens_used: 12,
      public_key_id: 'k1',
      path: '/srv/data/projects/orders/2026/november/report.csv',
      hasPassword: true,
      password: null,
      tool: 'getCustomerAccountInformationByNumber',
    };
    expect(redactJson(value)).toEqual({ value, masked: 0, isCut: false });
  });

  it('says where something was', () => {
    expect(
      redactJson({
        password: 'x',
        text: 'Authorization: Basic YWxpY2U6aHVudGVyMg== for you',
        env: [{ name: 'DB_PASSWORD', value: 'y' }],
        list: '{"token":"abc","page":1}',
      }),
    ).toEqual({
      value: {
        password: '[masked]',
        text: 'Authorization: Basic [masked] for you',
        env: [{ name: 'DB_PASSWORD', value: '[masked]' }],
        list: '{"token":"[masked]","page":1}',
      },
      masked: 4,
      isCut: false,
    });
  });

  it('cuts long texts, long lists and what is deep, and says so', () => {
    const { value, isCut } = redactJson({
      text: 'word '.repeat(1_000),
      list: Array.from({ length: 101 }, (_, index) => index),
      image: { data: 'AAAA'.repeat(1_000), mimeType: 'image/png' },
    });
    expect(isCut).toBe(true);
    expect(value).toMatchObject({
      text: expect.stringMatching(/^word .*… \(3000 more characters\)$/),
      image: { data: '[4000 characters that are no text]' },
    });
  });

  it('takes no more time than what it is worth', () => {
    // Each of these makes a careless expression quadratic: it ends, and what is left is bounded.
    for (const text of [
      'a'.repeat(65_536),
      `${'a'.repeat(60)} `.repeat(1_000),
      pem('BEGIN').repeat(2_000),
      'password='.repeat(7_000),
      '{"password":'.repeat(5_000),
      '"'.repeat(65_536),
      '\\'.repeat(65_536),
      'http://'.repeat(9_000),
    ]) {
      expect(asText(redactJson({ text }).value).length).toBeLessThan(70_000);
    }
  });
});

describe('isSecretName', () => {
  it.each(SECRET_NAMES)('knows %s', name => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(['key', 'primaryKey', 'order', 'author', 'pinned', 'sideEffects'])(
    'leaves %s alone',
    name => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

describe('maskText', () => {
  it('leaves text as it is where there is nothing', () => {
    const text = 'Nothing to see here: only words, numbers 1234 and 50 %.';
    expect(maskText(text)).toEqual({ text, masked: 0 });
  });
});

describe('closeJson', () => {
  it('closes JSON wherever it was cut', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.dictionary(fc.string(), fc.jsonValue()),
          fc.array(fc.jsonValue()),
        ),
        fc.nat(),
        (value, at) => {
          const text = JSON.stringify(value);
          const whole = closeJson(text.slice(0, 1 + (at % text.length)));
          expect(() => JSON.parse(whole ?? 'null')).not.toThrow();
          expect(whole).toBeDefined();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each(['', 'text', '"text"', '12', '] {', '[1] Introduction: …'])(
    'says of %j that it is something else',
    text => {
      expect(closeJson(text)).toBeUndefined();
    },
  );
});

import { formsOf } from './formsOf';
import { SecretIndex } from './SecretIndex';

const SECRET = 'p~ss "w\\rd" ünd + mehr/32';
const index = SecretIndex.create(new Map([['it', SECRET]]));

describe('formsOf', () => {
  it.each<[string, string]>([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify({ a: SECRET })],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ a: SECRET }))],
    ['in an address', `/x?a=${encodeURIComponent(SECRET)}&b`],
    ['in a form', new URLSearchParams({ a: SECRET }).toString()],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ...['', 'a', 'ab', 'abc', 'name:'].flatMap((before): [string, string][] => {
      const bytes = Buffer.from(`${before}${SECRET}:after`);
      return [
        [`in base64 behind “${before}”`, bytes.toString('base64')],
        [`in base64url behind “${before}”`, bytes.toString('base64url')],
      ];
    }),
  ])('is found %s', (_, text) => {
    expect([...index.find(`before ${text} after`)]).toEqual(['it']);
  });

  it('is not found where it is not', () => {
    expect([...index.find(SECRET.slice(0, -1))]).toEqual([]);
    expect([...index.find('')]).toEqual([]);
    expect([...SecretIndex.create(new Map()).find(SECRET)]).toEqual([]);
  });

  it('has no form that is so short that chance would find it', () => {
    expect([...formsOf('short')]).toEqual([]);
    expect([...formsOf('a-bit-longer')]).toContain('a-bit-longer');
  });

  it('is found among many, at the end and in bytes', () => {
    const many = new Map(
      Array.from({ length: 500 }, (_, at) => [
        `secret ${at}`,
        `${at}-of-the-many-secrets-${at}`,
      ]),
    );
    const bytes = Buffer.from(`\0\xff${many.get('secret 321')}`, 'latin1');
    expect([...SecretIndex.create(many).find(bytes)]).toEqual(['secret 321']);
  });
});

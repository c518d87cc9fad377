import fc from 'fast-check';
import { exposePrompt, exposeUri, readPrompt, readUri } from './prefixes';

const alias = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/);
const anything = fc.string({ maxLength: 200 });

describe('prefixes', () => {
  it('give a name back to its server, whatever the server called it', () => {
    fc.assert(
      fc.property(alias, anything, (server, name) => {
        expect(readPrompt(exposePrompt(server, name))).toEqual({
          alias: server,
          name,
        });
        expect(readUri(exposeUri(server, name))).toEqual({
          alias: server,
          uri: name,
        });
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('are those of one server alone', () => {
    fc.assert(
      fc.property(alias, alias, anything, anything, (one, other, a, b) => {
        fc.pre(one !== other);
        expect(exposePrompt(one, a)).not.toBe(exposePrompt(other, b));
        expect(exposeUri(one, a)).not.toBe(exposeUri(other, b));
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it.each(['', '_', '_name', 'name', 'name-without'])(
    'no prompt of anybody: %j',
    name => {
      expect(readPrompt(name)).toBeUndefined();
    },
  );

  it.each([
    '',
    'file:///etc/passwd',
    'sallyport-',
    'sallyport-:file:///x',
    'sallyport-orders',
    'SALLYPORT-orders:x',
    'x-sallyport-orders:x',
  ])('no resource of anybody: %j', uri => {
    expect(readUri(uri)).toBeUndefined();
  });
});

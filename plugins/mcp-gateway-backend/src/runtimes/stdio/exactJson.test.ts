import fc from 'fast-check';
import { parseExact } from './exactJson';

describe('parseExact', () => {
  it.each([
    '{"n":12345678901234567890,"id":"a"}',
    '[1.0,1e400,-0.0,0.1000000000000000055511151231257827]',
    '{"deep":[{"x":9007199254740993}],"__proto__":{"y":1.50}}',
    '{"text":"12345678901234567890 1.0"}',
  ])('writes %s as it was', json => {
    expect(JSON.stringify(parseExact(json))).toBe(json);
  });

  it('reads what anybody would read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const json = JSON.stringify(value);
        expect(JSON.stringify(parseExact(json))).toBe(json);
      }),
    );
  });

  it('throws where there is no JSON', () => {
    expect(() => parseExact('{"a":')).toThrow();
  });
});

import fc from 'fast-check';
import { browserFamily } from './browserFamily';

describe('browserFamily', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      { browser: 'Chrome', system: 'Linux' },
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      { browser: 'Safari', system: 'macOS' },
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0',
      { browser: 'Firefox', system: 'Windows' },
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
      { browser: 'Microsoft Edge', system: 'Windows' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      { browser: 'Safari', system: 'iOS' },
    ],
    ['alice@example.com', {}],
    ['Secret-Browser-of-Alice/1.0 (host alices-laptop)', {}],
    ['', {}],
    [undefined, {}],
    [`Firefox/${'1'.repeat(1000)}`, {}],
  ])('%s', (userAgent, family) => {
    expect(browserFamily(userAgent)).toEqual(family);
  });

  it('keeps no word that it does not know, whatever comes', () => {
    const KNOWN = /^[A-Za-z0-9 .()+-]{1,40}$/;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), text => {
        const words = [text, `Mozilla/5.0 (${text}) ${text}/1.0`].flatMap(
          userAgent => Object.values(browserFamily(userAgent)),
        );
        expect(words.filter(word => !KNOWN.test(word))).toEqual([]);
      }),
    );
  });
});

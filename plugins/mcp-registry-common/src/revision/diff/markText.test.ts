/** @jest-environment node */
import fc from 'fast-check';
import { markText, visibleText } from './markText';

describe('markText', () => {
  it('loses nothing', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.string({ unit: 'binary' }),
          text =>
            markText(text)
              .map(piece => piece.text)
              .join('') === text,
        ),
      ),
    ).not.toThrow();
  });

  it('leaves nothing unseen in what it shows', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.array(
            fc.oneof(
              fc.constantFrom('a', 'b', ' ', '\n'),
              fc
                .integer({ min: 0, max: 0x10ffff })
                .map(code => String.fromCodePoint(code)),
            ),
          ),
          parts =>
            markText(parts.join(''))
              .filter(({ mark }) => mark === undefined)
              // Pictures keep their own joiners and selectors.
              .every(
                ({ text }) =>
                  !/[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u.test(
                    text.replace(/[\n\t\r\u200d\ufe0f]/g, ''),
                  ),
              ),
        ),
        { numRuns: 2000 },
      ),
    ).not.toThrow();
  });

  it.each([
    ['a zero-width space', 'a\u200bb', 'a⟦U+200B⟧b'],
    ['a direction override', '\u202eabc', '⟦U+202E⟧abc'],
    ['tags', 'x\u{e0061}', 'x⟦U+E0061⟧'],
    [
      'variation selectors that carry bytes',
      'x\u{fe01}\u{e0100}',
      'x⟦U+FE01⟧⟦U+E0100⟧',
    ],
    ['a soft hyphen', 'pass\u00adword', 'pass⟦U+00AD⟧word'],
    ['a filler', 'a\u3164', 'a⟦U+3164⟧'],
    ['a space that is none', 'a\u00a0b', 'a⟦U+00A0⟧b'],
    ['half a surrogate', 'a\ud800', 'a⟦U+D800⟧'],
    [
      'a Cyrillic letter in a Latin word',
      'sеarch',
      'sе⟦U+0435, looks like e⟧arch',
    ],
    ['a full-width letter', 'ｒm', 'ｒ⟦U+FF52, looks like r⟧m'],
  ])('shows %s', (_name, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('marks a whole word that only looks Latin amid Latin text', () => {
    expect(visibleText('the сору tool')).toContain('looks like c');
  });

  it.each([
    ['pictures', '👩‍💻 ❤️ ok'],
    ['another language', 'Поиск заказов по номеру'],
    ['accents', 'naïve café Größe'],
    ['line ends', 'a\r\nb\tc'],
    ['Greek in its own text', 'αβγ'],
  ])('leaves %s alone', (_name, text) => {
    expect(visibleText(text)).toBe(text);
  });
});

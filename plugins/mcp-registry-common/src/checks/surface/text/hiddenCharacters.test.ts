import { hiddenCharacters } from '../find/findInText';
import { makeVisible } from './makeVisible';

const kind = (text: string) => hiddenCharacters(text)?.note;

describe('hidden characters', () => {
  it.each([
    ['tag characters', 'a\u{E0041}b'],
    ['bidirectional overrides', 'a\u202Eb'],
    ['zero-width characters', 'a\u200Bb'],
    ['zero-width characters', 'a\u200Db'],
    ['invisible operators', 'a\u2063b'],
    ['variation selectors', 'a\uFE01b'],
    ['variation selectors', 'a\u{E0101}b'],
    ['control characters', 'a\u001B[8m'],
    ['blank letters', 'a\u3164b'],
    ['half characters', 'a\uD800b'],
  ])('finds %s', (name, text) => {
    expect(kind(text)).toBe(name);
  });

  it.each([
    ['a family of pictographs', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'],
    ['the style of a pictograph', '\u2764\uFE0F'],
    ['a keycap', '1\uFE0F\u20E3'],
    [
      'the flag of Scotland',
      '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
    ],
    ['Persian', '\u0645\u06CC\u200C\u0631\u0648\u062F'],
    ['Hindi', '\u0915\u094D\u200D\u0937'],
    ['line breaks and tabs', 'a\r\n\tb'],
    ['a mark of byte order at the start', '\uFEFFa'],
  ])('leaves %s alone', (_, text) => {
    expect(kind(text)).toBeUndefined();
  });

  it('finds tags that only begin like a flag', () => {
    expect(kind('\u{1F3F4}\u{E0072}\u{E006D}\u{E0020}\u{E002D}\u{E007F}')).toBe(
      'tag characters',
    );
  });

  it('shows what tags spell', () => {
    expect(makeVisible('a\u{E0068}\u{E0069}')).toBe('a⟨tag h⟩⟨tag i⟩');
  });
});

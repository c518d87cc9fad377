import { sanitizeText } from './sanitizeText';

describe('sanitizeText', () => {
  it.each([
    ['a line break', 'one\ntwo', 'one⟨U+000A⟩two'],
    ['a carriage return', 'one\rtwo', 'one⟨U+000D⟩two'],
    ['an escape', '\u001b[31mred', '⟨U+001B⟩[31mred'],
    ['a NUL, which PostgreSQL does not keep', 'a\u0000b', 'a⟨U+0000⟩b'],
    ['an override of direction', 'gpj\u202eexe', 'gpj⟨U+202E⟩exe'],
    ['an isolate', '\u2066x\u2069', '⟨U+2066⟩x⟨U+2069⟩'],
    ['a zero-width space', 'ad\u200bmin', 'ad⟨U+200B⟩min'],
    ['a line separator', 'a\u2028b', 'a⟨U+2028⟩b'],
    ['invisible tag characters', 'x\u{e0041}', 'x⟨U+E0041⟩'],
    ['half a character', 'a\ud800b', 'a⟨U+D800⟩b'],
  ])('makes %s visible', (_, text, expected) => {
    expect(sanitizeText(text, 200)).toBe(expected);
  });

  it('leaves ordinary text of any script as it is', () => {
    const text = 'get_order – Größe 尺寸 😀 <b>';
    expect(sanitizeText(text, 200)).toBe(text);
  });

  it('bounds the length, also of what was written out', () => {
    expect(sanitizeText('x'.repeat(300), 200)).toBe(`${'x'.repeat(199)}…`);
    expect(sanitizeText('\n'.repeat(200), 200)).toHaveLength(200);
    expect(sanitizeText('x'.repeat(200), 200)).toBe('x'.repeat(200));
  });

  it('never cuts a character in two', () => {
    const text = sanitizeText('😀'.repeat(200), 20);
    expect(text).toBe(`${'😀'.repeat(9)}…`);
  });
});

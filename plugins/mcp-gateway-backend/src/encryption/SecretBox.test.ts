import { SecretBox } from './SecretBox';

const first = { id: 'first', secret: 'a'.repeat(40) };
const second = { id: 'second', secret: 'b'.repeat(40) };

describe('SecretBox', () => {
  const box = SecretBox.create({ keys: [first] });

  it('opens what it sealed, for the same purpose only', () => {
    const sealed = box.seal('signing key', 'very secret');
    expect(sealed).not.toContain('very secret');
    expect(box.open('signing key', sealed)).toBe('very secret');
    expect(() => box.open('cookie key', sealed)).toThrow();
  });

  it('refuses what was changed or cut off', () => {
    const sealed = box.seal('x', 'very secret');
    const changed = `${sealed.slice(0, -3)}${
      sealed.at(-3) === 'A' ? 'B' : 'A'
    }${sealed.slice(-2)}`;
    expect(() => box.open('x', changed)).toThrow();
    expect(() => box.open('x', sealed.slice(0, 24))).toThrow();
    expect(() => box.open('x', 'sealed.first')).toThrow();
  });

  it('opens with the old key after a new one was put in front, and says what to seal anew', () => {
    const old = box.seal('x', 'very secret');
    const rotated = SecretBox.create({ keys: [second, first] });
    expect(rotated.open('x', old)).toBe('very secret');
    expect(rotated.isStale(old)).toBe(true);
    expect(rotated.isStale(rotated.seal('x', 'very secret'))).toBe(false);
    expect(() => SecretBox.create({ keys: [second] }).open('x', old)).toThrow(
      "encrypted with the key 'first'",
    );
  });

  it('leaves text as it is without a key, and reads such text later', () => {
    const none = SecretBox.create({ keys: [] });
    expect(none.seal('x', 'text')).toBe('text');
    expect(none.isStale('text')).toBe(false);
    expect(box.open('x', 'text')).toBe('text');
    expect(box.isStale('text')).toBe(true);
  });
});

import { findingKey } from './findingKey';
import { goodUntil } from './goodUntil';

const [MAY, JUNE] = ['2026-05-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'];
const [a, b] = [
  { findingId: 'a', expiresAt: MAY },
  { findingId: 'b', expiresAt: JUNE },
];

describe('goodUntil', () => {
  it('is the end of what runs out first', () => {
    expect(goodUntil(['a', 'b'], [a, b])).toBe(MAY);
    expect(goodUntil(['b'], [a, b])).toBe(JUNE);
  });

  it('counts the longest exception of each finding', () => {
    expect(goodUntil(['a'], [a, { ...a, expiresAt: JUNE }])).toBe(JUNE);
  });

  it('is long over where a finding is accepted no more', () => {
    expect(goodUntil(['a', 'b'], [b])).toBe('1970-01-01T00:00:00.000Z');
    expect(goodUntil(['a'], [])).toBe('1970-01-01T00:00:00.000Z');
  });

  it('does not end where nothing was accepted', () => {
    expect(goodUntil([], [a])).toBeUndefined();
  });
});

describe('findingKey', () => {
  const finding = { rule: 'r', level: 'error' as const, message: 'm' };
  it('is another for whatever a person reads of it', () => {
    const keys = [
      findingKey('c', finding),
      findingKey('d', finding),
      findingKey('c', { ...finding, rule: 's' }),
      findingKey('c', { ...finding, level: 'warning' }),
      findingKey('c', { ...finding, message: 'n' }),
      findingKey('c', { ...finding, location: 'm' }),
      findingKey('c', { ...finding, excerpt: 'm' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(findingKey('c', { ...finding })).toBe(keys[0]);
  });
});

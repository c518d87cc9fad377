import fc from 'fast-check';
import { GivenAssertions } from './GivenAssertions';

const HEAD = 'eyJhbGciOiJFUzI1NiJ9.';
const wordOf = (person: string) =>
  `${HEAD}${Buffer.from(person).toString('base64url')}.${'s'.repeat(86)}`;

describe('GivenAssertions', () => {
  it('leaves none of those that were given, whatever stands around them, and everything else', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...['alice', 'bob', 'x'].map(wordOf)),
            fc.constantFrom(HEAD, '.', 'eyJ', `${HEAD}YQ.short`),
            fc.string(),
          ),
        ),
        pieces => {
          const given = new GivenAssertions();
          for (const person of ['alice', 'bob']) given.add(wordOf(person));
          const text = pieces.join('');
          const masked = given.mask(text);
          expect(masked).toHaveLength(text.length);
          const expected = ['alice', 'bob']
            .map(wordOf)
            .reduce(
              (rest, word) => rest.replaceAll(word, '*'.repeat(word.length)),
              text,
            );
          expect(masked).toBe(expected);
        },
      ),
    );
  });

  it('knows one that has no parts', () => {
    const given = new GivenAssertions();
    given.add('a-plain-word');
    expect(given.mask('it is a-plain-word.')).toBe('it is ************.');
  });

  it('takes no longer for a text that is made to take long', () => {
    const given = new GivenAssertions();
    for (let n = 0; n < 5_000; n++) given.add(wordOf(`person-${n}`));
    const began = performance.now();
    const text = HEAD.repeat(200_000);
    expect(given.mask(text)).toBe(text);
    const words = `${wordOf('person-7')} `.repeat(20_000);
    expect(given.mask(words)).not.toContain(HEAD);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

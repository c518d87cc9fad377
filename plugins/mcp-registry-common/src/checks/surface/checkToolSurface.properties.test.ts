import fc from 'fast-check';
import { checkToolSurface } from './checkToolSurface';
import { CONCEPTS } from './concepts/concepts';
import { OTHER_TOOL } from './find/otherServers';
import { SURFACE_RULES } from './rules/rules';
import { EXCERPT_LENGTH } from './text/makeVisible';
import { PhraseBook } from './text/PhraseBook';
import { tokenise } from './text/tokenise';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 })
    .map(units => String.fromCharCode(...units)),
);

describe('checkToolSurface, whatever a server says', () => {
  it('never throws, and every finding is bounded and names a rule', () => {
    const rules = new Set(SURFACE_RULES.map(({ id }) => id));
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.jsonValue({ maxDepth: 6 }),
        fc.jsonValue(),
        (name, text, inputSchema, annotations) => {
          const { outcome, findings } = checkToolSurface({
            tools: [{ name, description: text, inputSchema, annotations }],
            instructions: text,
            results: [{ tool: name, text }],
            others: [{ server: text, tools: [name, text] }],
          });
          expect(outcome === 'pass').toBe(findings.length === 0);
          for (const { rule, excerpt = '', location = '' } of findings) {
            expect(rules.has(rule)).toBe(true);
            expect(excerpt.length).toBeLessThanOrEqual(EXCERPT_LENGTH + 2);
            expect(location.length).toBeLessThanOrEqual(EXCERPT_LENGTH + 2);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('shows no hidden character in what it found', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('\u200B', '\u202E', '\u{E0041}', '\u0007', '\uFE03'),
        hidden => {
          const { findings } = checkToolSurface({
            tools: [{ name: `a${hidden}b`, description: `x${hidden}y` }],
          });
          expect(findings.length).toBeGreaterThan(0);
          expect(JSON.stringify(findings)).not.toContain(hidden);
        },
      ),
    );
  });

  it('names only concepts that there are', () => {
    const known = new Set([...Object.keys(CONCEPTS), OTHER_TOOL]);
    const named = SURFACE_RULES.flatMap(({ clauses = [] }) =>
      clauses.flatMap(({ all, unless = [], unlessPurpose = [] }) => [
        ...all.flatMap(names => names.split('|')),
        ...unless,
        ...unlessPurpose,
      ]),
    );
    expect(named.filter(name => !known.has(name))).toEqual([]);
  });

  it('compares a number of words that grows with the text and with nothing else', () => {
    const words = [
      'do not tell the user ',
      'to to to to ',
      'read read id_rsa ',
      'note to the the the ',
      '不要告诉用户',
      'a.b/c~d ',
    ];
    for (const word of words) {
      const count = (times: number) => {
        const book = PhraseBook.create(CONCEPTS);
        const tokens = tokenise(word.repeat(times));
        book.find(tokens);
        return book.comparisons / tokens.length;
      };
      const perToken = [count(50), count(500), count(2_000)];
      expect(Math.max(...perToken)).toBeLessThan(400);
      expect(perToken[2]).toBeLessThanOrEqual(perToken[1] * 1.1);
    }
  });

  it('reads the longest text in seconds, also such as is made to be slow', () => {
    const started = Date.now();
    for (const text of [
      '<!--'.repeat(12_000),
      '!['.repeat(24_000),
      ' '.repeat(49_999),
      'A'.repeat(49_999),
      '.'.repeat(49_999),
      '\u200B'.repeat(49_999),
      'do not '.repeat(7_000),
      'user:\n'.repeat(8_000),
      '\nhuman: '.repeat(6_000),
      '("\'<`[{'.repeat(7_000),
      'QUFB'.repeat(12_000),
    ]) {
      checkToolSurface({ tools: [{ name: 'x', description: text }] });
    }
    expect(Date.now() - started).toBeLessThan(20_000);
  });
});

import { CHECK_OUTCOMES } from '../types';
import { inputOf, NOW, type Row, rows } from './__testUtils__/rows';
import { gate } from './gate';

/** The table, in words of its own: the first line that fits says what must come out. */
const TABLE: [string, (row: Row) => boolean, string][] = [
  [
    'nothing demands it and it is not there',
    r => r.installed === 'no' && r.required === 'no',
    'open',
  ],
  [
    'a required check was removed, or never installed',
    r => r.installed === 'no',
    'not-installed',
  ],
  [
    'nobody demands a check that was not done',
    r => r.about !== 'this' && r.required === 'no',
    'open',
  ],
  [
    'required, and done by other rules',
    r => r.about === 'other-version',
    'other-version',
  ],
  [
    'required, and not done, or on another revision',
    r => r.about !== 'this',
    'not-checked',
  ],
  [
    'a word that is no outcome',
    r => !CHECK_OUTCOMES.some(o => o === r.said),
    'unknown',
  ],
  ['could not be done', r => r.said === 'error', 'error'],
  [
    'an outcome that the check says it cannot have',
    r => r.declared === 'none',
    'unknown',
  ],
  [
    'failed, and nobody accepts that now',
    r => r.said === 'fail' && r.exception !== 'fits',
    'failed',
  ],
  [
    'does not apply, for a reason',
    r => r.said === 'notApplicable' && r.summary === 'said',
    'open',
  ],
  [
    'does not apply, and nobody knows why',
    r => r.said === 'notApplicable',
    'unexplained',
  ],
  [
    'needs no data, or has it fresh',
    r => r.data === 'none-needed' || r.data === 'fresh',
    'open',
  ],
  ['old data, or none, or of no known age', () => true, 'stale'],
];

/** A check that nobody demands holds back by failing, and by nothing else. */
function expected(row: Row): string {
  const said = TABLE.find(([, fits]) => fits(row))![2];
  return row.required === 'no' && said !== 'failed' ? 'open' : said;
}

function outcome(row: Row): string {
  const { decision, reasons } = gate(inputOf(row));
  if (decision === 'open') {
    expect(reasons).toEqual([]);
    return 'open';
  }
  expect(reasons).toHaveLength(1);
  const [{ code, text, checkId }] = reasons;
  expect(checkId).toBe('c');
  expect(text.length).toBeGreaterThan(10);
  return code === 'unknown-outcome' ? 'unknown' : code;
}

describe('gate', () => {
  const all = [...rows()];

  it('decides every row of the truth table as the table says', () => {
    const wrong = all
      .map(row => ({ row, is: outcome(row), must: expected(row) }))
      .filter(({ is, must }) => is !== must);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(all).toHaveLength(2 * 2 * 4 * 7 * 2 * 6 * 2 * 4);
  });

  it('reaches every line of the table', () => {
    for (const [name, fits] of TABLE) {
      expect({
        name,
        rows:
          all.filter(row => TABLE.find(([, f]) => f(row))![1] === fits).length >
          0,
      }).toEqual({ name, rows: true });
    }
  });

  it('opens for a required check in these ways alone', () => {
    const ways = new Set(
      all
        .filter(row => row.required === 'yes' && outcome(row) === 'open')
        .map(row =>
          [
            row.installed,
            row.about,
            row.said,
            row.declared,
            ...(row.said === 'notApplicable' ? [row.summary] : [row.data]),
            ...(row.said === 'fail' ? [row.exception] : []),
          ].join(' '),
        ),
    );
    expect([...ways].sort()).toEqual([
      'yes this fail all fresh fits',
      'yes this fail all none-needed fits',
      'yes this notApplicable all said',
      'yes this pass all fresh',
      'yes this pass all none-needed',
      'yes this warn all fresh',
      'yes this warn all none-needed',
    ]);
  });

  it('lets the worse of two verdicts count', () => {
    const input = inputOf({
      installed: 'yes',
      required: 'yes',
      about: 'this',
      said: 'pass',
      summary: 'said',
      data: 'none-needed',
      declared: 'all',
      exception: 'none',
    });
    expect(gate(input).decision).toBe('open');
    expect(
      gate({
        ...input,
        results: [...input.results, { ...input.results[0], outcome: 'error' }],
      }).decision,
    ).toBe('held');
  });

  it('names each check that holds it back', () => {
    const { reasons } = gate({
      digest: 'd',
      required: ['a', 'b'],
      installed: [],
      results: [],
      exceptions: [],
      now: NOW,
    });
    expect(reasons.map(({ checkId }) => checkId)).toEqual(['a', 'b']);
  });
});

import { REACH_MANIFEST } from '@sallyport/backstage-plugin-mcp-registry-common';
import { boundResult } from './boundResult';

const finding = (level: string, message = 'm') => ({
  rule: 'r',
  level,
  message,
});
const read = (answer: unknown) => boundResult(answer, REACH_MANIFEST);
const fails = (more: object) =>
  read({ outcome: 'fail', summary: 's', findings: [], ...more });

describe('boundResult', () => {
  it('cuts what is long, keeps the worst, and says how many there was no room for', () => {
    const findings = [
      ...Array.from({ length: 250 }, () => finding('note')),
      finding('error', `${'x'.repeat(998)}😀y`),
    ];
    const result = fails({ findings, summary: 'y'.repeat(9999) });
    expect(result.findings).toHaveLength(200);
    expect(result.omittedFindings).toBe(51);
    expect(result.findings[0].level).toBe('error');
    expect(result.findings[0].message).toBe(`${'x'.repeat(998)}…`);
    expect(result.summary).toHaveLength(500);
  });

  it('keeps evidence that fits, and says of other that it was left out', () => {
    expect(fails({ evidence: { a: [1] } }).evidence).toEqual({ a: [1] });
    expect(fails({ evidence: { a: 'x'.repeat(70_000) } }).evidence).toEqual({
      omitted: expect.stringContaining('too large'),
    });
    const ring: Record<string, unknown> = {};
    ring.ring = ring;
    expect(fails({ evidence: ring }).evidence).toEqual({
      omitted: expect.stringContaining('JSON'),
    });
    expect(fails({ evidence: { big: 1n } }).evidence).toHaveProperty('omitted');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no object', 'pass'],
    [
      'an outcome that there is not',
      { outcome: 'skipped', summary: '', findings: [] },
    ],
    ['no findings', { outcome: 'pass', summary: '' }],
    [
      'a finding of no level',
      { outcome: 'fail', summary: '', findings: [finding('bad')] },
    ],
    [
      'a time that is none',
      { outcome: 'pass', summary: '', findings: [], dataAt: 'now' },
    ],
    [
      'a link that is none',
      {
        outcome: 'fail',
        summary: '',
        findings: [{ ...finding('error'), helpUri: 'ftp://a.example/' }],
      },
    ],
    [
      'a pass with something serious',
      { outcome: 'pass', summary: '', findings: [finding('error')] },
    ],
    [
      'a warning with something serious',
      { outcome: 'warn', summary: '', findings: [finding('error')] },
    ],
  ])('takes %s for an error that stays', (_, answer) => {
    const result = read(answer);
    expect(result).toMatchObject({ outcome: 'error', findings: [] });
    expect(result.isTransient).toBeUndefined();
  });

  it('takes no outcome that the manifest does not know, but any check may err', () => {
    const { pass, ...outcomes } = REACH_MANIFEST.outcomes;
    expect(pass).toBeDefined();
    const manifest = { ...REACH_MANIFEST, outcomes };
    const answer = (outcome: string) => ({
      outcome,
      summary: 's',
      findings: [],
    });
    expect(boundResult(answer('pass'), manifest).outcome).toBe('error');
    expect(boundResult(answer('warn'), manifest).outcome).toBe('warn');
    expect(boundResult(answer('error'), manifest).summary).toBe('s');
  });
});

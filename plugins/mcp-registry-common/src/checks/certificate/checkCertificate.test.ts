import fc from 'fast-check';
import { certificateEvidenceSchema } from './certificateEvidence';
import { checkCertificate } from './checkCertificate';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-29T12:00:00.000Z');
const at = (days: number) => new Date(+NOW + days * DAY_MS).toISOString();
const certificate = (ends: number, begins = -100, subject = 'mcp.test') => ({
  ...{ subject, issuer: 'Authority' },
  ...{ validFrom: at(begins), validTo: at(ends) },
});
const check = (
  certificates: ReturnType<typeof certificate>[],
  more: { trusted?: boolean; problem?: string } = {},
) => {
  const { trusted = true, problem } = more;
  const { findings, ...result } = checkCertificate(
    {
      ...{ host: 'mcp.test', seenAt: NOW.toISOString(), certificates, trusted },
      ...(problem !== undefined && { problem }),
    },
    { now: NOW, warnDays: 30 },
  );
  return {
    ...result,
    rules: findings.map(({ rule, level }) => `${level} ${rule}`),
    messages: findings.map(({ message }) => message),
  };
};

describe('checkCertificate', () => {
  it('passes what holds for longer, and says until when, and when to look again', () => {
    expect(check([certificate(60)])).toMatchObject({
      ...{ outcome: 'pass', rules: [], dataAt: NOW.toISOString() },
      summary: 'The certificate of mcp.test holds until 2027-01-28.',
      againAt: at(30),
      evidence: { endsAt: at(60), trusted: true },
    });
  });

  it('warns before the end, of what it rests on as well', () => {
    expect(check([certificate(10)])).toMatchObject({
      ...{ outcome: 'warn', rules: ['warning certificate-ends'] },
      messages: ['The certificate of mcp.test ends on 2026-12-09.'],
      againAt: at(10),
    });
    const chain = [certificate(90), certificate(5, -100, 'Authority')];
    expect(check(chain)).toMatchObject({
      ...{ outcome: 'warn', rules: ['warning issuer-ends'] },
      summary: expect.stringContaining('after 2026-12-04'),
      evidence: { endsAt: at(5) },
    });
  });

  it('fails what is over or does not hold yet, and says it once', () => {
    expect(
      check([certificate(-1)], { trusted: false, problem: 'CERT_HAS_EXPIRED' }),
    ).toMatchObject({
      ...{ outcome: 'fail', rules: ['error certificate-over'] },
      messages: ['The certificate of mcp.test ended on 2026-11-28.'],
    });
    expect(
      check([certificate(90, 2)], {
        ...{ trusted: false, problem: 'CERT_NOT_YET_VALID' },
      }).rules,
    ).toEqual(['error certificate-not-yet']);
    expect(
      check([certificate(90), certificate(-5, -100, 'Authority')], {
        ...{ trusted: false, problem: 'CERT_HAS_EXPIRED' },
      }).rules,
    ).toEqual(['error issuer-over']);
  });

  it('heeds no certificate beside that is over where another way is trusted', () => {
    expect(
      check([certificate(90), certificate(-5, -900, 'Old root')]),
    ).toMatchObject({ outcome: 'pass', evidence: { endsAt: at(90) } });
  });

  it('fails what the gateway does not trust, also where it has a word for it alone', () => {
    expect(
      check([certificate(90)], {
        ...{ trusted: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      }),
    ).toMatchObject({
      ...{ outcome: 'fail', rules: ['error certificate-untrusted'] },
      messages: [expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT')],
    });
    // All holds in time, and yet TLS says of the time that it is over: something that was not shown.
    expect(
      check([certificate(90)], {
        ...{ trusted: false, problem: 'CERT_HAS_EXPIRED' },
      }).rules,
    ).toEqual(['error certificate-untrusted']);
  });

  it('never says less of what ends sooner, and keeps what can be read again', () => {
    const rank = { pass: 0, warn: 1, fail: 2 } as Record<string, number>;
    const seconds = fc.integer({ min: -5_000_000, max: 5_000_000 });
    fc.assert(
      fc.property(seconds, seconds, fc.boolean(), (one, other, trusted) => {
        const result = (end: number) =>
          check([certificate(end / 86_400)], { trusted });
        const [soon, late] = [one, other].sort((a, b) => a - b).map(result);
        expect(rank[soon.outcome]).toBeGreaterThanOrEqual(rank[late.outcome]);
        expect(certificateEvidenceSchema.parse(late.evidence)).toEqual(
          late.evidence,
        );
        for (const { againAt = 'never' } of [soon, late]) {
          expect(againAt > NOW.toISOString()).toBe(true);
        }
        // What does not hold is never called sound.
        expect(result(-Math.abs(one)).outcome).toBe('fail');
      }),
    );
  });
});

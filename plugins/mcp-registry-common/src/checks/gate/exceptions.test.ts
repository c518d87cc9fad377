import { inputOf, type Row } from './__testUtils__/rows';
import { gate } from './gate';
import type { GateInput, GateResult } from './types';

const FAILED: Row = {
  installed: 'yes',
  required: 'yes',
  about: 'this',
  said: 'fail',
  summary: 'said',
  data: 'none-needed',
  declared: 'all',
  exception: 'fits',
};

describe('exceptions at the gate', () => {
  const failed = (
    over: Partial<GateInput>,
    findings: GateResult['findings'],
    omittedFindings?: number,
  ) =>
    gate({
      ...inputOf(FAILED),
      ...over,
      results: [
        {
          digest: 'sha256:this',
          checkId: 'c',
          checkVersion: '1',
          outcome: 'fail',
          summary: 'x',
          findings,
          omittedFindings,
        },
      ],
    }).decision;
  const found = {
    rule: 'r',
    level: 'error' as const,
    location: 'tools/a',
    message: 'm',
  };

  it('ends an exception at its very moment, and not before', () => {
    const exception = {
      digest: 'sha256:this',
      checkId: 'c',
      finding: found,
      expiresAt: '2026-11-28T12:00:00.000Z',
    };
    const at = (now: string) =>
      failed({ exceptions: [exception], now: new Date(now) }, [found]);
    expect(at('2026-11-28T11:59:59.999Z')).toBe('open');
    expect(at('2026-11-28T12:00:00.000Z')).toBe('held');
  });

  it('takes no exception for more than it names', () => {
    expect(failed({}, [found])).toBe('open');
    expect(failed({}, [found, { ...found, rule: 'another' }])).toBe('held');
    expect(failed({}, [found, { ...found, location: 'tools/b' }])).toBe('held');
    expect(failed({}, [{ ...found, message: 'worse' }])).toBe('held');
    expect(failed({}, [{ ...found, excerpt: 'other words' }])).toBe('held');
    expect(failed({}, [])).toBe('held');
    const [exception] = inputOf(FAILED).exceptions;
    expect(
      failed({ exceptions: [{ ...exception, digest: 'sha256:other' }] }, [
        found,
      ]),
    ).toBe('held');
    expect(
      failed({ exceptions: [{ ...exception, checkId: 'd' }] }, [found]),
    ).toBe('held');
    expect(
      failed({ exceptions: [{ ...exception, expiresAt: 'never' }] }, [found]),
    ).toBe('held');
  });

  it('opens nothing where serious findings may have been left out', () => {
    expect(failed({}, [found], 1)).toBe('held');
    // The worst are kept first, so here all serious ones are there.
    expect(failed({}, [found, { ...found, level: 'warning' }], 1)).toBe('open');
  });
});

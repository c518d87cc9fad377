import type { DriverReport } from '../runtimes/DriverSet';
import { readRuntimeFinding } from './readRuntimeFinding';

const HOSTED = ['api:default/files'];
const kept: DriverReport['status'] = {
  ready: true,
  tier: 'bwrap+seccomp+cgroup',
  bounds: { memory: 'hard', pids: 'hard', cpu: 'watched', disk: 'watched' },
  problems: [],
};
const report = (
  status: Partial<DriverReport['status']> = {},
): DriverReport => ({
  ...{ kind: 'sandbox', isUsed: true },
  status: { ...kept, ...status },
});
const missing = {
  ready: false,
  problems: [{ text: 'bubblewrap is missing.', remedy: 'Install it.' }],
};

describe('readRuntimeFinding (S1)', () => {
  it.each([
    ['ready', [report()], HOSTED, []],
    ['unneeded', [], [], []],
    ['none', [], HOSTED, HOSTED],
    [
      'not-ready-yet',
      [report(missing)],
      [],
      ['bubblewrap is missing. Install it.'],
    ],
    [
      'not-ready',
      [report(missing)],
      HOSTED,
      ['bubblewrap is missing. Install it.', ...HOSTED],
    ],
    [
      'unbounded',
      [report({ bounds: { ...kept.bounds, disk: 'none' } })],
      HOSTED,
      ['disk'],
    ],
  ])('%s', (name, reports, hosted, subjects) => {
    expect(readRuntimeFinding({ reports, hosted })).toEqual({
      finding: `runtime-drivers.${name}`,
      subjects,
    });
  });

  it('takes one that is ready but not used for none', () => {
    const beside = { ...report(), kind: 'docker', isUsed: false };
    expect(
      readRuntimeFinding({
        reports: [report(missing), beside],
        hosted: HOSTED,
      }).finding,
    ).toBe('runtime-drivers.not-ready');
  });
});

import { CHECK_OUTCOMES } from '../../types';
import type { GateInput, GateResult } from '../types';

/** When the tests are. */
export const NOW = new Date('2026-11-28T12:00:00.000Z');
const hours = (count: number) =>
  new Date(NOW.getTime() - count * 3_600_000).toISOString();

/** Everything that a stored verdict can be like. */
const INSTALLED = ['yes', 'no'] as const;
const REQUIRED = ['yes', 'no'] as const;
const ABOUT = ['this', 'nothing', 'other-digest', 'other-version'] as const;
const SAID = [...CHECK_OUTCOMES, 'skipped', ''] as const;
const SUMMARY = ['said', 'blank'] as const;
const DATA = [
  'none-needed',
  'fresh',
  'old',
  'absent',
  'garbled',
  'future',
] as const;
const DECLARED = ['all', 'none'] as const;
const EXCEPTION = ['none', 'fits', 'expired', 'other-finding'] as const;

/** One way in which a verdict can be there. */
export interface Row {
  installed: (typeof INSTALLED)[number];
  required: (typeof REQUIRED)[number];
  about: (typeof ABOUT)[number];
  said: (typeof SAID)[number];
  summary: (typeof SUMMARY)[number];
  data: (typeof DATA)[number];
  declared: (typeof DECLARED)[number];
  exception: (typeof EXCEPTION)[number];
}

/** Every combination. */
export function* rows(): Generator<Row> {
  for (const installed of INSTALLED)
    for (const required of REQUIRED)
      for (const about of ABOUT)
        for (const said of SAID)
          for (const summary of SUMMARY)
            for (const data of DATA)
              for (const declared of DECLARED)
                for (const exception of EXCEPTION)
                  yield {
                    ...{ installed, required, about, said },
                    ...{ summary, data, declared, exception },
                  };
}

const DATA_AT: Record<Row['data'], string | undefined> = {
  'none-needed': undefined,
  fresh: hours(1),
  old: hours(25),
  absent: undefined,
  garbled: 'yesterday',
  future: hours(-1),
};

/** What the gate is asked for a row. */
export function inputOf(row: Row): GateInput {
  const finding = {
    rule: 'r',
    level: 'error' as const,
    location: 'tools/a',
    message: 'm',
  };
  const result: GateResult = {
    digest: row.about === 'other-digest' ? 'sha256:other' : 'sha256:this',
    checkId: 'c',
    checkVersion: row.about === 'other-version' ? '0' : '1',
    outcome: row.said,
    summary: row.summary === 'said' ? 'Because.' : '  ',
    findings: row.said === 'fail' ? [finding] : [],
    dataAt: DATA_AT[row.data],
  };
  return {
    digest: 'sha256:this',
    required: row.required === 'yes' ? ['c'] : [],
    installed:
      row.installed === 'yes'
        ? [
            {
              id: 'c',
              version: '1',
              title: 'C',
              outcomes:
                row.declared === 'all'
                  ? Object.fromEntries(CHECK_OUTCOMES.map(o => [o, 'means']))
                  : {},
              ...(row.data !== 'none-needed' && { maxDataAgeHours: 24 }),
            },
          ]
        : [],
    results: row.about === 'nothing' ? [] : [result],
    exceptions:
      row.exception === 'none'
        ? []
        : [
            {
              digest: 'sha256:this',
              checkId: 'c',
              finding:
                row.exception === 'other-finding'
                  ? { ...finding, rule: 'q' }
                  : finding,
              expiresAt:
                row.exception === 'expired' ? NOW.toISOString() : hours(-1),
            },
          ],
    now: NOW,
  };
}

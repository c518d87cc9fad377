import {
  type CheckManifest,
  isDataStale,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { BoundResult } from './boundResult';
import type { CheckColumns, CheckRecord } from './CheckStore';

const HOUR_MS = 3_600_000;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * HOUR_MS;

/**
 * What is written down of a result. A verdict replaces the one before. An error that another try may not meet replaces
 * none: it is noted beside it, and tried again soon, then less often.
 */
export function columnsOfResult(
  result: BoundResult,
  options: {
    record: Pick<CheckRecord, 'attempts'>;
    manifest: CheckManifest;
    now: Date;
    repeatHours: number;
  },
): CheckColumns {
  const { record, manifest, now, repeatHours } = options;
  const later = (ms: number) => new Date(now.getTime() + ms).toISOString();
  if (result.outcome === 'error' && result.isTransient) {
    const attempts = record.attempts + 1;
    return {
      problem: result.summary,
      attempts,
      due_at: later(
        Math.min(
          FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20),
          LONGEST_RETRY_MS,
        ),
      ),
    };
  }
  const { maxDataAgeHours } = manifest;
  const isStale =
    (result.outcome === 'pass' || result.outcome === 'warn') &&
    isDataStale({ dataAt: result.dataAt, maxDataAgeHours }, now);
  return {
    outcome: isStale ? 'error' : result.outcome,
    summary: isStale
      ? `It rests on data that is older than ${maxDataAgeHours} hours, or of no known age.`
      : result.summary,
    findings: JSON.stringify(result.findings),
    omitted_findings: result.omittedFindings,
    evidence: result.evidence ? JSON.stringify(result.evidence) : null,
    data_at: result.dataAt ?? null,
    checked_at: now.toISOString(),
    problem: null,
    attempts: 0,
    due_at: later(
      Math.min(repeatHours * HOUR_MS, untilChange(result.againAt, now)),
    ),
  };
}

/** So long until what was said is no longer so by itself: a check that names a moment that is over is not run without end. */
function untilChange(againAt: string | undefined, now: Date): number {
  return againAt === undefined
    ? Infinity
    : Math.max(Date.parse(againAt) - now.getTime(), FIRST_RETRY_MS);
}

import { createHash } from 'node:crypto';
import {
  type CheckFinding,
  findingKey,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckRecord } from '../checks/CheckStore';

/** A short name of one finding of one check, for addresses and columns. */
export function findingIdOf(checkId: string, finding: CheckFinding): string {
  return createHash('sha256')
    .update(findingKey(checkId, finding))
    .digest('hex');
}

/** What a check found, if it was found by the check as it is now. */
export function findFinding(
  record: CheckRecord | undefined,
  findingId: string,
): CheckFinding | undefined {
  return record?.outcome === undefined
    ? undefined
    : record.findings.find(
        finding => findingIdOf(record.checkId, finding) === findingId,
      );
}

/** Whether a check looked, and does not find it: an error, a check that is not there and findings that were cut say nothing. */
export function isGone(
  record: CheckRecord | undefined,
  findingId: string,
): boolean {
  return (
    record !== undefined &&
    record.outcome !== undefined &&
    record.outcome !== 'error' &&
    record.omittedFindings === 0 &&
    findFinding(record, findingId) === undefined
  );
}

import {
  exceptionStateAt,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckRecord } from '../checks/CheckStore';
import type { ExceptionRecord } from './ExceptionStore';
import { findingIdOf } from './findingIds';

/** What a check found, each with its name and with the exception that holds for it or waits for a decision. */
export function showFindings(
  record: CheckRecord,
  options: { exceptions: readonly ExceptionRecord[]; now: Date },
): RegistrySchemas['CheckFinding'][] {
  const { exceptions, now } = options;
  return record.findings.map(finding => {
    const id = findingIdOf(record.checkId, finding);
    const about = exceptions
      .filter(
        exception =>
          exception.findingId === id && exception.checkId === record.checkId,
      )
      .map(exception => ({
        ...exception,
        state: exceptionStateAt(exception, now),
      }));
    const held = about
      .filter(({ state }) => state === 'approved')
      .sort((a, b) => (a.expiresAt < b.expiresAt ? 1 : -1))[0];
    const shown = held ?? about.find(({ state }) => state === 'requested');
    return {
      ...finding,
      id,
      ...(shown && {
        exception: {
          id: shown.id,
          state: shown.state,
          expiresAt: shown.expiresAt,
          reason: shown.reason,
          requestedBy: shown.requestedBy,
          decidedBy: shown.decidedBy,
        },
      }),
    };
  });
}

import type { CheckResult } from '@sallyport/backstage-plugin-mcp-registry-common';
import type {
  CheckSubject,
  RevisionCheck,
} from '@sallyport/backstage-plugin-mcp-registry-node';

/** A check that answers what a test says, and remembers what it was asked about. */
export function aCheck(
  answer: (
    subject: CheckSubject,
    options: { signal: AbortSignal },
  ) => Promise<Partial<CheckResult>>,
  manifest: Partial<RevisionCheck['manifest']> = {},
): RevisionCheck & { asked: CheckSubject[] } {
  const asked: CheckSubject[] = [];
  return {
    asked,
    manifest: {
      id: 'mine',
      version: '1',
      title: 'Mine',
      motivation: 'm',
      consumes: [],
      produces: [],
      outcomes: { pass: 'p', warn: 'w', fail: 'f', notApplicable: 'n' },
      remedy: 'r',
      ...manifest,
    },
    run: async (subject, options) => {
      asked.push(subject);
      return {
        outcome: 'pass',
        summary: 'fine',
        findings: [],
        ...(await answer(subject, options)),
      };
    },
  };
}

import { stringifyError } from '@backstage/errors';
import type {
  CheckSubject,
  RevisionCheck,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { type BoundResult, boundResult } from './boundResult';

/** Runs one check. Never throws: what it throws, or takes too long for, is an error that is tried again. */
export async function runCheck(
  check: RevisionCheck,
  options: { subject: CheckSubject; timeoutMs: number },
): Promise<BoundResult> {
  const { subject, timeoutMs } = options;
  const ended = new AbortController();
  const tooLong = new Error(
    `It was not done after ${timeoutMs / 1000} seconds.`,
  );
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      ended.abort(tooLong);
      reject(tooLong);
    }, timeoutMs);
  });
  try {
    // One that throws at once, too.
    const answer = (async () =>
      await check.run(subject, { signal: ended.signal }))();
    // One that fails after its time is no one's problem.
    answer.catch(() => undefined);
    return boundResult(await Promise.race([answer, end]), check.manifest);
  } catch (error) {
    return {
      outcome: 'error',
      summary: (error === tooLong
        ? tooLong.message
        : `It broke: ${stringifyError(error)}`
      ).slice(0, 500),
      findings: [],
      omittedFindings: 0,
      isTransient: true,
    };
  } finally {
    clearTimeout(timer);
  }
}

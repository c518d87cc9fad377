import { ServiceUnavailableError } from '@backstage/errors';
import { type Call, refuse, type Stage, type StageResult } from './types';
import { withFound } from './withFound';

const RETRY_SECONDS = 2;

/** Walks the stages until one refuses. An error on the way is a refusal, never a pass; the caller records and answers. */
export async function runStages(
  stages: readonly Stage[],
  incoming: Call,
  onError: (error: unknown, call: Call) => void,
): Promise<StageResult> {
  let call = withFound(incoming);
  for (const stage of stages) {
    let result: StageResult;
    try {
      const answer = stage(call);
      // Most answer at once: to wait for each of a dozen costs a call more than they do.
      result = answer instanceof Promise ? await answer : answer;
    } catch (error) {
      onError(error, call);
      return error instanceof ServiceUnavailableError
        ? refuse(call, 'internal.unavailable', {
            refusal: { retryAfterSeconds: RETRY_SECONDS },
          })
        : refuse(call, 'internal.error');
    }
    if (result.kind === 'deny') return result;
    call = result.call;
  }
  return { kind: 'continue', call };
}

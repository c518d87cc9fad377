import type { Call, Stage, StageResult } from './types';

/** Walks the stages until one refuses. An error on the way is a refusal, never a pass; the caller records and answers. */
export async function runStages(
  stages: readonly Stage[],
  incoming: Call,
  onError: (error: unknown, call: Call) => void,
): Promise<StageResult> {
  let call = Object.freeze({ ...incoming });
  for (const stage of stages) {
    let result: StageResult;
    try {
      const answer = stage(call);
      // Most answer at once: to wait for each of a dozen costs a call more than they do.
      result = answer instanceof Promise ? await answer : answer;
    } catch (error) {
      onError(error, call);
      return { kind: 'deny', reason: 'internal.error', call };
    }
    if (result.kind === 'deny') return result;
    call = result.call;
  }
  return { kind: 'continue', call };
}

import { UpstreamFailure } from '../transport/UpstreamFailure';

/** Why there is no runtime, with a sentence for whoever called. */
export function runtimeTrouble(
  text: string,
  options: { retryAfterSeconds?: number; cause?: unknown } = {},
): UpstreamFailure {
  return new UpstreamFailure('runtime.unavailable', {
    ...options,
    refusal: { text },
  });
}

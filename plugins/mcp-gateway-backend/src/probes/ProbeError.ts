/** Why a probe ended early, in a sentence for people. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
}

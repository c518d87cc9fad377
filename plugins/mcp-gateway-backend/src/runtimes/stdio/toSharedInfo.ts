import type { Initialized } from '../../era/initializedSchema';

/**
 * What a server says of itself to one of the many who share it. Its log lines are not among it: they do not say whose call they
 * are about, so nobody gets them.
 */
export function toSharedInfo(info: Initialized): Initialized {
  const { logging: _, ...capabilities } = info.capabilities;
  return { ...info, capabilities };
}

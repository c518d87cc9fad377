import { z } from 'zod';
import type { ParsedMessage } from '../../pipeline/types';
import type { Wishes } from './SessionWishes';

const MAX_RESOURCES = 200;

const levelSchema = z.looseObject({
  level: z.enum([
    'debug',
    'info',
    'notice',
    'warning',
    'error',
    'critical',
    'alert',
    'emergency',
  ]),
});
const resourceSchema = z.looseObject({ uri: z.string().min(1).max(2000) });

/**
 * What a request wants to be remembered for its session. `undefined`: it wants nothing of the kind; `invalid`: it cannot
 * be read.
 */
export function wishChange(
  message: Pick<ParsedMessage, 'method' | 'params'>,
): ((before: Wishes) => Wishes) | 'invalid' | undefined {
  const { method, params } = message;
  if (method === 'logging/setLevel') {
    const parsed = levelSchema.safeParse(params);
    if (!parsed.success) return 'invalid';
    return before => ({ ...before, logLevel: parsed.data.level });
  }
  if (method !== 'resources/subscribe' && method !== 'resources/unsubscribe') {
    return undefined;
  }
  const parsed = resourceSchema.safeParse(params);
  if (!parsed.success) return 'invalid';
  const { uri } = parsed.data;
  return before => {
    const others = (before.resources ?? []).filter(one => one !== uri);
    const resources =
      method === 'resources/subscribe'
        ? // The oldest make room.
          [...others, uri].slice(-MAX_RESOURCES)
        : others;
    return { ...before, resources };
  };
}

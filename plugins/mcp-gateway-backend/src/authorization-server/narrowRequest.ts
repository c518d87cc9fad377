import type { KoaContextWithOIDC } from 'oidc-provider';
import { PATHS } from './paths';
import { SCOPE } from './scope';

/** What a client may ask (RFC 6749, 7636, 8707). */
const PARAMETERS = new Set([
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'redirect_uri',
  'resource',
  'response_type',
  'state',
]);
const PROMPTS = new Set(['none', 'consent']);

/**
 * Ignores what it does not know, as RFC 6749 §3.1 has it, and what belongs to OpenID Connect, which clients send in the
 * hope that it is there. There is one scope; the answer says so (§3.3).
 */
export async function narrowRequest(
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
): Promise<void> {
  if (ctx.path === PATHS.authorization) {
    const { prompt, ...asked } = ctx.query;
    ctx.query = {
      ...Object.fromEntries(
        Object.entries(asked).filter(([name]) => PARAMETERS.has(name)),
      ),
      ...(typeof prompt === 'string' && PROMPTS.has(prompt) && { prompt }),
      scope: SCOPE,
    };
  }
  await next();
}

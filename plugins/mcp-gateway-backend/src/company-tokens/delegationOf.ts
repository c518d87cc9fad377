import type { JWTPayload } from 'jose';
import type { Delegation } from '../tokens/types';

/** What ToolHive keeps, too. */
const MAX_DEPTH = 10;

/**
 * The whole chain of those who act by a token (`act`, RFC 8693 §4.1), the nearest first: to be written down. Only the person that a token is about
 * has access here, so a chain that is cut or broken makes no token better or worse.
 */
export function delegationOf(claims: JWTPayload): Delegation | undefined {
  if (claims.act === undefined) return undefined;
  const chain: { sub: string; iss?: string }[] = [];
  let omitted = 0;
  let act: unknown = claims.act;
  // A token's length bounds it.
  while (act !== undefined) {
    const actor = readActor(act);
    if (!actor) break;
    const { sub, iss } = actor;
    if (chain.length < MAX_DEPTH) chain.push(iss ? { sub, iss } : { sub });
    else omitted += 1;
    act = actor.act;
  }
  return Object.freeze({
    chain,
    ...(omitted > 0 && { omitted }),
    ...(act !== undefined && { malformed: true as const }),
  });
}

function readActor(act: unknown) {
  if (typeof act !== 'object' || act === null) return undefined;
  const { sub, iss, act: next } = act as Record<string, unknown>;
  if (typeof sub !== 'string' || sub === '') return undefined;
  return { sub, iss: typeof iss === 'string' ? iss : undefined, act: next };
}

import type { Delegation } from '../tokens/types';
import { sanitizeText } from './sanitizeText';
import type { CallRecord } from './types';

const MAX_REFS = 50;
const MAX_REF_LENGTH = 200;
const MAX_ACTORS = 10;
const MAX_ACTOR_LENGTH = 300;

/** Of a version and of a token there are many calls: each is made safe once. */
const safeRefs = new WeakMap<readonly string[], readonly string[]>();
const safeDelegations = new WeakMap<Delegation, Delegation>();

/** What a call's version declares to reach, within bounds and with safe text. */
export function reachesOf({
  reaches,
}: Pick<CallRecord, 'reaches'>): readonly string[] | undefined {
  if (!reaches || reaches.length === 0) return undefined;
  let safe = safeRefs.get(reaches);
  if (!safe) {
    safe = Object.freeze(
      reaches.slice(0, MAX_REFS).map(ref => sanitizeText(ref, MAX_REF_LENGTH)),
    );
    safeRefs.set(reaches, safe);
  }
  return safe;
}

/** Who acts for whom, within bounds and with safe text; nothing where that is no more than who called. */
export function delegationOf(
  record: Pick<CallRecord, 'actor' | 'delegation'>,
): Delegation | undefined {
  const { delegation } = record;
  if (!delegation) return undefined;
  let safe = safeDelegations.get(delegation);
  if (!safe) {
    safe = Object.freeze(makeSafe(delegation));
    safeDelegations.set(delegation, safe);
  }
  return saysMore(safe) ? safe : undefined;
}

/** More than one who acts, or whose word it is. */
function saysMore({ chain, omitted, malformed }: Delegation): boolean {
  return (
    chain.length > 1 ||
    chain.some(({ iss }) => iss !== undefined) ||
    omitted !== undefined ||
    malformed === true
  );
}

function makeSafe({ chain, omitted = 0, malformed }: Delegation): Delegation {
  const more = Math.max(0, chain.length - MAX_ACTORS) + omitted;
  return {
    chain: chain.slice(0, MAX_ACTORS).map(({ sub, iss }) => ({
      sub: sanitizeText(sub, MAX_ACTOR_LENGTH),
      ...(iss !== undefined && { iss: sanitizeText(iss, MAX_ACTOR_LENGTH) }),
    })),
    ...(more > 0 && { omitted: more }),
    ...(malformed && { malformed }),
  };
}

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { CallQuery } from '../api/McpGatewayApi';

/** How calls ended, as a filter offers it. */
export const OUTCOMES = [
  'ok',
  'tool-error',
  'upstream-error',
  'client-closed',
  'refused',
  'pending',
] as const;

/** Filters that most people need seldom. */
export const MORE_FILTERS = [
  'actor',
  'client',
  'system',
  'since',
  'until',
  'outcome',
  'reason',
  'grant',
  'revision',
  'session',
] as const;

/** Every filter of the page's address. */
export const FILTERS = [
  'user',
  'server',
  'tool',
  'decision',
  ...MORE_FILTERS,
] as const;

/** What the address asks for. What is half typed is no filter yet. */
export function readFilters(
  get: (key: string) => string | undefined,
): Omit<CallQuery, 'role'> {
  const text = (key: (typeof FILTERS)[number]) => get(key)?.trim() || undefined;
  const decision = get('decision');
  return {
    user: asRef(text('user'), 'user'),
    serverRef: asRef(text('server'), 'api'),
    tool: text('tool'),
    decision:
      decision === 'allow' || decision === 'deny' ? decision : undefined,
    actor: text('actor'),
    client: text('client'),
    system: asSystem(text('system')),
    since: asTime(text('since')),
    until: asTime(text('until')),
    outcome: OUTCOMES.find(outcome => outcome === get('outcome')),
    reason: text('reason'),
    grantId: text('grant'),
    revisionDigest: text('revision'),
    sessionId: text('session'),
  };
}

/** A time as people write it, in their own time zone. */
export function asTime(text: string | undefined): string | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const time = new Date(text.length === 10 ? `${text}T00:00` : text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** People type "orders"; the API wants `api:default/orders`. */
function asRef(
  text: string | undefined,
  defaultKind: string,
): string | undefined {
  try {
    return (
      text &&
      stringifyEntityRef(
        parseEntityRef(text, { defaultKind, defaultNamespace: 'default' }),
      )
    );
  } catch {
    return undefined;
  }
}

function asSystem(text: string | undefined): string | undefined {
  return text && /^[\w][\w.-]*(:[\w.-]+\/[\w.-]+)?$/.test(text)
    ? text
    : undefined;
}

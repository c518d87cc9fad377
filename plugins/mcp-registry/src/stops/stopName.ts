import { parseEntityRef } from '@backstage/catalog-model';
import type { Stop } from '../api/types';
import type { T } from '../hooks/useT';

const PEOPLE = new Set(['person', 'agent', 'connection']);

/** What a stop is about, in words. */
export function stopName(
  t: T,
  stop: Pick<Stop, 'kind' | 'subject' | 'serverTitle'>,
): string {
  const { kind, subject, serverTitle } = stop;
  return t(`stopName.${kind}`, {
    subject: PEOPLE.has(kind) ? shortRef(subject) : subject,
    server: serverTitle ?? '',
  });
}

function shortRef(ref: string): string {
  try {
    const { namespace, name } = parseEntityRef(ref, {
      defaultKind: 'user',
      defaultNamespace: 'default',
    });
    return namespace === 'default' ? name : `${namespace}/${name}`;
  } catch {
    return ref;
  }
}

import type { Interaction } from '../api/types';
import type { T } from '../hooks/useT';

/** Where the codes of an application go, in words. */
export function redirectWords(
  t: T,
  target: Pick<Interaction, 'redirectHost' | 'redirectKind'>,
): string {
  const { redirectHost: host, redirectKind } = target;
  switch (redirectKind) {
    case 'program':
      return t('redirect.program', { host });
    case 'app':
      return t('redirect.app', { host });
    case 'web':
      return host;
    default:
      return redirectKind satisfies never;
  }
}

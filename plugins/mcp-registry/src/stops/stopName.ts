import type { Stop } from '../api/types';
import type { T } from '../hooks/useT';
import { refName } from './refName';

const PEOPLE = new Set(['person', 'agent', 'connection', 'step-up']);

/** What a stop is about, in words. */
export function stopName(
  t: T,
  stop: Pick<Stop, 'kind' | 'subject' | 'serverTitle'>,
): string {
  const { kind, subject, serverTitle } = stop;
  return t(`stopName.${kind}`, {
    subject: PEOPLE.has(kind) ? refName(subject) : subject,
    server: serverTitle ?? '',
  });
}

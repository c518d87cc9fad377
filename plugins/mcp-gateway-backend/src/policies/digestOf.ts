import { createHash } from 'crypto';
import type { PolicyDraft } from './types';

/** Names what a version says: a confirmation is for exactly this. */
export function digestOf(
  name: string,
  { mode, text, cases }: Pick<PolicyDraft, 'mode' | 'text' | 'cases'>,
): string {
  const said = JSON.stringify([name, mode, text, cases]);
  return `sha256:${createHash('sha256').update(said).digest('hex')}`;
}

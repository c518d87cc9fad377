import type { PolicySource } from '../pipeline/policies/types';
import type { PolicyDraft } from './types';

/** A written policy as the engine's adapter reads it; nothing where it was removed. */
export function sourceOf(
  name: string,
  { mode, text }: Pick<PolicyDraft, 'mode' | 'text'>,
): PolicySource[] {
  return mode === 'removed' ? [] : [{ name: sourceName(name), text, mode }];
}

/** What a written policy is called among the sources: no file of a folder can be called so. */
export function sourceName(name: string): string {
  return `portal/${name}`;
}

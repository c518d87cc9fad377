import type { NewReaction } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Reaction, ReactionKind } from './types';

/** What the registry calls them. */
export const REGISTRY_KINDS = {
  'step-up': 'step-up',
  'pause-grant': 'grant',
  'suspend-server': 'server',
} as const satisfies Record<ReactionKind, NewReaction['kind']>;

const WORDS: Record<ReactionKind, string> = {
  'step-up': 'a fresh sign-in before the next change',
  'pause-grant': 'pausing the access',
  'suspend-server': 'suspending the server',
};

/** A reaction in words, for the history of its alert. */
export function wordsOfReaction({
  kind,
  rule,
  targets,
}: Pick<Reaction, 'kind' | 'rule' | 'targets'>): string {
  const subjects = targets.map(({ subject }) => subject).join(', ');
  return `Rule ${rule.name} (${rule.version}): ${WORDS[kind]}${
    subjects ? ` (${subjects})` : ''
  }.`;
}

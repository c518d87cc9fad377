import type { AgentDirectory } from './AgentDirectory';
import type { AgentStore } from './AgentStore';
import type { AgentSettings, AgentState } from './types';

/** Whether an agent gets tokens now: what the catalog says of it, and that it was not idle for too long. */
export async function standingOf(
  ref: string,
  options: {
    directory: Pick<AgentDirectory, 'stateOf'>;
    store: Pick<AgentStore, 'seenAt'>;
    settings: Pick<AgentSettings, 'idleMs'>;
    now: number;
  },
): Promise<AgentState> {
  const { directory, store, settings, now } = options;
  const state = await directory.stateOf(ref);
  if (state.kind === 'suspended') return state;
  const seen = await store.seenAt(ref);
  return seen !== undefined && now - seen > settings.idleMs
    ? {
        kind: 'suspended',
        why: 'It was idle for too long: its sponsor resumes it in the portal',
      }
    : state;
}

import type { HostedRuntime } from './HostedRuntime';
import type { RuntimeSettings } from './readRuntimeSettings';
import { takesCalls } from './runtimeMachine';
import { runtimeTrouble } from './runtimeTrouble';
import type { RuntimeScope } from './types';

type Runtime = Pick<
  HostedRuntime,
  'state' | 'isInUse' | 'idleMs' | 'person' | 'dispatch'
>;

/**
 * So many runtimes at a time: before another one, the least used of those that nobody uses gives way, of the person's own first.
 * Throws an `UpstreamFailure` where all are in use.
 */
export function makeRoom(options: {
  runtimes: readonly Runtime[];
  scope: RuntimeScope;
  settings: Pick<RuntimeSettings, 'maxRuntimes' | 'maxPerPerson'>;
}): void {
  const { runtimes, scope, settings } = options;
  if (scope.kind !== 'everybody') {
    const own = runtimes.filter(({ person }) => person === scope.person);
    if (own.length >= settings.maxPerPerson) {
      giveWay(own, 'You have as many servers running as one person may.');
    }
  }
  if (runtimes.length >= settings.maxRuntimes) {
    giveWay(runtimes, 'The gateway runs as many servers as it may.');
  }
}

function giveWay(runtimes: readonly Runtime[], why: string) {
  // One that is ending makes room soon.
  if (runtimes.some(({ state }) => !takesCalls(state))) return;
  const [least] = runtimes
    .filter(({ state, isInUse }) => state === 'running' && !isInUse)
    .sort((a, b) => b.idleMs - a.idleMs);
  if (!least) throw runtimeTrouble(why, { retryAfterSeconds: 5 });
  least.dispatch('crowded-out');
}

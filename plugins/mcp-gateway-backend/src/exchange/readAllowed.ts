import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { normalizeRef } from '../service/readRef';

/** Reads which servers may use it, and which targets they may ask for beside their own address. */
export function readAllowed(
  config: Config,
  at: string,
): { servers: ReadonlySet<string>; targets: ReadonlySet<string> } {
  const servers = config.getStringArray('servers');
  if (servers.length === 0) {
    throw new InputError(`${at}.servers names no server that may use it`);
  }
  return {
    servers: new Set(servers.map(ref => normalizeRef(ref, 'api'))),
    targets: new Set(config.getOptionalStringArray('targets')),
  };
}

import type { AccessDirectory } from '../../access/types';
import type { CallReader } from '../../service/CallReader';
import type { Alert } from '../types';
import type { KnownGrant } from './aimReaction';

/** The grants in force on the servers that an alert's calls went to. */
export async function grantsOf(
  alert: Pick<Alert, 'calls' | 'serverRef'>,
  options: {
    calls: Pick<CallReader, 'get'>;
    directory: Pick<AccessDirectory, 'get'>;
    now: number;
  },
): Promise<KnownGrant[]> {
  const { calls, directory, now } = options;
  const records = await Promise.all(alert.calls.map(id => calls.get(id)));
  const used = new Set(records.flatMap(call => call?.grantId ?? []));
  const refs = new Set([
    ...(alert.serverRef ? [alert.serverRef] : []),
    ...records.flatMap(call => call?.serverRef ?? []),
  ]);
  return [...refs].flatMap(serverRef =>
    (directory.get(serverRef)?.grants ?? [])
      .filter(({ expiresAt }) => Date.parse(expiresAt) > now)
      .map(({ id, subject }) => ({
        ...{ id, serverRef, subject },
        isUsed: used.has(id),
      })),
  );
}

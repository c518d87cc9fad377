import { readFileSync } from 'node:fs';
import { InputError } from '@backstage/errors';
import type { ServiceUser } from './ServiceUser';

const AT = 'mcpGateway.runtimes.sandbox.user';

/**
 * Whom servers run as where the gateway is root: the configured user, else `nobody`. Undefined where it is not root: then
 * as itself, since it cannot be anybody else.
 *
 * @throws InputError where there is no such user, or it is root.
 */
export function findServiceUser(options: {
  name?: string;
  isRoot: boolean;
  users?: string;
}): ServiceUser | undefined {
  const { name, isRoot, users = '/etc/passwd' } = options;
  if (!isRoot) {
    if (name !== undefined) {
      throw new InputError(
        `${AT} is set, but only a gateway that runs as root can start programs as another user`,
      );
    }
    return undefined;
  }
  const wanted = name ?? 'nobody';
  const entry = readFileSync(users, 'utf8')
    .split('\n')
    .map(line => line.split(':'))
    .find(([found]) => found === wanted);
  const [uid, gid] = entry?.slice(2, 4).map(Number) ?? [];
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) {
    throw new InputError(`${AT}: this machine has no user '${wanted}'`);
  }
  // Whatever namespaces say: root's files are root's.
  if (uid === 0 || gid === 0) {
    throw new InputError(`${AT} must not be root`);
  }
  return { uid, gid };
}

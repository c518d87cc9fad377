import type { PermissionProfile } from '../permissionProfile';
import { profileEgress } from '../profileEgress';

/** Whether a runtime with this profile could connect there, as the drivers decide it. */
export function reaches(
  profile: PermissionProfile,
  host: string,
  port: number,
): boolean {
  const { everything, destinations } = profileEgress(profile);
  return (
    (everything && port === 443) ||
    destinations.some(
      it => it.port === port && isNamed(it.host, host, { withItself: false }),
    )
  );
}

/** Whether a name of a profile means a host. */
export function isNamed(
  name: string,
  host: string,
  options: { withItself: boolean },
): boolean {
  const named = name.toLowerCase();
  if (!named.startsWith('.')) return named === host;
  return (
    host.endsWith(named) || (options.withItself && host === named.slice(1))
  );
}

const PREFIX = 'installs until';

/** Whose a container is that installs: no replica's, and nobody's when it must have ended long ago. */
export function installOwner(until: number): string {
  return `${PREFIX} ${new Date(until).toISOString()}`;
}

/** Whether such an owner is alive; undefined for any other owner. */
export function isInstallAlive(
  owner: string,
  now = Date.now(),
): boolean | undefined {
  if (!owner.startsWith(`${PREFIX} `)) return undefined;
  return now < Date.parse(owner.slice(PREFIX.length + 1));
}

// Servers that a rig's gateways run themselves, in sandboxes.
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package of a server for rigs. */
export const PACKAGE = fileURLToPath(new URL('./hosted', import.meta.url));

/** What an access document says of a server of `hosted/`. `given`: `args`, `profile`, `isolation`, or another `package`. */
export const hostedServer = given => ({
  package: { registry: 'npm', identifier: 'rig-hosted', version: '1.0.0' },
  args: [],
  profile: {},
  isolation: 'shared',
  ...given,
});

/**
 * The configuration of gateways that run servers in sandboxes.
 * @param {string} folder an empty one; all that is kept is in it
 * @param {object} [given] laid over `mcpGateway.runtimes`
 */
export function sandboxConfig(folder, given = {}) {
  const installed = join(folder, 'installed');
  const place = join(installed, 'node_modules', 'rig-hosted');
  mkdirSync(place, { recursive: true });
  cpSync(PACKAGE, place, { recursive: true });
  // The user that servers run as passes through it.
  chmodSync(folder, 0o755);
  const { sandbox, ...runtimes } = given;
  return {
    mcpGateway: {
      runtimes: {
        driver: 'sandbox',
        ...runtimes,
        sandbox: {
          directory: join(folder, 'sandbox'),
          ...sandbox,
          packages: { installed: [installed, ...(sandbox?.installed ?? [])] },
        },
      },
    },
  };
}

import { accessSync, constants, realpathSync } from 'node:fs';
import { findProgram } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { runnableFor } from '../../machine/runnableFor';
import type { ServiceUser } from '../../machine/ServiceUser';

/**
 * The machine's `uv`: the configured one, or the one of the PATH. It is never downloaded.
 *
 * @throws Error with a text for people.
 */
export function findUv(options: {
  configured?: string;
  user?: ServiceUser;
  /** The driver's, for a copy where that user needs one. */
  directory: string;
  path?: string;
}): string {
  const { configured, user, directory, path } = options;
  const uv =
    configured === undefined ? findProgram('uv', path) : realFile(configured);
  if (!uv) {
    throw new Error(
      configured === undefined
        ? 'There is no uv on this machine to install Python packages with. Install it (it comes with uvx), or set mcpGateway.runtimes.sandbox.packages.pypi.uv.'
        : `There is no uv at ${configured}, which mcpGateway.runtimes.sandbox.packages.pypi.uv names.`,
    );
  }
  const found = runnableFor({ executable: uv, user, directory, what: 'uv' });
  if (!found) {
    throw new Error(
      `The user that servers run as cannot run uv: neither ${uv} nor a copy of it in ${directory}`,
    );
  }
  return found;
}

function realFile(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

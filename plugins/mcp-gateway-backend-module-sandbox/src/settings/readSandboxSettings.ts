import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { runtimeLimitsSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { readPackageSettings } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { readPypiOptions } from '../packages/pypi/PypiOptions';
import type { SandboxSettings } from './SandboxSettings';

const AT = 'mcpGateway.runtimes.sandbox';

/**
 * Reads `mcpGateway.runtimes.sandbox`. Undefined where it is turned off.
 *
 * @throws InputError where a setting makes no sense.
 */
export function readSandboxSettings(
  config: Config,
  options = { isRoot: process.getuid?.() === 0 },
): SandboxSettings | undefined {
  const own = config.getOptionalConfig(AT);
  if (own?.getOptionalBoolean('enabled') === false) return undefined;
  const directory =
    own?.getOptionalString('directory') ?? usualDirectory(options.isRoot);
  const limits = runtimeLimitsSchema.safeParse(
    own?.getOptional('limits') ?? {},
  );
  if (!limits.success) {
    throw new InputError(`${AT}.limits: ${limits.error.issues[0].message}`);
  }
  const volumes =
    own?.getOptional<Record<string, string>>('mounts.volumes') ?? {};
  const read = own?.getOptionalStringArray('mounts.read') ?? [];
  const write = own?.getOptionalStringArray('mounts.write') ?? [];
  for (const path of [
    directory,
    ...read,
    ...write,
    ...Object.values(volumes),
  ]) {
    if (typeof path !== 'string' || !isAbsolute(path)) {
      throw new InputError(`${AT}: '${path}' is not an absolute path`);
    }
  }
  return {
    directory,
    user: own?.getOptionalString('user'),
    mounts: { read, write, volumes, directory },
    allowEverything: own?.getOptionalBoolean('allowEverything') ?? false,
    limits: limits.data,
    requireHardLimits:
      config.getOptionalBoolean('mcpGateway.runtimes.requireHardLimits') ??
      false,
    useCgroups: own?.getOptionalBoolean('useCgroups') ?? true,
    useGvisor: own?.getOptionalBoolean('useGvisor') ?? false,
    openedHosts:
      config.getOptionalStringArray('mcpGateway.egress.allowedHosts') ?? [],
    publicHosts: config.getOptionalStringArray('mcpGateway.egress.publicHosts'),
    packages: readPackageSettings(own, AT),
    pypi: readPypiOptions(config),
  };
}

/** A service's own place, else the user's. */
function usualDirectory(isRoot: boolean): string {
  if (isRoot) return '/var/lib/sallyport/sandbox';
  const state =
    process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return join(state, 'sallyport', 'sandbox');
}

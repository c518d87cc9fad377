import { isAbsolute } from 'node:path';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { PackageSettings } from './PackageSettings';

const GIB = 1024 ** 3;

/**
 * Reads a driver's `packages`.
 *
 * @param at where that driver's settings are, such as `mcpGateway.runtimes.sandbox`
 * @throws InputError where a setting makes no sense.
 */
export function readPackageSettings(
  driver: Config | undefined,
  at: string,
): PackageSettings {
  const own = driver?.getOptionalConfig('packages');
  const installed = own?.getOptionalStringArray('installed') ?? [];
  const relative = installed.find(path => !isAbsolute(path));
  if (relative !== undefined) {
    throw new InputError(`${at}: '${relative}' is not an absolute path`);
  }
  const npmRegistry = own?.getOptionalString('npmRegistry');
  const protocol = npmRegistry && URL.parse(npmRegistry)?.protocol;
  if (npmRegistry && !/^https?:$/.test(protocol ?? '')) {
    throw new InputError(
      `${at}.packages.npmRegistry is not an http(s) address`,
    );
  }
  return {
    npmRegistry,
    npm: own?.getOptionalString('npm'),
    installed,
    cacheBytes: own?.getOptionalNumber('cacheBytes') ?? 4 * GIB,
    timeoutMs: (own?.getOptionalNumber('timeoutSeconds') ?? 180) * 1000,
  };
}

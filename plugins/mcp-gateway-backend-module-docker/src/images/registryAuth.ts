import { readFile } from 'node:fs/promises';
import type { RegistrySettings } from '../settings/DockerSettings';

/**
 * The header by which an engine signs in to a registry. A password in a file is read each time, so that a new one is taken without
 * a restart.
 *
 * @throws Error where the file cannot be read.
 */
export async function registryAuth(
  registry: RegistrySettings,
): Promise<Record<string, string>> {
  const { host, username, password, passwordFile } = registry;
  if (username === undefined) return {};
  const secret =
    passwordFile === undefined
      ? password ?? ''
      : (await readFile(passwordFile, 'utf8')).trim();
  const auth = { username, password: secret, serveraddress: host };
  const text = Buffer.from(JSON.stringify(auth)).toString('base64');
  // For addresses, but with the padding that Node leaves out there and engines want.
  return {
    'x-registry-auth': text.replaceAll('+', '-').replaceAll('/', '_'),
  };
}

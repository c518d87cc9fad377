import { readFileSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { normalizeRef } from '../service/readRef';
import { readVaultPath } from '../vault/readVaultPath';
import type { VaultPlace } from './VaultSecret';

const AT = 'mcpGateway.credentials.secrets';

/** Where a secret is: its value, the file that holds it, or Vault. */
export type SecretPlace =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'file'; readonly file: string }
  | ({ readonly kind: 'vault' } & VaultPlace);

/** A secret that servers may be called with. */
export interface SecretSettings {
  /** Entity refs of the servers that may use it. */
  readonly servers: ReadonlySet<string>;
  readonly place: SecretPlace;
}

/**
 * Reads `mcpGateway.credentials.secrets`, by name.
 *
 * @throws InputError where a secret has no value, or nobody may use it.
 */
export function readSecretSettings(
  config: Config,
): ReadonlyMap<string, SecretSettings> {
  const all = config.getOptionalConfig(AT);
  return new Map(
    (all?.keys() ?? []).map((name): [string, SecretSettings] => {
      const at = `${AT}.${name}`;
      const one = config.getConfig(at);
      const servers = new Set(
        one.getStringArray('servers').map(ref => normalizeRef(ref, 'api')),
      );
      if (servers.size === 0) {
        throw new InputError(`${at}.servers names no server that may use it`);
      }
      return [name, { servers, place: readPlace(one, at) }];
    }),
  );
}

function readPlace(config: Config, at: string): SecretPlace {
  const given = ['value', 'file', 'vault'].filter(key => config.has(key));
  if (given.length !== 1) {
    throw new InputError(`${at} needs one of value, file and vault`);
  }
  const vault = config.getOptionalConfig('vault');
  if (vault) {
    return {
      kind: 'vault',
      mount: readVaultPath(
        vault.getOptionalString('mount') ?? 'secret',
        `${at}.vault.mount`,
      ),
      path: readVaultPath(vault.getString('path'), `${at}.vault.path`),
      field: vault.getString('field'),
    };
  }
  const file = config.getOptionalString('file');
  if (file === undefined) {
    const value = config.getString('value').trim();
    if (value === '') throw new InputError(`${at}.value is empty`);
    return { kind: 'value', value };
  }
  // Now, so that a mistake stops the start.
  if (readFileSync(file, 'utf8').trim() === '') {
    throw new InputError(`${at}.file is empty`);
  }
  return { kind: 'file', file };
}

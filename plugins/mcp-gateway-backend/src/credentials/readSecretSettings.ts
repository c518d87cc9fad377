import { readFileSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { normalizeRef } from '../service/readRef';

const AT = 'mcpGateway.credentials.secrets';

/** A secret that servers may be called with. Either its value or the file that holds it. */
export type SecretSettings = {
  /** Entity refs of the servers that may use it: an owner must not send another's secret to a server of their own. */
  readonly servers: ReadonlySet<string>;
} & (
  | { readonly value: string; readonly file?: undefined }
  | { readonly value?: undefined; readonly file: string }
);

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
      const value = one.getOptionalString('value')?.trim();
      const file = one.getOptionalString('file');
      if (value && file === undefined) return [name, { servers, value }];
      if (value !== undefined || file === undefined) {
        throw new InputError(`${at} needs either value or file`);
      }
      // Now, so that a mistake stops the start.
      if (readFileSync(file, 'utf8').trim() === '') {
        throw new InputError(`${at}.file is empty`);
      }
      return [name, { servers, file }];
    }),
  );
}

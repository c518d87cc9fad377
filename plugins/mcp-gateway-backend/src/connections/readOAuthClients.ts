import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { readClient } from '../exchange/readClient';
import { normalizeRef } from '../service/readRef';
import type { Registration } from './oauth/types';

/** One of `mcpGateway.credentials.clients`: who the gateway is at an issuer, as its administrator registered it. */
export interface OAuthClientSettings {
  readonly name: string;
  /** What people know the issuer by. */
  readonly title: string;
  readonly issuer: string;
  readonly registration: Registration;
  /** Entity refs of the servers that may use it. */
  readonly servers: ReadonlySet<string>;
  readonly scopes?: readonly string[];
  /** The company's identity provider: people link their account there for exchanges. */
  readonly isIdentity: boolean;
  readonly isPkceKnown: boolean;
}

/** Reads `mcpGateway.credentials.clients`. */
export function readOAuthClients(
  config: RootConfigService,
): ReadonlyMap<string, OAuthClientSettings> {
  const clients = config.getOptionalConfig('mcpGateway.credentials.clients');
  const read = (clients?.keys() ?? []).map(name => {
    const at = `mcpGateway.credentials.clients.${name}`;
    const one = config.getConfig(at);
    const issuer = one.getString('issuer');
    if (!/^https?:$/.test(URL.parse(issuer)?.protocol ?? '')) {
      throw new InputError(`${at}.issuer must be an http(s) address`);
    }
    const { id, authenticate } = readClient(
      one.getConfig('client'),
      `${at}.client`,
    );
    const isIdentity = one.getOptionalBoolean('identity') ?? false;
    const servers = one.getOptionalStringArray('servers') ?? [];
    if (servers.length === 0 && !isIdentity) {
      throw new InputError(`${at}.servers names no server that may use it`);
    }
    const scopes = one.getOptionalStringArray('scopes');
    const settings: OAuthClientSettings = {
      name,
      title: one.getOptionalString('title') ?? new URL(issuer).host,
      issuer,
      registration: { clientId: id, authenticate },
      servers: new Set(servers.map(ref => normalizeRef(ref, 'api'))),
      ...(scopes && { scopes }),
      isIdentity,
      isPkceKnown: one.getOptionalBoolean('assumePkce') ?? false,
    };
    return [name, settings] as const;
  });
  return new Map(read);
}

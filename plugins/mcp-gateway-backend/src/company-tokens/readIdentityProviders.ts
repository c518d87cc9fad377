import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readClient } from '../exchange/readClient';
import { COMPANY_ALGORITHMS } from './COMPANY_ALGORITHMS';
import type { IdentityProviderSettings, UserRule } from './types';

const AT = 'mcpGateway.identityProviders';
const NAMESPACE = /^[a-z0-9._-]{1,63}$/;
const MAX_CACHE_SECONDS = 60;
const USUAL = ['RS256', 'PS256', 'ES256'];
const MATCHES = ['name', 'email', 'annotation'] as const;

/** Reads `mcpGateway.identityProviders`. */
export function readIdentityProviders(
  config: RootConfigService,
  gateway: { publicUrl: string },
): IdentityProviderSettings[] {
  const portal = config.getOptionalString('backend.baseUrl');
  const found = (config.getOptionalConfigArray(AT) ?? []).map((own, index) =>
    readOne(own, `${AT}[${index}]`),
  );
  const seen = new Set<string>();
  for (const { issuer } of found) {
    // Backstage's tokens are for Backstage: whoever holds one there must not be let in here.
    if (portal !== undefined && issuer.startsWith(portal)) {
      throw new InputError(`${AT}: ${issuer} is Backstage itself`);
    }
    if (issuer === gateway.publicUrl || seen.has(issuer)) {
      throw new InputError(`${AT}: ${issuer} is there twice`);
    }
    seen.add(issuer);
  }
  return found;
}

function readOne(config: Config, at: string): IdentityProviderSettings {
  const algorithms = config.getOptionalStringArray('algorithms') ?? USUAL;
  const known: readonly string[] = COMPANY_ALGORITHMS;
  const wrong = algorithms.filter(name => !known.includes(name));
  if (wrong.length > 0 || algorithms.length === 0) {
    throw new InputError(
      `${at}.algorithms must be some of ${known.join(
        ', ',
      )}; there is '${wrong}'`,
    );
  }
  const groups = config.getOptionalConfig('groups');
  const introspection = config.getOptionalConfig('introspection');
  const jwksUri = readAddress(config, 'jwksUri', at);
  return {
    issuer: readAddress(config, 'issuer', at) ?? config.getString('issuer'),
    audiences: config.getOptionalStringArray('audiences') ?? [],
    ...(jwksUri !== undefined && { jwksUri }),
    algorithms,
    user: readUser(config.getConfig('user'), `${at}.user`),
    ...(groups && {
      groups: {
        claim: groups.getString('claim'),
        namespace: readNamespace(groups, `${at}.groups`),
      },
    }),
    ...(introspection && {
      introspection: readIntrospection(introspection, `${at}.introspection`),
    }),
  };
}

function readUser(config: Config, at: string): UserRule {
  const wanted = config.getString('matches');
  const matches = MATCHES.find(name => name === wanted);
  if (!matches) {
    throw new InputError(`${at}.matches must be one of ${MATCHES.join(', ')}`);
  }
  const annotation =
    matches === 'annotation' ? config.getString('annotation') : undefined;
  return {
    claim: config.getString('claim'),
    matches,
    namespace: readNamespace(config, at),
    ...(annotation !== undefined && { annotation }),
  };
}

function readIntrospection(config: Config, at: string) {
  const seconds = config.getOptionalNumber('cacheSeconds') ?? 30;
  if (!(seconds >= 0 && seconds <= MAX_CACHE_SECONDS)) {
    throw new InputError(
      `${at}.cacheSeconds must be between 0 and ${MAX_CACHE_SECONDS}`,
    );
  }
  const endpoint = readAddress(config, 'endpoint', at);
  return {
    ...(endpoint !== undefined && { endpoint }),
    client: readClient(config.getConfig('client'), `${at}.client`),
    cacheMs: seconds * 1000,
  };
}

function readNamespace(config: Config, at: string): string {
  const namespace = config.getOptionalString('namespace') ?? 'default';
  if (!NAMESPACE.test(namespace)) {
    throw new InputError(`${at}.namespace is no namespace of the catalog`);
  }
  return namespace;
}

/** As it is written: issuers are compared letter by letter. */
function readAddress(
  config: Config,
  name: string,
  at: string,
): string | undefined {
  const address = config.getOptionalString(name);
  if (address === undefined) return undefined;
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.hash || url.username) {
    throw new InputError(`${at}.${name} must be an http(s) address`);
  }
  return address;
}

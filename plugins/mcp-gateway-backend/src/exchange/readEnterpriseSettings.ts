import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readAllowed } from './readAllowed';
import { readEndpoint } from './readEndpoint';
import { readIdentity } from './readIdentity';
import type { EndpointSettings, EnterpriseSettings } from './types';

const PATH = 'mcpGateway.credentials.enterprises';

/** Reads `mcpGateway.credentials.enterprises`, by name. */
export function readEnterpriseSettings(
  config: Config,
): ReadonlyMap<string, EnterpriseSettings> {
  const enterprises = config.getOptionalConfig(PATH);
  return new Map(
    (enterprises?.keys() ?? []).map(name => [
      name,
      readOne(config.getConfig(`${PATH}.${name}`), name),
    ]),
  );
}

function readOne(config: Config, name: string): EnterpriseSettings {
  const at = `${PATH}.${name}`;
  return {
    name,
    identityProvider: readEndpoint(config, at),
    subject: readIdentity(config, {
      at,
      kinds: ['id-token', 'refresh-token'],
    }),
    authorizationServers: new Map(
      config.getConfigArray('authorizationServers').map((server, index) => {
        const endpoint = readEndpoint(
          server,
          `${at}.authorizationServers[${index}]`,
        );
        const { issuer } = endpoint;
        // The grant names it as its audience, and servers' entities name it too.
        if (issuer === undefined) {
          throw new InputError(
            `${at}.authorizationServers[${index}] needs an issuer`,
          );
        }
        return [issuer, endpoint] as [string, EndpointSettings];
      }),
    ),
    ...readAllowed(config, at),
  };
}

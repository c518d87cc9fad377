import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readClient } from './readClient';
import type { EndpointSettings } from './types';

/** Reads `issuer` or `tokenEndpoint` (or both) and `client`. */
export function readEndpoint(config: Config, at: string): EndpointSettings {
  const issuer = readAddress(config, 'issuer', at);
  const tokenEndpoint = readAddress(config, 'tokenEndpoint', at);
  if (issuer === undefined && tokenEndpoint === undefined) {
    throw new InputError(`${at} needs issuer or tokenEndpoint`);
  }
  return {
    ...(issuer !== undefined && { issuer }),
    ...(tokenEndpoint !== undefined && { tokenEndpoint }),
    client: readClient(config.getConfig('client'), `${at}.client`),
  };
}

/** As it is written: issuers are compared letter by letter. */
function readAddress(
  config: Config,
  name: 'issuer' | 'tokenEndpoint',
  at: string,
): string | undefined {
  const address = config.getOptionalString(name);
  if (address === undefined) return undefined;
  const url = URL.parse(address);
  const isUsable =
    url && /^https?:$/.test(url.protocol) && !url.hash && !url.username;
  if (!isUsable) {
    throw new InputError(`${at}.${name} must be an http(s) address`);
  }
  return address;
}

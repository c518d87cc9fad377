import { BlockList, isIP } from 'net';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const NAME = 'mcpGateway.listen.trustedProxies';

/** Reads which proxies are believed when they say who called them; absent where none is named. */
export function readTrustedProxies(config: Config): BlockList | undefined {
  const given = config.getOptionalStringArray(NAME) ?? [];
  if (given.length === 0) return undefined;
  const list = new BlockList();
  for (const entry of given) {
    const [address, prefix, ...more] = entry.split('/');
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : Number(prefix);
    const isRange =
      version > 0 &&
      more.length === 0 &&
      /^[0-9]{1,3}$/.test(prefix ?? '0') &&
      length <= bits;
    if (!isRange) {
      throw new InputError(
        `${NAME} has addresses and ranges such as 10.0.0.7 or 10.0.0.0/24; '${entry}' is none`,
      );
    }
    if (length === 0) {
      throw new InputError(
        `${NAME} has '${entry}': then anybody could say where they call from. Name the proxies.`,
      );
    }
    list.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

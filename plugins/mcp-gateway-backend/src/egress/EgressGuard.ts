import { isIP } from 'node:net';
import {
  addressKind,
  AllowedHosts,
  normalizeHost,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { EgressError } from './EgressError';

/** Where a connection is about to go. */
export interface EgressTarget {
  protocol: string;
  host: string;
  port: number;
}

/**
 * Says where the gateway may dial (threats R1, S2, S3): public hosts by HTTPS, and what the operator opened by name or
 * network. Decided on the resolved addresses, all of them, since a name is whatever its owner's resolver says today.
 */
export class EgressGuard {
  static create(options: { allowedHosts: readonly string[] }): EgressGuard {
    return new EgressGuard(AllowedHosts.parse(options.allowedHosts));
  }

  readonly #allowed: AllowedHosts;

  private constructor(allowed: AllowedHosts) {
    this.#allowed = allowed;
  }

  /** What can be said of an address before it is resolved. Throws an {@link EgressError}. */
  checkUrl(text: string | URL): EgressTarget {
    const url = URL.parse(text);
    if (!url) throw new EgressError('The address is not a URL');
    const { protocol } = url;
    if (protocol !== 'https:' && protocol !== 'http:') {
      throw new EgressError('Only http and https are dialled');
    }
    if (url.username || url.password) {
      throw new EgressError('The address contains a user name or password');
    }
    const port = Number(url.port) || (protocol === 'https:' ? 443 : 80);
    // The URL parser has turned octal, hexadecimal and one-number hosts into dotted IPv4 by now.
    const target = { protocol, host: normalizeHost(url.hostname), port };
    if (isIP(target.host)) this.checkAddresses(target, [target.host]);
    return target;
  }

  /** Whether a connection may go to these addresses, which are all that the host has. Throws an {@link EgressError}. */
  checkAddresses(target: EgressTarget, addresses: readonly string[]): void {
    const { protocol, host, port } = target;
    const match = this.#allowed.matchName(host, port);
    if (addresses.length === 0) {
      throw new EgressError('The host has no address');
    }
    for (const address of addresses) {
      const isOpened = this.#allowed.hasAddress(address, port);
      if (protocol !== 'https:' && !match && !isOpened) {
        throw new EgressError(
          'Plain HTTP is for hosts of mcpGateway.egress.allowedHosts only',
        );
      }
      if (!isOpened && !mayDial(address, match)) {
        throw new EgressError(
          'The host has an address in a private or reserved range and is not in mcpGateway.egress.allowedHosts',
        );
      }
    }
  }
}

function mayDial(
  address: string,
  match: ReturnType<AllowedHosts['matchName']>,
): boolean {
  const kind = addressKind(address);
  switch (kind) {
    case 'public':
      return true;
    case 'private':
      return match !== undefined;
    case 'loopback':
      // This machine's own ports are never meant by "all hosts below".
      return match === 'exact';
    case 'special':
    case 'never':
      return false;
    default:
      throw new Error(`No such kind of address: ${kind satisfies never}`);
  }
}

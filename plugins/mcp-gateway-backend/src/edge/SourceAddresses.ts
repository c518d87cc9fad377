import type { IncomingMessage } from 'http';
import { type BlockList, isIP } from 'net';

/** So many proxies are gone back through; a longer list is somebody's who wants work done. */
const MAX_HOPS = 16;
const WITH_PORT = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?$/i;

/**
 * Where calls come from. That is the other end of the connection; only where that is a proxy that the configuration names, what the proxy
 * says: anybody can send the header.
 */
export class SourceAddresses {
  /** @param options - without proxies the header is never read */
  static create(options: { trustedProxies?: BlockList }): SourceAddresses {
    return new SourceAddresses(options.trustedProxies);
  }

  readonly #trusted: BlockList | undefined;

  private constructor(trusted: BlockList | undefined) {
    this.#trusted = trusted;
  }

  /** An IP address; nothing where the connection has ended already. */
  of(request: {
    socket: Pick<IncomingMessage['socket'], 'remoteAddress'>;
    headers: IncomingMessage['headers'];
  }): string | undefined {
    const peer = plainAddress(request.socket.remoteAddress);
    if (!this.#trusted || peer === undefined || !this.#isTrusted(peer)) {
      return peer;
    }
    return this.#behind(peer, String(request.headers['x-forwarded-for'] ?? ''));
  }

  /** Each proxy adds whom it was called by at the end: from there back to the first one that nobody vouches for. */
  #behind(peer: string, header: string): string {
    let found = peer;
    let end = header.length;
    for (let hop = 0; hop < MAX_HOPS && end > 0; hop += 1) {
      const comma = header.lastIndexOf(',', end - 1);
      const said = readHop(header.slice(comma + 1, end).trim());
      if (said === undefined) break;
      found = said;
      if (!this.#isTrusted(said)) break;
      end = comma;
    }
    return found;
  }

  #isTrusted(address: string): boolean {
    return (
      this.#trusted?.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') ??
      false
    );
  }
}

function readHop(text: string): string | undefined {
  if (text.length > 60) return undefined;
  const [, v6, v4] = WITH_PORT.exec(text) ?? [];
  const address = plainAddress(v6 ?? v4 ?? text);
  return address !== undefined && isIP(address) > 0 ? address : undefined;
}

/** IPv4 as such, where it came as IPv6; and without the interface that it came through. */
function plainAddress(address: string | undefined): string | undefined {
  if (address === undefined || !address.includes(':')) return address;
  const [plain] = address.split('%');
  return plain.toLowerCase().startsWith('::ffff:') && plain.includes('.')
    ? plain.slice(7)
    : plain;
}

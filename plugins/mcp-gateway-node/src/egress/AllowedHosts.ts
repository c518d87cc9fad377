import { InputError } from '@backstage/errors';
import ipaddr from 'ipaddr.js';
import { addressKind, parseAddress } from './addressKind';

/** From so many bits on, a network is of one kind. */
const NARROW_BITS = 8;

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

interface NameRule {
  /** In lower case; a wildcard's without its asterisk, so with a leading dot. */
  name: string;
  isWildcard: boolean;
  port?: number;
}

interface RangeRule {
  range: Range;
  port?: number;
}

/**
 * How an operator's entry names a host: itself, or as one of many.
 *
 * @public
 */
export type NameMatch = 'exact' | 'wildcard';

/**
 * Hosts that an operator named (`mcpGateway.egress`): `host[:port]`, `*.suffix[:port]`, `address[:port]`, CIDR.
 *
 * @public
 */
export class AllowedHosts {
  /** @param setting - what the entries are of, for the message about one that cannot be read */
  static parse(
    entries: readonly string[],
    setting = 'mcpGateway.egress.allowedHosts',
  ): AllowedHosts {
    const names: NameRule[] = [];
    const ranges: RangeRule[] = [];
    for (const entry of entries) {
      const rule = parseEntry(entry.trim(), setting);
      if ('range' in rule) ranges.push(rule);
      else names.push(rule);
    }
    return new AllowedHosts(names, ranges);
  }

  readonly #names: readonly NameRule[];
  readonly #ranges: readonly RangeRule[];

  private constructor(names: NameRule[], ranges: RangeRule[]) {
    this.#names = names;
    this.#ranges = ranges;
  }

  /**
   * Whether an entry is of addresses that names may lead to: which those are is known only when they are resolved. This
   * machine's and link-local ones take the address itself.
   */
  get mayMeanAnyName(): boolean {
    return this.#ranges.some(({ range: [address, bits] }) => {
      const kind = addressKind(address.toString());
      const isNarrow = bits >= NARROW_BITS;
      return !(isNarrow && (kind === 'loopback' || kind === 'special'));
    });
  }

  /** How a host name is opened; an exact entry wins. */
  matchName(host: string, port: number): NameMatch | undefined {
    const name = normalizeHost(host);
    const matches = this.#names.filter(
      rule =>
        (rule.port === undefined || rule.port === port) &&
        (rule.isWildcard ? name.endsWith(rule.name) : name === rule.name),
    );
    if (matches.length === 0) return undefined;
    return matches.some(rule => !rule.isWildcard) ? 'exact' : 'wildcard';
  }

  /** Whether an address is opened as such. */
  hasAddress(text: string, port: number): boolean {
    const address = parseAddress(text);
    return (
      address !== undefined &&
      this.#ranges.some(
        rule =>
          (rule.port === undefined || rule.port === port) &&
          address.kind() === rule.range[0].kind() &&
          address.match(rule.range),
      )
    );
  }
}

/**
 * As names are compared: lower case, without brackets and without the dot of the root.
 *
 * @public
 */
export function normalizeHost(host: string): string {
  return host
    .toLocaleLowerCase('en-US')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function parseEntry(entry: string, setting: string): NameRule | RangeRule {
  const isNetwork = entry.includes(':')
    ? ipaddr.IPv6.isValidCIDR(entry)
    : ipaddr.IPv4.isValidCIDRFourPartDecimal(entry);
  if (isNetwork) return { range: ipaddr.parseCIDR(entry) };
  const bare = parseAddress(entry.replace(/^\[|\]$/g, ''));
  if (bare) return { range: wholeAddress(bare) };

  const isWildcard = entry.startsWith('*.');
  const url = URL.parse(`http://${isWildcard ? entry.slice(2) : entry}`);
  const isHostOnly =
    url !== null &&
    `${url.pathname}${url.search}${url.hash}${url.username}` === '/';
  if (!isHostOnly || !/^[^*/@?#\s]+$/.test(entry.replace(/^\*\./, ''))) {
    throw new InputError(
      `${setting} has the entry '${entry}', which is none of: host, host:port, *.suffix, address, network in CIDR notation`,
    );
  }
  // The parser drops the scheme's own port, which was meant here.
  const port = /:(\d+)$/.exec(entry)?.[1];
  const rule = port === undefined ? {} : { port: Number(port) };
  const host = normalizeHost(url.hostname);
  const address = parseAddress(host);
  if (address && !isWildcard) return { range: wholeAddress(address), ...rule };
  return { name: isWildcard ? `.${host}` : host, isWildcard, ...rule };
}

function wholeAddress(address: ipaddr.IPv4 | ipaddr.IPv6): Range {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

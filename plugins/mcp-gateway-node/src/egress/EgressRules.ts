import { isIP } from 'node:net';
import type { Config } from '@backstage/config';
import { addressKind } from './addressKind';
import { AllowedHosts, normalizeHost } from './AllowedHosts';

const AT = 'mcpGateway.egress';

/**
 * Where the operator lets connections go: the gateway's own, and those that it makes for the servers that it runs. One
 * set of rules for both (threats R1, S2, S3); a server's permission profile narrows them further.
 *
 * @public
 */
export class EgressRules {
  /** Reads `mcpGateway.egress`. */
  static read(config: Config): EgressRules {
    return EgressRules.create({
      allowedHosts: config.getOptionalStringArray(`${AT}.allowedHosts`) ?? [],
      publicHosts: config.getOptionalStringArray(`${AT}.publicHosts`),
    });
  }

  /** The rules of two lists, each of `host[:port]`, `*.suffix[:port]`, `address[:port]` and CIDR. */
  static create(options: {
    /** Opens private networks, this machine and plain http. */
    allowedHosts: readonly string[];
    /** The only public hosts, besides those of `allowedHosts`. Absent: all. */
    publicHosts?: readonly string[];
  }): EgressRules {
    const { allowedHosts, publicHosts } = options;
    return new EgressRules(
      AllowedHosts.parse(allowedHosts, `${AT}.allowedHosts`),
      publicHosts && AllowedHosts.parse(publicHosts, `${AT}.publicHosts`),
    );
  }

  readonly #opened: AllowedHosts;
  readonly #public: AllowedHosts | undefined;

  private constructor(opened: AllowedHosts, onlyPublic?: AllowedHosts) {
    this.#opened = opened;
    this.#public = onlyPublic;
  }

  /**
   * Why a host is not even resolved; undefined: its addresses decide. Whoever may ask for any name tells the world what
   * they want by the names that they ask for.
   */
  nameProblem(host: string, port: number): string | undefined {
    if (!this.#public || isIP(normalizeHost(host))) return undefined;
    const mayBe = [this.#public, this.#opened].some(
      list => list.matchName(host, port) || list.mayMeanAnyName,
    );
    return mayBe ? undefined : `${AT}.publicHosts does not name the host`;
  }

  /**
   * Why a connection may not go to the addresses that a host has; undefined: it may go to all of them. One that is
   * refused refuses the host: a name that points both ways is an attack or a mistake.
   */
  addressProblem(options: {
    host: string;
    port: number;
    addresses: readonly string[];
    /** False: what the operator opened beyond public hosts does not count. Default: true */
    isNamed?: boolean;
  }): string | undefined {
    const { addresses, ...target } = options;
    if (addresses.length === 0) return 'The host has no address';
    for (const address of addresses) {
      const problem = this.#problem({ ...target, address });
      if (problem) return problem;
    }
    return undefined;
  }

  /** Whether the operator opened a host or one of its addresses, and not just the public internet. */
  opens(host: string, port: number, address: string): boolean {
    return (
      this.#opened.matchName(host, port) !== undefined ||
      this.#opened.hasAddress(address, port)
    );
  }

  #problem(options: {
    host: string;
    port: number;
    address: string;
    isNamed?: boolean;
  }): string | undefined {
    const { host, port, address, isNamed = true } = options;
    const match = isNamed ? this.#opened.matchName(host, port) : undefined;
    const isOpened = isNamed && this.#opened.hasAddress(address, port);
    // As somebody wrote it, not as some resolver says.
    const isLiteral = isIP(normalizeHost(host)) !== 0;
    const refused = `The host has an address in a private or reserved range that ${AT}.allowedHosts does not open`;
    const unless = (isFine: boolean) => (isFine ? undefined : refused);
    const kind = addressKind(address);
    switch (kind) {
      case 'public':
        return match || isOpened || this.#isPublic(host, port, address)
          ? undefined
          : `${AT}.publicHosts does not name the host`;
      case 'private':
        return unless(match !== undefined || isOpened);
      case 'loopback':
        // This machine's own ports are never meant by "all hosts below".
        return unless(match === 'exact' || (isLiteral && isOpened));
      case 'special':
        return unless(isLiteral && isOpened);
      case 'never':
        return refused;
      default:
        throw new Error(`No such kind of address: ${kind satisfies never}`);
    }
  }

  #isPublic(host: string, port: number, address: string): boolean {
    return (
      !this.#public ||
      this.#public.matchName(host, port) !== undefined ||
      this.#public.hasAddress(address, port)
    );
  }
}

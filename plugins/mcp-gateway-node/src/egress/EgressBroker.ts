import { connect, isIP, type Socket } from 'node:net';
import type { ProfileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { AllowedHosts } from './AllowedHosts';
import type { EgressEvent } from '../runtimes/RuntimeDriver';
import { normalizeHost } from './AllowedHosts';
import { atMost } from './atMost';
import { addressProblem, type EgressTarget, nameProblem } from './decideEgress';
import { EgressRefusal } from './EgressRefusal';

const CONNECT_MS = 10_000;
/** Connections of one runtime at a time. */
const MOST_CONNECTIONS = 256;
/** Decisions of one runtime: so many at once, and so many each second. More are refused, counted, and told of together. */
const BURST = 200;
const PER_SECOND = 50;

/**
 * Resolves a name to all of its addresses.
 *
 * @public
 */
export type ResolveHost = (
  host: string,
) => Promise<readonly { address: string; family: number }[]>;

/**
 * Decides where one runtime may connect, dials for it, and tells of each decision.
 *
 * @public
 */
export class EgressBroker {
  static create(options: {
    egress: ProfileEgress;
    /** What the operator opened beyond the public internet; `named`: the operator chose the destinations themselves, wherever they are. */
    opened: AllowedHosts | 'named';
    onEvent(event: EgressEvent): void;
    resolve: ResolveHost;
    now?(): number;
  }): EgressBroker {
    return new EgressBroker(options);
  }

  readonly #options: Parameters<typeof EgressBroker.create>[0];
  readonly #resolve: ResolveHost;
  readonly #open = new Set<Socket>();
  #waiting = 0;
  #tokens = BURST;
  #filledAt: number;
  #dropped = 0;
  #isClosed = false;

  private constructor(options: Parameters<typeof EgressBroker.create>[0]) {
    this.#options = options;
    // One question at a time, whatever it asks for.
    this.#resolve = atMost(1, options.resolve);
    this.#filledAt = this.#now();
  }

  /**
   * Connects to a destination: the name is resolved once, and only what was checked is dialled.
   *
   * @throws EgressRefusal where it may not be, and Error where nobody answers there.
   */
  async connect(host: string, port: number): Promise<Socket> {
    const target = { host: normalizeHost(host), port };
    this.#spend(target);
    if (this.#open.size + this.#waiting >= MOST_CONNECTIONS) {
      this.#refuse(
        target,
        `More than ${MOST_CONNECTIONS} connections are open`,
      );
    }
    this.#waiting++;
    try {
      const addresses = await this.#check(target);
      const socket = await this.#dial(target, addresses);
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
      if (this.#isClosed) socket.destroy();
      return socket;
    } finally {
      this.#waiting--;
    }
  }

  /** Ends all connections, and what is on its way. */
  close(): void {
    this.#isClosed = true;
    this.#open.forEach(socket => socket.destroy());
  }

  async #check(target: EgressTarget) {
    const { egress, opened } = this.#options;
    const unnamed = nameProblem(egress, target);
    if (unnamed) this.#refuse(target, unnamed);
    const isNamed = !nameProblem({ ...egress, everything: false }, target);
    const family = isIP(target.host);
    const addresses = family
      ? [{ address: target.host, family }]
      : await this.#resolve(target.host).catch(() => []);
    const forbidden =
      opened === 'named' && addresses.length > 0
        ? undefined
        : addressProblem({
            target,
            addresses: addresses.map(({ address }) => address),
            opened: opened === 'named' ? AllowedHosts.parse([]) : opened,
            isNamed,
          });
    if (forbidden) this.#refuse(target, forbidden);
    this.#tell(target, true);
    return addresses;
  }

  #dial(
    target: EgressTarget,
    addresses: Awaited<ReturnType<ResolveHost>>,
  ): Promise<Socket> {
    return new Promise((done, fail) => {
      const socket = connect({
        host: target.host,
        port: target.port,
        allowHalfOpen: true,
        autoSelectFamily: true,
        keepAlive: true,
        noDelay: true,
        // There is no second look-up to rebind.
        lookup: (_host, { all }, callback) => {
          const [first] = addresses;
          if (all) callback(null, [...addresses]);
          else callback(null, first.address, first.family);
        },
      });
      const timer = setTimeout(
        () => socket.destroy(new Error('The destination does not answer')),
        CONNECT_MS,
      );
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', fail);
        done(socket);
      });
      socket.once('error', fail);
      socket.once('close', () => clearTimeout(timer));
    });
  }

  /** Whoever asks all the time would fill logs, and the gateway's time. */
  #spend(target: EgressTarget): void {
    const seconds = (this.#now() - this.#filledAt) / 1000;
    this.#filledAt = this.#now();
    this.#tokens = Math.min(BURST, this.#tokens + seconds * PER_SECOND);
    if (this.#tokens < 1) {
      this.#dropped++;
      throw new EgressRefusal('Too many connections in a short time');
    }
    this.#tokens--;
    if (this.#dropped === 0) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#tell(
      target,
      false,
      `${dropped} more attempts, to whatever destinations, were refused as too many in a short time`,
    );
  }

  #refuse(target: EgressTarget, why: string): never {
    this.#tell(target, false, why);
    throw new EgressRefusal(why);
  }

  #tell(target: EgressTarget, allowed: boolean, why?: string): void {
    this.#options.onEvent({
      at: Date.now(),
      ...target,
      allowed,
      ...(why && { why }),
    });
  }

  #now(): number {
    return this.#options.now?.() ?? performance.now();
  }
}

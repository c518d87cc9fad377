import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Agent, type buildConnector, Pool } from 'undici';
import { EgressError } from './EgressError';
import type { EgressGuard, EgressTarget } from './EgressGuard';

/** The answer's head may be this large, in bytes: all its headers together. */
const MAX_HEADER_BYTES = 16 * 1024;

/** Resolves a name to all of its addresses. */
export type ResolveHost = (host: string) => Promise<LookupAddress[]>;

/** Limits of what a server may take, in milliseconds. */
export interface DialLimits {
  /** To resolve, connect and agree on TLS. */
  connectMs: number;
  /** Until the first header of an answer. */
  headersMs: number;
  /** Between two pieces of an answer; streams send keep-alives more often. */
  idleMs: number;
}

/**
 * Makes the one kind of HTTP client that the gateway dials registered addresses with. A name is resolved once per
 * connection, every address is checked, and only those checked are dialled: there is no second look-up to rebind. The
 * name stays the TLS server name and the Host header. Redirects are nobody's business here: undici follows none.
 */
export function createGuardedAgent(options: {
  guard: EgressGuard;
  limits: DialLimits;
  resolve?: ResolveHost;
  /** Who vouches for servers, PEM; default: whom Node trusts. */
  certificateAuthorities?: string;
  /** Makes connections in place of dialling, where only that leads to the one host that the guard lets through. */
  connect?: () => Promise<Duplex>;
}): Agent {
  const { guard, limits } = options;
  const resolve = onceAtATime(options.resolve ?? resolveBySystem);
  return new Agent({
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.idleMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The bounds above are HTTP/1.1's; one connection per call also keeps one slow answer from holding up others.
    allowH2: false,
    // Per origin, since what may be dialled depends on scheme and port as well as on the name.
    factory: (origin, settings) => {
      const target = guard.checkUrl(origin);
      const { connect } = options;
      if (connect) {
        return new Pool(origin, { ...settings, connect: connectorOf(connect) });
      }
      return new Pool(origin, {
        ...settings,
        connect: {
          timeout: limits.connectMs,
          autoSelectFamily: true,
          ca: options.certificateAuthorities,
          lookup: guardedLookup({ guard, target, resolve }),
        },
      });
    },
  });
}

function connectorOf(connect: () => Promise<Duplex>): buildConnector.connector {
  return (_, callback) => {
    connect().then(
      // All that undici's HTTP/1.1 asks of a socket is what every duplex stream has.
      stream => callback(null, stream as Socket),
      error => callback(toError(error), null),
    );
  };
}

/** Resolves a name for a connection to a target, and lets none through that leads where nothing may be dialled. */
export function guardedLookup(options: {
  guard: EgressGuard;
  target: EgressTarget;
  resolve: ResolveHost;
}): LookupFunction {
  const { guard, target, resolve } = options;
  return (host, { all }, callback) => {
    resolve(host)
      .then(addresses => {
        guard.checkAddresses(
          target,
          addresses.map(({ address }) => address),
        );
        return addresses;
      })
      .then(
        addresses => {
          const [first] = addresses;
          if (all) callback(null, addresses);
          else callback(null, first.address, first.family);
        },
        error => callback(toError(error), []),
      );
  };
}

/**
 * The system's resolver has a handful of threads for the whole process: connections to one host wait for one question
 * of it, so that a name whose servers do not answer takes one of them and not all.
 */
function onceAtATime(resolve: ResolveHost): ResolveHost {
  const underWay = new Map<string, ReturnType<ResolveHost>>();
  return host => {
    let asked = underWay.get(host);
    if (!asked) {
      asked = resolve(host).finally(() => underWay.delete(host));
      underWay.set(host, asked);
    }
    return asked;
  };
}

/** All addresses of a name, as the system knows them. */
export function resolveBySystem(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) =>
    systemLookup(host, { all: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    ),
  );
}

function toError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new EgressError('The host could not be resolved');
}

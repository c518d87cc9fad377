import { isIP } from 'node:net';
import {
  connect,
  type DetailedPeerCertificate,
  type TLSSocket,
} from 'node:tls';
import {
  guardedLookup,
  resolveBySystem,
  type ResolveHost,
} from './createGuardedAgent';
import { EgressError } from './EgressError';
import type { EgressGuard } from './EgressGuard';

/** Longer chains than this are nobody's. */
const LONGEST_CHAIN = 10;

/** What a host shows of itself when TLS begins. */
export interface SeenCertificates {
  /** Whether calls would be sent to it. */
  trusted: boolean;
  /** Why they would not, as TLS calls it. */
  problem?: string;
  /** The host's own first. */
  chain: DetailedPeerCertificate[];
}

/**
 * Connects to a host as calls do, by the same rules of where to, and looks at the certificates that it shows: also at ones that
 * nobody would trust (any more), which is why this is not seen in a call. Nothing is sent beyond TLS itself.
 */
export async function seeCertificates(options: {
  guard: EgressGuard;
  url: URL;
  signal: AbortSignal;
  resolve?: ResolveHost;
  /** Who vouches for hosts, PEM; default: whom Node trusts. */
  certificateAuthorities?: string;
}): Promise<SeenCertificates> {
  const { guard, url, signal } = options;
  const target = guard.checkUrl(url);
  if (target.protocol !== 'https:') {
    throw new EgressError('Only https has certificates');
  }
  signal.throwIfAborted();
  const socket = connect({
    ...{ host: target.host, port: target.port },
    // An address is no name to ask for.
    ...(isIP(target.host) === 0 && { servername: target.host }),
    ALPNProtocols: ['http/1.1'],
    ca: options.certificateAuthorities,
    lookup: guardedLookup({
      ...{ guard, target, resolve: options.resolve ?? resolveBySystem },
    }),
    // It is ended before anything is said: whom it cannot prove to be, it is told nothing.
    rejectUnauthorized: false,
  });
  try {
    await secured(socket, signal);
    const { authorized, authorizationError: problem } = socket;
    return {
      trusted: authorized,
      // Node says a code here, whatever its types say.
      ...(problem && { problem: String(problem) }),
      chain: chainOf(socket.getPeerCertificate(true)),
    };
  } finally {
    socket.destroy();
  }
}

async function secured(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const give = () => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
    // Errors after the end are nobody's problem, and must not be unheard.
    socket.on('error', reject);
    socket.once('close', () =>
      reject(Object.assign(new Error('It hung up'), { code: 'ECONNRESET' })),
    );
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', give);
      resolve();
    });
  });
}

/** From the host's own on. The last one issued itself, or who issued it is not known. */
function chainOf(own: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = own;
  while (next?.raw && chain.length < LONGEST_CHAIN) {
    if (seen.has(next.fingerprint256)) break;
    seen.add(next.fingerprint256);
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

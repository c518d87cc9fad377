import { MODERN_VERSIONS } from '../pipeline/versions';
import type { Call } from '../pipeline/types';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { bareAnswer } from './bareAnswer';
import { hold } from './hold';
import type { LegacyClientBridge } from './legacyClient/LegacyClientBridge';
import type { ModernClientBridge } from './modernClient/ModernClientBridge';
import { modernVerdict } from './modernVerdict';
import { probeModern } from './probeModern';
import type { UpstreamEras } from './UpstreamEras';

/** How a server says that it does not take a request of the other era. */
const REFUSED = [400, 404, 405];
/** JSON-RPC errors by which a server of the stateless era alone refuses `initialize`: also over HTTP 200. */
const NOT_LEGACY = [-32600, -32601, -32602, -32020, -32021, -32022];

/** What the two sides of a call speak decides the way: the same, and it passes untouched; or else through a bridge. */
export class EraUpstream implements Upstream {
  static create(options: {
    upstream: Upstream;
    eras: UpstreamEras;
    fromLegacy: LegacyClientBridge;
    fromModern: ModernClientBridge;
    /** Servers of this transport speak the session era: there is nothing to find out. */
    isLegacyOnly?: boolean;
  }): EraUpstream {
    return new EraUpstream(options);
  }

  readonly #options: Parameters<typeof EraUpstream.create>[0];
  readonly #probes = new Map<string, Promise<boolean | undefined>>();

  private constructor(options: Parameters<typeof EraUpstream.create>[0]) {
    this.#options = options;
  }

  send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { upstream, fromLegacy, isLegacyOnly } = this.#options;
    const { call } = request;
    if (call.message?.era === 'modern') return this.#modern(request);
    if (call.session?.era === 'modern') return fromLegacy.send(request);
    if (isLegacyOnly) return upstream.send(request);
    if (call.message?.method === 'initialize') return this.#initialize(request);
    return isModernNotification(call)
      ? this.#sendUnlessStray(request)
      : upstream.send(request);
  }

  /** What a server speaks of the session era is learnt from what it answers to the client's own `initialize`. */
  async #initialize(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { upstream, eras, fromLegacy } = this.#options;
    if ((await eras.speaks(request, 'legacy')) === false) {
      const bridged = await fromLegacy.begin(request);
      if (bridged) return bridged;
      await eras.forget(request, 'modern');
    }
    const answer = await upstream.send(request);
    const { status } = answer;
    const isJson = /^application\/json\b/i.test(
      String(answer.headers['content-type'] ?? ''),
    );
    if (status === 200 && !isJson) {
      await eras.learn(request, 'legacy', true);
      return answer;
    }
    if (status !== 200 && !REFUSED.includes(status)) return answer;
    const held = await hold(answer);
    if (held.message?.result) {
      await eras.learn(request, 'legacy', true);
      return held.answer;
    }
    const code = held.message?.error?.code;
    if (code !== undefined && NOT_LEGACY.includes(code)) {
      const bridged = await fromLegacy.begin(request);
      if (bridged) {
        await eras.learn(request, 'legacy', false);
        await eras.learn(request, 'modern', true);
        return bridged;
      }
    }
    return held.answer;
  }

  async #modern(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { upstream, eras, fromModern, isLegacyOnly } = this.#options;
    if (isLegacyOnly) return await fromModern.send(request);
    const known = await eras.speaks(request, 'modern');
    if (known === true) return await this.#passOn(request);
    if (known === false) return await fromModern.send(request);
    if (request.call.message?.method !== 'server/discover') {
      return (await this.#probe(request)) === false
        ? await fromModern.send(request)
        : await upstream.send(request);
    }
    const held = await hold(await upstream.send(request));
    const speaks = modernVerdict(held.answer.status, held.message);
    if (speaks === true) await eras.learn(request, 'modern', true);
    if (speaks !== false) return held.answer;
    // Refused, perhaps for what this client did wrong: what holds for all is learnt from a question of our own alone.
    return (await this.#probe(request)) === false
      ? await fromModern.send(request)
      : held.answer;
  }

  /** A server that refuses as no server of the stateless era would is another one now: that is found out at the next call. */
  async #passOn(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { upstream, eras } = this.#options;
    const answer = await upstream.send(request);
    if (!REFUSED.includes(answer.status)) return answer;
    const held = await hold(answer);
    const code = held.message?.error?.code;
    // JSON-RPC's own codes and those of the stateless era; from -32019 on they are of the session era.
    if (code === undefined || code >= -32019)
      await eras.forget(request, 'modern');
    return held.answer;
  }

  /** One question for all who wait for its answer. */
  async #probe(request: UpstreamRequest): Promise<boolean | undefined> {
    const { upstream, eras } = this.#options;
    const place = JSON.stringify([request.call.serverRef, request.url]);
    const running =
      this.#probes.get(place) ??
      probeModern({ upstream, request })
        .catch(error => {
          // What is wrong with one person's credential is nothing to the others; they are told by their own request.
          if (UpstreamFailure.from(error).isOfCredential) return undefined;
          throw error;
        })
        .finally(() => this.#probes.delete(place));
    this.#probes.set(place, running);
    const speaks = await running;
    if (speaks !== undefined) await eras.learn(request, 'modern', speaks);
    return speaks;
  }

  /** A notification of a client of the stateless era, which says so in its headers alone, is nothing for a legacy server. */
  async #sendUnlessStray(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { upstream, eras } = this.#options;
    return (await eras.speaks(request, 'modern')) === false
      ? bareAnswer(202)
      : await upstream.send(request);
  }
}

function isModernNotification({ headers, message, session }: Call): boolean {
  const version = headers['mcp-protocol-version'];
  return (
    message?.kind === 'notification' &&
    session === undefined &&
    typeof version === 'string' &&
    MODERN_VERSIONS.includes(version)
  );
}

import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../access/Clock';
import type { Assertions } from '../tokens/Assertions';
import { actingAgent } from './actingAgent';
import { asHeader } from './asHeader';

const MAX_HELD = 20_000;
const LIFETIME_SECONDS = 120;

/** Audiences beside a server's own address, and the servers whose calls may carry them. */
export type AssertionAudiences = ReadonlyMap<string, ReadonlySet<string>>;

interface Held {
  readonly token: Promise<string>;
  readonly until: number;
}

/**
 * `spec.mcp.credential` of type `signed-assertion`: a short-lived JWT of the gateway that says who calls, and who acts for them. One is
 * used for half of its life, so that most calls cost no signature.
 */
export class SignedAssertions implements CredentialProvider {
  static create(options: {
    assertions: Pick<Assertions, 'sign'>;
    audiences: AssertionAudiences;
    clock: Clock;
  }): SignedAssertions {
    return new SignedAssertions(options);
  }

  readonly type = 'signed-assertion';
  readonly #assertions: Pick<Assertions, 'sign'>;
  readonly #audiences: AssertionAudiences;
  readonly #clock: Clock;
  readonly #held = new LRUCache<string, Held>({ max: MAX_HELD });
  readonly #given = new WeakMap<CredentialRequest, Held>();

  private constructor(options: Parameters<typeof SignedAssertions.create>[0]) {
    this.#assertions = options.assertions;
    this.#audiences = options.audiences;
    this.#clock = options.clock;
  }

  async provide(request: CredentialRequest): Promise<CredentialResult> {
    const { config, serverRef, upstreamUrl } = request;
    if (config.type !== 'signed-assertion') {
      throw new Error(`This provider does not answer for '${config.type}'`);
    }
    const audience = config.audience ?? upstreamUrl;
    // For any other audience it would be a key to a system that never agreed to this server.
    if (
      audience !== upstreamUrl &&
      !this.#audiences.get(audience)?.has(serverRef)
    ) {
      return {
        kind: 'misconfigured',
        text: 'This server may not have assertions for the audience that it names (mcpGateway.credentials.assertions.audiences).',
      };
    }
    const { lifetimeSeconds = LIFETIME_SECONDS } = config;
    const held = this.#find(request, { audience, lifetimeSeconds });
    this.#given.set(request, held);
    return asHeader(config, await held.token);
  }

  async refused(request: CredentialRequest): Promise<void> {
    // Whatever the reason, such as keys that the other side knew too late: the next call gets a fresh one.
    const key = keyOf(request);
    if (this.#held.get(key) === this.#given.get(request)) {
      this.#held.delete(key);
    }
  }

  #find(
    request: CredentialRequest,
    claims: { audience: string; lifetimeSeconds: number },
  ): Held {
    const key = keyOf(request);
    const now = this.#clock.monotonic();
    const known = this.#held.get(key);
    if (known && now < known.until) return known;
    const { principal } = request;
    const token = this.#assertions.sign({
      ...claims,
      subject: principal.userRef,
      actor: actingAgent(principal),
    });
    const held = { token, until: now + claims.lifetimeSeconds * 500 };
    this.#held.set(key, held);
    // Whoever waits for it hears of it; nobody gets it again.
    token.catch(() => {
      if (this.#held.get(key) === held) this.#held.delete(key);
    });
    return held;
  }
}

function keyOf({
  serverRef,
  upstreamUrl,
  config,
  principal,
}: CredentialRequest): string {
  const { userRef } = principal;
  const actor = actingAgent(principal);
  return JSON.stringify([serverRef, upstreamUrl, config, userRef, actor]);
}

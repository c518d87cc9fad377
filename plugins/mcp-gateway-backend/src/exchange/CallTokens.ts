import type {
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { HeldTokens } from './HeldTokens';
import { keyOf } from './keyOf';
import { toCredential } from './toCredential';
import type { Link, Obtained } from './types';

interface Given {
  key: string;
  token: string;
  link: string | undefined;
}

/**
 * Held tokens as calls get them, and which call has which: the refusal of an older token harms no newer one. A token that was made
 * of a person's linked account is theirs for as long as they have it linked.
 */
export class CallTokens {
  static create(options: { clock: Clock }): CallTokens {
    return new CallTokens(options);
  }

  readonly #held: HeldTokens;
  readonly #given = new WeakMap<CredentialRequest, Given>();

  private constructor(options: Parameters<typeof CallTokens.create>[0]) {
    this.#held = HeldTokens.create(options);
  }

  /** From memory where it can be; else asks, once for all who want the same. */
  provide(
    request: CredentialRequest,
    options: { link: Link | Promise<Link>; ask: () => Promise<Obtained> },
  ): CredentialResult | Promise<CredentialResult> {
    const { link, ask } = options;
    return link instanceof Promise
      ? link.then(known => this.#provide(request, known, ask))
      : this.#provide(request, link, ask);
  }

  /** The system behind took it no more. */
  refused(request: CredentialRequest): void {
    const given = this.#given.get(request);
    if (given) this.#held.refuse(given.key, given.token);
  }

  /** Whether it was made of the account that is linked now. */
  async holds(
    request: CredentialRequest,
    link: Link | Promise<Link>,
  ): Promise<boolean> {
    const given = this.#given.get(request);
    return given !== undefined && given.link === (await link);
  }

  #provide(
    request: CredentialRequest,
    link: Link,
    ask: () => Promise<Obtained>,
  ): CredentialResult | Promise<CredentialResult> {
    const key = keyOf(request, link);
    const give = (obtained: Obtained): CredentialResult => {
      if (obtained.kind === 'token') {
        this.#given.set(request, { key, token: obtained.token, link });
      }
      return toCredential(obtained, link);
    };
    const held = this.#held.get(key);
    return held ? give(held) : this.#held.obtain(key, ask).then(give);
  }
}

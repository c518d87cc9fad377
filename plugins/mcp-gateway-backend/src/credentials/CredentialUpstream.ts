import { bareAnswer } from '../era/bareAnswer';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import type { CallCredential } from './CallCredential';
import type { CredentialProviders } from './CredentialProviders';
import { expectGiven } from './expectGiven';
import { lackingScopes } from './lackingScopes';
import { maskAnswer } from './maskAnswer';

/**
 * The last step before a server: what reaches it carries the call's credential, and what comes back is without it. Each request
 * to a server passes here, those that a bridge makes of its own for a call as well.
 */
export class CredentialUpstream implements Upstream {
  static create(options: {
    upstream: Upstream;
    providers: CredentialProviders;
  }): CredentialUpstream {
    return new CredentialUpstream(options.upstream, options.providers);
  }

  readonly #upstream: Upstream;
  readonly #providers: CredentialProviders;

  private constructor(upstream: Upstream, providers: CredentialProviders) {
    this.#upstream = upstream;
    this.#providers = providers;
  }

  /** Throws an {@link UpstreamFailure}, also where the system behind refuses the credential, or it has ended meanwhile. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { credential, lacksCredential } = request.call;
    if (lacksCredential) return Promise.resolve(bareAnswer(204));
    return credential
      ? this.#sendWith(credential, request)
      : this.#upstream.send(request);
  }

  async #sendWith(
    credential: CallCredential,
    request: UpstreamRequest,
  ): Promise<UpstreamAnswer> {
    // C2: it was given for this address and goes to no other, whatever mistake led here.
    if (request.url !== credential.request.upstreamUrl) {
      throw new UpstreamFailure('upstream.forbidden-address');
    }
    if (request.httpMethod === 'DELETE') {
      return await this.#end(request, credential);
    }
    const now = await this.#providers.renewed(credential);
    return await this.#attempt(request, expectGiven(now, credential), true);
  }

  /** Nobody is asked for a new credential to end a session, and what its server says to an old one is no word about it. */
  async #end(
    request: UpstreamRequest,
    credential: CallCredential,
  ): Promise<UpstreamAnswer> {
    if (!(await this.#providers.holds(credential))) return bareAnswer(204);
    const answer = await this.#send(request, credential);
    if (answer.status !== 401) return answer;
    answer.body.on('error', () => {}).destroy();
    return bareAnswer(204);
  }

  /** What is refused has not been done: with a newer credential the request is made once more. */
  async #attempt(
    request: UpstreamRequest,
    credential: CallCredential,
    mayRepeat: boolean,
  ): Promise<UpstreamAnswer> {
    const answer = await this.#send(request, credential);
    const scopes = lackingScopes(
      answer.status,
      answer.headers['www-authenticate'],
    );
    if (answer.status !== 401 && !scopes) return answer;
    answer.body.on('error', () => {}).destroy();
    await this.#providers.refused(credential, scopes && { scopes });
    const next = await this.#providers.obtain(credential.request);
    if (next.kind === 'unavailable') {
      const { retryAfterSeconds } = next;
      throw new UpstreamFailure('upstream.credential-refused', {
        retryAfterSeconds,
      });
    }
    const newer = expectGiven(next, credential);
    if (!mayRepeat || isSame(newer, credential)) {
      throw new UpstreamFailure('upstream.credential-refused');
    }
    return await this.#attempt(request, newer, false);
  }

  async #send(
    request: UpstreamRequest,
    credential: CallCredential,
  ): Promise<UpstreamAnswer> {
    const { call } = request;
    if (call.credential) call.credential.use.isSent = true;
    const headers = { ...request.headers, ...credential.headers };
    const answer = await this.#upstream.send({ ...request, headers });
    return maskAnswer(answer, credential.secrets);
  }
}

function isSame(one: CallCredential, other: CallCredential): boolean {
  return JSON.stringify(one.headers) === JSON.stringify(other.headers);
}

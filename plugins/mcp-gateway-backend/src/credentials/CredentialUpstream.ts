import { pipeline } from 'node:stream';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { WholeBody } from '../transport/WholeBody';
import type { CredentialProviders } from './CredentialProviders';
import { lackingScopes } from './lackingScopes';
import { maskSecrets } from './maskSecrets';
import { SecretMask } from './SecretMask';

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

  /** Throws an {@link UpstreamFailure}, where the system behind refuses the credential too. */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { credential } = request.call;
    if (!credential) return await this.#upstream.send(request);
    const headers = { ...request.headers, ...credential.headers };
    const answer = await this.#upstream.send({ ...request, headers });
    const lacking = lackingScopes(
      answer.status,
      answer.headers['www-authenticate'],
    );
    if (answer.status === 401 || lacking) {
      answer.body.on('error', () => {}).destroy();
      await this.#providers.refused(credential, lacking && { scopes: lacking });
      throw new UpstreamFailure('upstream.credential-refused');
    }
    return credential.secrets.length > 0
      ? masked(answer, credential.secrets)
      : answer;
  }
}

/** The same answer, as long as before, without the secrets. */
function masked(
  answer: UpstreamAnswer,
  secrets: readonly string[],
): UpstreamAnswer {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? maskSecrets(value, secrets) : value,
    ]),
  );
  if (answer.body instanceof WholeBody) {
    const bytes = maskSecrets(answer.body.bytes, secrets);
    return { ...answer, headers, body: new WholeBody(bytes) };
  }
  const mask = SecretMask.create({ secrets });
  // Whoever reads the mask hears of errors of either.
  pipeline(answer.body, mask, () => {});
  return { ...answer, headers, body: mask };
}

import type { CallCredential } from '../../credentials/CallCredential';
import type { CredentialProviders } from '../../credentials/CredentialProviders';
import { expectGiven } from '../../credentials/expectGiven';
import type { RuntimeUse } from '../types';
import { withAssertion } from './withAssertion';
import type { WireMessage } from './WireMessage';

/**
 * The gateway's signed word about a person, for servers that it runs: it travels with each message of theirs, since one process
 * may serve many people for longer than any such word holds.
 */
export class MessageVouching {
  static create(options: {
    providers: Pick<CredentialProviders, 'renewed'>;
  }): MessageVouching {
    return new MessageVouching(options.providers);
  }

  readonly #providers: Pick<CredentialProviders, 'renewed'>;

  private constructor(providers: Pick<CredentialProviders, 'renewed'>) {
    this.#providers = providers;
  }

  /**
   * The message as the runtime gets it. Asked for when it is about to be written: a runtime may have taken its time to start.
   * Throws an `UpstreamFailure` where the word cannot be had any more.
   */
  async vouch(
    message: WireMessage,
    credential: CallCredential | undefined,
    use: Pick<RuntimeUse, 'conceal'>,
  ): Promise<WireMessage> {
    if (credential?.request.config.type !== 'signed-assertion') {
      return withAssertion(message);
    }
    const answer = await this.#providers.renewed(credential);
    const { secrets } = expectGiven(answer, credential);
    if (secrets.length !== 1) {
      throw new Error('An assertion came as something else than one word');
    }
    const [assertion] = secrets;
    use.conceal(assertion);
    return withAssertion(message, assertion);
  }
}

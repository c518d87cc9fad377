import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { asHeader } from './asHeader';
import type { ConfiguredSecrets } from './ConfiguredSecrets';

/** `spec.mcp.credential` of type `static`: one secret for everybody, from the gateway's configuration. */
export class StaticSecrets implements CredentialProvider {
  static create(options: {
    secrets: Pick<ConfiguredSecrets, 'find'>;
  }): StaticSecrets {
    return new StaticSecrets(options.secrets);
  }

  readonly type = 'static';
  readonly #secrets: Pick<ConfiguredSecrets, 'find'>;

  private constructor(secrets: Pick<ConfiguredSecrets, 'find'>) {
    this.#secrets = secrets;
  }

  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult> {
    const { config, serverRef } = request;
    if (config.type !== 'static') {
      throw new Error(`This provider does not answer for '${config.type}'`);
    }
    const found = this.#secrets.find(config.secret, serverRef);
    if (found === undefined) {
      return {
        kind: 'misconfigured',
        text: `The gateway has no secret '${config.secret}' for this server (mcpGateway.credentials.secrets).`,
      };
    }
    return typeof found === 'string'
      ? asHeader(config, found)
      : found.then(value => asHeader(config, value));
  }
}
